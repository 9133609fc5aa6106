"""Write the site of a published warehouse: aside first, then in the place of the old one."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from dashboard.marts import read_marts
from dashboard.pages import Site
from orchestration.errors import Refusal

# Lies in every site of ours; a folder without it is somebody else's.
SIGN = "aftersales-site.json"
_ASIDE = ".aftersales-site"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@dataclass(frozen=True)
class SiteSummary:
    """What was written: pages, bytes of all files, seconds taken."""

    pages: int
    bytes: int
    seconds: float


def write_site(published: Path, out: Path) -> SiteSummary:
    """Write the dashboard of the warehouse file `published` as the folder `out`.

    A reader of `out` sees the old site or the new one, whole. Raises `Refusal`, and leaves `out`
    as it was, when `published` is no warehouse or `out` holds anything but a site of ours.
    """
    started = time.monotonic()
    out = Path(out).expanduser().absolute()
    _refuse_foreign(out)
    marts = read_marts(Path(published))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", suffix=_ASIDE, dir=out.parent))
    except OSError as error:
        raise Refusal(
            f"The site cannot be written to {out}: {error.strerror}.",
            cure="give --out a folder that this user may write to.",
            stage="dashboard",
        ) from error
    try:
        pages = 0
        for name, content in Site(marts).pages():
            path = aside / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
            pages += 1
        sign = {
            "made_by": "aftersales dashboard",
            "build_id": marts.build["build_id"],
            "as_of_date": marts.as_of.isoformat(),
            "pages": pages,
        }
        (aside / SIGN).write_text(json.dumps(sign, indent=2) + "\n", encoding="utf-8")
        aside.chmod(0o755)
        size = sum(path.stat().st_size for path in aside.rglob("*") if path.is_file())
        # somebody may have put something there meanwhile
        _refuse_foreign(out)
        _swap(aside, out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return SiteSummary(pages, size, round(time.monotonic() - started, 2))


def _refuse_foreign(out: Path) -> None:
    """Raise `Refusal` unless `out` is absent, empty, or a site of ours."""
    if not out.exists() and not out.is_symlink():
        return
    if out.is_dir() and not out.is_symlink():
        if not any(out.iterdir()) or _is_ours(out):
            return
        reason = "holds other files than a site of aftersales"
    else:
        reason = "is not a folder"
    raise Refusal(
        f"{out} {reason}; nothing was written.",
        cure="give --out a new or empty folder, or one that `aftersales dashboard` wrote.",
        stage="dashboard",
    )


def _is_ours(out: Path) -> bool:
    """True for a folder that bears our sign and nothing that we do not write."""
    try:
        sign = json.loads((out / SIGN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    known = {SIGN, "index.html", "en", "zh"}
    pages = (path for lang in ("en", "zh") for path in (out / lang).glob("*"))
    return (
        isinstance(sign, dict)
        and sign.get("made_by") == "aftersales dashboard"
        and all(path.name in known for path in out.iterdir())
        and all(path.is_file() and path.suffix == ".html" for path in pages)
    )


def _swap(aside: Path, out: Path) -> None:
    """Put `aside` in the place of `out`; what was there is in `aside` afterwards, or nowhere."""
    if not out.exists():
        aside.rename(out)
    elif not _exchange(aside, out):
        # a file system without exchange: the folder is away for the moment between two renames
        old = aside.with_name(aside.name + "-old")
        out.rename(old)
        aside.rename(out)
        shutil.rmtree(old, ignore_errors=True)


def _exchange(left: Path, right: Path) -> bool:
    """Let two folders change places in one step (Linux); False where that is not possible."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    names = os.fsencode(left), os.fsencode(right)
    return rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0
