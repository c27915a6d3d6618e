"""Done, when: statements say no more, and no more is taken from those of others."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import sys
from contextlib import nullcontext
from typing import Any

import pytest
from tests.lessons.formats import iris, xapi_rules

from conftest import missing
from drystone.lessons.formats import done, limits, xapi
from drystone.lessons.formats.done import Done
from drystone.lessons.formats.refusing import RefusedFileError
from drystone.lib.errors import UsageError

HOME = "https://learning.firm.example/"
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
DONE = (Done("person-0a1b", "a-good-lock", MONDAY), Done("person-2c3d", "a-good-lock", MONDAY + dt.timedelta(hours=1)))
TITLES = {"a-good-lock": {"en": "A good lock", "de": "Ein gutes Schloss"}}


def read(given: object, **more: Any) -> done.Completions:
    content = given if isinstance(given, bytes) else json.dumps(given).encode()
    return done.read(content, "x", **{"lessons": ["a-good-lock"], "now": NOW, **more})


def test_a_statement_says_done_and_when_of_an_opaque_account_and_is_made_once() -> None:
    made = xapi.statements([*reversed(DONE), *DONE], home=HOME, titles=TITLES)
    assert len(made) == 2
    for statement in made:
        xapi_rules.check(statement)
    assert made[0]["actor"]["account"] == {"homePage": HOME, "name": "person-0a1b"}
    assert made[0]["object"]["id"] == "https://learning.firm.example/lessons/a-good-lock"
    assert made[0]["timestamp"] == "2026-11-02T09:30:00Z"
    assert made == xapi.statements(DONE, home=HOME, titles=TITLES)


@pytest.fixture
def ralph(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The models of ralph-malph (MIT), with a reader of addresses of our own: theirs is a package under the GPL."""
    monkeypatch.setitem(sys.modules, "rfc3987", iris)
    try:
        return importlib.import_module("ralph.models.xapi.base.statements").BaseXapiStatement
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("ralph"):
            raise
        return missing("ralph-malph")


def test_statements_are_valid_by_the_models_of_ralph(ralph: Any) -> None:
    made = xapi.statements(DONE, home=HOME, titles=TITLES)
    assert [str(ralph(**statement).id) for statement in made] == [statement["id"] for statement in made]


@pytest.mark.parametrize(
    "broken",
    [
        {"verb": {"id": "completed"}},
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"no language": "done"}}},
        {"actor": {"account": {"homePage": "no address", "name": "person-0a1b"}}},
        {"object": {"id": "https://learning.firm.example/a good lock"}},
        {"timestamp": "soon"},
        {"said": "by nobody"},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_the_models_of_ralph_refuse_what_is_no_statement(ralph: Any, broken: dict[str, Any]) -> None:
    [statement, _other] = xapi.statements(DONE, home=HOME, titles=TITLES)
    with pytest.raises(ValueError, match="validation error"):
        ralph(**{**statement, **broken})


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://learning.firm.example/lessons/a-good-lock?lang=de#today", True),
        ("https://schlüssel.example:8443/übung/ein%20schloss", True),
        ("http://[2001:db8::7]/", True),
        ("mailto:ayo@firm.example", True),
        ("urn:uuid:6f2a", True),
        ("learning.firm.example/lessons", False),
        ("https://firm.example/a lock", False),
        ("https://firm.example/%zz", False),
        ("https://firm.example/<b>", False),
        ("1https://firm.example", False),
        ("", False),
    ],
)
def test_addresses_are_read_by_the_grammar_of_rfc_3987(text: str, is_one: bool) -> None:
    with nullcontext() if is_one else pytest.raises(ValueError, match="is no IRI"):
        iris.parse(text, rule="IRI")


def test_a_home_that_is_no_address_is_a_wrong_use() -> None:
    with pytest.raises(UsageError, match="is no address"):
        xapi.statements(DONE, home="firm")


def test_statements_and_tables_come_back_as_they_went_out() -> None:
    assert read(xapi.statements(DONE, home=HOME)).done == DONE
    assert read(done.table(DONE).encode()).done == DONE
    assert read({"statements": xapi.statements(DONE, home=HOME), "more": ""}).done == DONE


def test_only_what_says_done_of_a_known_lesson_is_taken_with_the_reason_for_the_rest() -> None:
    [one, two] = xapi.statements(DONE, home=HOME)
    others = [
        {**one, "id": "6f2a", "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"}, "result": {"response": "b"}},
        {**one, "result": {"completion": False}},
        {**one, "actor": {"mbox": "mailto:ayo@firm.example"}},
        {**one, "actor": {"account": {"homePage": HOME, "name": "ayo@firm.example"}}},
        {**one, "object": {"id": "https://elsewhere.example/other"}},
        {**one, "timestamp": "2027-01-01T00:00:00Z"},
        {**one, "timestamp": "soon"},
        {**one, "timestamp": (MONDAY + dt.timedelta(days=3)).isoformat()},
        two,
        {"id": "1", "verb": {"id": done.VOIDED}, "object": {"objectType": "StatementRef", "id": two["id"]}},
    ]
    found = read([one, *others])
    assert found.done == DONE[:1]
    assert found.left == {
        "says something else than that somebody is done": 2,
        "no opaque account (mail addresses and names are not taken)": 2,
        "a lesson that this program does not have": 1,
        "a moment that is still to come": 1,
        "no moment that can be read": 1,
        "taken back by its sender": 1,
    }


def test_addresses_are_read_for_whoever_asks_and_what_is_odd_about_a_statement_is_told() -> None:
    [one, _two] = xapi.statements(DONE, home=HOME)
    digest = "a" * 40
    named = [
        {"mbox": "mailto:Ayo%2Ba@Firm.Example"},
        {"mbox_sha1sum": digest.upper()},
        {"account": {"homePage": HOME, "name": "ayo@firm.example"}, "mbox": "mailto:other@firm.example"},
    ]
    odd = [
        {"mbox": "mailto:\ud800@firm.example"},
        {"mbox": f"mailto:{'a' * 70}@firm.example"},
        {"account": {"name": f"{done.DIGEST}no-digest"}},
        {"member": [{"mbox": "mailto:ayo@firm.example"}]},
    ]
    found = read([{**one, "actor": actor} for actor in [*named, *odd]], addresses=True)
    assert {each.person for each in found.done} == {"Ayo+a@Firm.Example", f"{done.DIGEST}{digest}", "ayo@firm.example"}
    assert found.left == {"no account and no mail address": 4}
    assert read([{**one, "actor": actor} for actor in named]).done == ()
    strange = read([{**one, "id": ["1"]}, {**one, "id": "2", "timestamp": "0001-01-01T00:00:00Z"}])
    assert strange.done == DONE[:1]
    assert strange.left == {"a moment before learning systems were there": 1}


def test_a_lesson_is_known_by_the_address_that_cmi5_keeps_beside_its_own() -> None:
    [statement, _] = xapi.statements(DONE, home=HOME)
    statement["object"] = {"id": "https://lms.example/attempts/17"}
    statement["context"] = {"contextActivities": {"grouping": [{"id": f"{HOME}lessons/a-good-lock"}]}}
    assert read([statement]).done == DONE[:1]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"person,lesson\n", "there is no column done"),
        (b'person,lesson,done\n"x', "this is not CSV"),
        (b"person,lesson,done\n\xff", "not UTF-8"),
        (b"[1]", "is not what the format says"),
        (b'[{"actor": 1}]', "is not what the format says"),
        (b'[{"actor":{"account":{}},"timestamp":1e999}]', "number without end"),
    ],
)
def test_a_file_that_is_something_else_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(RefusedFileError, match=why):
        read(content)


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_DONE", 1)
    with pytest.raises(RefusedFileError, match="the most is 1"):
        read(done.table(DONE).encode())
