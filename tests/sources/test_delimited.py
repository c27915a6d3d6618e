"""The kind csv at its edges: encodings, headers, hostile lines, and columns that are not there."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.conftest import AS_OF, rows, source_of

from drystone.sources.plain import Raw, Rejects, make_plain
from drystone.sources.staged import Staged

Stage = Callable[..., Staged]
SERIAL = {"name": '"Serial"'}


def write(root: Path, data: bytes, name: str = "a.csv") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (AS_OF.timestamp() - 3600,) * 2)
    return path


def test_a_plain_file_is_handed_on_without_a_copy(tmp_path: Path, stage: Stage) -> None:
    path = write(tmp_path, b"Serial,Name\nC02,Ada\n")
    staged = stage(source_of("csv", SERIAL, location={"path": "a.csv"}))
    assert (staged.status, staged.error) == ("complete", "")
    assert staged.streams[0].files == (path,)
    assert staged.streams[0].columns == ("Serial", "Name")
    assert rows(staged.streams[0]) == [("C02", "Ada")]
    assert staged.fetched_at == AS_OF - dt.timedelta(hours=1)


def test_the_digest_names_the_bytes_and_the_mapping(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"Serial,Name\nC02,Ada\n")
    one = stage(source_of("csv", SERIAL, location={"path": "a.csv"}))
    same = stage(source_of("csv", SERIAL, location={"path": "a.csv"}))
    other_mapping = stage(source_of("csv", {"name": '"Name"'}, location={"path": "a.csv"}))
    write(tmp_path, b"Serial,Name\nC02,Bob\n")
    other_bytes = stage(source_of("csv", SERIAL, location={"path": "a.csv"}))
    assert one.digest == same.digest
    assert len({one.digest, other_mapping.digest, other_bytes.digest}) == 3


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-8", "\ufeffSerial;Stadt\nC02;Köln\n".encode()),
        ("utf-16", "Serial;Stadt\nC02;Köln\n".encode("utf-16")),
        ("utf-8", "Serial;Stadt\r\nC02;Köln\r\n".encode("utf-16")),  # A byte-order mark says more than the program.
        ("utf-16-le", "Serial;Stadt\nC02;Köln\n".encode("utf-16-le")),
        ("cp1252", "Serial;Stadt\nC02;Köln\n".encode("cp1252")),
        ("latin-1", "Serial;Stadt\nC02;Köln\n".encode("latin-1")),
    ],
)
def test_every_encoding_arrives_as_utf8_without_a_mark(
    tmp_path: Path, stage: Stage, encoding: str, data: bytes
) -> None:
    write(tmp_path, data)
    location = {"path": "a.csv", "delimiter": ";", "encoding": encoding}
    staged = stage(source_of("csv", SERIAL, location=location))
    assert staged.error == ""
    assert rows(staged.streams[0]) == [("C02", "Köln")]
    assert not staged.streams[0].files[0].read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_wrong_encoding_says_how_the_file_may_be_written(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, "Serial,Stadt\nC02,Köln\n".encode("cp1252"))
    staged = stage(source_of("csv", SERIAL, location={"path": "a.csv"}))
    assert staged.status == "failed"
    assert "line 2" in staged.error
    assert "encoding: cp1252" in staged.error


def test_a_few_damaged_lines_are_listed_and_the_others_used(tmp_path: Path, stage: Stage) -> None:
    good = [f"C{number},Ada\n".encode() for number in range(300)]
    write(tmp_path, b"Serial,Name\n" + b"".join(good) + b"C\xff,Eve\nC\0,Mal\n")
    staged = stage(source_of("csv", SERIAL, location={"path": "a.csv"}))
    assert staged.status == "complete"
    assert [(one.line, one.reason) for one in staged.quarantined] == [
        (302, "some bytes are not utf-8"),
        (303, "the line has a NUL character in it"),
    ]
    assert len(rows(staged.streams[0])) == 300


def test_a_missing_column_fails_with_what_was_meant(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"Serial,Name\nC02,Ada\n")
    staged = stage(source_of("csv", {"name": "upper(\"Serail\") || 'x'"}, location={"path": "a.csv"}))
    assert staged.status == "failed"
    assert not staged.streams
    assert 'no column "Serail"; did you mean "Serial"?' in staged.error
    assert "sources/hr.yaml:7:5" in staged.error


def test_a_key_is_a_column_too(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"Serial,Name\nC02,Ada\n")
    staged = stage(source_of("csv", SERIAL, location={"path": "a.csv"}, key=("serial_no",)))
    assert staged.status == "failed"
    assert 'no column "serial_no"' in staged.error


def test_upper_and_lower_case_are_one_and_lambda_names_are_no_columns(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"Serial,Tags\nC02,a b\n")
    select = {"name": '"SERIAL"', "title": "array_to_string(list_filter(split(\"Tags\", ' '), y -> y <> 'b'), ',')"}
    assert stage(source_of("csv", select, location={"path": "a.csv"})).status == "complete"


def test_doubled_and_empty_header_names_get_names_of_their_own(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"Mail,,mail,Mail\n1,2,3,4\n")
    staged = stage(source_of("csv", {"name": '"Mail_3"'}, location={"path": "a.csv"}))
    assert staged.streams[0].columns == ("Mail", "column2", "mail_2", "Mail_3")
    assert rows(staged.streams[0]) == [("1", "2", "3", "4")]


def test_a_file_without_a_header_has_numbered_or_declared_columns(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"1\tken\n2\tterri\n")
    location = {"path": "a.csv", "delimiter": "tab", "header": False}
    numbered = stage(source_of("csv", {"name": '"column2"'}, location=location))
    named = stage(source_of("csv", {"name": '"login"'}, location={**location, "columns": ["id", "login"]}))
    assert rows(numbered.streams[0]) == rows(named.streams[0]) == [("1", "ken"), ("2", "terri")]
    assert named.streams[0].columns == ("id", "login")


def test_lines_above_the_header_are_skipped_when_the_program_says_so(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"Report of today\n\nSerial,Name\nC02,Ada\n")
    staged = stage(source_of("csv", SERIAL, location={"path": "a.csv", "skip_rows": 2}))
    assert rows(staged.streams[0]) == [("C02", "Ada")]


def test_files_of_one_header_are_one_stream_and_another_header_is_incomplete(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"Serial,Name\nC1,Ada\n", "in/1.csv")
    write(tmp_path, b"Serial,Name\nC2,Bob\n", "in/2.csv")
    whole = stage(source_of("csv", SERIAL, location={"path": "in/*.csv"}))
    assert sorted(rows(whole.streams[0])) == [("C1", "Ada"), ("C2", "Bob")]
    write(tmp_path, b"Serail,Name\nC3,Eve\n", "in/3.csv")
    part = stage(source_of("csv", SERIAL, location={"path": "in/*.csv"}))
    assert part.status == "incomplete"
    assert len(part.streams[0].files) == 2
    assert 'another header than "in/1.csv"' in part.error
    assert part.quarantined[0].file == "in/3.csv"


def test_several_paths_are_one_source_and_each_file_counts_once(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"Serial\nC1\n", "in/1.csv")
    write(tmp_path, b"Serial\nC2\n", "in/2.csv")
    staged = stage(source_of("csv", SERIAL, location={"path": ["in/2.csv", "in/*.csv"]}))
    assert sorted(rows(staged.streams[0])) == [("C1",), ("C2",)]


def test_a_line_of_two_gigabytes_fails_fast(tmp_path: Path, stage: Stage) -> None:
    path = write(tmp_path, b"Serial,Name\nC02,")
    with path.open("r+b") as stream:
        stream.truncate(2 * 1024**3)  # A sparse file: the line is NULs to its end.
    staged = stage(source_of("csv", SERIAL, location={"path": "a.csv"}))
    assert staged.status == "failed"
    assert "longer than 1 MB" in staged.error


def test_a_long_line_without_nul_fails_too(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"Serial,Name\nC02," + b"x" * 1_100_000 + b"\n")
    staged = stage(source_of("csv", SERIAL, location={"path": "a.csv"}))
    assert (staged.status, "longer than 1 MB" in staged.error) == ("failed", True)


def test_an_empty_file_fails_and_one_with_a_header_only_is_complete(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, b"")
    assert "is empty" in stage(source_of("csv", SERIAL, location={"path": "a.csv"})).error
    write(tmp_path, b"Serial,Name\n")
    header_only = stage(source_of("csv", SERIAL, location={"path": "a.csv"}))
    assert (header_only.status, rows(header_only.streams[0])) == ("complete", [])


def test_a_file_older_than_fresh_is_incomplete(tmp_path: Path, stage: Stage) -> None:
    path = write(tmp_path, b"Serial,Name\nC02,Ada\n")
    source = source_of("csv", SERIAL, location={"path": "a.csv"}, fresh=dt.timedelta(days=2))
    assert stage(source).status == "complete"
    os.utime(path, (AS_OF.timestamp() - 5 * 86400,) * 2)
    old = stage(source)
    assert (old.status, len(old.streams)) == ("incomplete", 1)
    assert "5.0 days old, and `fresh` allows 2" in old.error


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ({"path": "a.csv", "delimeter": ";"}, 'nothing reads "delimeter"'),
        ({"path": "a.csv", "delimiter": "ab\n--x"}, '"delimiter" is not one character'),
        ({"path": "a.csv", "encoding": "klingon"}, '"klingon" is no encoding'),
        ({"path": "a.csv", "encoding": "unicode_escape"}, "is no encoding"),
        ({"path": "a.csv", "header": "no"}, '"header" is not true or false'),
        ({}, '"path" is missing'),
    ],
)
def test_settings_that_do_not_fit_are_told(tmp_path: Path, stage: Stage, location: object, told: str) -> None:
    write(tmp_path, b"Serial,Name\nC02,Ada\n")
    staged = stage(source_of("csv", SERIAL, location=location))
    assert staged.status == "failed"
    assert told in staged.error


_lines = st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20), min_size=1, max_size=20)


@given(
    _lines, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"]), st.sampled_from(["\n", "\r\n"])
)
def test_no_encoding_changes_a_text(lines: list[str], encoding: str, end: str) -> None:
    text = end.join(lines).removeprefix("\ufeff")
    with tempfile.TemporaryDirectory() as folder:
        path, rejects = Path(folder) / "a", Rejects()
        path.write_bytes(text.encode(encoding))
        plain = make_plain(Raw(path, "a", "x", encoding), Path(folder) / "copy", rejects)
        data = plain.path.read_bytes()
    assert (data.decode("utf-8"), rejects.count) == (text, 0)
    assert plain.digest == hashlib.sha256(data).hexdigest()
