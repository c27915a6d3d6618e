"""Names for a few of a pack's ids: with a reason, and everyone concerned sees who looked and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.accountability import masks
from drystone.audit import actions as audit
from drystone.audit import keys, signing
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.gaps import knowing as gaps
from drystone.lib.errors import UsageError
from drystone.program.model import Activity, Program
from drystone.shell import site
from drystone.shell.viewer import Viewer

MOST = 10
_LEAST_REASON, _MOST_REASON = 10, 500
_TOLD = (
    _later("Somebody looked up your name for an audit"),
    _later("A sample of what you have to do with was looked at by name, with a reason. See who, when and why:"),
)
_THINGS = """
select a.asset_id, a.asset_kind, coalesce(a.name, a.asset_id), coalesce(a.owner_id, '')
from asset a where list_contains($ids, a.asset_id) and list_contains($kinds, a.asset_kind) order by a.asset_id
"""


@dataclass(frozen=True, slots=True)
class Revealed:
    """An id of the pack: what it is called, and who owns it ("" where it is a person, or nobody's)."""

    id: str
    kind: str
    name: str
    owner: str


def reveal(activity: Activity, ids: Sequence[str], *, reason: str, by: Viewer, now: dt.datetime) -> list[Revealed]:
    """Return names for ids of an activity's things and people, and write down that somebody looked, before they show.

    Raises UsageError without a reason, for more than ten ids, and for ids that are not in this activity's pack.
    """
    words, asked = _checked(ids, reason)
    wanted = list(dict.fromkeys(asked.values()))
    with site.reading() as engine:
        rows = engine.rows(_THINGS, {"ids": wanted, "kinds": _kinds(site.program(), activity)})
    people = set(wanted) & (gaps.taking_part(activity.id, wanted) | directory.holders(activity.id))
    concerned = people | {owner or asset_id for asset_id, kind, _name, owner in rows if owner or kind == "person"}
    known = people | {row[0] for row in rows}
    missing = {written for written, meant in asked.items() if meant not in known}
    if missing:
        raise UsageError(
            _("not in the evidence of this activity: %(ids)s") % {"ids": ", ".join(sorted(missing))},
            do=_("Copy ids from the files of its pack."),
        )
    with transaction.atomic():
        told = {"reason": words, "activity": activity.id}
        payload = {**told, "ids": wanted}
        audit.record("sample-revealed", actor=by.actor, at=now, about=("activity", activity.id), payload=payload)
        for person_id in sorted(concerned - {by.person_id}):
            audit.record("revealed-in-a-sample", actor=by.actor, at=now, about=("person", person_id), payload=told)
            notices.tell(person_id, notices.of(*_TOLD, "people:data"), now=now)
    cards = directory.cards(concerned)
    names = {one: card.name or card.email or one for one, card in cards.items()}
    found = {row[0]: Revealed(row[0], row[1], names.get(row[0], row[2]), names.get(row[3], row[3])) for row in rows}
    found |= {one: Revealed(one, "person", names.get(one, one), "") for one in people - found.keys()}
    return [replace(found[meant], id=written) for written, meant in asked.items()]


def _checked(ids: Sequence[str], reason: str) -> tuple[str, dict[str, str]]:
    """Return the reason and, of each id as it was written, the one that it stands for."""
    words = " ".join(reason.split())
    if not _LEAST_REASON <= len(words) <= _MOST_REASON:
        raise UsageError(
            _("a reason of %(least)d to %(most)d characters is needed")
            % {"least": _LEAST_REASON, "most": _MOST_REASON},
            do=_("Say in a sentence what you need to know; the people concerned will read it."),
        )
    wanted = list(dict.fromkeys(ids))
    if not 0 < len(wanted) <= MOST or any(len(one) > 200 for one in wanted):
        raise UsageError(_("between one and ten ids are needed"), do=_("A sample is small; take another one later."))
    private = signing.key(keys.of(site.program(), site.served().environ))
    return words, {one: masks.opened(private, one) or one for one in wanted}


def _kinds(program: Program, activity: Activity) -> list[str]:
    checks = [check.about for check in program.checks.values() if check.activity == activity.id]
    return sorted({kind for kind in (activity.about, *checks) if kind})
