"""On a page in another language, what the program says is marked with its own (WCAG 2.2, 3.1.2); nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from gaps import served_gap
from served import Served

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: Where no markup can be, so no part can say its language; the picture of the wall has a table beside it.
_PLAIN = {"title", "option", "textarea", "script", "style", "pre", "code", "svg"}
#: Shorter texts of the program may be words of ours too.
_LONG = 12


class Texts(HTMLParser):
    """Reads the texts of a page with the language that each is in."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append((tag, dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and not {tag for tag, _ in self.open} & _PLAIN:
            self.found.append((self.open[-1][1], " ".join(data.split())))


def pages(served: Served) -> Iterator[tuple[str, Any]]:
    """Yield pages that show the program's texts, as somebody who may open each reads them in German."""
    gap = served_gap.of("employee", served)
    thing = f"/things/{gap.asset_kind}/{gap.asset_id}"
    acts = [f"/gaps/{gap.gap_id}/{one}" for one in ("done", "not-now", "help", "exception", "not-mine")]
    paths = {
        "employee": ["/", thing, f"/gaps/{gap.gap_id}", *acts, "/activities", "/objectives", "/wall", "/teams/card"],
        "approver": ["/answer-for", "/answer-for/set-risk-limits", "/exceptions", "/questions", "/activities"],
        "auditor": ["/answer-for/set-risk-limits/reveal", thing],
        "editor": ["/program/", "/program/activities/encrypt-laptops", "/program/roles/security-lead"],
        "department-head": ["/", "/teams/card", "/teams/card?department=Sales&language=de", "/answer-for"],
        gap.accountable: ["/", "/answer-for", f"/answer-for/{gap.activity_id}", f"/gaps/{gap.gap_id}",
                          f"/answer-for/{gap.activity_id}/checks/{gap.check_id}", f"/activities/{gap.activity_id}",
                          f"/things/activity/{gap.activity_id}", "/things/position/department-head/Sales",
                          "/objectives/customer-trust"],
    }  # fmt: skip
    for who, asked in paths.items():
        user = served.user(who)
        user.language = "de"
        user.save(update_fields=["language"])
        client = served.client(who)
        for path in asked:
            answer = client.get(path)
            if answer.status_code == 200:
                yield path, answer


@pytest.fixture
def said() -> frozenset[str]:
    from drystone.shell import program_words, site

    return frozenset(" ".join(text.split()) for text in program_words.texts(site.program()))


def test_what_the_program_says_is_marked_with_its_language_and_nothing_else_is(
    served: Served, said: frozenset[str]
) -> None:
    ours = frozenset(text for text in said if len(text) < _LONG)
    unmarked, wrong, read = set(), set(), 0
    for path, answer in pages(served):
        texts = Texts()
        texts.feed(answer.content.decode())
        assert answer.headers["Content-Language"] == "de"
        for language, text in texts.found:
            held = text in said - ours or any(len(one) > 40 and one in text for one in said)
            if held and language != "en":
                unmarked.add((path, text[:80]))
            elif language == "en" and text not in said:
                wrong.add((path, text[:80]))
            read += held
    assert read > 200
    assert (sorted(unmarked), sorted(wrong)) == ([], [])
