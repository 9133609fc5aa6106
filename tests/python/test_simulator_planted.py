"""The planted causes can be found in the rows; the shape of the company is a real one's."""

from __future__ import annotations

import csv
import json

import duckdb
import pytest
from click.testing import CliRunner
from simulator_checker import read_folder

from orchestration.cli import cli
from simulator import SimulationReport, simulate


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> SimulationReport:
    return simulate(tmp_path_factory.mktemp("planted"), units=5000, years=4, seed=11)


@pytest.fixture(scope="module")
def tables(company: SimulationReport) -> duckdb.DuckDBPyConnection:
    return read_folder(company.raw)


def summary(company: SimulationReport) -> dict:
    return json.loads((company.truth / "summary.json").read_text(encoding="utf-8"))


def test_defective_lot_fails_in_the_cold_under_one_software(tables, company):
    planted = summary(company)["defective_lot"]
    rows = tables.execute(
        "select distinct claim.claim_id, claim.unit_id, claim.software_version, "
        "claim.ambient_temp_c, component.lot_no "
        "from now_warranty__claims as claim "
        "inner join now_warranty__unit_components as component "
        "on component.unit_id = claim.unit_id "
        "and component.component_position = 'bms' "
        "and component.installed_on < claim.failed_on "
        "and coalesce(component.removed_on, date '2100-01-01') >= claim.failed_on "
        "where claim.failure_mode = ?",
        [planted["failure_mode"]],
    ).fetchall()
    assert len(rows) >= 5
    assert {row[2] for row in rows} == {planted["software_version"]}
    assert max(row[3] for row in rows) < planted["ambient_below_c"]
    assert {row[4] for row in rows} == {planted["lot_no"]}


def test_planted_units_are_those_of_the_lot(tables, company):
    planted = summary(company)["defective_lot"]
    units = tables.execute(
        "select count(distinct unit_id) from now_warranty__unit_components where lot_no = ?",
        [planted["lot_no"]],
    ).fetchone()[0]
    assert units == planted["units"]


def test_five_of_the_lot_fail_within_three_weeks(tables, company):
    mode = summary(company)["defective_lot"]["failure_mode"]
    most = tables.execute(
        "select max(near) from (select (select count(distinct other.unit_id) "
        "from now_warranty__claims as other where other.failure_mode = claim.failure_mode "
        "and other.failed_on >= claim.failed_on "
        "and other.failed_on < claim.failed_on + 21) as near "
        "from now_warranty__claims as claim where claim.failure_mode = ?)",
        [mode],
    ).fetchone()[0]
    assert most >= 5


def test_one_region_uses_twice_the_filters(tables, company):
    planted = summary(company)["double_consumption"]
    rates = dict(
        tables.execute(
            "with used as (select region_id, sum(quantity) as pieces from now_parts__movements "
            "inner join now_parts__locations using (location_id) "
            "inner join now_parts__parts using (part_no) "
            "where movement_type = 'issue' and category = ? and work_order_id is not null "
            "group by 1),"
            "fleet as (select region_id, sum(date '2026-09-30' - in_service_on) as days "
            "from now_warranty__units where in_service_on is not null and status = 'delivered' "
            "group by 1) "
            "select region_id, pieces / days from used inner join fleet using (region_id)",
            [planted["part_category"]],
        ).fetchall()
    )
    own = rates.pop(planted["region_id"])
    others = sum(rates.values()) / len(rates)
    assert 1.6 < own / others < 2.6
    assert max(rates.values()) < own


def test_remote_region_loses_money_and_the_rest_does_not(company):
    with (company.truth / "service_result.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] in ("2024", "2025")]
    remote = summary(company)["loss_making_region"]
    margins: dict[str, float] = {}
    for row in rows:
        margin = float(row["external_margin_amount"])
        margins[row["region_id"]] = margins.get(row["region_id"], 0) + margin
    assert margins.pop(remote) < 0
    assert sum(margins.values()) > 0


def test_satisfied_centres_lose_more_customers(tables, company):
    with (company.truth / "service_centers.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lost = {"True": [0, 0], "False": [0, 0]}
    for row in rows:
        lost[row["is_high_csat"]][0] += int(row["churned_last_12m"])
        lost[row["is_high_csat"]][1] += int(row["customers_at_start"])
    high, low = (lost[key][0] / lost[key][1] for key in ("True", "False"))
    assert high > 1.3 * low
    better = {row["service_center_id"] for row in rows if row["is_high_csat"] == "True"}
    scores = tables.execute(
        "select list_contains(?, service_center_id), avg(score) from now_crm__survey_responses "
        "inner join now_service__work_orders using (work_order_id) where survey_type = 'csat' "
        "group by 1 order by 1",
        [sorted(better)],
    ).fetchall()
    assert scores[1][1] > scores[0][1] + 0.3


def test_sales_grow_and_have_seasons(tables):
    years = dict(
        tables.execute(
            "select year(ordered_on), count(*) from now_crm__sales group by 1"
        ).fetchall()
    )
    assert years[2025] > years[2023] * 1.15
    february, december = tables.execute(
        "select count(*) filter (where month(built_on) = 2), "
        "count(*) filter (where month(built_on) = 12) from now_warranty__units"
    ).fetchone()
    assert december > february * 1.3


def test_few_customers_own_many_units(tables):
    most, median = tables.execute(
        "select max(n), median(n) from (select count(*) as n from now_warranty__units "
        "where customer_id is not null group by customer_id)"
    ).fetchone()
    assert most > 30
    assert median == 1


def test_wear_parts_fail_more_with_age(tables):
    early, late = tables.execute(
        "select count(*) filter (where age < 365), count(*) filter (where age between 365 and 729) "
        "from (select claim.failed_on - unit.in_service_on as age "
        "from now_warranty__claims as claim "
        "inner join now_warranty__units as unit using (unit_id) "
        "where claim.failure_mode like 'BRK%' and claim.claim_version = 1 "
        "and unit.in_service_on < date '2024-09-30')"
    ).fetchone()
    assert late > 1.5 * early


def test_every_fate_of_a_claim_occurs(tables):
    fates = dict(
        tables.execute("select status, count(*) from now_warranty__claims group by 1").fetchall()
    )
    assert set(fates) >= {
        "submitted",
        "approved",
        "partially_approved",
        "denied",
        "paid",
        "reversed",
        "draft",
    }
    late = tables.execute(
        "select count(*) from all_warranty__claims "
        "where posted_on is not null and cast(updated_at as date) - posted_on >= 30"
    ).fetchone()[0]
    assert late > 0


def test_a_company_without_the_defect_is_the_same_but_for_it(tmp_path, company, tables):
    without = simulate(tmp_path / "sound", units=5000, years=4, seed=11, defect=False)
    again = simulate(tmp_path / "again", units=5000, years=4, seed=11, defect=False)
    assert summary(without)["defective_lot"] is None
    sound = read_folder(without.raw)
    mode, lot = (summary(company)["defective_lot"][key] for key in ("failure_mode", "lot_no"))
    assert not count(sound, "now_warranty__claims", f"failure_mode = '{mode}'")
    assert not count(sound, "now_warranty__unit_components", f"lot_no = '{lot}'")
    assert not count(sound, "now_quality__issues", f"affected_lot_no = '{lot}'")
    for table in ("warranty__units", "crm__sales", "telemetry__software_installs"):
        same = f"select * from now_{table} order by all"
        assert sound.execute(same).fetchall() == tables.execute(same).fetchall()
    assert without.rows == again.rows


def count(connection, table, condition):
    return connection.execute(f"select count(*) from {table} where {condition}").fetchone()[0]


def test_the_command_line_leaves_the_defect_out(tmp_path):
    arguments = ["simulate", "--out", str(tmp_path), "--units", "60", "--years", "1"]
    result = CliRunner().invoke(cli, [*arguments, "--no-defect", "--quiet"])
    assert result.exit_code == 0, result.output
    planted = json.loads((tmp_path / "truth" / "summary.json").read_text(encoding="utf-8"))
    assert planted["defective_lot"] is None
