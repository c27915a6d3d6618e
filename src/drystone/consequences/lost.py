"""Hooks that left the program while people are limited by them.

What a hook limited, only that hook can lift, and the program says how it is called. So:

1. An edit that takes a hook out is refused while it limits somebody; ``drystone validate`` calls such a program wrong.
2. Where it went all the same, whoever keeps the program is asked, with a clock: to put it back, upon which it lifts by
   itself, or to lift it by hand where it was set, and to say so. Until then every page says that the limits stand.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.consequences import brakes, telling
from drystone.consequences.models import Brake, Restriction
from drystone.directory import notices
from drystone.directory import queries as directory
from drystone.gaps import limiting
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.shell import texts

#: In these the hook limits somebody, or may: it was asked to, or is asked to lift.
_LIMITS = ("calling", "limited", "lifting")
#: How long what waits for such a hook is left alone; it is looked at again with every round.
_LATER = dt.timedelta(hours=1)


def names(program: Program) -> list[str]:
    """Return the hooks that limit somebody and that the program has no more, sorted; one query."""
    rows = Restriction.objects.filter(status__in=_LIMITS).exclude(hook__in=list(program.settings.hooks))
    return sorted(rows.order_by().values_list("hook", flat=True).distinct())


def look(program: Program, *, now: dt.datetime) -> None:
    """Ask whoever keeps the program about hooks that are gone; what came back, or limits nobody, is asked no more."""
    gone = names(program)
    known = set(Brake.objects.filter(gone=True).values_list("hook", flat=True))
    for name in gone:
        error = f"the program has no hook {name} any more, and people wait for it to lift"
        waiting = Restriction.objects.filter(hook=name, status="lifting", not_before__lte=now)
        waiting.update(error=error, not_before=now + _LATER)
        if name not in known:
            _ask(name, program, now)
    for name in sorted(known - set(gone)):
        with transaction.atomic():
            if Brake.objects.filter(hook=name, gone=True).delete()[0]:
                Restriction.objects.filter(hook=name, status="lifting").update(not_before=now)
                audit.record("lost-hook-settled", actor="run", at=now, about=("hook", name))


def _ask(name: str, program: Program, now: dt.datetime) -> None:
    with transaction.atomic():
        keeper = directory.holder(program.settings.authority.fallback)
        fresh = {"pulled_at": now, "would": 0, "most": 0, "allowed": 0, "gone": True, "released_by": "",
                 "released_at": None, "reason": "", "holder": keeper, "due": now + brakes.LOOK_WITHIN}  # fmt: skip
        Brake.objects.update_or_create(hook=name, defaults=fresh)
        audit.record("hook-lost", actor="run", at=now, about=("hook", name))
        notices.tell(keeper, notices.of(*brakes.GONE, "consequences:hooks"), now=now)


def lifted_by_hand(name: str, program: Program, *, by: str, reason: str, at: dt.datetime) -> int:
    """Take somebody's word that what a lost hook limited was lifted by hand; those people are told. How many that was.

    Raises UsageError without a word on how, and where the program has the hook, which then lifts by itself.
    """
    kept = texts.fitting(reason, texts.REASON, where="reason")
    if not kept:
        raise UsageError(_("a few words are needed"), where="reason", do=_("Say where it was lifted, and how."))
    if name in program.settings.hooks:
        raise UsageError(_("the program has this hook"), do=_("It lifts by itself; there is nothing to do by hand."))
    with transaction.atomic():
        rows = list(Restriction.objects.select_for_update().filter(hook=name, status="lifting").order_by("pk"))
        if not rows and not Brake.objects.filter(hook=name, gone=True).exists():
            raise UsageError(_("nobody waits for this hook"), where="name")
        for row in rows:
            Restriction.objects.filter(pk=row.pk).update(
                status="lifted", lifted_at=at, lift_answer=kept, error="", taken=""
            )
            payload = {"gap": row.gap_id, "check": row.check_id, "hook": name, "why": row.why, "by_hand": kept}
            limiting.happened(row.gap_id, "limits-lifted", act=row.key, at=at)
            audit.record("limits-lifted", actor=by, at=at, about=("person", row.person_id), payload=payload)
            telling.tell("lift", None, row, program, now=at)
        if not Restriction.objects.filter(hook=name, status__in=_LIMITS).exists():
            Brake.objects.filter(hook=name, gone=True).delete()
        audit.record("lifted-by-hand", actor=by, at=at, about=("hook", name), payload={"reason": kept})
    return len(rows)


def forbid(before: Program, after: Program) -> None:
    """Raise UsageError where an edit takes out a hook by which somebody is limited."""
    removed = sorted(before.settings.hooks.keys() - after.settings.hooks.keys())
    rows = Restriction.objects.filter(hook__in=removed, status__in=_LIMITS) if removed else Restriction.objects.none()
    name = rows.order_by("hook").values_list("hook", flat=True).first()
    if name is not None:
        raise UsageError(
            _("people are limited by the hook %(name)s, and without it nobody could lift that") % {"name": name},
            where="drystone.toml",
            do=_("First let its checks remind only: then it lifts by itself. Take it out when nobody waits for it."),
        )
