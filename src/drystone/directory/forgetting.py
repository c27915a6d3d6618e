"""Coming back without a password or a second factor. The rules:

1. The page that asks for a link does the same for every address: it writes the wish down, and a job sends the link.
2. A link is good for an hour, once, and replaces the password only: whoever has a second factor still needs it.
3. Lost factors are forgotten by an administrator, never one's own, with a reason that the person reads. The password,
   the person's tokens and what was known of them at providers go with them, so that nothing of ours but the new
   one-time link leads in. A provider that still lets somebody in as them leads in as well: a device with a session
   there is shut out there. A badge and a text code stay; they open no powers and change no way in.
4. A password that is replaced by a link ends the person's tokens too: whoever had the old one may have made them.
"""

from __future__ import annotations

import datetime as dt

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import links, notices, queries, sessions, tokens
from drystone.directory.models import OneTimeLink, User
from drystone.jobs import queue
from drystone.lib.errors import UsageError
from drystone.shell import site
from drystone.shell.viewer import Viewer

JOB = "send-password-link"
#: A link is a way in: nothing of such a message is kept once it left (messages.sending).
PURPOSE = "sign-in-link"
_LINK = (
    _later("A new password for Drystone"),
    _later("Somebody, probably you, asked for a new password. This link lets you choose one, once, within an hour. If"
           " it was not you, do nothing: your password stays."),
)  # fmt: skip
_CHANGED = (
    _later("Your password was changed"),
    _later("Your password in Drystone was changed by a link that was sent to this address, and you were signed out"
           " everywhere. Was it not you? Tell whoever runs Drystone at once. What happened:"),
)  # fmt: skip
_FORGOTTEN = (
    _later("Your second factor was taken away"),
    _later("An administrator took your second factor and your password away, because you lost them. They have a new"
           " link for you. Did you not ask for that? Tell somebody at once. See who did it, and why:"),
)  # fmt: skip


def is_possible() -> bool:
    """Whether a link can be sent at all."""
    return "email" in site.program().settings.channels


def ask(address: str, *, now: dt.datetime) -> None:
    """Write down that somebody wants a link sent to an address; nobody can tell whether it is known."""
    queue.enqueue(JOB, {"person": queries.by_address(address)}, now=now)


def deliver(person_id: str, *, now: dt.datetime) -> bool:
    """Send the link, where that person has a way in; whether it will leave."""
    if not is_possible() or not User.objects.filter(person_id=person_id, is_active=True).exclude(person_id="").exists():
        return False
    with transaction.atomic():
        token = links.make(links.RESET, now=now, by="sign-in", person_id=person_id)
        path = reverse("directory:reset-password", kwargs={"token": token})
        told = notices.Notice(*_LINK, path)
        return notices.tell(person_id, told, now=now, purpose=PURPOSE, channel="email")


def owner(link: OneTimeLink) -> User | None:
    """Return whose password a link replaces, or None where they may not come in any more."""
    if not queries.living(link.person_id):
        return None
    return User.objects.filter(person_id=link.person_id, is_active=True).first()


def replace(link: OneTimeLink, user: User, password: str, *, now: dt.datetime) -> bool:
    """Use a link up and set the password; every session ends. Whether it was this call that did."""
    with transaction.atomic():
        if not links.use(link, now=now):
            return False
        user.set_password(password)
        user.save(update_fields=["password"])
        sessions.end(user)
        tokens.end_all(user, at=now, actor=user.person_id)
        audit.record("password-replaced", actor=user.person_id, at=now, about=("person", user.person_id))
        notices.tell(user.person_id, notices.of(*_CHANGED, "people:data"), now=now, purpose=notices.ALERT)
    return True


def forget_factors(user: User, *, by: Viewer, reason: str, now: dt.datetime) -> str:
    """Take somebody's lost factors and their password away, and return the token of a new link for them.

    Raises UsageError without a reason, for oneself, and for users without a person: no link could be made for them.
    """
    said = reason.strip()
    if not said:
        raise UsageError(_("a reason is missing"), do=_("write one sentence; the person sees it"))
    if user.pk == by.user_id:
        raise UsageError(_("nobody forgets their own factors"), do=_("ask another administrator"))
    if not user.person_id or not queries.living(user.person_id):
        raise UsageError(
            _("the people data know nobody by this"), do=_("write their e-mail address or their person id")
        )
    with transaction.atomic():
        count = Authenticator.objects.filter(user_id=user.pk).delete()[0]
        user.set_unusable_password()
        user.save(update_fields=["password"])
        sessions.end(user)
        linked = SocialAccount.objects.filter(user_id=user.pk).delete()[0]
        ended = tokens.end_all(user, at=now, actor=by.actor)
        told = {"count": count, "providers": linked, "tokens": ended, "reason": said}
        audit.record("factors-forgotten", actor=by.actor, at=now, about=("person", user.person_id), payload=told)
        notices.tell(user.person_id, notices.of(*_FORGOTTEN, "people:data"), now=now, purpose=notices.ALERT)
        return links.make(links.PERSON, now=now, by=by.actor, person_id=user.person_id, reason=said)
