"""Files that are not there, lead elsewhere, or are made to fill a disk."""

from __future__ import annotations

import bz2
import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sources.conftest import rows, source_of

from drystone.lib.errors import SourceError
from drystone.sources.staged import Staged
from drystone.sources.unpacking import Bounds, Packed, unpack

Stage = Callable[..., Staged]
NAME = {"name": '"name"'}
TABLE = b"name\nAda\n"


def csv(path: str, **more: object) -> object:
    return source_of("csv", NAME, location={"path": path, **more})


def test_a_missing_file_is_told_with_what_was_meant(tmp_path: Path, stage: Stage) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/people.csv").write_bytes(TABLE)
    staged = stage(csv("exports/poeple.csv"))
    assert (staged.status, staged.streams) == ("failed", ())
    assert 'there is no file "exports/poeple.csv"' in staged.error
    assert 'Did you mean "people.csv"' in staged.error


def test_a_pattern_without_a_file_and_a_folder_are_told(tmp_path: Path, stage: Stage) -> None:
    (tmp_path / "exports").mkdir()
    assert 'no file fits "exports/*.csv"' in stage(csv("exports/*.csv")).error
    assert '"exports" is a folder' in stage(csv("exports")).error


def test_a_pipe_is_never_opened(tmp_path: Path, stage: Stage) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert "not a regular file" in stage(csv("a.csv")).error


def test_a_link_out_of_the_program_is_refused_and_the_real_path_is_not(
    tmp_path: Path, stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "people.csv"
    outside.write_bytes(TABLE)
    (tmp_path / "a.csv").symlink_to(outside)
    (tmp_path / "linked").symlink_to(outside.parent)
    assert "link that leads out" in stage(csv("a.csv")).error
    assert "link that leads out" in stage(csv("linked/*.csv")).error
    assert stage(csv(str(outside))).status == "complete"


def test_a_link_inside_the_program_is_fine(tmp_path: Path, stage: Stage) -> None:
    (tmp_path / "2026-11.csv").write_bytes(TABLE)
    (tmp_path / "newest.csv").symlink_to(tmp_path / "2026-11.csv")
    assert stage(csv("newest.csv")).status == "complete"


@pytest.mark.parametrize(("name", "pack"), [("a.csv.gz", gzip.compress), ("a.csv.bz2", bz2.compress)])
def test_a_compressed_file_is_unpacked(tmp_path: Path, stage: Stage, name: str, pack: Callable[..., bytes]) -> None:
    (tmp_path / name).write_bytes(pack(TABLE))
    assert rows(stage(csv(name)).streams[0]) == [("Ada",)]


def test_members_of_a_zip_are_files_of_one_source_and_their_names_lead_nowhere(tmp_path: Path, stage: Stage) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../../evil.csv", TABLE)
        archive.writestr("b/two.csv", b"name\nBob\n")
        archive.writestr("__MACOSX/._two.csv", b"junk")
        archive.writestr("readme.txt", b"hello")
    staged = stage(csv("a.zip", member="*.csv"))
    assert sorted(rows(staged.streams[0])) == [("Ada",), ("Bob",)]
    assert all(file.is_relative_to(tmp_path / "scratch") for file in staged.streams[0].files)
    assert not (tmp_path.parent / "evil.csv").exists()


def test_a_cut_short_or_encrypted_archive_is_told(tmp_path: Path, stage: Stage) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(TABLE * 100)[:-20])
    assert "damaged or cut short" in stage(csv("a.csv.gz")).error
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", TABLE)
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[6] |= 1  # The local header's and the directory's flag "encrypted".
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    error = stage(csv("a.zip")).error
    assert "is encrypted" in error
    assert "password_env" in error


def test_a_workbook_is_told_apart_from_an_archive(tmp_path: Path, stage: Stage) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", b"<x/>")
    assert "drystone sources add" in stage(csv("a.xlsx")).error


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_a_bomb_is_stopped_by_what_comes_out(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "gz":
        path.write_bytes(gzip.compress(b"\n" * 3_000_000))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", b"\n" * 3_000_000)
    bounds = Bounds(floor=1_000_000, ratio=100)
    with pytest.raises(SourceError, match="was stopped"):
        unpack(Packed(path, "a", "x"), tmp_path / "out", bounds=bounds)
    assert not [file for file in (tmp_path / "out").iterdir() if file.stat().st_size]


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(6):
            archive.writestr(f"{number}.csv", TABLE)
    with pytest.raises(SourceError, match="holds 6 files, more than 5"):
        unpack(Packed(tmp_path / "a.zip", "a.zip", "x"), tmp_path / "out", bounds=Bounds(members=5))
