"""What somebody says happened, in the words that they wrote above a message which they forward.

It only finds what is said plainly, in the languages that the site speaks: whoever says it another way is read by a
person, a little later.
"""

from __future__ import annotations

import re

_LONGEST = 4_000
_SENTENCE = re.compile(r"[.!?\n;]+")
_NEVER = re.compile(
    r"\b(?:not|never|n[o']t|didn.?t|haven.?t|without|nobody|nicht|nie|niemals|kein\w*|ohne|if|ob|falls|wenn|should|soll\w*)\b",
    re.IGNORECASE,
)
_KEYS = (
    r"(?:pass\s?words?|pass\s?phrase|credentials|log-?in|pin|code"
    r"|passwort|passw[oö]rter|kennwort|zugangsdaten|anmeldedaten)"
)
#: What presses most comes first: whoever typed a password has clicked as well.
_SLIPS = (
    (
        "typed-password",
        re.compile(
            rf"\b(?:typed|entered|gave|put in|filled in|submitted|told)\b.{{0,60}}\b{_KEYS}\b"
            rf"|\b{_KEYS}\b.{{0,60}}\b(?:eingegeben|eingetippt|eingetragen|verraten|genannt|weitergegeben)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "paid",
        re.compile(r"\bI\b.{0,30}\b(?:paid|transferred|wired)\b|\b(?:überwiesen|bezahlt)\b", re.IGNORECASE),
    ),
    (
        "opened-file",
        re.compile(
            r"\b(?:opened|ran|started|installed)\b.{0,50}\b(?:attachment|file|document|pdf|zip|invoice|program)\b"
            r"|\b(?:anhang|datei|dokument|pdf|rechnung|programm)\b.{0,50}\b(?:geöffnet|aufgemacht|gestartet|installiert)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "clicked",
        re.compile(
            r"\bI\b.{0,30}\b(?:clicked|followed|tapped)\b|\b(?:an|drauf|darauf)?ge(?:klickt|tippt)\b", re.IGNORECASE
        ),
    ),
)


def kind_of(text: str) -> str:
    """Return the kind of slip that a text tells of, or "" where it tells of none plainly."""
    sentences = [one for one in _SENTENCE.split(text[:_LONGEST]) if not _NEVER.search(one)]
    return next((kind for kind, words in _SLIPS if any(words.search(one) for one in sentences)), "")
