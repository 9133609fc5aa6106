"""MetricFlow's `mf` on a published warehouse: read only, and without its look-up for updates.

    python -m orchestration.semantic --warehouse warehouse \
        query --metrics warranty_cost_ratio_net --group-by metric_time__month,product_line
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from orchestration.contract import PROJECT_DIR
from orchestration.dbt_run import prepare_manifest
from orchestration.errors import Refusal
from orchestration.warehouse import Warehouse

USAGE = "usage: python -m orchestration.semantic --warehouse FOLDER <arguments of mf>"


def prepare(warehouse: Warehouse) -> None:
    """Point dbt and MetricFlow of this process to the published file of `warehouse`.

    Raises `Refusal` when nothing is published there, or when the project does not parse.
    """
    if not warehouse.published.is_file():
        raise Refusal(
            f"There is no published warehouse at {warehouse.published}.",
            cure="run `aftersales build` first, or give --warehouse its folder.",
            stage="semantic layer",
        )
    prepare_manifest()
    os.environ |= {
        "AFTERSALES_TARGET": "reader",
        "AFTERSALES_WAREHOUSE": str(warehouse.root),
        "DBT_PROJECT_DIR": str(PROJECT_DIR),
        "DBT_PROFILES_DIR": str(PROJECT_DIR),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
    }


def run(arguments: list[str]) -> None:
    """One command of `mf`, after `prepare`; raises click's exceptions when it is refused."""
    from dbt_metricflow.cli import main as mf

    class Silent:
        def check(self, package: str, version: str) -> None:
            """No look into a package registry, whatever the command."""

    mf.UpdateChecker = Silent
    mf.cli.main(arguments, prog_name="mf", standalone_mode=False)


def main(arguments: list[str]) -> int:
    """The command line; 0 when MetricFlow answered."""
    if len(arguments) < 3 or arguments[0] != "--warehouse":
        print(USAGE, file=sys.stderr)
        return 2
    try:
        prepare(Warehouse.at(Path(arguments[1])))
        run(arguments[2:])
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
