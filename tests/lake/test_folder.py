"""The folder as a whole: what stays, what goes, what is noticed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from tests.lake.conftest import AS_OF, Runs

from drystone.lake import Lake
from drystone.lib.errors import StoreError


def kinds(lake: Lake) -> list[str]:
    return [problem.kind for problem in lake.fsck()]


def test_the_salt_is_made_once(tmp_path: Path) -> None:
    assert Lake(tmp_path).salt == Lake(tmp_path).salt
    assert Lake(tmp_path / "other").salt != Lake(tmp_path).salt


def test_a_lake_without_its_salt_is_refused_rather_than_given_a_new_one(runs: Runs) -> None:
    runs.small("r1")
    (runs.lake.path / "lake.json").unlink()
    with pytest.raises(StoreError, match=r"lake\.json is missing"):
        Lake(runs.lake.path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99, "salt": "00"}', '{"format": 1, "salt": "../.."}'])
def test_a_damaged_lake_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "lake.json").write_text(text)
    with pytest.raises(StoreError, match=r"lake\.json"):
        Lake(tmp_path)


def test_a_lake_that_cannot_be_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        Lake(tmp_path / "file")


def test_a_whole_lake_has_no_problems(runs: Runs) -> None:
    runs.small("r2", runs.small("r1"))
    assert runs.lake.fsck() == []
    assert runs.lake.snapshots() == ["r1", "r2"]


def test_a_missing_file_is_noticed(runs: Runs) -> None:
    runs.small("r1").files("own")[0].unlink()
    assert kinds(runs.lake) == ["missing"]


def test_one_flipped_bit_in_a_file_is_noticed(runs: Runs) -> None:
    path = runs.small("r1").files("own")[0]
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    assert kinds(runs.lake) == ["changed"]


def test_a_cut_file_is_noticed(runs: Runs) -> None:
    path = runs.small("r1").files("own")[0]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])
    assert kinds(runs.lake) == ["changed"]


def test_any_change_of_a_manifest_is_noticed(runs: Runs) -> None:
    path = runs.small("r1").lake / "snapshots/r1/manifest.json"
    whole = path.read_text()
    told = json.loads(whole)
    told["tables"]["own"]["files"][0]["path"] = "snapshots/../../etc/passwd.parquet"
    for text in (
        whole[:-10],
        whole.replace('"own"', '"mine"'),
        "[]",
        "{}",
        json.dumps(told),
        "\ud800".encode("utf-8", "surrogatepass"),
    ):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        assert kinds(runs.lake)[0] == "manifest"
        with pytest.raises(StoreError, match="manifest"):
            runs.lake.snapshot("r1")


def test_files_that_no_snapshot_names_are_noticed(runs: Runs) -> None:
    runs.small("r1")
    (runs.lake.snapshots_path / "r1" / "left.parquet").write_bytes(b"x")
    (runs.lake.snapshots_path / ".tmp-r9").mkdir()
    (runs.lake.snapshots_path / "note.txt").write_text("x")
    assert sorted(kinds(runs.lake)) == ["orphan", "orphan", "unfinished"]
    assert runs.lake.drop_temporary() == ["r9"]


def test_collection_keeps_what_is_named_or_young_and_every_file_those_need(runs: Runs) -> None:
    snapshot = None
    for at, run_id in enumerate(("r1", "r2", "r3", "r4")):
        snapshot = runs.small(run_id, snapshot, as_of=AS_OF + dt.timedelta(days=10 * at))
    later = AS_OF + dt.timedelta(days=31)
    done = runs.lake.collect({"r2"}, keep_days=5, as_of=later)
    assert done.run_ids == ("r1", "r3")
    assert runs.lake.snapshots() == ["r2", "r4"]
    assert runs.lake.fsck() == []
    assert (runs.lake.snapshots_path / "r1" / "lasting.parquet").exists()
    assert not (runs.lake.snapshots_path / "r1" / "own.parquet").exists()
    assert not (runs.lake.snapshots_path / "r3").exists()


def test_a_crash_in_the_middle_of_a_collection_is_finished_by_the_next(runs: Runs) -> None:
    runs.small("r2", runs.small("r1"))
    (runs.lake.snapshots_path / "r1" / "manifest.json").unlink()
    assert set(kinds(runs.lake)) == {"orphan"}
    runs.lake.collect({"r2"}, keep_days=0, as_of=AS_OF + dt.timedelta(days=1))
    assert runs.lake.fsck() == []


def test_collection_removes_nothing_where_a_manifest_is_damaged_or_missing(runs: Runs) -> None:
    runs.small("r2", runs.small("r1"))
    before = sorted(runs.lake.snapshots_path.rglob("*"))
    with pytest.raises(StoreError, match="to be kept"):
        runs.lake.collect({"gone"}, keep_days=0, as_of=AS_OF + dt.timedelta(days=9))
    (runs.lake.snapshots_path / "r1" / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match="manifest"):
        runs.lake.collect({"r2"}, keep_days=0, as_of=AS_OF + dt.timedelta(days=9))
    assert sorted(runs.lake.snapshots_path.rglob("*")) == before


def test_a_copy_is_a_lake_of_its_own_with_the_same_salt(runs: Runs, tmp_path: Path) -> None:
    runs.small("r2", runs.small("r1"))
    assert runs.lake.copy_to(tmp_path / "copy", ["r2"]) == 3
    assert runs.lake.copy_to(tmp_path / "copy", ["r2"]) == 0
    copy = Lake(tmp_path / "copy")
    assert (copy.snapshots(), copy.salt, copy.fsck()) == (["r2"], runs.lake.salt, [])


def test_a_damaged_file_is_not_copied(runs: Runs, tmp_path: Path) -> None:
    path = runs.small("r1").files("own")[0]
    path.chmod(0o644)
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(StoreError, match="changed"):
        runs.lake.copy_to(tmp_path / "copy", ["r1"])
    assert Lake(tmp_path / "copy").snapshots() == []


def test_another_lake_is_not_written_over(runs: Runs, tmp_path: Path) -> None:
    Lake(tmp_path / "other")
    with pytest.raises(StoreError, match="another lake"):
        runs.lake.copy_to(tmp_path / "other", [])
