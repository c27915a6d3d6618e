"""Powers given by hand, and who can administer: never oneself, never the last one's away."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import having, notices, ways
from drystone.directory.models import Grant, Holding, Person, User
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.shell.viewer import ADMINISTER, EDIT_PROGRAM, Viewer

#: What can be given by hand: what keeps the site running. All else comes with a position, in the program.
BY_HAND = (ADMINISTER, EDIT_PROGRAM)
_MOST = 1_000
_GIVEN = (
    _later("You were given a power in Drystone"),
    _later(
        "An administrator gave you a power by hand; their reason stands in the log about you. It asks for a second"
        " factor when you next sign in. See who gave it, and why:"
    ),
)
_TAKEN = (
    _later("A power of yours in Drystone was taken away"),
    _later("An administrator took a power away that you were given by hand. See who did, and why:"),
)


def give(user: User, power: str, *, by: Viewer, reason: str, now: dt.datetime) -> None:
    """Give a power by hand. Raises UsageError where it cannot be given so, to oneself, or without a reason."""
    said = _reason(reason)
    if power not in BY_HAND:
        raise UsageError(
            _("%(power)s is not given by hand") % {"power": power}, do=_("give it to a position, in the program")
        )
    if user.pk == by.user_id:
        raise UsageError(_("nobody gives powers to themselves"), do=_("ask another administrator"))
    with transaction.atomic():
        if grant(user, [power], by=by.actor, reason=said, now=now):
            notices.tell(user.person_id, notices.of(*_GIVEN, "people:data"), now=now)


def grant(user: User, powers: list[str], *, by: str, reason: str, now: dt.datetime) -> int:
    """Write grants down, each once, with who gave them and why; returns how many are new."""
    count = 0
    with transaction.atomic():
        for power in powers:
            _row, made = Grant.objects.get_or_create(
                user=user, power=power, defaults={"granted_by": by, "granted_at": now}
            )
            if made:
                told = {"power": power, "reason": reason}
                audit.record("power-given", actor=by, at=now, about=_about(user), payload=told)
                count += 1
    return count


def take(grant_id: int, *, by: Viewer, reason: str, now: dt.datetime, program: Program) -> None:
    """Take a power away that was given by hand. Raises UsageError for oneself and for the last administrator."""
    said = _reason(reason)
    with transaction.atomic():
        # Two who take each other's away at once must not both see the other one remain.
        rows = {row.pk: row for row in Grant.objects.select_for_update().select_related("user").order_by("pk")[:_MOST]}
        row = rows.get(grant_id)
        if row is None:
            raise UsageError(_("this power is no longer there"), do=_("look at the list again"))
        if row.user_id == by.user_id:
            raise UsageError(_("nobody takes their own powers away"), do=_("ask another administrator"))
        if row.power == ADMINISTER and not administrators(program) - {int(row.user_id)}:
            raise UsageError(_("this is the last administrator"), do=_("make another one first"))
        row.delete()
        told = {"power": row.power, "reason": said}
        audit.record("power-taken", actor=by.actor, at=now, about=_about(row.user), payload=told)
        notices.tell(row.user.person_id, notices.of(*_TAKEN, "people:data"), now=now)


def administrators(program: Program) -> set[int]:
    """Return the users who can administer today: by hand or by position, not gone, and with a way to their powers.

    That is a passkey, an app for codes beside a password, or an account at a provider. Whoever has nothing but a
    password is none: it does not set up the second factor that their powers ask for.
    """
    living = Person.objects.exclude(status="left").values("person_id")
    users = User.objects.filter(is_active=True)
    there = users.filter(person_id__in=living) | users.filter(person_id="")
    by_hand = there.filter(grants__power=ADMINISTER).values_list("pk", flat=True)
    granting = [role.id for role in program.roles.values() if ADMINISTER in role.may]
    holders = Holding.objects.filter(role_id__in=granting).exclude(step="fallback").values("person_id")
    by_position = there.filter(person_id__in=holders).values_list("pk", flat=True)
    may = {int(pk) for pk in by_hand} | {int(pk) for pk in by_position}
    return {int(user.pk) for user in there.filter(pk__in=may) if _gets_to_powers(having.ways_of(user))}


def _gets_to_powers(has: frozenset[str]) -> bool:
    first = {way for way in has & {ways.OPENID, ways.PASSWORD, ways.PASSKEY} if ways.is_open(way)}
    return bool(first) and (ways.OPENID in first or bool(has & {ways.PASSKEY, having.APP}))


def _reason(text: str) -> str:
    if not (said := text.strip()):
        raise UsageError(_("a reason is missing"), do=_("write one sentence; it stands in the log"))
    return said


def _about(user: User) -> tuple[str, str]:
    return "person", user.person_id or f"user:{user.pk}"
