"""Anki: lessons as decks, a card for each way to ask an item. Export only.

What is remembered and when stays in the person's own Anki; nothing of it comes back.
"""

from __future__ import annotations

import hashlib
import html
import itertools
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Final

import genanki

from drystone.lessons.formats import markup
from drystone.lessons.formats.archives import pack
from drystone.lessons.formats.bank import Bank, Question

#: The moment that a new card carries, in seconds: the same lessons give the same file.
_MADE: Final = 1_767_225_600.0
_MODEL_ID: Final = 1_607_391_841
_CSS: Final = (
    ".card { font-family: system-ui, sans-serif; font-size: 1.1rem; text-align: left; margin: auto; } "
    "li { margin: 0.4rem 0; } .best { font-weight: 600; }"
)


def write(banks: Sequence[Bank], *, title: str) -> bytes:
    """Return the banks as one package, a deck each below ``title``."""
    model = genanki.Model(
        _MODEL_ID,
        "Drystone",
        fields=[{"name": "Question"}, {"name": "Answers"}, {"name": "Said"}],
        templates=[{"name": "Choice", "qfmt": "{{Question}}{{Answers}}", "afmt": "{{Question}}<hr id=answer>{{Said}}"}],
        css=_CSS,
    )
    package = genanki.Package([_deck(bank, model, title) for bank in banks])
    with closing(sqlite3.connect(":memory:")) as collection:
        # Its own way to a file would leave one behind in the folder for temporary files.
        package.write_to_db(collection.cursor(), _MADE, itertools.count(int(_MADE * 1000)))
        collection.commit()
        return pack({"collection.anki2": collection.serialize(), "media": b"{}"})


def _deck(bank: Bank, model: genanki.Model, title: str) -> genanki.Deck:
    name = f"{title}::{bank.title}".replace('"', "”")
    deck = genanki.Deck(_number(f"deck/{bank.language}/{bank.id}"), name, markup.html_of_markdown(bank.story))
    for question in bank.questions:
        deck.add_note(
            genanki.Note(
                model=model,
                fields=[markup.html_of_plain(question.stem), _answers(question), _said(question)],
                guid=_digest(f"note/{bank.language}/{bank.id}/{question.id}")[:20],
                tags=_tags(bank, question),
            )
        )
    return deck


def _answers(question: Question) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(one.text)}</li>" for one in question.answers) + "</ul>"


def _said(question: Question) -> str:
    lines = [
        f"<li{' class=best' if one.best else ''}>{'✓ ' if one.best else ''}{html.escape(one.text)}"
        f"{markup.html_of_plain(one.feedback)}</li>"
        for one in question.answers
    ]
    return f"<ul>{''.join(lines)}</ul>{markup.html_of_plain(question.feedback)}"


def _tags(bank: Bank, question: Question) -> list[str]:
    """Return tags as Anki writes them: without blanks, in steps."""
    named = [f"misconception::{one.misconception}" for one in question.answers if one.misconception]
    about = [tag.replace(":", "::", 1) for tag in (*bank.tags, *question.tags) if tag.startswith("habit:")]
    return list(dict.fromkeys("-".join(tag.split()) for tag in (f"lesson::{bank.id}", *about, *named)))


def _number(text: str) -> int:
    """Return a deck's id, which lasts as long as the lesson's."""
    return (1 << 30) + int(_digest(text)[:7], 16)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
