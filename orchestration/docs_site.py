"""`make docs`: one folder with dbt's docs, column lineage, metric catalogue, Data Docs and guides.

    python -m orchestration.docs_site --out target/site [--warehouse FOLDER]

Without a warehouse a small company is simulated and built for it (some 400 units over three
years). The folder asks for nothing outside itself, from a disk as from a server.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from orchestration.build import QUIET_TOOLS
from orchestration.contract import PROJECT_DIR
from orchestration.dbt_run import TARGET_DIR, DbtChild, prepare_manifest
from orchestration.docs_pages import write_pages
from orchestration.errors import Refusal
from orchestration.warehouse import Warehouse, exclusive

SCRATCH = TARGET_DIR / "docs"
SMALL_COMPANY = {"units": 400, "years": 3, "seed": 7}
# Everything that has columns; without it dbt compiles some thousand tests for their SQL.
_DOCUMENTED = ["resource_type:model", "resource_type:source", "resource_type:seed"]
# What a page may load: itself and its folder. `file:` is for readers who open it from a disk.
_POLICY = (
    "default-src 'self' file: data: blob: 'unsafe-inline' 'unsafe-eval'; "
    "connect-src 'self' file: data: blob:; form-action 'none'; base-uri 'none'"
)
_SEAL = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'


def small_warehouse(folder: Path) -> Warehouse:
    """A warehouse in `folder` of a small simulated company, built anew.

    Raises `Refusal` when the build does not publish.
    """
    from simulator import simulate

    shutil.rmtree(folder, ignore_errors=True)
    simulate(folder / "company", dirty=0.0, fmt="parquet", **SMALL_COMPANY)
    warehouse = Warehouse.at(folder / "warehouse")
    places = ["--raw", str(folder / "company" / "raw"), "--warehouse", str(warehouse.root)]
    command = [sys.executable, "-m", "orchestration.cli", "build", "--quiet", *places]
    done = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()[-15:]
        raise Refusal("The small company for the documentation was not built.", lines, stage="docs")
    return warehouse


def mend_page(page: str) -> str:
    """dbt's page without what it asks for in vain: an icon, and icons not filled in yet."""
    page = re.sub(r'<link rel="(?:shortcut )?icon"[^>]*>', '<link rel="icon" href="data:,">', page)
    return page.replace('<use xlink:href="{{', '<use ng-attr-href="{{')


def generate_dbt_docs(build_file: Path, scratch: Path) -> None:
    """Write `manifest.json`, `catalog.json` and `static_index.html` of a build into `scratch`.

    Raises `Refusal` with dbt's own words when it cannot.
    """
    prepare_manifest()
    with DbtChild(scratch, build_file) as child:
        events = list(child.invoke(["docs", "generate", "--static", "--select", *_DOCUMENTED]))
    if not child.success:
        told = [event["info"]["msg"] for event in events if event["info"]["level"] == "error"]
        raise Refusal("dbt's documentation was not made.", told or [child.error], stage="docs")


def generate_lineage(scratch: Path, out: Path) -> None:
    """Write colibri's page of column lineage below `out`, its telemetry switched off.

    The command line of colibri asks a package registry for updates; its classes do not.
    """
    from dbt_colibri.lineage_extractor.extractor import DbtColumnLineageExtractor
    from dbt_colibri.report.generator import DbtColibriReportGenerator
    from sqlglot.optimizer.scope import Scope

    # colibri 0.3.7 asks sqlglot by its older name, and loses every column behind a union without
    if not hasattr(Scope, "union_scopes"):
        Scope.union_scopes = property(lambda scope: scope.set_operation_scopes)
    logging.getLogger("colibri").setLevel(logging.CRITICAL)
    out.mkdir(parents=True, exist_ok=True)
    with redirect_stdout(StringIO()):
        extractor = DbtColumnLineageExtractor(
            str(scratch / "manifest.json"), str(scratch / "catalog.json")
        )
        report = DbtColibriReportGenerator(extractor, disable_telemetry=True)
        report.generate_report(output_dir=str(out))
    (out / "colibri-manifest.json").unlink(missing_ok=True)  # the page bears it already


def seal(site: Path) -> None:
    """Have the browser itself refuse whatever a page might ask of another place."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        head, opening, rest = text.partition("<head>")
        if not opening:
            raise Refusal(f"{page.name} has no head to put a policy into.", stage="docs")
        page.write_text(f"{head}{opening}{_SEAL}{rest}", encoding="utf-8")


def make_site(out: Path, warehouse: Warehouse, scratch: Path = SCRATCH) -> None:
    """Write the whole site to `out`, which is replaced when everything is there."""
    if not warehouse.build_file.is_file():
        raise Refusal(
            f"{warehouse.root} holds no build to document.",
            cure="run `aftersales build` into it, or leave --warehouse out.",
            stage="docs",
        )
    site = out.with_name(f"{out.name}.new")
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    with exclusive(warehouse, "documentation"):
        _tell("dbt's docs of every model, column, metric and exposure")
        generate_dbt_docs(warehouse.build_file, scratch)
        (site / "dbt").mkdir()
        page = (scratch / "static_index.html").read_text(encoding="utf-8")
        (site / "dbt" / "index.html").write_text(mend_page(page), encoding="utf-8")
        if warehouse.docs_dir.is_dir():
            shutil.copytree(warehouse.docs_dir, site / "data_docs")
    _tell("column lineage")
    generate_lineage(scratch, site / "lineage")
    _tell("metric catalogue and guides")
    write_pages(site, warehouse)
    seal(site)
    shutil.rmtree(out, ignore_errors=True)
    site.rename(out)


def _tell(text: str) -> None:
    print(f"[docs] {text}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """The command line; 0 when the site was written."""
    parser = argparse.ArgumentParser(description="Write the documentation site.")
    parser.add_argument("--out", type=Path, default=TARGET_DIR / "site")
    parser.add_argument("--warehouse", type=Path, help="a warehouse that `aftersales build` made")
    chosen = parser.parse_args(arguments)
    os.environ.update(QUIET_TOOLS)
    try:
        if chosen.warehouse is None:
            _tell("no warehouse given: simulating and building a small company")
        given = chosen.warehouse and Warehouse.at(chosen.warehouse)
        make_site(chosen.out.resolve(), given or small_warehouse(SCRATCH / "small"))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"[docs] open {chosen.out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
