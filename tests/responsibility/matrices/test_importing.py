"""A matrix comes into a program as proposals: comments stay, nothing is lost, nothing invalid is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from drystone.lib.errors import ProgramError
from drystone.program import load
from drystone.program.model import Program
from drystone.responsibility.matrices import importing, programs
from drystone.responsibility.matrices.model import Reading
from drystone.responsibility.matrices.reading import opening
from drystone.responsibility.matrices.rules.rule import example
from drystone.responsibility.matrices.writing import texts

ACTIVITIES = """\
# Ours, with love.
- id: patch
  name: Patch laptops          # every week
  responsible: [it-head]       # they know how
  accountable: ciso
  standing: agreed
  csf: [PR.PS-02]
  words:
    everyone: Restart when asked.
"""
ROLES = "- id: ciso\n  name: Head of security (CISO)\n- id: it-head\n  name: Head of IT   # Mira\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small valid program."""
    (tmp_path / "activities").mkdir()
    (tmp_path / "drystone.toml").write_text('schema = 1\n[organisation]\nname = "Fenwick"\ndomains = ["f.example"]\n')
    (tmp_path / "roles.yaml").write_text(ROLES)
    (tmp_path / "activities" / "all.yaml").write_text(ACTIVITIES)
    return tmp_path


def program(root: Path) -> Program:
    """Load the program, which is valid."""
    loaded = load(root)
    assert loaded.program is not None, loaded.problems
    return loaded.program


def bring(root: Path, text: str, name: str = "theirs.md") -> importing.Plan:
    """Bring a file into the program."""
    made = importing.plan(program(root), opening.read_bytes(text.encode(), name))
    importing.apply(root, made)
    return made


def test_new_rows_are_suggested_and_missing_roles_proposed(root: Path) -> None:
    made = bring(root, example("Test backups | I | R | A", head="Activity | CISO | IT head | Head of HR"))
    assert (made.added, made.roles) == (["test-backups"], ["head-of-hr"])
    activity = program(root).activities["test-backups"]
    assert (activity.standing, activity.accountable, activity.responsible) == ("suggested", "head-of-hr", ("it-head",))
    assert (root / "roles.yaml").read_text().startswith(ROLES)


def test_changed_letters_are_changed_in_place_and_comments_stay(root: Path) -> None:
    made = bring(root, example("Patch laptops | R | A | ", head="Activity | CISO | Head of IT | HR"))
    assert (made.added, made.changed) == ([], ["patch"])
    text = (root / "activities" / "all.yaml").read_text()
    assert "# Ours, with love." in text
    assert "# every week" in text
    assert "responsible: [ciso]" in text
    activity = program(root).activities["patch"]
    assert (activity.accountable, activity.standing) == ("it-head", "suggested")
    assert activity.words == {"everyone": "Restart when asked."}


def test_what_the_program_cannot_hold_is_kept_as_a_comment(root: Path) -> None:
    made = bring(
        root, example("Burn disks | A | A | R", "Call Bob | A | | R", head="Activity | CISO | Head of IT | Bob Miller")
    )
    assert [reason for _, reason in made.left_out] == [
        "Bob Miller may be people; name their positions", "Bob Miller may be people; name their positions",
    ]  # fmt: skip
    [path] = made.files
    kept = (root / path).read_text()
    assert '#     responsible: ["Bob Miller"]' in kept
    assert program(root).activities.keys() == {"patch"}


def test_supporting_and_other_columns_are_kept_beside_the_activity(root: Path) -> None:
    made = bring(root, "activity;Note;CISO;Head of IT;HR\nTest backups;quarterly;A;R;S\nBuy;;A;R;C\n", "m.csv")
    text = (root / next(path for path in made.files if path.startswith("activities"))).read_text()
    assert "# HR: S" in text
    assert "# Note: quarterly" in text


@pytest.mark.parametrize("write", [texts.as_csv, texts.as_markdown])
def test_what_was_exported_changes_nothing_when_it_comes_back(root: Path, write: object) -> None:
    matrix = programs.of_program(program(root))
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    made = bring(root, write(matrix), "m.csv" if write is texts.as_csv else "m.md")  # type: ignore[operator]
    assert (made.added, made.changed, made.unchanged, made.roles) == ([], [], ["patch"], [])
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_a_whole_program_comes_through_a_file_into_an_empty_one(root: Path, tmp_path: Path) -> None:
    text = texts.as_markdown(programs.of_program(program(root)))
    empty = tmp_path / "empty"
    empty.mkdir()
    shutil.copy(root / "drystone.toml", empty / "drystone.toml")
    bring(empty, text)
    made, ours = program(empty).activities["patch"], program(root).activities["patch"]
    assert made.letters() == ours.letters()
    assert (made.words, made.csf, made.name) == (ours.words, ours.csf, ours.name)


def test_a_name_that_would_break_out_of_the_file_does_not(root: Path) -> None:
    evil = 'x"\\\\n- id: evil # & *a {{b}} : [c]'
    bring(root, f'activity,CISO,Head of IT,HR\n"{evil.replace(chr(34), chr(34) * 2)}",A,R,I\nBuy,A,R,I\n', "m.csv")
    assert "evil" not in program(root).activities
    assert any(activity.name == evil for activity in program(root).activities.values())


def test_nothing_is_written_where_the_program_would_not_load(root: Path) -> None:
    text = "id,activity,(about),CISO,Head of IT\nnew-one,Test backups,moon,A,R\n"
    with pytest.raises(ProgramError, match="nothing was written"):
        bring(root, text, "m.csv")
    assert sorted(path.name for path in root.rglob("*.yaml")) == ["all.yaml", "roles.yaml"]


def test_a_plan_alone_writes_nothing(root: Path) -> None:
    before = sorted(root.rglob("*"))
    reading: Reading = opening.read_bytes(example("Test backups | A | R | I").encode(), "m.md")
    assert importing.plan(program(root), reading).added
    assert sorted(root.rglob("*")) == before


def test_words_come_to_an_activity_that_had_none_and_letters_that_do_not_are_told(root: Path) -> None:
    exported = texts.as_csv(programs.of_program(program(root)))
    bare = ACTIVITIES.replace("  words:\n    everyone: Restart when asked.\n", "")
    (root / "activities" / "all.yaml").write_text(bare)
    assert bring(root, exported, "ours.csv").changed == ["patch"]
    assert dict(program(root).activities["patch"].words) == {"everyone": "Restart when asked."}
    head = "Activity | CISO | Head of IT | Legal | Group audit"
    made = bring(root, example("Patch laptops | A | R | S | R", head=head))
    assert program(root).activities["patch"].responsible == ("it-head", "group-audit")
    assert made.left_out == [("Patch laptops", "all but S of Legal, for which a program has no letter")]
