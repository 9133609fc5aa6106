"""The fits of `int_life_distributions_fitted` where dbt runs Python in process: on DuckDB."""

import pyarrow as pa

from orchestration.life_fits import FIT_COLUMNS, HISTOGRAM_COLUMNS, fit_rows


def model(dbt, session):
    """Fit every part of `int_life_ages_counted`; on Spark `orchestration.spark_build` does it."""
    dbt.config(materialized="table")
    counted = dbt.ref("int_life_ages_counted")
    rows = fit_rows(counted.select(", ".join(HISTOGRAM_COLUMNS)).fetchall())
    types = {"string": pa.string(), "double": pa.float64()}
    return pa.table(
        {
            name: pa.array([row[place] for row in rows], type=types[kind])
            for place, (name, kind) in enumerate(FIT_COLUMNS.items())
        }
    )
