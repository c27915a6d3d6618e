"""What a source says of the practice messages that it tells about: their names, how hard they are to detect, and which
habit whoever reports one has shown.

Written in the source, beside its ``location``::

    campaigns:
      "17":
        name: A parcel that waits
        cues: 11
        alignment: {process: 4, relevance: 4, situations: 6, consequences: 2, training: 2}
        habit: report-early
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from drystone.lib import phish_scale
from drystone.lib.text import listing, suggest
from drystone.program.model import Problem, Source
from drystone.program.tree import Node

_KEYS = ("name", "cues", "alignment", "habit")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Declared:
    """What a program says of one campaign; ``rating`` is None where its difficulty is not declared.

    ``habit`` is what whoever reported it has shown, "" for none.
    """

    name: str
    rating: phish_scale.Rating | None
    habit: str = ""


def declared(source: Source) -> dict[str, Declared]:
    """Return what a source of a valid program declares, by the campaign's id or name as the source has it."""
    told = source.options.get("campaigns")
    found = {}
    for key, one in told.items() if isinstance(told, Mapping) else ():
        if isinstance(one, Mapping):
            rated = "cues" in one and isinstance(one.get("alignment"), Mapping)
            rating = phish_scale.rate(one["cues"], one["alignment"]) if rated else None
            found[str(key)] = Declared(str(one.get("name") or ""), rating, str(one.get("habit") or ""))
    return found


def problems_of(node: Node | None, habits: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for everything in ``campaigns`` that cannot be meant; ``habits`` are those of the program."""
    if node is None:
        return
    if node.entries is None:
        yield Problem(node.place, "`campaigns` names each campaign by its id", 'write campaigns: {"17": {cues: 11}}')
        return
    for campaign in node.entries.values():
        if campaign.entries is None:
            yield Problem(campaign.place, "a campaign is told by name, cues and alignment", "write {cues: 11, …}")
            continue
        yield from _unknown(campaign, _KEYS)
        yield from _name(campaign.get("name"))
        yield from _cues(campaign)
        yield from _alignment(campaign.get("alignment"))
        yield from _habit(campaign.get("habit"), habits)


def _habit(node: Node | None, habits: Collection[str]) -> Iterator[Problem]:
    if node is not None and node.value not in habits:
        near = suggest(node.text, habits)
        yield Problem(node.place, f"unknown habit `{node.text}`", f"did you mean `{near}`?" if near else "")


def _unknown(node: Node, known: tuple[str, ...]) -> Iterator[Problem]:
    for key in node.entries or {}:
        if key not in known:
            near = suggest(key, known)
            hint = f"did you mean `{near}`?" if near else f"known here: {listing(known)}"
            yield Problem(node.key_place(key), f"unknown key `{key}`", hint)


def _name(node: Node | None) -> Iterator[Problem]:
    if node is not None and not (isinstance(node.value, str) and 0 < len(node.value) <= _LONGEST):
        yield Problem(node.place, f"`name` should be a text of at most {_LONGEST} characters")


def _cues(campaign: Node) -> Iterator[Problem]:
    node, alignment = campaign.get("cues"), campaign.get("alignment")
    if (node is None) != (alignment is None):
        missing = "alignment" if alignment is None else "cues"
        hint = f"add {missing}: both together say how hard the message is"
        yield Problem(campaign.place, f"`{missing}` is missing", hint)
    if node is not None and (not isinstance(node.value, int) or isinstance(node.value, bool) or node.value < 1):
        yield Problem(node.place, "`cues` should be how many cues were counted in the message, at least 1")


def _alignment(node: Node | None) -> Iterator[Problem]:
    if node is None:
        return
    hint = f"each of {listing(phish_scale.ELEMENTS)} has one of 0, 2, 4, 6 and 8"
    if node.entries is None:
        yield Problem(node.place, "`alignment` scores the five elements of the premise", hint)
        return
    yield from _unknown(node, phish_scale.ELEMENTS)
    for name in phish_scale.ELEMENTS:
        score = node.get(name)
        if score is None:
            yield Problem(node.place, f"`{name}` is missing from the alignment", hint)
        elif type(score.value) is not int or score.value not in phish_scale.SCORES:
            yield Problem(score.place, f"`{name}` should be 0, 2, 4, 6 or 8", hint)
