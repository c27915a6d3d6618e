"""``drystone triage`` says in plain words what can be seen, and its exit code what it hints at."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from drystone.cli.main import main
from drystone.demo.mails import corpus
from drystone.program import write_starter
from drystone.triage.options import Person
from drystone.triage.people import people

MAILS = {one.name: one for one in corpus(ways=("itself",))}


def saved(folder: Path, name: str) -> str:
    path = folder / f"{name}.eml"
    path.write_bytes(MAILS[f"{name}/itself"].data)
    return str(path)


def test_a_likely_harmful_message_exits_1_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["triage", saved(tmp_path, "user-in-link"), "--lang", "de"]) == 1
    out = capsys.readouterr().out
    assert "Wahrscheinlich schädlich." in out
    assert "[hoch] Ein Link beginnt mit portal[.]fenwick[.]example und führt zu evil[.]test" in out
    assert "kein Urteil" in out


def test_the_program_tells_whose_names_are_borrowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_starter(tmp_path / "program")
    settings = tmp_path / "program" / "drystone.toml"
    settings.write_text(settings.read_text().replace("your-organisation.example", "fenwick.example"))
    assert main(["triage", saved(tmp_path, "spelling"), "--json", "--program", str(tmp_path / "program")]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {"lookalike-spelling"} <= {one["kind"] for one in told["signs"]}
    assert (told["schema"], told["hint"], told["complete"]) == (1, "likely harmful", True)
    assert {name for one in told["signs"] for name in one} == {
        "kind",
        "family",
        "severity",
        "part",
        "says",
        "why",
        "values",
    }


def test_the_program_tells_whose_names_strangers_may_borrow(tmp_path: Path) -> None:
    (tmp_path / "people.txt").write_text("# the board\nMira Köhler <mira@fenwick.example>\n\nJonas Wolf\n")
    assert people(str(tmp_path / "people.txt")) == (
        Person("Mira Köhler", "mira@fenwick.example"),
        Person("Jonas Wolf", ""),
    )
    assert people(str(tmp_path / "none.txt")) == ()


def test_a_rule_of_the_program_is_matched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_starter(tmp_path / "program")
    rules = tmp_path / "program" / "yara"
    rules.mkdir(exist_ok=True)
    rule = 'rule minutes { meta: severity = "high" description = "our minutes" strings: $a = "%PDF" condition: $a }'
    (rules / "house.yar").write_text(rule)
    assert (
        main(["triage", saved(tmp_path, "colleague-with-file"), "--json", "--program", str(tmp_path / "program")]) == 1
    )
    assert "rule-matched-high" in {one["kind"] for one in json.loads(capsys.readouterr().out)["signs"]}


def test_a_message_on_stdin_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Stdin:
        buffer = io.BytesIO(MAILS["newsletter/itself"].data)

    monkeypatch.setattr("drystone.cli.triage.sys.stdin", Stdin())
    assert main(["triage", "-"]) == 0
    out = capsys.readouterr().out
    assert "Unsure." in out
    assert "never make a message safe" in out


def test_a_message_that_is_too_long_is_not_judged_by_its_first_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("drystone.cli.triage.MOST_BYTES", 100)
    path = tmp_path / "long.eml"
    path.write_bytes(b"From: a@b.test\n\n" + b"x" * 100)
    assert main(["triage", str(path)]) == 3
    assert "without its large attachments" in capsys.readouterr().err


@pytest.mark.parametrize(("make", "code"), [("missing", 3), ("empty", 3), ("folder", 2)])
def test_what_cannot_be_read_is_said(make: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / make
    if make == "folder":
        path.mkdir()
    elif make == "empty":
        path.write_bytes(b" \n")
    assert main(["triage", str(path)]) == code
    assert make in capsys.readouterr().err
