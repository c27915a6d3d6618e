"""What holds for the members of every archive: their names, what they may cost, and what their names give away."""

from __future__ import annotations

import re
from collections.abc import Iterable

from drystone.triage.files import endings
from drystone.triage.files.binary import size_text
from drystone.triage.files.findings import Findings, shown

#: A content that grew beyond the ratio is kept up to here, enough to tell what it is.
HEAD = 1_000_000
#: What any content may grow to without asking for the ratio.
FREE = 2_000_000
#: Up to so many members, a script among them is taken as what the archive is about.
FEW = 10
_ESCAPES = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:[/\\]")


def judge_member(found: Findings, name: str, count: int = 1) -> None:
    """Add the signs that a member's path gives, before it is unpacked; ``count`` is how many members there are."""
    if _ESCAPES.search(name):
        found.sign("archive-escapes", member=name)
    ending = endings.ending_of(re.split(r"[/\\]", name)[-1])
    # Whole web sites and programs come as archives with scripts in them; a script nearly alone is meant to be opened.
    if ending in endings.SCRIPTS and count > FEW:
        found.sign_once("archive-holds-script", member=name, count=count)
    elif ending in endings.ACTS:
        found.sign_once("archive-holds-runnable", member=name)


def list_members(found: Findings, names: Iterable[str]) -> None:
    """Add one note with the names of members that can be listed but not opened here."""
    listed = [name for name in names if name]
    for name in listed:
        judge_member(found, name, len(listed))
    if listed:
        found.sign("archive-lists", count=len(listed), members=", ".join(shown(name, 60) for name in listed[:5]))


def allowed(found: Findings, packed: int) -> int:
    """Return how many bytes ``packed`` bytes may unpack to here."""
    return min(found.limits.bytes_left, max(FREE, packed * found.limits.ratio))


def keep(found: Findings, name: str, data: bytes, packed: int, *, more: bool) -> bool:
    """Keep an unpacked member; with ``more`` it would have grown further, and only its beginning is kept.

    False when the limits are used up and no further member needs to be tried.
    """
    if not more:
        return found.hold(name, data)
    if packed and len(data) >= max(FREE, packed * found.limits.ratio):
        found.sign("archive-bomb", member=name, packed=size_text(packed), size=size_text(len(data)))
    else:
        found.sign_once("limits-reached")
    return found.hold(name, data[:HEAD])
