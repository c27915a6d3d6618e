"""What an administrator does for others: the same steps behind the site's and the API's door."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import forgetting, inviting, notices, queries, sessions, tokens, ways
from drystone.directory.models import Grant, Person, User
from drystone.lib.errors import UsageError
from drystone.shell import site
from drystone.shell.viewer import Viewer

_ENDED = (
    _later("You were signed out everywhere"),
    _later("An administrator ended your sessions. You can sign in again. See who did, and why:"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """A power that somebody was given by hand. People are ids ("user:7" where the people data do not know them)."""

    number: int
    power: str
    holder: str
    name: str
    by: str
    by_name: str
    at: dt.datetime
    user_id: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people there are, how many of them can sign in, and how many of those have a second factor.

    The last two are None where one of them, or those without a factor, are too few people.
    """

    people: int
    users: int | None
    with_factor: int | None


def numbers() -> Numbers:
    """Count who can sign in."""
    floor = site.program().settings.privacy.group_floor
    active = User.objects.filter(is_active=True, left_at=None)
    with_factor = Authenticator.objects.exclude(type="recovery_codes").values("user_id")
    people, users = Person.objects.exclude(status="left").count(), active.count()
    having = active.filter(pk__in=with_factor).count()
    if users < floor or any(0 < few < floor for few in (having, users - having)):
        return Numbers(people, None, None)
    return Numbers(people, users, having)


def given() -> list[Given]:
    """Return every power that was given by hand, by power and login."""
    rows = list(Grant.objects.select_related("user").order_by("power", "user__login"))
    cards = queries.cards([row.user.person_id for row in rows] + [row.granted_by for row in rows])
    names = {person_id: card.name for person_id, card in cards.items()}
    return [
        Given(
            number=int(row.pk),
            power=row.power,
            holder=row.user.person_id or f"user:{row.user_id}",
            name=names.get(row.user.person_id, row.user.name or row.user.login),
            by=row.granted_by,
            by_name=names.get(row.granted_by, row.granted_by),
            at=row.granted_at,
            user_id=int(row.user_id),
        )
        for row in rows
    ]


def user_called(words: str) -> User:
    """Return the user with this login, address or person id. Raises UsageError for who has never signed in."""
    asked = words.strip().lower()
    user = (
        User.objects.filter(login=asked).first()
        or User.objects.filter(person_id=queries.by_address(asked) or asked or "-").first()
    )
    if user is None:
        raise UsageError(_("nobody by this has signed in yet"), do=_("ask them to sign in once, or make them a link"))
    return user


def end_sessions(user: User, *, by: Viewer, reason: str, now: dt.datetime) -> int:
    """Sign somebody out everywhere, end their own tokens, and return of how many places they were signed out.

    They see who did, and why. Raises UsageError.
    """
    said = reason.strip()
    if not said:
        raise UsageError(_("a reason is missing"), do=_("write one sentence; the person sees it"))
    about = ("person", user.person_id or f"user:{user.pk}")
    with transaction.atomic():
        count = sessions.end(user)
        ended = tokens.end_all(user, at=now, actor=by.actor)
        told = {"count": count, "tokens": ended, "reason": said}
        audit.record("sessions-ended", actor=by.actor, at=now, about=about, payload=told)
        notices.tell(user.person_id, notices.of(*_ENDED, "people:data"), now=now)
    return count


def invite(words: str, *, by: Viewer, reason: str, now: dt.datetime) -> tuple[str, str]:
    """Make a one-time link for somebody of the people data; returns its token and the person's id.

    Raises UsageError for who is not known, and by the rules of ``inviting``.
    """
    person_id = _person_called(words)
    return inviting.invite(person_id, reason=reason, by=by.actor, now=now), person_id


def forget_factors(words: str, *, by: Viewer, reason: str, now: dt.datetime) -> tuple[str, str]:
    """Take somebody's lost factors away; returns the token of a new link and the person's id. Raises UsageError."""
    _links_lead_in()
    user = user_called(words)
    return forgetting.forget_factors(user, by=by, reason=reason, now=now), user.person_id


def _links_lead_in() -> None:
    if not (ways.is_open(ways.PASSKEY) or ways.is_open(ways.PASSWORD)):
        raise UsageError(_("neither passkeys nor passwords are open"), do=_("open one of them in the program"))


def _person_called(words: str) -> str:
    asked = words.strip()
    found = queries.by_address(asked) or (card.person_id if (card := queries.card(asked)) else "")
    card = queries.card(found)
    if card is None or card.status == "left":
        raise UsageError(
            _("the people data know nobody by this"), do=_("write their e-mail address or their person id")
        )
    return found
