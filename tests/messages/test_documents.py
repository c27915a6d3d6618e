"""A document says the same in every channel, and nothing that stands in it steers one."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from drystone.messages.document import Document, Item, Link, as_json, from_json, of_text
from drystone.messages.rendering import card, mail_html, phone, plain, short, slack

HOSTILE = "<img src=x onerror=alert(1)> <!channel> <https://evil.example|here> *bold* [x](https://evil.example) & ${a}"
DOCUMENT = Document(
    "Two stones are loose",
    ("Good morning.", "Both take ten minutes."),
    (
        Item(
            "Restart your laptop",
            ("Closes three things.",),
            (Link("Done", "https://wall.example/a?b=1&c=2"),),
            "Laptop",
        ),
        Item(
            HOSTILE, (HOSTILE,), (Link(HOSTILE, "https://wall.example/b"), Link("Not mine", "https://wall.example/c"))
        ),
    ),
    (Link("Your page", "https://wall.example/"),),
    ("Thank you.",),
    "en",
)


@pytest.fixture(autouse=True)
def _words(sqlite_state: Any) -> None:
    """What does not fit is counted in words, which are translated."""


texts = st.text(max_size=60)
documents = st.builds(
    Document,
    texts,
    st.lists(texts, max_size=3).map(tuple),
    st.lists(st.builds(Item, texts, st.lists(texts, max_size=2).map(tuple), heading=texts), max_size=30).map(tuple),
    closing=st.lists(texts, max_size=2).map(tuple),
)


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def _teams_knows(part: Any) -> None:
    """Hold every part of a card against the model that its maker publishes: nothing unknown or wrong."""
    from microsoft_teams.cards import core as teams  # A second of models, for whoever collects the tests.

    if isinstance(part, list):
        for one in part:
            _teams_knows(one)
    elif isinstance(part, dict):
        if "type" in part:
            model = getattr(teams, part["type"].replace(".", "").replace("ActionOpenUrl", "OpenUrlAction"))
            read = model.model_validate(part)
            assert set(read.model_extra or {}) <= {"$schema"}, part["type"]  # Every card says which; the models do not.
        for inner in part.values():
            _teams_knows(inner)


def test_plain_text_says_all_of_it() -> None:
    told = plain.text(DOCUMENT, title=True)
    for words in ("Two stones are loose", "Good morning.", "1. Restart your laptop", "Laptop\n------", "Thank you."):
        assert words in told
    assert "\n   https://wall.example/a?b=1&c=2\n" in told
    assert max(len(line) for line in told.splitlines() if "http" not in line) <= 72


def test_html_holds_only_our_own_structure_and_says_the_same() -> None:
    read = _Tags(mail_html.html(DOCUMENT, footer=("Enough?", Link("End them", "https://wall.example/off/a/b"))))
    names = {name for name, _attributes in read.tags}
    assert names == {"html", "head", "meta", "title", "style", "body", "div", "h1", "h2", "h3", "p", "a"}
    assert {attribute for _name, given in read.tags for attribute in given} <= {
        "lang", "dir", "charset", "name", "content", "style", "class", "role", "href", "rel",
    }  # fmt: skip
    hrefs = [given["href"] for name, given in read.tags if name == "a"]
    assert hrefs[0] == "https://wall.example/a?b=1&c=2"
    assert not [href for href in hrefs if href is None or not href.startswith("https://wall.example/")]
    assert HOSTILE in read.words
    assert "http" not in re.sub(r'href="[^"]*"', "", mail_html.html(DOCUMENT)).replace("https://evil.example", "")


def test_slack_takes_the_blocks_and_no_text_is_read_as_markup() -> None:
    blocks = slack.blocks(DOCUMENT)
    for block in blocks:
        read = Block.parse(block)
        assert read is not None
        read.validate_json()
        assert read.to_dict() == block
    told = json.dumps(blocks)
    assert "mrkdwn" not in told
    assert json.dumps(HOSTILE)[1:-1] in told
    assert slack.fallback(Document("<!here> & <@U1>")) == "&lt;!here&gt; &amp; &lt;@U1&gt;"


def test_teams_takes_the_card_and_no_text_is_read_as_markdown() -> None:
    made = card.card(DOCUMENT)
    _teams_knows(made)
    assert '"TextBlock"' not in json.dumps(made)


def test_a_card_that_would_be_too_large_says_how_much_is_left_out() -> None:
    items = tuple(Item(f"Stone {number}", ("x" * 900,)) for number in range(60))
    told = json.dumps(card.card(Document("Many", items=items)))
    assert len(told) <= 20_000
    left = re.search(r"and (\d+) more on your page", told)
    assert left
    assert told.count("Stone ") + int(left[1]) == 60


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "//evil.example",
        "https://",
        "https://a.example/ b",
        'https://a.example/"',
        "/me",
        "https://a.example/\n",
    ],
)
def test_a_link_leads_to_a_page_or_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="whole address"):
        Link("x", url)


def test_of_a_text_what_stands_as_an_address_alone_is_a_link_and_nothing_else() -> None:
    text = "Read it here:\n\nhttps://wall.example/gaps/1?step=1\n\nhttp://:80\n\nSee http://a.example/ for more"
    made = of_text("Look", text)
    assert made.links == (Link("Look", "https://wall.example/gaps/1?step=1"),)
    assert made.paragraphs == ("Read it here:", "http://:80", "See http://a.example/ for more")


def test_marks_that_turn_the_direction_of_writing_are_taken_out() -> None:
    assert Document("pay\u202egpj.exe\r\nBcc: x\x00").title == "pay gpj.exe Bcc: x"


@pytest.mark.parametrize(
    ("text", "parts"), [("a" * 160, 1), ("a" * 161, 2), ("€" * 81, 2), ("ł" * 70, 1), ("😀" * 36, 2)]
)
def test_a_text_message_is_counted_as_networks_count_it(text: str, parts: int) -> None:
    assert short.parts_of(text) == parts


def test_a_text_message_says_what_it_is_about_and_keeps_its_address_whole() -> None:
    assert short.text(DOCUMENT).startswith("Two stones are loose. Restart your laptop.")
    long = Document(
        "word " * 30,
        items=tuple(Item("ß" * 90) for _ in range(9)),
        links=(Link("x", f"https://wall.example/{'a' * 90}"),),
    )
    told = short.text(long)
    assert told.endswith("a" * 90)
    assert short.parts_of(told) <= 2


@given(documents)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_whatever_stands_in_a_document_every_channel_takes_it(document: Document) -> None:
    assert from_json(json.loads(json.dumps(as_json(document)))) == document
    for words in (plain.text(document), mail_html.html(document), short.text(document)):
        words.encode()
    assert len(json.dumps(card.card(document)).encode()) <= 20_000
    assert len(slack.blocks(document)) <= 50


def test_a_greeting_of_nothing_is_none_and_breaks_no_letter() -> None:
    document = Document(
        "A stone is loose",
        ("\u202e\n",),
        (
            Item(
                "Look",
            ),
        ),
        greets=True,
    )
    assert not document.greets
    assert "A stone is loose</h1>" in mail_html.html(document)
    assert phone.height(document) > 0


def test_facts_keep_their_order_beside_a_name_that_is_written_from_right_to_left() -> None:
    item = Item("Restart", ("מחשב <של> עדה · 5 minutes · closes 3", "It protects: pay"))
    said = mail_html.html(Document("S", items=(item,)))
    assert "<bdi>מחשב &lt;של&gt; עדה</bdi> · <bdi>5 minutes</bdi> · <bdi>closes 3</bdi>" in said
    assert said == mail_html.html(from_json(as_json(Document("S", items=(item,)))))
    assert (
        "<bdi>" in mail_html.html(Document("S", items=(item, Item("B", item.text, brief=True)))).rpartition("brief")[2]
    )
    assert "<bdi>" not in mail_html.html(DOCUMENT)
