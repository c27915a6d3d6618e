"""The SQL that runs, as files: a change of it is seen in review. ``DRYSTONE_GOLDEN=write`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from drystone.checks.compile import compile_check
from drystone.checks.scanning import judging_sql
from drystone.checks.session import FINDING
from drystone.checks.single import rows_sql
from drystone.responsibility.population import letters_sql
from judging import AS_OF, activity, check, program

GOLDEN = Path(__file__).parents[1] / "golden" / "sql"
LAPTOPS = activity("encrypt", about="device", where="kind in ('laptop', 'phone')")
KEEP = activity("keep", about="device")


def shared():
    asked = (
        check("encrypted", "encrypt", fails="not disk_encrypted"),
        check("seen", "encrypt", fails="days_since(last_seen_at) > 14"),
        check("firewall", "keep", fails="not firewall_enabled", where="platform <> 'linux'"),
        check("managed", "keep", fails="managed is distinct from true"),
    )
    whole = program(LAPTOPS, KEEP, *asked)
    return judging_sql([compile_check(whole, one, AS_OF) for one in asked])


def rows():
    one = check("eol", "encrypt", about="software_status", where="product is not null", fails="eol")
    return ";\n\n".join(rows_sql(compile_check(program(LAPTOPS, one), one, AS_OF)))


def query():
    narrow = activity("leavers", about="account", where="status = 'active'")
    one = check(
        "leaver",
        "leavers",
        sql="select account_id as asset_id, 'fail' as outcome from account join person using (person_id)"
        " where person.end_date < $as_of",
        applies="select account_id as asset_id from account where person_id is not null",
    )
    compiled = compile_check(program(narrow, one), one, AS_OF)
    return f"-- applies\n{compiled.applies};\n\n-- sql\n{compiled.sql}"


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("checks-shared-scan", shared),
        ("checks-rows", rows),
        ("checks-query", query),
        ("finding", lambda: FINDING),
        ("letter", lambda: letters_sql("population")),
    ],
)
def test_the_sql_is_as_it_was_reviewed(name, sql):
    written = sql().strip() + "\n"
    path = GOLDEN / f"{name}.sql"
    if os.environ.get("DRYSTONE_GOLDEN") == "write":
        path.write_text(written, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == written
