"""Words of ``may`` that open something on the site. Any other word is a note: it stands on the card of the position."""

from __future__ import annotations

import difflib
from typing import Final

POWERS: Final[dict[str, str]] = {
    "administer-drystone": "who can sign in, powers by hand, screens, service tokens, failed work",
    "edit-the-program": "the program in the browser",
    "accept-exceptions": "accepting exceptions to what the position itself answers for, never one's own",
    "look-at-evidence": "evidence packs and gaps with ids in the place of people",
    "decide-screening": "whether those who need a screening have one",
    "declare-an-incident": "gaps of every activity, for responders",
    "look-at-people": "another person's page, with a reason that this person reads",
}

#: How alike two words are that somebody meant as one; less, and an organisation's own words would be doubted.
_ALIKE = 0.85


def meant(word: str) -> str:
    """Return the power that a word almost is, or "" where it is one or is like none."""
    if word in POWERS:
        return ""
    near = difflib.get_close_matches(word.lower().replace("_", "-"), POWERS, n=1, cutoff=_ALIKE)
    return near[0] if near else ""
