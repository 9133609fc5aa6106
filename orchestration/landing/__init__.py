"""Landing: brings raw tables from a folder or a database into the snapshot of a build."""

from orchestration.landing.delivery import Source, land, land_sound_files, open_source
from orchestration.landing.model import (
    LandedFile,
    LandedTable,
    Landing,
    LandingError,
    Problem,
)

__all__ = [
    "LandedFile",
    "LandedTable",
    "Landing",
    "LandingError",
    "Problem",
    "Source",
    "land",
    "land_sound_files",
    "open_source",
]
