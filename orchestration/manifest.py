"""Questions to dbt's manifest: descriptions, tests, and which marts something touches."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestration.dbt_run import MANIFEST_FILE

PUBLISHED_SCHEMAS = ("marts", "core", "audit")


def _name_models_of_singular_tests(raw: dict) -> None:
    """A singular test `<model>__<assertion>` is a check of that model, or of the first it reads."""
    for node in raw["nodes"].values():
        if node["resource_type"] != "test" or node.get("attached_node"):
            continue
        models = [p for p in node["depends_on"]["nodes"] if not p.startswith("source.")]
        parents = sorted(parent.split(".")[2] for parent in models)
        model = node["name"].partition("__")[0]
        if parents:
            checked = {"ref": {"name": model if model in parents else parents[0]}}
            for place in (node, node["config"]):
                place["meta"] = {**place.get("meta", {}), "dagster": checked}


@dataclass(frozen=True)
class Manifest:
    """dbt's manifest as a dictionary, with the few walks through it that a build needs."""

    raw: dict

    @classmethod
    def load(cls, path: Path = MANIFEST_FILE) -> Manifest:
        """Read the prepared manifest (see `dbt_run.prepare_manifest`)."""
        raw = json.loads(path.read_text(encoding="utf-8"))
        _name_models_of_singular_tests(raw)
        return cls(raw)

    @cached_property
    def published_models(self) -> dict[str, dict]:
        """Models of the published schemas by `<schema>.<name>`, with their nodes."""
        return {
            f"{node['schema']}.{node['alias']}": node
            for node in self.raw["nodes"].values()
            if node["resource_type"] == "model" and node["schema"] in PUBLISHED_SCHEMAS
        }

    def relation_of(self, unique_id: str) -> str:
        """`<schema>.<name>` of a node or source; the node's name where it has no relation."""
        node = self.raw["nodes"].get(unique_id) or self.raw["sources"].get(unique_id, {})
        name = node.get("alias") or node.get("identifier") or node.get("name", unique_id)
        return f"{node['schema']}.{name}" if node.get("schema") else name

    def tested_relation(self, unique_id: str) -> str:
        """The relation that a test is about: the one it is attached to, else its first parent."""
        node = self.raw["nodes"][unique_id]
        parents = node["depends_on"]["nodes"]
        dagster = node["config"].get("meta", {}).get("dagster", {}).get("ref", {})
        if dagster:
            wanted = dagster.get("name")
            parents = [p for p in parents if p.split(".")[2] == wanted] or parents
        attached = node.get("attached_node") or (parents[0] if parents else None)
        return self.relation_of(attached) if attached else ""

    def marts_touched(self, unique_id: str) -> list[str]:
        """Marts that rest on a node (or on what a test looks at), itself included."""
        return sorted(self._marts_below(self._starts(unique_id)))

    def marts_on_raw(self, system: str, table: str) -> list[str]:
        """Marts that rest on a raw table."""
        starts = [
            unique_id
            for unique_id, source in self.raw["sources"].items()
            if source["source_name"] == system and source["name"] == table
        ]
        return sorted(self._marts_below(starts))

    def _starts(self, unique_id: str) -> list[str]:
        node = self.raw["nodes"].get(unique_id)
        if node and node["resource_type"] == "test":
            return list(node["depends_on"]["nodes"])
        return [unique_id]

    def _marts_below(self, starts: list[str]) -> set[str]:
        seen: set[str] = set()
        waiting = list(starts)
        while waiting:
            unique_id = waiting.pop()
            if unique_id not in seen:
                seen.add(unique_id)
                waiting += self.raw["child_map"].get(unique_id, [])
        nodes = (self.raw["nodes"].get(unique_id) for unique_id in seen)
        return {
            node["alias"]
            for node in nodes
            if node and node["resource_type"] == "model" and node["schema"] == "marts"
        }
