"""A program's SQL as it enters ours."""

from __future__ import annotations

import pytest

from drystone.lib.errors import ProgramError
from drystone.responsibility.clauses import predicate, query
from judging import AS_OF


def test_the_moment_is_written_in_everywhere_but_inside_texts():
    clause = predicate(
        "days_since(end_date) > 3 and $as_of > start_date and name <> 'it''s $as_of'", AS_OF, table="person"
    )
    assert clause.sql.count("timestamp '2026-11-22 08:00:00'") == 2
    assert "'it''s $as_of'" in clause.sql
    assert clause.clock


def test_what_reads_no_clock_says_so():
    assert not predicate("name = '$as_of'", AS_OF, table="person").clock


def test_what_the_gate_refuses_is_told_with_the_way_out():
    with pytest.raises(ProgramError, match="not available") as error:
        query("select name as asset_id from read_csv('/etc/passwd')", AS_OF)
    assert "drystone validate" in error.value.do
