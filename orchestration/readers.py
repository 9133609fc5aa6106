"""What follows a publication, as Dagster assets: the dashboard, PostgreSQL, and who reads them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.assets import MANIFEST, PUBLISHED, RETRIES, TRANSLATOR, faults_told
from orchestration.errors import Refusal
from orchestration.exposures import exposure_specs
from orchestration.nightly import Nightly

POSTGRES = "AFTERSALES_POSTGRES"


@contextmanager
def after_publication(nightly: Nightly) -> Iterator[None]:
    """A fault from here on says that the marts are out all the same."""
    with faults_told(nightly):
        try:
            yield
        except Refusal as refusal:
            refusal.comes_after_publication = True
            raise


@dg.asset(
    key=dg.AssetKey(["published", "dashboard"]),
    deps=[PUBLISHED],
    group_name="published",
    kinds={"html"},
    description="The static site for executives, in English and Chinese.",
    required_resource_keys={"nightly"},
    retry_policy=RETRIES,
)
def published_dashboard(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Write the site anew from what was published."""
    nightly: Nightly = context.resources.nightly
    with after_publication(nightly):
        site = nightly.write_dashboard()
    return dg.MaterializeResult(
        metadata={
            "path": str(nightly.place.dashboard_dir),
            "pages": site.pages,
            "bytes": site.bytes,
        }
    )


@dg.asset(
    key=dg.AssetKey(["published", "postgresql"]),
    deps=[PUBLISHED],
    group_name="published",
    kinds={"postgres"},
    description=f"The publication in the PostgreSQL database that {POSTGRES} names.",
    required_resource_keys={"nightly"},
    retry_policy=RETRIES,
)
def published_postgresql(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Replace the rows in PostgreSQL, in one transaction."""
    nightly: Nightly = context.resources.nightly
    with after_publication(nightly):
        sent = nightly.send_to_postgres(os.environ[POSTGRES])
    return dg.MaterializeResult(metadata={"dagster/row_count": sent.rows, "seconds": sent.seconds})


def written_for_readers() -> list[dg.AssetsDefinition]:
    """What the nightly writes after publication; PostgreSQL only where its address is set."""
    to_postgres = [published_postgresql] if os.environ.get(POSTGRES) else []
    return [published_dashboard, *to_postgres]


def exposures() -> list[dg.AssetSpec]:
    """Who reads the marts: shown, made by nothing here."""
    return exposure_specs(MANIFEST.raw, TRANSLATOR)
