"""The links of a message: signed, good for two weeks, used once, and nothing happens by opening one.

1. A link names the message, the thing to do and the act; its signature is this site's, so nobody makes one up.
2. Opening it shows a page with one button. Scanners of links and previews open pages; they press no buttons.
3. Only harmless acts are done without signing in: "done, check again" closes nothing, "not now" moves no due date.
4. A leaver's links are nothing, and so are those for what is somebody else's by now.
5. Whoever has a link reads no more on its page than in the message: what is named after others has no name there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.directory import notices, whereabouts
from drystone.directory import queries as directory
from drystone.gaps import acts, doing, everyone, together
from drystone.gaps.places import PERSONAL
from drystone.lib import hours
from drystone.lib.errors import UsageError
from drystone.reminders.models import Digest, Tap
from drystone.reminders.wording import is_nameable
from drystone.shell import site

ACTS = ("done", "not-now")
GOOD_FOR = dt.timedelta(days=14)
_LONGEST = 200


class UsedError(UsageError):
    """The link was used already."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """What a link is about; ``gap_ids`` are what can still be done something about, of what it was about."""

    digest_id: int
    person_id: str
    key: str
    act: str
    gap_ids: tuple[str, ...]
    used: bool


def address(digest_id: int, key: str, act: str, *, expires: dt.datetime) -> str:
    """Return the whole address of a link."""
    token = _signer().sign(f"{digest_id}~{key}~{act}~{int(expires.timestamp())}")
    return notices.address(reverse("reminders:tap", args=[token]))


def read(token: str, *, now: dt.datetime) -> Tapped | None:
    """Return what a link is about; None where it is not ours, too old, or for somebody who has left."""
    try:
        digest_id, key, act, expires = _signer().unsign(token[:_LONGEST]).split("~")
    except (BadSignature, ValueError):
        return None
    if act not in ACTS or int(expires) < now.timestamp():
        return None
    digest = Digest.objects.filter(pk=int(digest_id)).first()
    if digest is None or not directory.living(digest.person_id):
        return None
    gaps = everyone.still(digest.person_id, digest.gaps.get(key, []))
    used = Tap.objects.filter(digest=digest, key=key, act=act).exists()
    return Tapped(digest.pk, digest.person_id, key, act, tuple(gap.gap_id for gap in gaps), used)


def done(one: Tapped, *, now: dt.datetime) -> doing.Looking:
    """Say that it is done. Raises UsedError, and ClosedError where nothing of it is open."""
    with transaction.atomic():
        _use(one, now)
        return doing.check_again(everyone.still(one.person_id, one.gap_ids), by=one.person_id, now=now)


def called(one: Tapped, *, by_its_person: bool) -> list[tuple[str, str]]:
    """Return what each gap of a link is called, and its thing: "" where that is named after somebody else.

    Whoever has the link may not be the one to whom it was written; ``by_its_person`` alone every thing has its name.
    """
    gaps, steps = everyone.still(one.person_id, one.gap_ids), everyone.steps_to(one.person_id, one.gap_ids)

    def name(kind: str, asset_id: str, step: str) -> bool:
        return kind not in PERSONAL and (by_its_person or is_nameable(kind, asset_id, step, one.person_id))

    return [
        (title, gap.asset_name if name(gap.asset_kind, gap.asset_id, steps.get(gap.gap_id, "")) else "")
        for gap, title in together.named(gaps, site.program())
    ]


def today(one: Tapped, *, now: dt.datetime) -> dt.date:
    """Return which day it is for whom a link was written: whoever opens it is not signed in."""
    usual, where = site.program().settings.organisation.time_zone, whereabouts.of([one.person_id]).get(one.person_id)
    return now.astimezone(hours.zone_of(where.zone if where else "", usual)).date()


def last_day(one: Tapped, *, today: dt.date) -> dt.date:
    """Return the last day until which it can be put off."""
    longest = site.program().settings.site.not_now
    gaps = everyone.still(one.person_id, one.gap_ids)
    return min(acts.furthest(gap, by=one.person_id, today=today, longest=longest) for gap in gaps)


def put_off(one: Tapped, until: dt.date, *, now: dt.datetime) -> None:
    """Put it off until a day. Raises UsedError, UsageError, and ClosedError where nothing of it is open."""
    delay = acts.Delay(until, today(one, now=now), site.program().settings.site.not_now)
    with transaction.atomic():
        _use(one, now)
        doing.put_off(everyone.still(one.person_id, one.gap_ids), delay, by=one.person_id, now=now)


def _use(one: Tapped, now: dt.datetime) -> None:
    try:
        with transaction.atomic():
            Tap.objects.create(digest_id=one.digest_id, key=one.key, act=one.act, used_at=now)
    except IntegrityError as error:
        raise UsedError(_("this link was used already")) from error


def _signer() -> Signer:
    return Signer(sep=".", salt="drystone.reminders.tap")
