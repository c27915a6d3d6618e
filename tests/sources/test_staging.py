"""Staging a whole program: each source on its own, in the program's order."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.conftest import AS_OF, program_of, source_of

from drystone.lib.errors import UsageError
from drystone.program.model import Source
from drystone.sources import stage_all, stage_one
from drystone.sources.secrets import scrubber


def named(name: str, kind: str, path: str) -> Source:
    return source_of(kind, {"name": '"name"'}, id=name, location={"path": path})


def test_a_source_that_fails_never_stops_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"name\nAda\n")
    sources = [named("one", "csv", "no.csv"), named("two", "csv", "a.csv"), named("three", "cvs", "a.csv")]
    told: list[tuple[str, int, int]] = []
    staged = stage_all(
        program_of(tmp_path, *sources),
        scratch=tmp_path / "scratch",
        as_of=AS_OF,
        environ={},
        progress=lambda *step: told.append(step),
    )
    assert [(one.source_id, one.status) for one in staged] == [
        ("one", "failed"),
        ("two", "complete"),
        ("three", "failed"),
    ]
    assert 'Did you mean "csv"?' in staged[2].error
    assert told == [("one", 0, 3), ("two", 1, 3), ("three", 2, 3)]


def test_an_unknown_source_is_a_usage_error_with_a_suggestion(tmp_path: Path) -> None:
    program = program_of(tmp_path, named("jamf", "csv", "a.csv"))
    with pytest.raises(UsageError, match="no source") as caught:
        stage_one(program, "jmaf", scratch=tmp_path, as_of=AS_OF, environ={})
    assert 'Did you mean "jamf"?' in caught.value.do


def test_a_full_disk_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfname\nAda\n")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("drystone.sources.plain._copy", full)
    program = program_of(tmp_path, named("one", "csv", "a.csv"))
    staged = stage_one(program, "one", scratch=tmp_path / "scratch", as_of=AS_OF, environ={})
    assert staged.status == "failed"
    assert "Make room on the disk" in staged.error


def test_a_secret_is_taken_out_in_every_spelling(tmp_path: Path) -> None:
    source = source_of("rest", options={"auth": {"password_env": "P"}}, location={"url_env": "U"})
    environ = {"P": "p@ss/word", "U": "postgresql://hr:hunter%402@db.example/hr"}
    scrub = scrubber(source, root=tmp_path, environ=environ)
    text = scrub("p@ss/word p%40ss%2Fword cEBzcy93b3Jk hunter%402 hunter@2 https://u:x@h/ ?api_key=abc&x=1")
    for secret in ("p@ss", "p%40ss", "cEBz", "hunter", "u:x", "abc"):
        assert secret not in text
    assert "x=1" in text
