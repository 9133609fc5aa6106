"""Section on cost that no ledger line shows: four kinds by product line, never added up."""

from __future__ import annotations

from dashboard.marts import Row
from dashboard.periods import last_complete
from dashboard.texts import text
from dashboard.view import Column, Section, View, some

HIDDEN = "marts.hidden_costs"
KINDS = ("quality_failure", "service_delivery", "obsolete_parts", "churn_credit")
# Stock has no product line; what a lost customer was worth is assumed.
_WHOLE_ONLY, _ASSUMED = ("obsolete_parts",), ("churn_credit",)


def hidden(view: View) -> Section:
    """The four kinds in the last complete quarter: of the page's scope, then by product line."""
    rows = view.marts.rows(HIDDEN)
    start = last_complete(rows, "quarter_start", "quarter", view.marts.as_of)
    rows = [row for row in rows if row["quarter_start"] == start]
    line = view.scope if view.scope_type == "product_line" else "all"
    own = next((row for row in rows if row["product_line"] == line), None)
    amounts = [f"{kind}_amount" for kind in KINDS]
    if own is None or not some([own], *amounts):
        return Section("hidden", HIDDEN, nodata=view.nodata(HIDDEN))
    kinds = [
        (f"{kind}_amount", _grade(own, kind))
        for kind in KINDS
        if line == "all" or kind not in _WHOLE_ONLY
    ]
    by_line = [row for row in rows if row["product_line"] != "all"]
    by_line.sort(key=lambda row: (row["product_line"] == "unknown", row["product_line"]))
    columns = [
        Column(f"{kind}_amount", "reporting currency", estimate=kind in _ASSUMED)
        for kind in KINDS
        if kind not in _WHOLE_ONLY
    ]
    table = view.table(
        by_line,
        "column.product_line",
        lambda row: view.name_of("product_line", row["product_line"]),
        columns,
    )
    parts = {
        "quarter": view.period("quarter", start),
        "own": own,
        "kinds": kinds,
        "table": table if view.scope_type == "company" and by_line else None,
        "caption": text("section.hidden", view.lang),
    }
    return Section("hidden", HIDDEN, parts=parts)


def _grade(row: Row, kind: str) -> str:
    """The grade that the mart states for a kind; what bears none is counted."""
    return row.get(f"{kind}_grade") or ("assumed" if kind in _ASSUMED else "measured")
