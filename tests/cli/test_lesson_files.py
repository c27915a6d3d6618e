"""``drystone lessons import | export | look | done`` on a program with two lessons."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from tests.journeys.command import drystone

STARTER = Path(__file__).parents[2] / "src/drystone/program/starter"
NAMES = ("two-minutes-after-a-click", "blame-costs-time")
HOME = "https://learning.firm.example"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter program with two of its lessons, and without what lessons have nothing to do with."""
    root = tmp_path_factory.mktemp("formats") / "program"
    others = shutil.ignore_patterns("checks", "sources", "guardrails", "detections", "playbooks", "yara")
    shutil.copytree(STARTER, root, ignore=others)
    for path in root.rglob("lessons/**/*.md"):
        if path.name.split(".")[0] not in NAMES:
            path.unlink()
    return root


def test_lessons_that_went_out_come_back_into_a_program_without_them(program: Path, tmp_path: Path) -> None:
    copy = tmp_path / "program"
    shutil.copytree(program, copy)
    for lang in ("en", "de"):
        sent = drystone("lessons", "export", "--format", "qti30", "--lang", lang, "-o", tmp_path / lang, "-p", program)
        assert (sent.code, "wrote 2 lessons as" in sent.out) == (0, True), sent.err
    shutil.rmtree(copy / "lessons")
    for lang in ("en", "de"):
        came = drystone("lessons", "import", tmp_path / lang, "-p", copy)
        assert (came.code, came.err) == (0, ""), came.err
    assert sorted(path.name for path in (copy / "lessons/imported").iterdir()) == sorted(
        f"{name}{ending}" for name in NAMES for ending in (".md", ".de.md")
    )
    counts = [json.loads(drystone("lessons", "stats", "--json", "-p", root).out) for root in (program, copy)]
    assert counts[0] == counts[1]
    again = drystone("lessons", "import", tmp_path / "en", "-p", copy)
    assert (again.code, "Nothing was written" in again.err) == (2, True)


def test_what_is_still_to_write_is_said(program: Path, tmp_path: Path) -> None:
    (tmp_path / "fire.gift").write_text("::Doors::Which?{=Shut~Open~Ajar}\n\n::Why::Say.{}\n")
    shutil.copytree(program, tmp_path / "program")
    told = drystone("lessons", "import", tmp_path / "fire.gift", "--habit", "report-early", "-p", tmp_path / "program")
    assert told.code == 0
    assert "still to write: a story, one thing to do today, the misconception behind 2 wrong answers" in told.out
    assert "left out: Why: it asks for an essay" in told.err
    assert "fire.md" in told.err
    assert "a wrong option names the misconception behind it" in told.err
    planned = drystone("lessons", "import", tmp_path / "fire.gift", "--dry-run", "--json", "-p", program)
    assert json.loads(planned.out)["dry_run"] is True
    assert not (program / "lessons/imported").exists()


@pytest.mark.parametrize("format", ["moodle", "scorm2004", "cmi5", "anki"])
def test_every_format_goes_out_and_what_can_be_looked_at_is_listed(program: Path, tmp_path: Path, format: str) -> None:
    out = tmp_path / "out"
    sent = drystone("lessons", "export", "--format", format, "--home", HOME, "-o", out, "-p", program)
    assert sent.code == 0, sent.err
    seen = drystone("lessons", "look", out)
    if format == "anki":
        assert (seen.code, "of no kind that we know" in seen.err) == (2, True)
        return
    assert seen.code == 0, seen.err
    assert "Two minutes after a click" in seen.out
    assert json.loads(drystone("lessons", "look", out, "--json").out)["odd"] == []


def test_what_others_call_their_package_moves_no_terminal(tmp_path: Path) -> None:
    title = "\x9b2J\u202eDoors"
    unit = '<item identifier="i" identifierref="r"><title>Doors</title></item>'
    with zipfile.ZipFile(tmp_path / "doors.zip", "w") as package:
        package.writestr(
            "imsmanifest.xml",
            f"<manifest><organizations><organization identifier='o'><title>{title}</title>{unit}</organization>"
            "</organizations><resources><resource identifier='r' href='a.html'/></resources></manifest>",
        )
        package.writestr("a.html", "Doors")
    seen = drystone("lessons", "look", tmp_path / "doors.zip")
    assert seen.code == 0, seen.err
    assert seen.out.count("2J") == 2
    assert not {"\x9b", "\u202e"} & set(seen.out)


def test_formats_of_one_lesson_take_a_folder(program: Path, tmp_path: Path) -> None:
    for format, ending in (("h5p", ".h5p"), ("html", ".html")):
        wrong = drystone("lessons", "export", "--format", format, "-o", tmp_path / "x", "-p", program)
        assert (wrong.code, "holds one lesson a file, not 2" in wrong.err) == (2, True)
        assert drystone("lessons", "export", "--format", format, "-o", f"{tmp_path}/{format}/", "-p", program).code == 0
        assert sorted(path.name for path in (tmp_path / format).iterdir()) == sorted(
            f"{name}{ending}" for name in NAMES
        )


def test_done_goes_out_as_statements_and_comes_in_as_counts_without_names(program: Path, tmp_path: Path) -> None:
    rows = [f"person-{number},{NAMES[0]},2026-11-02T09:00:00Z" for number in range(6)]
    rows += [f"person-1,{NAMES[1]},2026-11-02", "ayo@firm.example,blame-costs-time,2026-11-02"]
    (tmp_path / "done.csv").write_text("\n".join(["person,lesson,done", *rows]))
    out = tmp_path / "statements.json"
    words = ("lessons", "export", "--format", "xapi", "--home", HOME, "-o", out, "-p", program)
    assert "Give that with --done FILE" in drystone(*words).err
    sent = drystone(*words, "--done", tmp_path / "done.csv")
    assert (sent.code, "wrote 7 statements" in sent.out) == (0, True)
    assert "left out: 1 line: no opaque account" in sent.err
    seen = drystone("lessons", "done", out, "-o", tmp_path / "again.csv", "-p", program)
    assert seen.code == 0
    assert "fewer than 5" in seen.out
    assert "person-" not in seen.out
    told = json.loads(drystone("lessons", "done", tmp_path / "done.csv", "--dry-run", "--json", "-p", program).out)
    assert (told["left_out"], told["unmatched"]) == ({}, None), "an address is read, to find whose it is"
    assert "the state is not made yet" in drystone("lessons", "done", out, "-p", program).err
    assert len((tmp_path / "again.csv").read_text().splitlines()) == 8


def test_a_hostile_file_is_a_wrong_use_that_is_told_in_words(program: Path, tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text('<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>')
    told = drystone("lessons", "import", tmp_path / "x.xml", "-p", program)
    assert told.code == 2
    assert "declares a document type or entities, so nothing of it was read" in told.err
    assert "Ask whoever made it" in told.err
