"""Names that are meant to be taken for the organisation's own, and people's names that are borrowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from drystone.triage import confusables, domains
from drystone.triage.options import Person

#: Below this, other people's names lie too near by chance.
SHORTEST = 5
#: At this length a name may differ in two letters.
LONG = 10
_SEPARATORS = re.compile(r"[-_.]")
_LETTERS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a name looks like one of ours; ``kind`` names the sign."""

    kind: str
    ours: str
    seen: str


def compare(host: str, ours: tuple[str, ...]) -> Likeness | None:
    """Return how a host's name looks like one of the organisation's; None where it is ours, or nothing like it."""
    if not host or not ours or is_ours(host, ours):
        return None
    return _compared(domains.folded(host)[:253], ours)


def is_ours(host: str, ours: Iterable[str]) -> bool:
    """Whether a name is one of the organisation's domains or below one."""
    name = domains.ascii_name(host)
    return any(name == one or name.endswith(f".{one}") for one in map(domains.ascii_name, ours))


@lru_cache(maxsize=4096)
def _compared(host: str, ours: tuple[str, ...]) -> Likeness | None:
    shown = domains.unicode_name(host)
    for kind in (_letters, _subdomain, _suffix, _spelling, _words, _tenant):
        for own in ours:
            if kind(host, own):
                return Likeness(f"lookalike-{_KIND[kind]}", own, shown)
    return None


def _labels(host: str, own: str) -> tuple[str, str]:
    return domains.label(host), domains.label(own)


def _letters(host: str, own: str) -> bool:
    seen, name = _labels(host, own)
    if seen == name:
        return False
    whole = domains.unicode_name(domains.registrable(host))
    return (confusables.skeleton(seen) == confusables.skeleton(name) and len(name) > 2) or confusables.skeleton(
        whole
    ) == confusables.skeleton(domains.registrable(own))


def _subdomain(host: str, own: str) -> bool:
    above = domains.unicode_name(host).removesuffix(domains.unicode_name(domains.registrable(host)))
    flat = _SEPARATORS.sub(".", domains.unicode_name(host))
    name = _SEPARATORS.sub(".", domains.registrable(own))
    if confusables.latin(f".{above}").find(f".{domains.registrable(own)}.") >= 0:
        return True
    # login.fenwick-example.evil.test and fenwick-example.test borrow the whole name with another dot.
    return f".{flat}.".find(f".{name}.") >= 0 and not flat.endswith(name) and len(name) > SHORTEST


def _suffix(host: str, own: str) -> bool:
    seen, name = _labels(host, own)
    return seen == name and len(name) >= SHORTEST and not domains.same_owner(host, own)


def _spelling(host: str, own: str) -> bool:
    seen, name = _labels(host, own)
    if len(name) < SHORTEST or seen == name:
        return False
    most = 2 if len(name) >= LONG else 1
    plain = _SEPARATORS.sub("", seen)
    apart = min(confusables.distance(seen, name, most), confusables.distance(plain, _SEPARATORS.sub("", name), most))
    return apart <= most


def _words(host: str, own: str) -> bool:
    seen, name = _labels(host, own)
    if len(name) < SHORTEST:
        return any(piece == name for piece in _SEPARATORS.split(seen)) and seen != name and len(name) > 2
    return name in confusables.latin(seen) or confusables.skeleton(name) in confusables.skeleton(seen)


def _tenant(host: str, own: str) -> bool:
    name = domains.label(own)
    above = domains.unicode_name(host).removesuffix(domains.unicode_name(domains.registrable(host)))
    return len(name) >= SHORTEST and name in confusables.latin(above)


_KIND = {
    _tenant: "tenant",
    _letters: "letters",
    _subdomain: "subdomain",
    _suffix: "suffix",
    _spelling: "spelling",
    _words: "words",
}


def name_key(name: str) -> tuple[str, ...]:
    """Return a form of a person's name that is equal however it is ordered, accented or disguised."""
    words = _LETTERS.sub(" ", confusables.latin(name[:200])).split()
    return tuple(sorted(words))


def borrowed(display: str, address: str, people: Iterable[Person], ours: tuple[str, ...]) -> Person | None:
    """Return the colleague whose name is shown beside an address that is not theirs and not the organisation's."""
    key = name_key(display)
    if len(key) < 2 or is_ours(address.rpartition("@")[2], ours):
        return None
    for person in people:
        theirs = name_key(person.name)
        if len(theirs) > 1 and set(theirs) <= set(key) and address.lower() != person.address.lower():
            return person
    return None
