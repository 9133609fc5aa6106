"""Packs bi/superset/ into the ZIP file that Superset imports, with the address of one warehouse.

    python bi/superset_bundle.py --to warehouse/aftersales.duckdb --out dashboard.zip
    python bi/superset_bundle.py --to postgresql://bi_user@host:5432/bi --out dashboard.zip

The file bears no password: Superset asks for it at the import, and keeps it encrypted.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import yaml

DEFINITION = Path(__file__).parent / "superset"
DATABASE = "databases/aftersales.yaml"
# What Superset takes for "a password belongs here, ask for it".
PASSWORD_MASK = "X" * 10
# Read-only is not enough: COPY .. TO, ATTACH and read_csv would still reach the server's files.
DUCKDB_SETTINGS = "access_mode=read_only&enable_external_access=false&lock_configuration=true"


def superset_address(target: str) -> str:
    """The address as Superset takes it: of a PostgreSQL database, or of a published file.

    Raises `ValueError`, which does not repeat the address, for anything else.
    """
    if target.startswith(("postgresql://", "postgres://")):
        return _masked(target)
    if "://" in target:
        raise ValueError("give a published .duckdb file or a postgresql:// address")
    path = Path(target).resolve()
    if not path.is_file():
        raise ValueError(f"there is no published file {path}")
    return f"duckdb:///{quote(str(path))}?{DUCKDB_SETTINGS}"


def _masked(address: str) -> str:
    """The address with the mask in the place of its password."""
    parts = urlsplit(address)
    if not (parts.hostname and parts.username):
        raise ValueError("the PostgreSQL address needs a user and a host")
    host = parts.netloc.rpartition("@")[2]
    user = parts.netloc.partition(":")[0].partition("@")[0]
    place = f"{user}:{PASSWORD_MASK}@{host}"
    return urlunsplit(("postgresql+psycopg2", place, parts.path, parts.query, ""))


def write_bundle(address: str, out: Path) -> None:
    """Write the ZIP file; `address` is Superset's, see `superset_address`."""
    database = yaml.safe_load((DEFINITION / DATABASE).read_text(encoding="utf-8"))
    database["sqlalchemy_uri"] = address
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(DEFINITION.rglob("*.yaml")):
            name = path.relative_to(DEFINITION).as_posix()
            text = path.read_text(encoding="utf-8")
            if name == DATABASE:
                text = yaml.safe_dump(database, sort_keys=False)
            bundle.writestr(f"{out.stem}/{name}", text)


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description="Pack the Superset dashboard for import.")
    parser.add_argument("--to", required=True, help="published .duckdb file or postgresql:// ..")
    parser.add_argument("--out", type=Path, default=Path("dashboard.zip"))
    arguments = parser.parse_args()
    try:
        write_bundle(superset_address(arguments.to), arguments.out)
    except ValueError as error:
        print(f"Not written: {error}", file=sys.stderr)
        return 2
    print(f"Written {arguments.out}: import it in Superset under Dashboards, Import.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
