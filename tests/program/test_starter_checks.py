"""Every check of the starter program, run over a handful of rows: what passes, fails, is unknown or not applicable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlglot
import yaml
from sqlglot import exp
from tests.program import small_checks
from tests.program.starter_files import GOLDEN, by_id

from drystone.lake.engines import DuckEngine
from drystone.program.vocabulary import TABLES

ACTIVITIES = by_id("activities/*.yaml")
CHECKS = by_id("checks/*.yaml")

#: An owner, label or form is either there or not; a missing one is the finding itself.
PLAIN_PRESENCE = {
    "access-review-missing", "application-without-owner", "cloud-resource-without-owner", "device-without-owner",
    "duty-by-fallback", "key-without-owner", "position-ends-soon", "purchase-past-the-front-door",
    "repository-without-owner", "service-account-without-owner", "share-without-label", "share-without-owner",
    "vendor-without-sponsor", "vendor-without-tier", "activity-without-accountable",
}  # fmt: skip

#: These ask every thing of their kind.
ASKS_ALL = {
    "backup-never-restored", "backup-stale", "cloud-resource-public", "cloud-resource-without-owner",
    "domain-about-to-expire", "share-without-label",
}  # fmt: skip

#: What the checks call; small enough for any engine.
FUNCTIONS = {
    "days_since", "coalesce", "lower", "trim", "replace", "length", "split_part", "array_contains", "cast", "case",
    "if", "min", "max", "sum", "count", "exists", "and", "or",
}  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckEngine]:
    engine = small_checks.engine_with_empty_tables()
    yield engine
    engine.close()


def golden(check_id: str) -> list[dict[str, Any]]:
    case = yaml.safe_load((GOLDEN / f"{check_id}.yaml").read_text("utf-8"))
    return [case, *case.pop("also", [])]


def test_every_check_has_golden_rows_and_every_golden_file_its_check() -> None:
    assert {Path(path).stem for path in GOLDEN.glob("*.yaml")} == set(CHECKS)


@pytest.mark.parametrize("check_id", CHECKS)
def test_a_check_runs_over_empty_tables_and_finds_nothing(engine: DuckEngine, check_id: str) -> None:
    check = CHECKS[check_id]
    small_checks.fill(engine, {})
    assert small_checks.outcomes(engine, check, ACTIVITIES[check["activity"]]) == ({}, {})


@pytest.mark.parametrize("check_id", CHECKS)
def test_a_check_says_of_its_golden_rows_what_they_expect(engine: DuckEngine, check_id: str) -> None:
    check = CHECKS[check_id]
    for case in golden(check_id):
        small_checks.fill(engine, case["given"])
        found, items = small_checks.outcomes(engine, check, ACTIVITIES[check["activity"]])
        assert {**dict.fromkeys(case["expect"], "not applicable"), **found} == case["expect"]
        for asset_id, expected in case.get("items", {}).items():
            assert items.get(asset_id, []) == expected


def test_golden_rows_show_all_four_outcomes_where_there_are_four() -> None:
    for check_id in CHECKS:
        shown = {outcome for case in golden(check_id) for outcome in case["expect"].values()}
        wanted = {"pass", "fail"}
        wanted |= set() if check_id in PLAIN_PRESENCE else {"unknown"}
        wanted |= set() if check_id in ASKS_ALL else {"not applicable"}
        assert shown >= wanted, check_id


@pytest.mark.parametrize("check_id", [check_id for check_id, check in CHECKS.items() if "sql" in check])
def test_what_a_joining_check_finds_is_in_its_population_and_its_activitys(engine: DuckEngine, check_id: str) -> None:
    check = CHECKS[check_id]
    activity = ACTIVITIES[check["activity"]]
    kind = activity.get("about", "activity")
    for case in golden(check_id):
        given = dict(case["given"])
        known = {row[f"{kind}_id"] for row in given.get(kind, ())}
        given[kind] = [*given.get(kind, ()), *({f"{kind}_id": name} for name in case["expect"] if name not in known)]
        small_checks.fill(engine, given)
        outside = engine.rows(
            f"select asset_id from ({check['sql']}) where asset_id not in (select asset_id from ({check['applies']}))"
            f" union all select asset_id from ({check['applies']})"
            f' where asset_id not in (select {kind}_id from "{kind}" where {activity.get("where", "true")})'
        )
        assert outside == []


@pytest.mark.parametrize("check_id", [check_id for check_id, check in CHECKS.items() if "sql" in check])
def test_two_findings_of_a_check_on_one_thing_differ_in_their_item(engine: DuckEngine, check_id: str) -> None:
    for case in golden(check_id):
        small_checks.fill(engine, case["given"])
        doubled = f"select asset_id, item from ({CHECKS[check_id]['sql']}) group by all having count(*) > 1"
        assert engine.rows(doubled) == []


@pytest.mark.parametrize("check_id", CHECKS)
def test_a_check_reads_only_tables_of_the_vocabulary_with_plain_functions(check_id: str) -> None:
    check = CHECKS[check_id]
    assert ("fails" in check) != ("sql" in check)
    assert ("sql" in check) == ("applies" in check)
    for key in ("sql", "applies", "fails", "where"):
        if key not in check:
            continue
        trees = sqlglot.parse(check[key], dialect="duckdb")
        assert len(trees) == 1
        tree = trees[0]
        assert tree is not None
        assert {table.name for table in tree.find_all(exp.Table)} <= set(TABLES)
        assert {called(call) for call in tree.find_all(exp.Func)} <= FUNCTIONS


def called(call: exp.Func) -> str:
    """Return the name of the function that is called, as the parser knows it."""
    return (call.name if isinstance(call, exp.Anonymous) else call.sql_name()).lower()
