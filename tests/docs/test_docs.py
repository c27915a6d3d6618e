"""The documentation is true: what exists is named in it, and what it shows exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import typer
from tools import vocabulary

from drystone.cli.main import app

ROOT = Path(__file__).parent.parent.parent
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def commands(command: click.Command, words: tuple[str, ...] = ("drystone",)) -> list[str]:
    """Return every command with its group, as a person types it."""
    inner = getattr(command, "commands", None)
    if not inner:
        return [" ".join(words)]
    return [name for key, one in inner.items() for name in commands(one, (*words, key))]


@pytest.mark.parametrize("name", commands(typer.main.get_command(app)))
def test_every_command_is_in_the_documentation(name: str) -> None:
    assert f"`{name}" in CLI


def test_the_documentation_names_no_command_that_is_not_there() -> None:
    known = commands(typer.main.get_command(app))
    shown = re.findall(r"`(drystone [a-z-]+(?: [a-z-]+)?)", CLI)
    groups = {" ".join(name.split()[:2]) for name in known}
    for words in shown:
        assert words in known or " ".join(words.split()[:2]) in groups, words


def test_the_vocabulary_page_is_what_the_code_declares() -> None:
    assert (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8") == vocabulary.page()


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=str)
def test_every_link_inside_the_house_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize(
    "room", [p.name for p in (ROOT / "src" / "drystone").iterdir() if (p / "__init__.py").exists()]
)
def test_every_room_says_what_it_holds(room: str) -> None:
    assert (ROOT / "src" / "drystone" / room / "README.md").exists()
