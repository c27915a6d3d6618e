"""Every source that the pages on sources and on practice messages show can be written into a program as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drystone.program import load, write_starter

DOCS = Path(__file__).parent.parent.parent / "docs"
SHOWN = [
    shown
    for name in ("sources.md", "practice.md")
    for shown in re.findall(r"```yaml\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), flags=re.DOTALL)
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a starter program."""
    made = tmp_path_factory.mktemp("page") / "program"
    write_starter(made)
    return made


def test_the_shown_sources_stand_in_a_program_without_an_error(folder: Path) -> None:
    assert len(SHOWN) >= 8
    for number, text in enumerate(SHOWN):
        named = re.sub(r"(?m)^id: ", f"id: shown-{number}-", text)
        (folder / "sources" / f"shown-{number}.yaml").write_text(named)
    problems = [one for one in load(folder).problems if "shown-" in str(one.place)]
    assert not [one for one in problems if one.level == "error"], problems


def test_the_page_on_practice_messages_names_every_rule_in_its_order() -> None:
    from drystone.measures import machine_clicks

    named = re.findall(r"(?m)^\| `([a-z-]+)` \|", (DOCS / "practice.md").read_text(encoding="utf-8"))
    assert named == [rule.id for rule in machine_clicks.RULES]
