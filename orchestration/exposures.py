"""Readers of the marts as Dagster assets, so that lineage ends with people and not with tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

GROUP = "readers"


def exposure_specs(
    manifest: Mapping[str, Any], translator: DagsterDbtTranslator
) -> list[dg.AssetSpec]:
    """One asset `exposures/<name>` per exposure of dbt's manifest, in the order of names.

    Its parents are the assets of the models that the exposure reads; its owner is the exposure's
    address. Nothing makes these assets: they are only shown.
    """
    exposures = sorted(manifest["exposures"].values(), key=lambda exposure: exposure["name"])
    return [
        dg.AssetSpec(
            ["exposures", exposure["name"]],
            deps=sorted(
                translator.get_asset_key(manifest["nodes"][unique_id])
                for unique_id in exposure["depends_on"]["nodes"]
            ),
            description=exposure["description"],
            group_name=GROUP,
            owners=[exposure["owner"]["email"]],
            kinds={exposure["type"]},
            metadata={
                "owner": exposure["owner"]["name"],
                "maturity": exposure["maturity"],
                "label": exposure["label"],
            },
        )
        for exposure in exposures
    ]
