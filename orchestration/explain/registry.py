"""Where the rows of every component are: `components.yml` as typed, immutable objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import Refusal

REGISTRY_FILE = Path(__file__).with_name("components.yml")
LANGUAGES = ("en", "zh")
SIDES = ("numerator", "denominator")


@dataclass(frozen=True)
class Texts:
    """A text in both languages."""

    en: str
    zh: str

    def of(self, lang: str) -> str:
        """The text in `lang`, `en` or `zh`."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Latest:
    """One row counts per `of`, the first in `order`; every other is left out for `reason`."""

    of: str
    order: str
    reason: Texts


@dataclass(frozen=True)
class LeftOut:
    """Rows that look as if they counted, and why they do not."""

    reason: Texts
    where: str


@dataclass(frozen=True)
class Component:
    """The rows of one component: SQL expressions over relations of the published file.

    `needs` holds groups of raw tables: without one delivered table of every group the component,
    and with it the metric, is null. `line` and `region` are None where it is told of the company
    alone. `since_start` marks a stock: every row until the end of the period counts.
    """

    name: str
    names: Texts
    relation: str
    source: str
    keys: dict[str, str] = field(hash=False)
    dated: str
    needs: tuple[tuple[str, ...], ...]
    where: str = "true"
    shows: dict[str, str] = field(default_factory=dict, hash=False)
    line: str | None = None
    region: str | None = None
    amount: str = "1"
    since_start: bool = False
    latest: Latest | None = None
    left_out: tuple[LeftOut, ...] = ()

    def missing(self, delivered: set[str]) -> list[tuple[str, ...]]:
        """Groups of raw tables of which none was delivered."""
        return [group for group in self.needs if not delivered.intersection(group)]


@dataclass(frozen=True)
class Part:
    """A component on one side of a metric.

    `role` is `sum` (times `factor`), or `dividend` and `divisor` of a side that is a quotient.
    """

    side: str
    component: Component
    factor: int = 1
    role: str = "sum"


@cache
def load_components() -> dict[str, Component]:
    """Every component by its name."""
    return {name: _component(name, entry) for name, entry in _registry()["components"].items()}


def parts_of(metric: str, numerator: str | None, denominator: str | None) -> list[Part]:
    """The parts of a metric, as the catalogue's `numerator_parts` and `denominator_parts` tell.

    A metric of which the catalogue tells none is in the registry's `metrics`. Raises `Refusal`
    when the registry does not know a component.
    """
    if numerator is None and denominator is None:
        sides = _registry()["metrics"].get(metric)
        if sides is None:
            raise Refusal(f"No entry says which rows make up {metric}.", cure=_NEW_ENTRY)
        return [part for side in SIDES for part in _counted(side, sides.get(side))]
    texts = zip(SIDES, (numerator, denominator), strict=True)
    return [part for side, text in texts for part in _summed(side, text)]


_NEW_ENTRY = f"add it to orchestration/explain/{REGISTRY_FILE.name}."


def _summed(side: str, text: str | None) -> list[Part]:
    """Parts such as `-1 x supplier_recoveries; 1 x warranty_claims`, those that add first."""
    pairs = [item.split(" x ") for item in (text or "").split("; ") if item]
    parts = [Part(side, _known(name), int(factor)) for factor, name in pairs]
    return sorted(parts, key=lambda part: -part.factor)


def _counted(side: str, entry: list[str] | dict[str, str] | None) -> Iterator[Part]:
    if isinstance(entry, dict):
        for role in ("dividend", "divisor"):
            yield Part(side, _known(entry[role]), role=role)
        return
    for name in entry or []:
        yield Part(side, _known(name))


def _known(name: str) -> Component:
    component = load_components().get(name)
    if component is None:
        raise Refusal(f"No entry says where the rows of {name} are.", cure=_NEW_ENTRY)
    return component


@cache
def _registry() -> dict[str, Any]:
    return yaml.safe_load(REGISTRY_FILE.read_text(encoding="utf-8"))


def _component(name: str, entry: dict[str, Any]) -> Component:
    rest = {key: entry[key] for key in _PLAIN if key in entry}
    latest = entry.get("latest")
    return Component(
        name=name,
        names=Texts(*entry["name"]),
        needs=tuple(tuple(group) for group in entry["needs"]),
        latest=latest and Latest(latest["of"], latest["order"], Texts(*latest["reason"])),
        left_out=tuple(
            LeftOut(Texts(*item["reason"]), item["where"]) for item in entry.get("left_out", [])
        ),
        **rest,
    )


_PLAIN = (
    *("relation", "source", "keys", "dated", "where", "shows", "line", "region", "amount"),
    "since_start",
)
