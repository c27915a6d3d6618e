"""What a gap is called in its state, and what happened to it, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.gaps.models import TASK, Gap
from drystone.lib.clock import iso
from drystone.program.model import Program

#: What a run finds by itself of each letter whose holder left or was moved (``checks.evaluation``).
LEAVER_CHECK = "letter-of-a-leaver"

SEVERITIES = {
    "low": gettext_lazy("Small: worth doing when there is time"),
    "medium": gettext_lazy("Worth doing soon"),
    "high": gettext_lazy("Important"),
    "critical": gettext_lazy("Urgent"),
}

ENDS = {
    "fixed": gettext_lazy("It is in order now. Thank you!"),
    "no-longer-applies": gettext_lazy("It no longer applies to this thing."),
    "gone": gettext_lazy("The thing is gone, and this with it."),
    "withdrawn": gettext_lazy("We no longer ask for this."),
    "moved": gettext_lazy("It goes on under another name: two records turned out to be one thing, or one to be two."),
}

EVENTS = {
    "opened": gettext_lazy("seen for the first time"),
    "reopened": gettext_lazy("seen again after it had closed"),
    "closed": gettext_lazy("closed"),
    "moved": gettext_lazy("moved to the thing's new name"),
    "moved-here": gettext_lazy("moved here from the thing's earlier name"),
    "unknown": gettext_lazy("could not be verified"),
    "verified": gettext_lazy("seen again, and still so"),
    "changed": gettext_lazy("changed"),
    "exception-asked": gettext_lazy("asked for an exception"),
    "excepted": gettext_lazy("approved an exception"),
    "exception-refused": gettext_lazy("refused an exception"),
    "exception-ended": gettext_lazy("an exception ended"),
    "exception-ended-by": gettext_lazy("ended an exception"),
    "consulted": gettext_lazy("was asked about an exception, and answered"),
    "said-done": gettext_lazy("said it is done, and asked to check again"),
    "put-off": gettext_lazy("put it off"),
    "help-asked": gettext_lazy("asked for help"),
    "said-not-mine": gettext_lazy("said “not mine”"),
    "task-set": gettext_lazy("asked for it"),
    "task-done": gettext_lazy("said where to see that it is done"),
    "task-reopened": gettext_lazy("opened it again"),
    "task-given": gettext_lazy("gave it to another position"),
    "limited": gettext_lazy("limited access, as it was told before"),
    "limits-lifted": gettext_lazy("lifted the limits"),
}

STEPS = {
    "holder": gettext_lazy("by position"),
    "deputy": gettext_lazy("standing in for the position"),
    "manager": gettext_lazy("as manager of the one who has left or is away"),
    "fallback": gettext_lazy("because nobody else is known"),
    "self": gettext_lazy("because it is about this person"),
    "assigned": gettext_lazy("by assignment"),
    "decision": gettext_lazy("because it was settled so"),
    "tag": gettext_lazy("by a tag on it"),
    "idp": gettext_lazy("by what the sign-in service says"),
    "last_user": gettext_lazy("by who used it last"),
    "parent": gettext_lazy("by whose the thing is that it belongs to"),
    "asset.owner.manager": gettext_lazy("as manager of the one whose it is"),
    "asset.manager": gettext_lazy("as manager of the person"),
    "asset.sponsor": gettext_lazy("as its sponsor"),
    "asset.lead": gettext_lazy("as its lead"),
    "asset.person": gettext_lazy("because it is about this person"),
}


RELATIONS: dict[str, Promise] = {
    "asset.owner": gettext_lazy("whoever it belongs to"),
    "asset.owner.manager": gettext_lazy("the manager of whoever it belongs to"),
    "asset.sponsor": gettext_lazy("its sponsor"),
    "asset.lead": gettext_lazy("its lead"),
    "asset.person": gettext_lazy("the person it is about"),
    "asset.manager": gettext_lazy("the person's manager"),
    "asset.team.lead": gettext_lazy("the lead of the team"),
    "everyone": gettext_lazy("everyone, for what is theirs"),
}


def position(program: Program, position_id: str) -> str:
    """Say a position, a seat of one, or a relation."""
    if position_id in RELATIONS:
        return str(RELATIONS[position_id])
    role_id, _slash, seat = position_id.partition("/")
    role = program.roles.get(role_id)
    name = role.name if role else role_id
    return f"{name}: {seat}" if seat else name


def title(program: Program, gap: Gap) -> str:
    """Return what the gap is called in its state: what should hold, what holds now, or what is not known.

    A task is called what it asks for, done or not.
    """
    if gap.origin == TASK:
        return gap.item
    return titled(program, gap.check_id, gap.status, outcome=gap.outcome, close_reason=gap.close_reason)


def asked(program: Program, gap: Gap) -> str:
    """Return what somebody was asked to do about a gap, whatever became of it since."""
    return gap.item if gap.origin == TASK else titled(program, gap.check_id, "open", outcome="fail")


def findings(rows: Iterable[dict[str, Any]], program: Program, *, seen: dt.datetime | None) -> Iterator[dict[str, Any]]:
    """Yield rows of gaps (``queries.as_row``) as OCSF has them: with their title in words and when a run last saw them.

    ``seen`` is the moment that the applied run judged by.
    """
    for row in rows:
        words = row["item"] if row["origin"] == TASK else None
        words = words or titled(
            program, row["check"], row["status"], outcome=row["outcome"], close_reason=row["close_reason"] or ""
        )
        yield row | {"title": words, "last_seen": row["unverified_since"] or (iso(seen) if seen else None)}


def titled(program: Program, check_id: str, status: str, *, outcome: str, close_reason: str = "") -> str:
    """Return what a gap is called in its state, from what is kept of it."""
    check = program.checks.get(check_id)
    if check is None:
        if check_id == "duty-without-a-holder":
            return _("Find somebody for this duty") if status != "closed" else _("Somebody holds this duty")
        if check_id == LEAVER_CHECK:
            return _("Say who takes this over") if status != "closed" else _("Somebody took this over")
        return check_id.replace("-", " ")
    if status == "closed" and close_reason == "fixed":
        return check.title.passed
    return check.title.unknown if outcome == "unknown" and status != "closed" else check.title.failed


def standing(program: Program, check_ids: Iterable[str]) -> dict[str, str]:
    """Return what open gaps of each check are called, from the checks' ids alone; at most one query, for tasks."""
    asked = set(check_ids)
    unknown = asked - program.checks.keys()
    rows = Gap.objects.filter(check_id__in=unknown, origin=TASK) if unknown else Gap.objects.none()
    tasks: dict[str, str] = dict(rows.values_list("check_id", "item"))
    return {one: tasks.get(one) or titled(program, one, "open", outcome="fail") for one in asked}


_LETTERS = {
    "R": gettext_lazy("does it"),
    "A": gettext_lazy("answers for it"),
    "C": gettext_lazy("is asked before"),
    "I": gettext_lazy("is told after"),
}
_GONE = {
    "left": gettext_lazy("Whoever held it left on %(day)s."),
    "moved": gettext_lazy("Whoever held it moved on, on %(day)s."),
    "ended": gettext_lazy("The time of whoever held it ended; from %(day)s on it needs somebody."),
}


def left_behind(program: Program, item: str, detail: str) -> tuple[str, str]:
    """Say which letter somebody left behind, and since when, from what a run noted of it ("A of encrypt-laptops")."""
    letter, _of, activity_id = item.partition(" of ")
    activity = program.activities.get(activity_id)
    why, _space, day = detail.partition(" ")
    said = str(_GONE[why]) % {"day": formats.date_format(dt.date.fromisoformat(day))} if why in _GONE and day else ""
    return f"{activity.name if activity else activity_id} ({_LETTERS.get(letter, letter)})", said


_CHANGED = {
    "activity_id": gettext_lazy("which duty it belongs to"),
    "asset_name": gettext_lazy("what the thing is called"),
    "item": gettext_lazy("what was found"),
    "detail": gettext_lazy("what was found"),
    "severity": gettext_lazy("how serious it is"),
    "criticality": gettext_lazy("how much hangs on the thing"),
    "outcome": gettext_lazy("whether it is known"),
    "unverified_since": gettext_lazy("whether it is known"),
    "reach": gettext_lazy("whom the check speaks to"),
    "due": gettext_lazy("when it is due"),
    "accountable": gettext_lazy("who answers for it"),
    "responsible": gettext_lazy("whose it is"),
    "via": gettext_lazy("how we know whose it is"),
    "responsible_via": gettext_lazy("how we know whose it is"),
    "asset_kind": gettext_lazy("what kind of thing it is"),
}


def changed(note: str) -> list[str]:
    """Say what a run saw change about a gap, from the names that it noted; each once.

    Whose it is says that how we know it changed too.
    """
    names = note.split(", ")
    follows = {"via", "responsible_via"} if "responsible" in names else set[str]()
    return list(dict.fromkeys(str(_CHANGED[name]) for name in names if name in _CHANGED and name not in follows))


def step(via: str) -> str:
    """Say by which step somebody was found."""
    return str(STEPS.get(via, via))
