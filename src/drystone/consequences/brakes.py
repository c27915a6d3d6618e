"""A hook stops where it would hit more people than the program allows, until somebody has looked.

Nothing is lifted any slower by it.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.consequences.models import STANDING, Brake, Restriction
from drystone.directory import notices, whereabouts
from drystone.directory import queries as directory
from drystone.lib.errors import UsageError
from drystone.program.consequence_model import Hook
from drystone.program.model import Program
from drystone.shell import clocks, site, texts
from drystone.shell.clocks import Clock

#: How long whoever keeps the program has to look before they are told again.
LOOK_WITHIN = dt.timedelta(days=3)
STOPPED = (
    _later("A hook has stopped itself"),
    _later("It would have limited more people than the program allows, so it limits nobody until you have looked:"),
)
GONE = (
    _later("People are limited by a hook that the program has no more"),
    _later("Nobody can lift it for them but you: put the hook back, or lift it by hand and say so:"),
)


def most(hook: Hook) -> int:
    """Return how many people a hook may hit at one time: its share of everybody, one at least."""
    return max(1, int(Fraction(str(hook.most_share)) * whereabouts.count()))


def hit(hook: Hook) -> int:
    """Return how many people a hook has restricted or is about to."""
    rows = Restriction.objects.filter(hook=hook.name, status__in=STANDING)
    return rows.values("person_id").distinct().count()


def holds(hook: Hook, program: Program, *, now: dt.datetime) -> bool:
    """Whether a hook may restrict nobody now; pulls its brake where it would hit too many."""
    limit, would = most(hook), hit(hook)
    brake = Brake.objects.filter(hook=hook.name, gone=False).first()
    if would <= limit:
        if brake is not None:
            brake.delete()
            audit.record("brake-let-go", actor="run", at=now, about=("hook", hook.name), payload={"would": would})
        return False
    if brake is not None and brake.allowed >= would:
        return False
    if brake is None or brake.allowed:
        _pull(hook, program, would, limit, now)
    return True


def _pull(hook: Hook, program: Program, would: int, limit: int, now: dt.datetime) -> None:
    with transaction.atomic():
        keeper = directory.holder(program.settings.authority.fallback)
        fresh = {"pulled_at": now, "would": would, "most": limit, "allowed": 0, "released_by": "", "released_at": None,
                 "gone": False, "reason": "", "holder": keeper, "due": now + LOOK_WITHIN}  # fmt: skip
        Brake.objects.update_or_create(hook=hook.name, defaults=fresh)
        payload = {"would": would, "most": limit}
        audit.record("brake-pulled", actor="run", at=now, about=("hook", hook.name), payload=payload)
        notices.tell(keeper, notices.of(*STOPPED, "consequences:hooks"), now=now)


def release(name: str, *, would: int, by: str, reason: str, at: dt.datetime) -> None:
    """Let a stopped hook go on for as many as somebody saw. Raises UsageError without a reason, or where more came."""
    if not reason.strip():
        raise UsageError(_("a few words are needed"), do=_("Say why it is right that so many are limited."))
    kept = texts.fitting(reason, texts.REASON, where="reason")
    with transaction.atomic():
        brake = Brake.objects.select_for_update().filter(hook=name, gone=False).first()
        if brake is None:
            raise UsageError(_("this hook is not stopped"))
        now = Restriction.objects.filter(hook=name, status__in=STANDING).values("person_id").distinct().count()
        if now > would:
            raise UsageError(_("it would be more by now"), do=_("Look again; the number is shown anew."))
        brake.allowed, brake.released_by, brake.released_at, brake.reason = would, by, at, kept
        brake.save()
        payload = {"would": would, "reason": kept}
        audit.record("brake-released", actor=by, at=at, about=("hook", name), payload=payload)


def declare() -> None:
    """Declare what can be open here: a hook that stands still."""
    clocks.declare(
        Clock(
            "stopped-hook", "consequences.Brake", "holder", "due",
            _later("A hook that stopped itself, or that the program has no more though people wait for it to lift"),
            _later("Whoever keeps the program is told again every three days; nobody is limited meanwhile."),
            move_on, {"allowed": 0},
        )
    )  # fmt: skip


def move_on(now: dt.datetime) -> int:
    """Tell whoever keeps the program once more of hooks that stand still; returns of how many."""
    keeper = directory.holder(site.program().settings.authority.fallback)
    told = 0
    for brake in Brake.objects.filter(allowed=0, due__lte=now):
        with transaction.atomic():
            mine = Brake.objects.filter(hook=brake.hook, due=brake.due, allowed=0)
            if mine.update(due=now + LOOK_WITHIN, holder=keeper):
                notices.tell(keeper, notices.of(*(GONE if brake.gone else STOPPED), "consequences:hooks"), now=now)
                told += 1
    return told
