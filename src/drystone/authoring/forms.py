"""From a posted form to a proposal: only what the person changed, on what they had read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from drystone.authoring import merging
from drystone.authoring.proposals import Append, SetValue, Whole
from drystone.lib.errors import UsageError
from drystone.program.model import Activity, Program, Role
from drystone.program.relations import RELATIONS

HELD_BY = ("prevent", "guard", "monitor", "memory")
STANDINGS = ("suggested", "agreed")
_EMPTY_HOLDERS = 2
_RELATIONS: dict[str, Promise] = {
    "asset.owner": pgettext_lazy("of the thing", "owner"),
    "asset.owner.manager": pgettext_lazy("of the thing", "owner › manager"),
    "asset.team.lead": pgettext_lazy("of the thing", "team › lead"),
    "asset.sponsor": pgettext_lazy("of the thing", "sponsor"),
    "asset.lead": pgettext_lazy("of the thing", "lead"),
    "asset.person": pgettext_lazy("of the thing", "person"),
    "asset.manager": pgettext_lazy("of the thing", "manager"),
    "everyone": pgettext_lazy("of the thing", "everyone"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A row of the letters' table: a role or relation, and which letters it holds."""

    id: str
    name: str
    relation: bool
    letters: str


def seats(program: Program, letters: Mapping[str, list[str]]) -> list[Seat]:
    """Return every role and relation with its letters in one activity; those that hold one come first."""
    everyone = [(role.id, role.name, False) for role in program.roles.values()]
    everyone += [(name, str(_RELATIONS.get(name, name)), True) for name in RELATIONS]
    held = {one: "".join(letter for letter in "RACI" if one in letters[letter]) for one, _, _ in everyone}
    rows = [Seat(one, name, relation, held[one]) for one, name, relation in everyone]
    return sorted(rows, key=lambda row: (not row.letters, row.relation, row.name.casefold()))


def read_activity(activity: Activity) -> dict[str, Any]:
    """Return an activity's values as the form shows them and as they were read."""
    return {
        "name": activity.name,
        "responsible": list(activity.responsible),
        "accountable": activity.accountable,
        "consulted": list(activity.consulted),
        "informed": list(activity.informed),
        "protects": list(activity.protects),
        "held_by": activity.held_by,
        "standing": activity.standing,
        "words": dict(activity.words),
    }


def posted_activity(posted: QueryDict, was: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that the form says; lists keep the order they had, what is new comes last."""
    words = {key.removeprefix("words."): str(posted[key]).strip() for key in posted if key.startswith("words.")}
    party = posted.get("new_party", "").strip()
    if party:
        words[party] = posted.get("new_words", "").strip()
    return {
        "name": posted.get("name", "").strip(),
        "responsible": _ordered(posted.getlist("R"), was["responsible"]),
        "accountable": posted.get("A", ""),
        "consulted": _ordered(posted.getlist("C"), was["consulted"]),
        "informed": _ordered(posted.getlist("I"), was["informed"]),
        "protects": _ordered(posted.getlist("protects"), was["protects"]),
        "held_by": posted.get("held_by", ""),
        "standing": posted.get("standing", ""),
        "words": {key: text for key, text in words.items() if text},
    }


def read_role(role: Role) -> dict[str, Any]:
    """Return a role's values as the form shows them; days are ISO texts."""
    return {
        "name": role.name,
        "deputy": role.deputy or "",
        "may": list(role.may),
        "holders": [
            {"person": one.person, "from": _day_text(one.since), "to": _day_text(one.until)} for one in role.holders
        ],
    }


def posted_role(posted: QueryDict, was: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that the form says; a holder without a name goes. Raises UsageError for a wrong day."""
    rows = zip(posted.getlist("person"), posted.getlist("from"), posted.getlist("to"), strict=False)
    holders = [
        {"person": person.strip(), "from": _day(since), "to": _day(until)}
        for person, since, until in rows
        if person.strip()
    ]
    return {
        "name": posted.get("name", was["name"]).strip(),
        "deputy": posted.get("deputy", was["deputy"]),
        "may": posted.get("may", " ".join(was["may"])).replace(",", " ").split(),
        "holders": holders,
    }


def holder_rows(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the holders with a few empty rows to fill in."""
    return [*values["holders"], *({"person": "", "from": "", "to": ""} for _n in range(_EMPTY_HOLDERS))]


def changes_of(path: str, entry_id: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[SetValue, ...]:
    """Return one change for every value that differs from what was read; an empty value is taken away."""
    found = []
    for key, value in now.items():
        if value == was[key]:
            continue
        new = [_holder(one) for one in value] if key == "holders" else value
        old = [_holder(one) for one in was[key]] if key == "holders" else was[key]
        found.append(SetValue(path, (entry_id, key), new or None, old or None))
    return tuple(found)


def whole(path: str, text: str, was: str) -> Whole:
    """Return the change that a file's editor says, on the text that they had read."""
    return Whole(path, text.replace("\r\n", "\n"), was)


def on_top(was: Mapping[str, Any], now: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form shows after a clash: mine, with what somebody else changed elsewhere in it."""
    if "text" in mine:
        return {"text": merging.texts(was["text"], now["text"], mine["text"].replace("\r\n", "\n")).value}
    return {key: merging.values(was[key], now[key], mine[key]).value for key in mine}


def new_role(posted: QueryDict) -> Append:
    """Return a new role."""
    return Append("roles.yaml", {"id": posted.get("id", "").strip(), "name": posted.get("name", "").strip()})


def new_activity(posted: QueryDict) -> Append:
    """Return a new activity, suggested until its parties agreed."""
    entry: dict[str, Any] = {"id": posted.get("id", "").strip(), "name": posted.get("name", "").strip()}
    if posted.get("about"):
        entry["about"] = posted["about"]
    entry |= {"responsible": [posted.get("R", "")], "accountable": posted.get("A", "")}
    return Append(posted.get("path", ""), entry | {"held_by": "memory", "standing": "suggested"})


def remembered(posted: QueryDict, current: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the person had read when they opened the form, which the form carries along."""
    try:
        was = json.loads(posted.get("was", ""))
    except ValueError as error:
        raise UsageError(_("this form is not complete"), do=_("Open the page again and repeat the change.")) from error
    if not isinstance(was, dict) or set(was) != set(current):
        raise UsageError(_("this form is not complete"), do=_("Open the page again and repeat the change."))
    return was


def read_digests(posted: QueryDict, paths: tuple[str, ...]) -> dict[str, str]:
    """Return the digests that the form was made with."""
    return {path: posted.get("digest", "") for path in paths}


def _holder(one: Mapping[str, str]) -> dict[str, Any]:
    days = {key: dt.date.fromisoformat(one[key]) for key in ("from", "to") if one.get(key)}
    return {"person": one["person"], **days}


def _ordered(chosen: list[str], before: list[str]) -> list[str]:
    return [one for one in before if one in chosen] + [one for one in chosen if one not in before]


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError as error:
        raise UsageError(_("%(text)s is not a day") % {"text": text}, do=_("Write it as 2026-06-30.")) from error


def _day_text(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
