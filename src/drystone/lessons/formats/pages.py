"""A lesson as one HTML page that needs nothing else: words, looks and a script, light and dark, also without scripts.

The page keeps no answer and sends none. What a learning system hears is that somebody is done. A content policy in the
page allows its own script by its hash and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final, Literal

from drystone.lessons.formats import markup
from drystone.lessons.formats.bank import QUESTION_ID, Bank, Question
from drystone.lessons.formats.wording import of
from drystone.program.lesson_model import Reference

System = Literal["alone", "scorm12", "scorm2004", "cmi5"]
#: Whom the page may talk to: cmi5 names its system at launch; a SCORM system is another frame.
_TALKS: Final[dict[System, str]] = {
    "alone": "'none'",
    "scorm12": "'none'",
    "scorm2004": "'none'",
    "cmi5": "https: http:",
}
#: What each edition of SCORM calls its API, what one does with it, and the status that says how far somebody is.
_SCORM: Final[dict[System, dict[str, str | list[str]]]] = {
    "scorm12": {
        "api": "API",
        "begin": "LMSInitialize",
        "get": "LMSGetValue",
        "set": "LMSSetValue",
        "commit": "LMSCommit",
        "end": "LMSFinish",
        "status": "cmi.core.lesson_status",
        "finished": ["completed", "passed"],
    },
    "scorm2004": {
        "api": "API_1484_11",
        "begin": "Initialize",
        "get": "GetValue",
        "set": "SetValue",
        "commit": "Commit",
        "end": "Terminate",
        "status": "cmi.completion_status",
        "finished": ["completed"],
    },
}


@dataclass(frozen=True, slots=True)
class Page:
    """A lesson to be shown: its bank, how long it takes, and what it rests on, as the lesson was first written."""

    bank: Bank
    minutes: int = 0
    sources: tuple[Reference, ...] = ()
    written_in: str = ""

    def html(self, system: System = "alone") -> bytes:
        """Return it as a page for a learning system, or for none."""
        style = _file("lesson.css")
        script = _system(system) + _file("lesson.js")
        policy = (
            f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; connect-src {_TALKS[system]}; "
            "base-uri 'none'; form-action 'none'"
        )
        bank = self.bank
        said = {name: html.escape(of(bank.language, name)) for name in ("thanks", "before", "alone", "not_kept")}
        told = "".join(f' data-{name.replace("_", "-")}="{words}"' for name, words in said.items())
        title = html.escape(bank.title)
        return "".join(
            [
                f'<!doctype html>\n<html lang="{html.escape(bank.language)}">\n<head>\n<meta charset="utf-8">\n',
                f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
                f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body{told}>\n<main>\n<h1>{title}</h1>\n",
                *_told(bank, self.minutes),
                *_asked(bank),
                *_sources(bank, self.sources, self.written_in or bank.language),
                _end(bank),
                '</main>\n<div id="aside" class="aside" role="status"></div>\n',
                f"<script>{script}</script>\n</body>\n</html>\n",
            ]
        ).encode()


@dataclass(frozen=True, slots=True)
class Course:
    """Lessons in their order, under one title."""

    title: str
    language: str
    pages: tuple[Page, ...]


def _file(name: str) -> str:
    return (resources.files(__package__) / "page" / name).read_text(encoding="utf-8")


def _system(system: System) -> str:
    """Return the script that talks to a learning system of this kind."""
    if system in _SCORM:
        return f'"use strict";\nconst names = {json.dumps(_SCORM[system])};\n{_file("scorm.js")}'
    return _file(f"{system}.js")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _told(bank: Bank, minutes: int) -> Iterator[str]:
    if minutes:
        how_long = of(bank.language, "minute" if minutes == 1 else "minutes")
        yield f'<p class="small">{minutes} {how_long}</p>\n'
    yield markup.html_of_markdown(bank.story)
    if bank.today:
        yield f"\n<h2>{html.escape(of(bank.language, 'today'))}</h2>\n{markup.html_of_markdown(bank.today)}"


def _asked(bank: Bank) -> Iterator[str]:
    """Give the questions; the ways to ask one stand together, the first shown until the script chooses."""
    if not bank.questions:
        return
    yield f"\n<h2>{html.escape(of(bank.language, 'check'))}</h2>\n"
    items: dict[str, list[Question]] = {}
    for question in bank.questions:
        found = QUESTION_ID.fullmatch(question.id)
        items.setdefault(found[1] if found else question.id, []).append(question)
    for number, ways in enumerate(items.values(), 1):
        yield '<div class="item">\n'
        for place, question in enumerate(ways, 1):
            yield from _question(question, f"q{number}-{place}", hidden=place > 1)
        yield "</div>\n"


def _question(question: Question, name: str, *, hidden: bool) -> Iterator[str]:
    stem = "".join(f"<span>{html.escape(part)}</span>" for part in question.stem.split("\n\n"))
    kind = "checkbox" if question.several else "radio"
    yield f"<fieldset{' hidden' if hidden else ''}>\n<legend>{stem}</legend>\n"
    for place, answer in enumerate(question.answers, 1):
        key = f"{name}-{place}"
        said = "\n\n".join(part for part in (answer.feedback, question.feedback) if part)
        yield (
            f'<div class="option"><input type="{kind}" name="{name}" id="{key}">'
            f'<label for="{key}">{html.escape(answer.text)}</label>'
            f'<div class="said">{markup.html_of_plain(said)}</div></div>\n'
        )
    yield "</fieldset>\n"


def _sources(bank: Bank, sources: Sequence[Reference], language: str) -> Iterator[str]:
    if not sources:
        return
    yield f'<h2>{html.escape(of(bank.language, "sources"))}</h2>\n<ul class="small" lang="{html.escape(language)}">\n'
    for one in sources:
        year = f" ({one.year})" if one.year else ""
        says = f": {one.says.strip()}" if one.says else ""
        yield f"<li>{html.escape(f'{one.name}{year}{says}')}</li>\n"
    yield "</ul>\n"


def _end(bank: Bank) -> str:
    return (
        f'<p><button type="button" id="done" hidden>{html.escape(of(bank.language, "done"))}</button></p>\n'
        f'<p><a id="back" hidden>{html.escape(of(bank.language, "back"))}</a></p>\n'
        f'<p id="told" role="status">{html.escape(of(bank.language, "without_script"))}</p>\n'
    )
