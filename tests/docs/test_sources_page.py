"""Every source that the page on sources shows can be written into a program as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drystone.program import load, write_starter

PAGE = Path(__file__).parent.parent.parent / "docs" / "sources.md"
SHOWN = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


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
