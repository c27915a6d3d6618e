"""Whether two messages are of one campaign: several signals of different families must agree, never one alone.

1. *text*: the same words, by MinHash (Broder 1997); 2. *links*: a host in common that is not everybody's;
3. *sender*: a domain in common that is not everybody's; 4. *files*: a file in common.

Whatever is common to many (the organisation's own names, mail services, link shorteners, hosts where anybody puts
pages) joins nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drystone.triage.files.digests import similarity

#: Texts of which this share of places agree count as the same words.
ALIKE = 0.6
#: How many families must agree.
ENOUGH = 2
TEXT, LINKS, SENDER, FILES = FAMILIES = ("text", "links", "sender", "files")
#: Places of a signature that make one key. Of texts that are 0.6 alike 98 in 100 share one of 32 keys of four.
_BAND = 4
_NAMED = (("hosts", LINKS), ("senders", SENDER), ("files", FILES))


@dataclass(frozen=True, slots=True)
class Why:
    """A family in which two messages agree, and by what: a share in per cent, or names and digests in common."""

    family: str
    by: tuple[str, ...]

    def as_json(self) -> list[Any]:
        """Return it as it is kept."""
        return [self.family, list(self.by)]


def agreeing(one: Mapping[str, Any], other: Mapping[str, Any], common: Collection[str]) -> list[Why]:
    """Return in what two messages agree, by their signals (``signals.of``); ``common`` are names that join nothing."""
    found = []
    same = _text(one, other)
    if same >= ALIKE:
        found.append(Why(TEXT, (str(round(same * 100)),)))
    for name, family in _NAMED:
        both = sorted((_names(one, name) & _names(other, name)) - set(common))
        if both:
            found.append(Why(family, tuple(both[:_FEW])))
    return found


def keys(signals: Mapping[str, Any], common: Collection[str]) -> Iterator[str]:
    """Yield short keys: messages that agree in anything share at least one of them, but for few texts."""
    places = _numbers(signals)
    for at in range(0, len(places) - _BAND + 1, _BAND):
        yield _key(TEXT, at, *places[at : at + _BAND])
    for name, family in _NAMED:
        for word in sorted(_names(signals, name) - set(common)):
            yield _key(family, word)


def more(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether a message leads anywhere, comes from anybody or brings anything that another one does not."""
    return any(_names(one, name) - _names(other, name) for name, _family in _NAMED)


_FEW = 5


def _text(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    left, right = _numbers(one), _numbers(other)
    return similarity(left, right) if len(left) == len(right) else 0.0


def _numbers(signals: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(signals.get("alike", ()))


def _names(signals: Mapping[str, Any], name: str) -> set[str]:
    return set(signals.get(name, ()))


def _key(*parts: Any) -> str:
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=12).hexdigest()


def best(
    signals: Mapping[str, Any], others: Sequence[Mapping[str, Any]], common: Collection[str]
) -> tuple[int, list[Why]]:
    """Return the place of the message that agrees most, and in what; -1 where none agrees enough."""
    place, reasons, most = -1, list[Why](), (ENOUGH - 1, 0.0)
    for at, other in enumerate(others):
        why = agreeing(signals, other, common)
        weight = (len(why), _text(signals, other))
        if len(why) >= ENOUGH and weight > most:
            place, reasons, most = at, why, weight
    return place, reasons
