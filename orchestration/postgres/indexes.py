"""The one rule for indexes: what BI tools filter and join by.

The primary key has its index. Beside it, in relations of `LEAST_ROWS` rows and more (smaller ones
are read whole in any case), one index on each column that is

- a period of a mart (`month_start`, `quarter_start`, `year_start`, `period_start`, `sale_year`),
- `product_line` or `region_id`, the filters of every dashboard, or
- a foreign key: it bears the one-column key of another relation as its name, or ends in it after
  an underscore (`referrer_customer_id` points to `customer_id`),

unless the primary key begins with it. Every index is written anew with its relation's rows, so
a further one needs a query that is slow without it.
"""

from __future__ import annotations

from orchestration.postgres.source import Relation

LEAST_ROWS = 5_000
FILTERS = frozenset(
    {
        *("month_start", "quarter_start", "year_start", "period_start", "sale_year"),
        *("product_line", "region_id"),
    }
)


def index_columns(relation: Relation, relations: list[Relation]) -> list[str]:
    """Columns of `relation` that get an index of their own, in the relation's order."""
    if relation.row_count < LEAST_ROWS:
        return []
    others = {other.key[0] for other in relations if len(other.key) == 1 and other != relation}
    first = relation.key[:1]
    return [
        column.name
        for column in relation.columns
        if (column.name,) != first
        and (
            column.name in FILTERS
            or any(column.name == key or column.name.endswith(f"_{key}") for key in others)
        )
    ]
