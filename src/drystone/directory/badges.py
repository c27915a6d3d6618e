"""Badges. The rules:

1. A code is printed once and kept only as a fingerprint; the first use of another one ends the one before.
2. Its person chooses the PIN at first use, within two weeks. Nobody else ever learns it. Whoever has another way in
   says there first that they have the badge; everybody is told of the first use by every channel that reaches them.
3. Every try counts before it is judged, so that many at once are as few as one after the other.
4. A badge is good on shared screens only, for a session without powers that changes no way in. It opens nothing for
   somebody who left, nor for whoever holds a privileged power on the day that they use it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import admitting, having, notices, pins, powers
from drystone.directory.fingerprints import fingerprint, fingerprints, new_code, read_code
from drystone.directory.models import Badge, Person, User
from drystone.lib.errors import UsageError
from drystone.shell import site
from drystone.shell.many import Listed

CODE_SIGNS = 12
_TOLD = (
    _later("A badge was made for you"),
    _later(
        "A badge to sign in with was made for you. You choose its PIN when you first use it. Once you have it, say so"
        " here. Did you not expect one? Switch it off here, and ask your lead:"
    ),
)
_USED = (
    _later("Your badge was used for the first time"),
    _later(
        "Your badge in Drystone was used for the first time, and its PIN was chosen. Was it not you? Switch it off"
        " here, or ask your lead to do so at once:"
    ),
)
FIRST_USE = dt.timedelta(days=14)
#: How long a badge rests after so many wrong PINs; more than that, and it rests the longest time.
_RESTS = {5: dt.timedelta(minutes=15), 10: dt.timedelta(hours=1)}
_EVERY, _LONGEST_REST = 5, dt.timedelta(days=1)


def make(person_id: str, *, by: str, now: dt.datetime) -> str:
    """Make a badge for a living person and return its code: the only time that anybody sees it. Raises UsageError."""
    if not Person.objects.filter(person_id=person_id).exclude(status="left").exists():
        raise UsageError(_("The people data do not know this person, or they have left."))
    if powers.privileged_among([person_id], site.program()):
        raise UsageError(_("Whoever can decide something here signs in with a second factor: a badge opens nothing."))
    code = new_code(CODE_SIGNS)
    with transaction.atomic():
        # One that was never used, or was switched off; the one in use stays until this one is used.
        Badge.objects.filter(person_id=person_id, pin="").delete()
        Badge.objects.create(person_id=person_id, code_hash=fingerprint("badge", code), made_by=by, made_at=now)
        audit.record("badge-made", actor=by, at=now, about=("person", person_id))
        notices.tell(person_id, notices.of(*_TOLD, "directory:my-badge"), now=now, purpose=notices.ALERT)
    return code


def make_all(person_ids: Iterable[str], *, by: str, now: dt.datetime) -> dict[str, str]:
    """Make badges for several people, all or none, and return their codes by person.

    Left out is whoever left a moment ago, or was given a power.
    """
    made = {}
    with transaction.atomic():
        for person_id in person_ids:
            with suppress(UsageError):
                made[person_id] = make(person_id, by=by, now=now)
    return made


def confirm(person_id: str, *, by: str, now: dt.datetime) -> bool:
    """Remember that somebody said they have the badge that waits for them; returns whether one waited for that."""
    with transaction.atomic():
        waits = Badge.objects.filter(person_id=person_id, pin="", revoked_at=None, confirmed_at=None)
        changed = waits.update(confirmed_at=now)
        if changed:
            audit.record("badge-confirmed", actor=by, at=now, about=("person", person_id))
    return bool(changed)


def waits_for_a_word(badge: Badge) -> bool:
    """Whether a badge's PIN can be chosen only after its person said elsewhere that they have it."""
    return not badge.pin and badge.confirmed_at is None and bool(having.of_person(badge.person_id))


def revoke(person_id: str, *, by: str, now: dt.datetime) -> bool:
    """Switch somebody's badge off, and one that waits; returns whether there was one to switch off."""
    with transaction.atomic():
        changed = Badge.objects.filter(person_id=person_id, revoked_at=None).update(revoked_at=now, pin="")
        if changed:
            audit.record("badge-switched-off", actor=by, at=now, about=("person", person_id))
    return bool(changed)


def find(typed: str, *, now: dt.datetime) -> Badge | None:
    """Return the badge that a code opens, or None: unknown, switched off, its person gone, or its first use missed."""
    code = read_code(typed)
    if len(code) != CODE_SIGNS:
        return None
    badge = Badge.objects.filter(code_hash__in=fingerprints("badge", code)).first()
    return badge if badge is not None and _good(badge, now) else None


def again(badge_id: int, *, now: dt.datetime) -> Badge | None:
    """Return a badge that was found a moment ago, if it is still good."""
    badge = Badge.objects.filter(pk=badge_id).first()
    return badge if badge is not None and _good(badge, now) else None


def of(person_id: str) -> Badge | None:
    """Return the badge that somebody uses, else the one that waits for its first use, unless it is switched off."""
    mine = Badge.objects.filter(person_id=person_id, revoked_at=None)
    return (mine.exclude(pin="").first() or mine.first()) if person_id else None


def waiting(person_id: str, *, now: dt.datetime) -> Badge | None:
    """Return the badge that waits for somebody's first use."""
    mine = Badge.objects.filter(person_id=person_id, revoked_at=None, pin="", made_at__gte=now - FIRST_USE)
    return mine.first() if person_id else None


def among(person_ids: list[str]) -> set[str]:
    """Return who of these people has a badge, in one query."""
    return set(
        Badge.objects.filter(person_id__in=Listed(person_ids), revoked_at=None).values_list("person_id", flat=True)
    )


def _good(badge: Badge, now: dt.datetime) -> bool:
    if badge.revoked_at is not None or (not badge.pin and now > badge.made_at + FIRST_USE):
        return False
    return Person.objects.filter(person_id=badge.person_id).exclude(status="left").exists()


def choose_pin(badge: Badge, pin: str, repeated: str, *, now: dt.datetime) -> User:
    """Set the PIN at first use and return whose badge it is. Raises UsageError, in the viewer's words."""
    if pin != repeated:
        raise UsageError(_("The two PINs differ."), do=_("Type the same digits twice."))
    pins.check(pin)
    if waits_for_a_word(badge):
        raise UsageError(
            _("This badge waits for its person to say that they have it."),
            do=_("Sign in on a phone or computer of your own, and say so under My account, My badge."),
        )
    with transaction.atomic():
        # The one in use goes first: nobody has two. Where this one is no longer to be had, it stays after all.
        Badge.objects.filter(person_id=badge.person_id).exclude(pk=badge.pk).delete()
        unused = Badge.objects.filter(pk=badge.pk, code_hash=badge.code_hash, pin="", revoked_at=None)
        if not unused.update(pin=pins.kept(pin), pin_at=now, used_at=now):
            raise UsageError(_("This badge has a PIN by now."), do=_("Begin again with the badge."))
        audit.record("badge-first-used", actor=badge.person_id, at=now, about=("person", badge.person_id))
        notices.tell_everywhere(badge.person_id, notices.of(*_USED, "directory:my-badge"), now=now)
        return admitting.without_factor(badge.person_id, way="badge", now=now)


def open_with(badge: Badge, pin: str, *, now: dt.datetime) -> User:
    """Return whose badge it is where the PIN fits. Raises UsageError: wrong, or tried too often."""
    rested = Q(locked_until=None) | Q(locked_until__lte=now)
    counted = Badge.objects.filter(rested, pk=badge.pk, revoked_at=None, fails=badge.fails).update(fails=F("fails") + 1)
    if not counted:
        resting = Badge.objects.filter(pk=badge.pk, locked_until__gt=now).exists()
        words = (
            _("This badge rests for a while: too many wrong PINs.") if resting else _("Somebody else tries this badge.")
        )
        raise UsageError(words, do=_("Wait a little, or ask whoever made your badge for a new one."))
    if not pins.fits(pin, badge.pin):
        fails = badge.fails + 1
        if fails % _EVERY == 0:
            Badge.objects.filter(pk=badge.pk).update(locked_until=now + _RESTS.get(fails, _LONGEST_REST))
        raise UsageError(_("That is not the PIN of this badge."), do=_("Try once more, slowly."))
    with transaction.atomic():
        Badge.objects.filter(pk=badge.pk).update(fails=0, locked_until=None, used_at=now)
        return admitting.without_factor(badge.person_id, way="badge", now=now)


def forget_unused(*, now: dt.datetime) -> int:
    """Delete badges whose first use was missed, and return how many: they open nothing, and are no way to anybody."""
    return Badge.objects.filter(pin="", revoked_at=None, made_at__lt=now - FIRST_USE).delete()[0]


def forget_leavers() -> int:
    """Delete the badges of everybody who left, and return how many."""
    living = Person.objects.exclude(status="left").values("person_id")
    return Badge.objects.exclude(person_id__in=living).delete()[0]
