"""Whether a text names people: whole names that the people data know, and words that are parts of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from drystone.directory import queries as directory
from drystone.program.channel_model import EmailChannel
from drystone.reviews import blame
from drystone.reviews.blame import Flag
from drystone.shell import site

_WORD = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][\w'’-]{2,40}")


def check(text: str) -> list[Flag]:
    """Return what the language check flags, with the names of everybody whom the people data know; one query."""
    return check_all([text])[0]


def check_all(texts: Sequence[str]) -> list[list[Flag]]:
    """Return what the check flags in each of some texts; one query for all of them."""
    names, own = directory.names_among({one for text in texts for one in blame.candidates(text)}), _own()
    return [blame.check(text, names=names, allowed=own) for text in texts]


def perhaps(texts: Iterable[str]) -> list[str]:
    """Return the words of these texts that are a first or last name of somebody here, sorted; one query.

    Many of them are words like any other: a person has to look.
    """
    words = {word for text in texts for word in _WORD.findall(text[: blame.LONGEST])}
    return sorted(directory.parts_of_names(words)) if words else []


def _own() -> list[str]:
    """Addresses that are the organisation's and nobody's."""
    settings = site.program().settings
    email = settings.channels.get("email")
    receivers = settings.receiver.addresses if settings.receiver else ()
    own = [settings.reports.address or "", email.sender if isinstance(email, EmailChannel) else "", *receivers]
    return [one for one in own if one]
