"""Exports that nobody here wrote: what is proposed, and that it runs. Skipped where DRYSTONE_DATA is not set."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.conftest import missing
from tests.sources.conftest import AS_OF, program_of, rows
from tests.sources.test_proposing import source_in

from drystone.lib.errors import SourceError
from drystone.sources import stage_one
from drystone.sources.proposing import propose

DATA = Path(os.environ.get("DRYSTONE_DATA", ""))
pytestmark = pytest.mark.data


@pytest.fixture(autouse=True)
def _data() -> None:
    """Skip where the real files are not here, or fail where everything must run."""
    if not os.environ.get("DRYSTONE_DATA"):
        missing("DRYSTONE_DATA (the folder of real files)")


@pytest.mark.parametrize(
    ("name", "table", "key", "count"),
    [
        ("febrl/dataset4a.csv", "person", ("rec_id",), 5_000),
        ("vendors/third_parties.json", "vendor", ("name",), 562),
        ("dmi-5k/dmi_5k.tsv", "device", ("hwid",), 5_000),
        ("tf-approved-modules-avm/TerraformResourceModules.csv", "approved", ("ModuleName",), None),
    ],
)
def test_a_real_export_gets_a_source_that_runs(
    tmp_path: Path, name: str, table: str, key: tuple[str, ...], count: int | None
) -> None:
    proposal = propose(DATA / name, program_of(tmp_path))
    source = source_in(proposal.text)
    assert (proposal.table, source.key) == (table, key)
    staged = stage_one(program_of(tmp_path, source), source.id, scratch=tmp_path / "s", as_of=AS_OF, environ={})
    assert (staged.status, staged.error) == ("complete", "")
    assert count is None or len(rows(staged.streams[0])) == count


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("hr-employees-1k/mysql/dataset_small/load_department.sql", "SQL statements"),
        ("hr-adventureworks/Employee.csv", "not clear"),
    ],
)
def test_a_file_that_is_no_table_with_names_is_refused_with_a_reason(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        propose(DATA / name, program_of(tmp_path))
