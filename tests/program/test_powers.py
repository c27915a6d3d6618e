"""Words of ``may`` that almost are a power are warned of; an organisation's own words are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drystone.program.powers import POWERS, meant
from drystone.program.settings_shape import SiteShape
from drystone.shell import viewer

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("edit-the-progam", "edit-the-program"),
        ("Accept_Exceptions", "accept-exceptions"),
        ("accept-exception", "accept-exceptions"),
        ("accept-exceptions", ""),
        ("accept-risk", ""),
        ("approve-access", ""),
        ("stop-a-change", ""),
        ("stop-monitoring-of-people", ""),
    ],
)
def test_a_slip_is_told_from_a_word_of_ones_own(word: str, near: str) -> None:
    assert meant(word) == near


def test_the_words_are_those_that_the_site_asks_for() -> None:
    assert POWERS.keys() == viewer.PRIVILEGED


def test_the_page_about_programs_lists_every_power_with_what_it_opens() -> None:
    text = (ROOT / "docs" / "program.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", text, re.MULTILINE)).items() >= POWERS.items()


def test_validating_warns_and_does_not_refuse(told) -> None:  # type: ignore[no-untyped-def] # A fixture of the room.
    roles = (
        "- {id: it-head, name: Head of IT, party: it, may: [edit-the-progam], holders: [{person: m@fenwick.example}]}\n"
        "- {id: security-lead, holders: [{person: sam@fenwick.example}]}\n"
    )
    [line] = told({"roles.yaml": roles})
    assert line.startswith("roles.yaml:1:")
    assert "warning: `edit-the-progam` opens nothing on the site; did you mean `edit-the-program`?" in line


def test_the_page_about_programs_names_every_setting_of_the_site() -> None:
    text = (ROOT / "docs" / "program.md").read_text(encoding="utf-8")
    named = re.search(r"`\[site\] ([a-z_, ]+)`", text)
    assert named is not None
    assert set(named[1].split(", ")) == set(SiteShape.model_fields)
