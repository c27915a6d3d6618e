"""Badges. The rules:

1. A code is printed once and kept only as a fingerprint; making another one ends the one before.
2. Its person chooses the PIN at first use, within two weeks. Nobody else ever learns it.
3. Every try counts before it is judged, so that many at once are as few as one after the other.
4. A badge is good on shared screens only, for a session without powers, and never for somebody who left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import notices, pins
from drystone.directory.fingerprints import fingerprint, fingerprints, new_code, read_code
from drystone.directory.models import Badge, Person, User
from drystone.lib.errors import UsageError

CODE_SIGNS = 12
_TOLD = (
    _later("A badge was made for you"),
    _later(
        "A badge to sign in with was made for you. You choose its PIN when you first use it. Did you not expect"
        " one? Switch it off here, and ask your lead:"
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
    code = new_code(CODE_SIGNS)
    fresh = {
        "code_hash": fingerprint("badge", code),
        "pin": "",
        "made_by": by,
        "made_at": now,
        "pin_at": None,
        "used_at": None,
        "revoked_at": None,
        "fails": 0,
        "locked_until": None,
    }
    with transaction.atomic():
        Badge.objects.update_or_create(person_id=person_id, defaults=fresh)
        audit.record("badge-made", actor=by, at=now, about=("person", person_id))
        notices.tell(person_id, notices.of(*_TOLD, "directory:my-badge"), now=now)
    return code


def make_several(person_ids: Sequence[str], *, by: str, now: dt.datetime) -> dict[str, str]:
    """Make badges and return their codes by person; whoever left a moment ago needs none any more and gets none."""
    made = {}
    for person_id in person_ids:
        with suppress(UsageError):
            made[person_id] = make(person_id, by=by, now=now)
    return made


def revoke(person_id: str, *, by: str, now: dt.datetime) -> bool:
    """Switch somebody's badge off; returns whether there was one to switch off."""
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
    """Return somebody's badge, unless it is switched off."""
    return Badge.objects.filter(person_id=person_id, revoked_at=None).first() if person_id else None


def among(person_ids: list[str]) -> set[str]:
    """Return who of these people has a badge, in one query."""
    return set(Badge.objects.filter(person_id__in=person_ids, revoked_at=None).values_list("person_id", flat=True))


def _good(badge: Badge, now: dt.datetime) -> bool:
    if badge.revoked_at is not None or (not badge.pin and now > badge.made_at + FIRST_USE):
        return False
    return Person.objects.filter(person_id=badge.person_id).exclude(status="left").exists()


def choose_pin(badge: Badge, pin: str, repeated: str, *, now: dt.datetime) -> User:
    """Set the PIN at first use and return whose badge it is. Raises UsageError, in the viewer's words."""
    if pin != repeated:
        raise UsageError(_("The two PINs differ."), do=_("Type the same digits twice."))
    pins.check(pin)
    with transaction.atomic():
        set_now = Badge.objects.filter(pk=badge.pk, code_hash=badge.code_hash, pin="", revoked_at=None).update(
            pin=pins.kept(pin), pin_at=now, used_at=now
        )
        if not set_now:
            raise UsageError(_("This badge has a PIN by now."), do=_("Begin again with the badge."))
        audit.record("badge-first-used", actor=badge.person_id, at=now, about=("person", badge.person_id))
        return user_of(badge.person_id, now=now)


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
        return user_of(badge.person_id, now=now)


def user_of(person_id: str, *, now: dt.datetime) -> User:
    """Return the user of a person, made where they never signed in before. Raises UsageError for a blocked one."""
    user, _made = User.objects.get_or_create(
        person_id=person_id, defaults={"login": person_id, "password": "!", "created_at": now}
    )
    if not user.is_active:
        raise UsageError(_("This way in is closed."), do=_("Ask whoever runs Drystone for you."))
    return user


def forget_leavers() -> int:
    """Delete the badges of everybody who left, and return how many."""
    living = Person.objects.exclude(status="left").values("person_id")
    return Badge.objects.exclude(person_id__in=living).delete()[0]
