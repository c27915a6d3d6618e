"""Letters in which somebody hands nothing on but says in their own words what happened: these are the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drystone.reports.heads import Head
from drystone.reports.taking import LONGEST_TEXT
from drystone.triage import subjects

#: So much of a letter is somebody's own, where its subject says that it hands something on in a way that nobody knows.
_FIRST = 300
#: Triage says no more of a text than this; of a longer one something may be left out.
_ALL = 8_000
_HARMFUL = "likely harmful"


def of(document: Mapping[str, Any], head: Head) -> str:
    """Return what somebody wrote in a letter of their own, its subject first; "" for a letter that hands something on.

    Like all that triage says of a message it is defanged.
    """
    original = document.get("original")
    if not isinstance(original, dict) or original.get("how") != "itself" or head.resent:
        return ""
    message = document.get("message")
    subject = str(message.get("subject", "")) if isinstance(message, dict) else ""
    words = "\n\n".join(filter(None, (subject.strip(), str(document.get("text", "")).strip())))
    return words[:LONGEST_TEXT]


def above(words: str, head: Head) -> str:
    """Return that of it which is theirs beyond doubt: what stands below may be somebody else's."""
    return words[:_FIRST] if subjects.FORWARD.match(head.subject) else words


def alone(document: Mapping[str, Any], words: str) -> bool:
    """Whether the words are all that there is: nothing hangs on the letter, leads anywhere or is left out of them."""
    parts = [one for one in document.get("parts", ()) if not str(one.get("true_type", "")).startswith("text/")]
    more = parts or document.get("links") or document.get("problem") or len(str(document.get("text", ""))) >= _ALL
    return bool(words) and not more and bool(document.get("complete")) and document.get("hint") != _HARMFUL
