"""What this room does in the background."""

from __future__ import annotations

import datetime as dt

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from drystone.directory import leaving, links, projecting, tenures, tokens
from drystone.jobs import queue
from drystone.shell import site

_DAY = dt.timedelta(days=1)


@queue.handler("project-directory", after="run-applied")
def project(task: queue.Task) -> None:
    """Bring people, positions and duties of the applied run into the state; whoever left is signed out."""
    with site.reading() as engine:
        projecting.project(engine)
        tenures.follow(engine, on=task.now.date())
    leaving.see_out(now=task.now)


@queue.handler("forget-old-tokens", every=_DAY)
def forget_old_tokens(task: queue.Task) -> None:
    """Delete tokens that opened nothing for a year."""
    tokens.forget(now=task.now)


@queue.handler("tidy-sign-in", every=_DAY)
def tidy(task: queue.Task) -> None:
    """Delete what has ended: sessions, links, and the ways in of those who left long enough ago."""
    Session.objects.filter(expire_date__lt=task.now).delete()
    alive = Session.objects.values("session_key")
    UserSession.objects.filter(last_seen_at__lt=task.now - _DAY).exclude(session_key__in=alive).delete()
    links.forget(before=task.now - _DAY)
    tenures.forget(before=(task.now - site.program().settings.privacy.keep_looks).date())
    leaving.see_out(now=task.now)
    leaving.forget(before=task.now - site.program().settings.privacy.keep_leavers)
