"""Runs suites through Great Expectations and writes its Data Docs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.data_docs import make_readable_offline
from orchestration.expectations import Rule, Suite

_GX_SEVERITY = {"error": "critical", "warning": "warning"}


@dataclass(frozen=True)
class Outcome:
    """How one expectation went; `failures` is 0 or 1."""

    suite: str
    relation: str
    check_name: str
    severity: str
    passed: bool
    message: str

    @property
    def failures(self) -> int:
        """Values out of bounds."""
        return 0 if self.passed else 1


def load_tool() -> None:
    """Import Great Expectations, with its telemetry off; the import takes seconds."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations  # noqa: F401


def validate(suites: list[Suite], build_id: str, docs_dir: Path | None) -> list[Outcome]:
    """Run every suite; with `docs_dir`, leave Data Docs there that open without a network.

    A rule on a figure that is unknown in this build (null) is not run.
    """
    load_tool()
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("profiles")
    if docs_dir is not None:
        context.add_data_docs_site("local", _site(docs_dir))
    outcomes = []
    for suite in suites:
        outcomes += _run_suite(context, source, suite, build_id)
    if docs_dir is not None:
        context.build_data_docs()
        make_readable_offline(docs_dir, outcomes, build_id)
    return outcomes


def _site(docs_dir: Path) -> dict:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(docs_dir),
        },
    }


def _run_suite(context, source, suite: Suite, build_id: str) -> list[Outcome]:
    import great_expectations as gx
    import pandas as pd

    rules = [rule for rule in suite.rules if suite.figures.get(rule.figure) is not None]
    if not rules:
        return []
    frame = pd.DataFrame({rule.figure: [float(suite.figures[rule.figure])] for rule in rules})
    name = suite.name.replace(".", "__").replace(" ", "_")
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("profile")
    expectations = [_expectation(rule) for rule in rules]
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=name,
            data=batch,
            suite=context.suites.add(gx.ExpectationSuite(name=name, expectations=expectations)),
        )
    )
    result = definition.run(
        batch_parameters={"dataframe": frame}, run_id=gx.RunIdentifier(run_name=build_id)
    )
    passed = {item.expectation_config.id: item.success for item in result.results}
    return [
        _outcome(suite, rule, passed[expectation.id])
        for rule, expectation in zip(rules, expectations, strict=True)
    ]


def _expectation(rule: Rule):
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToBeBetween(
        column=rule.figure,
        min_value=rule.minimum,
        max_value=rule.maximum,
        severity=_GX_SEVERITY[rule.severity],
        notes=rule.why or None,
    )


def _outcome(suite: Suite, rule: Rule, passed: bool) -> Outcome:
    value = suite.figures[rule.figure]
    bounds = [f"at least {rule.minimum:g}"] if rule.minimum is not None else []
    bounds += [f"at most {rule.maximum:g}"] if rule.maximum is not None else []
    shown = f"{value:,}" if isinstance(value, int) else f"{value:.6g}"
    message = f"{suite.relation}: {rule.figure} is {shown}, expected {' and '.join(bounds)}"
    message += f" ({rule.why})" if rule.why else ""
    name = f"{rule.figure} {' and '.join(bounds)}"
    return Outcome(suite.name, suite.relation, name, rule.severity, bool(passed), message)
