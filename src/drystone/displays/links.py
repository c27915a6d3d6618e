"""The addresses of screens: signed, one for each screen, good until somebody ends them.

1. An address names its screen by a number drawn at random, and this site signs it: whoever has a copy of the state can
   make none, and nobody can guess one.
2. It opens one page, which shows nothing of any person, and nothing else: no session begins.
3. Whoever leads the team, and whoever administers, makes, sees and ends it. It ends by itself when the team is gone.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.directory import notices, teams
from drystone.directory.teams import Group
from drystone.displays.models import Display
from drystone.lib.errors import UsageError
from drystone.shell.viewer import Viewer

LOOKS = ("", "light", "dark")
MOST = 20
KEEP = dt.timedelta(days=90)
_LONGEST = 200


def make(group: Group, *, language: str, look: str, by: str, now: dt.datetime) -> Display:
    """Make a screen for a group. Raises UsageError where it has very many already, or is to look like nothing known."""
    if look not in LOOKS:
        raise UsageError(_("A screen is light, dark, or as it likes itself."), where="look")
    with transaction.atomic():
        if Display.objects.filter(department=group.department, team=group.team, revoked_at=None).count() >= MOST:
            raise UsageError(_("This team has very many screens already."), do=_("Switch one off that nobody uses."))
        made = Display.objects.create(
            number=secrets.token_hex(12),
            department=group.department,
            team=group.team,
            language=language,
            look=look,
            made_by=by,
            made_at=now,
        )
        audit.record("display-made", actor=by, at=now, about=("display", str(made.pk)))
    return made


def revoke(display_id: int, *, by: str, now: dt.datetime) -> bool:
    """End a screen's address; returns whether it was good until now."""
    with transaction.atomic():
        changed = Display.objects.filter(pk=display_id, revoked_at=None).update(revoked_at=now)
        if changed:
            audit.record("display-switched-off", actor=by, at=now, about=("display", str(display_id)))
    return bool(changed)


def address(display: Display) -> str:
    """Return the whole address that a screen opens."""
    return notices.address(reverse("displays:display", args=[_signer().sign(display.number)]))


def read(token: str) -> Display | None:
    """Return the screen of an address; None where it is not ours, or was ended, or its team is gone."""
    try:
        number = _signer().unsign(token[:_LONGEST])
    except BadSignature:
        return None
    found = Display.objects.filter(number=number, revoked_at=None).first()
    return found if found is not None and teams.exists(group_of(found)) else None


def group_of(display: Display) -> Group:
    """Return whose week a screen shows."""
    return Group(display.department, display.team)


def of(groups: Sequence[Group]) -> list[Display]:
    """Return the screens of these groups that are good, by group."""
    known = set(groups)
    rows = Display.objects.filter(revoked_at=None).order_by("department", "team", "pk")
    return [one for one in rows if group_of(one) in known]


def leads(viewer: Viewer, **arguments: object) -> bool:
    """Whoever leads the team of the route's screen."""
    found = Display.objects.filter(pk=int(str(arguments["display_id"]))).first()
    return found is not None and group_of(found) in teams.groups(viewer)


def forget_old(now: dt.datetime) -> int:
    """Delete screens that were switched off long ago, and return how many."""
    return Display.objects.filter(revoked_at__lt=now - KEEP).delete()[0]


def _signer() -> Signer:
    return Signer(salt="drystone.displays")
