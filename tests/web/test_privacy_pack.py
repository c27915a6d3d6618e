"""The privacy pack says what the software declares, about this organisation, in both languages."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from served import NOW, Served

_TEXTS = Path(__file__).parents[2] / "src" / "drystone" / "web" / "privacy_texts"


@pytest.fixture
def files(served: Served) -> dict[str, str]:
    from drystone.shell import site
    from drystone.web import privacy

    return privacy.pack(site.program(), made=NOW)


def test_every_declared_field_is_written_twice_and_says_everything(files: dict[str, str]) -> None:
    from drystone.web import personal, personal_lake

    rows = list(csv.DictReader(io.StringIO(files["fields.csv"])))
    declared = [(one.where, one.table, one.field) for one in [*personal.state(), *personal_lake.lake()]]
    assert [(row["where"], row["table"], row["field"]) for row in rows] == declared
    assert len(declared) > 200
    assert all(all(row.values()) for row in rows)
    assert json.loads(files["fields.json"]) == rows


def test_no_cell_begins_a_formula(files: dict[str, str]) -> None:
    cells = [cell for row in csv.reader(io.StringIO(files["fields.csv"])) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", ["works-agreement", "impact-assessment"])
def test_a_draft_is_about_this_organisation_and_leaves_no_tag(files: dict[str, str], name: str, language: str) -> None:
    from drystone.shell import site

    program, text = site.program(), files[f"{name}.{language}.md"]
    assert re.findall(r"{%|%}|{{|}}|{#", text) == []
    assert program.settings.organisation.name in text
    assert [source for source in program.sources if source not in text] == []
    assert str(program.settings.privacy.group_floor) in text
    assert program.digest[:16] in text
    if name == "works-agreement":
        assert [check for check in program.checks if f"`{check}`" not in text] == []
        assert str(program.settings.privacy.keep_looks.days) in text


def test_a_draft_in_german_is_german(files: dict[str, str]) -> None:
    assert " und " in files["works-agreement.de.md"]
    assert " und " not in files["works-agreement.en.md"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_safeguard_is_stated_only_where_an_installed_room_declares_it(
    files: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.audit import personal as a_room
    from drystone.shell import site
    from drystone.web import personal, privacy

    stated = {
        "reports-leave-no-identity": ("impact-assessment", {"en": "no identity", "de": "keine Identität"}),
        "sealed-reports": ("impact-assessment", {"en": " seal ", "de": "versiegeln"}),
        "reporters-known-to-helpers-alone": ("works-agreement", {"en": "Who reported", "de": "wissen nur die"}),
    }
    texts = [path.read_text("utf-8") for path in _TEXTS.glob("*.md")]
    assert {one for text in texts for one in re.findall(r'"([\w-]+)" in safeguards', text)} == stated.keys()
    for safeguard, (name, words) in stated.items():
        draft = f"{name}.{language}.md"
        assert (words[language] in files[draft]) == (safeguard in personal.safeguards())
        with monkeypatch.context() as patched:
            patched.setattr(a_room, "SAFEGUARDS", frozenset(stated), raising=False)
            assert words[language] in privacy.pack(site.program(), made=NOW)[draft]
        with monkeypatch.context() as patched:
            patched.setattr(personal, "safeguards", frozenset)
            assert words[language] not in privacy.pack(site.program(), made=NOW)[draft]
    rows = [line for line in files[f"impact-assessment.{language}.md"].splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {4}


def test_nothing_is_overwritten(files: dict[str, str], tmp_path: Path) -> None:
    from drystone.lib.errors import UsageError
    from drystone.web import privacy

    privacy.write(files, tmp_path / "pack")
    assert sorted(path.name for path in (tmp_path / "pack").iterdir()) == sorted(files)
    with pytest.raises(UsageError, match="not empty"):
        privacy.write(files, tmp_path / "pack")


def test_the_command_writes_the_pack(served: Served, tmp_path: Path) -> None:
    from drystone.cli.main import main

    assert main(["privacy", "pack", str(tmp_path / "pack"), "--program", str(served.root)]) == 0
    assert (tmp_path / "pack" / "fields.csv").stat().st_size > 10_000


def test_the_log_is_whole_after_acts_on_pages(served: Served) -> None:
    from drystone.audit import queries, verifying

    client = served.client("administrator")
    client.post("/administration/sessions", {"who": served.user("employee").login, "reason": "a lost phone"})
    client.post("/administration/factors", {"who": served.user("colleague").login, "reason": "a lost phone"})
    assert len(queries.about("person", served.people["colleague"])) == 2
    assert not verifying.walk().problems
