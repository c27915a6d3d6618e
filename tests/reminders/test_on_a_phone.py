"""A message fits the screen of a phone, with all its acts; what does not is left for another day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from drystone.messages.document import Document, Item, Link
from drystone.messages.rendering import mail_html, phone
from drystone.program.trial_model import Arm, ArmWords
from served import NOW, Served

WEEK = dt.timedelta(days=7)
#: As many show it.
_PEOPLE = 14


def _links(*words: str) -> tuple[Link, ...]:
    return tuple(Link(f"{one}: all of it", f"https://wall.example/{number}", one) for number, one in enumerate(words))


def _made(*items: Item, title: str = "Restart once", **more: Any) -> Document:
    return Document(title, ("Hello Ada,", "Things, the most worthwhile first:"), items, greets=True, **more)


ACTS = ("Done", "Not now", "Help", "Not mine")
LONG = "Add a passkey or an authenticator application, then take the number of your telephone away from the account."
DOCUMENTS = {
    "short": _made(Item("Restart once", ("Closes 3",), _links(*ACTS))),
    "long": _made(
        Item(LONG, (LONG, LONG, LONG), _links(*ACTS)),
        *(Item(LONG, (LONG, LONG), _links("How", *ACTS), brief=True) for _ in range(4)),
        links=_links("And nineteen more on your page"),
        closing=(LONG, LONG),
        quiet=_links("Two minutes, if you like"),
    ),
    "links that take two rows": _made(
        Item("Passt", ("Ja.",), _links("Das ist schon erledigt", "Später erinnern", "Hilfe holen", "Nicht meins")),
        Item("Geht", ("Ja.",), _links("Wie", "Schon erledigt", "Später erinnern", "Hilfe", "Nicht meins"), brief=True),
    ),
    "signs as wide as squares": _made(
        Item("再起動してください" * 3, ("更新を完了するには一度再起動します。" * 4,), _links("完了", "後で"))
    ),
    "one word without an end": _made(Item("a" * 90, ("https-" * 40,), _links(*ACTS))),
    "no greeting": Document(LONG, (LONG, LONG), (Item(LONG, (LONG,), _links(*ACTS)),), closing=(LONG,)),
}  # fmt: skip


@pytest.fixture
def screen(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def _shown(screen: Any, html: str) -> float:
    screen.set_content(html)
    box = screen.locator(".page").bounding_box()
    assert box["width"] <= 360
    return float(box["height"])


@pytest.mark.chromium
@pytest.mark.parametrize("name", DOCUMENTS)
def test_how_high_a_mail_is_is_known_before_it_leaves(screen: Any, name: str) -> None:
    document = DOCUMENTS[name]
    shown = _shown(screen, mail_html.html(document))
    assert 0.95 * shown - 10 <= phone.height(document) <= 1.15 * shown + 30


def _previews(served: Served, language: str) -> list[Any]:
    from drystone.directory.models import Person
    from drystone.gaps.models import GapResponsible
    from drystone.reminders.previewing import preview
    from drystone.shell import site

    Person.objects.update(language=language)
    people = set(GapResponsible.objects.filter(gap__status="open").values_list("person_id", flat=True))
    with site.reading() as engine:
        found = [preview(site.program(), engine, one, now=NOW) for one in sorted(people)[:_PEOPLE]]
    return [one for one in found if one.document and any(not item.aside for item in one.document.items)]


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_people_are_sent_fits_the_screen_of_a_phone_with_all_its_acts(
    switched_on: Served, screen: Any, language: str
) -> None:
    path = switched_on.root / "drystone.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("on = true", "on = true\ngroups = 10", 1), encoding="utf-8"
    )
    from drystone.shell import site

    site.reread()
    assert site.problems() == ()
    seen = 0
    for one in _previews(switched_on, language):
        document = one.document
        todo = [item for item in document.items if not item.aside]
        assert len(todo) >= min(one.to_do, 2)
        for item in todo:
            addresses = [link.url for link in item.links]
            assert {"/r/preview-done", "/r/preview-not-now"} <= {
                url.removeprefix("http://127.0.0.1:8000") for url in addresses
            }
            assert any(url.endswith("/help?step=1") for url in addresses)
            for link in item.links:
                assert f'href="{link.url}"' in one.html
                assert link.url in one.text
        if len(todo) == len(document.items):
            seen += 1
            assert _shown(screen, one.html) <= phone.SCREEN, one.text
    assert seen > 5


def test_what_does_not_fit_was_not_said_and_comes_another_week(
    switched_on: Served, decide: Callable[..., list[Any]], leave: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.gaps.models import Gap
    from drystone.messages.models import Message
    from drystone.reminders import wording
    from drystone.reminders.deciding.choosing import Choice
    from drystone.reminders.deciding.trying import Tried
    from drystone.reminders.gathering import Gathering
    from drystone.reminders.models import Digest, Said
    from drystone.reminders.previewing import preview
    from drystone.reminders.rendering import letter
    from drystone.shell import site

    path = switched_on.root / "drystone.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("on = true", "on = true\ngroups = 4", 1), encoding="utf-8")
    site.reread()
    Gap.objects.filter(severity="critical").update(severity="high")  # Nothing is urgent.
    monkeypatch.setattr(phone, "SCREEN", 100)
    chosen = {one.person_id: one.keys for one in decide() if len(one.keys) > 2}
    leave()
    assert chosen
    for person_id, keys in chosen.items():
        digest = Digest.objects.get(person_id=person_id)
        assert digest.keys == keys[:2]
        assert set(Said.objects.filter(person_id=person_id).values_list("key", flat=True)) & set(keys) == set(keys[:2])
        assert "more on your page" in str(Message.objects.get(pk=digest.message or 0).document)
    later = {one.person_id: one.keys for one in decide(NOW + WEEK)}
    assert all(keys[2] in later[person_id] for person_id, keys in chosen.items())
    # A lesson leaves before anything to do does.
    Digest.objects.all().delete()
    Said.objects.all().delete()
    person_id, keys = max(chosen.items(), key=lambda one: len(one[1]))
    monkeypatch.setattr(wording, "_lesson", lambda *_words: ("Two minutes", "https://wall.example/lesson"))
    monkeypatch.setattr(phone, "height", lambda one: sum(not item.aside for item in one.items) + 2 * len(one.quiet))
    monkeypatch.setattr(phone, "SCREEN", len(keys))
    with site.reading() as engine:
        document = preview(site.program(), engine, person_id, now=NOW).document
    assert document is not None
    assert (sum(not item.aside for item in document.items), document.quiet) == (len(keys), ())
    # However long an arm of a trial puts it, it names what the others do.
    monkeypatch.setattr(phone, "height", lambda one: sum(len(item.title) for item in one.items))
    monkeypatch.setattr(phone, "SCREEN", 600)
    with site.reading() as engine:
        gathering = Gathering(site.program(), engine, now=NOW, blind=True)
        (case,) = gathering.cases(gathering.zones([person_id]), {person_id: NOW})
        arm = Arm("long", {"en": ArmWords("A very long title " * 20)})
        tried = Tried(arm, frozenset(site.program().checks), case.zone)
        case = replace(case, arms=dict.fromkeys(keys, tried))
        said, _document = letter(case, Choice(tuple(keys)), gathering, lambda _key, act: f"https://wall.example/{act}")
    assert [item.key for item in said.items] == keys
    assert any(item.title.startswith("A very long title") for item in said.items)
