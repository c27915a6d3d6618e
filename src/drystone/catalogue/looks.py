"""Looking at what is about one person: first a reason, which is written down where that person sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import MutableMapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.catalogue.knowing import Thing
from drystone.directory import notices
from drystone.lib.errors import UsageError
from drystone.shell.viewer import Viewer

#: How long one reason is good for one thing.
GOOD_FOR = dt.timedelta(minutes=15)
_KEY = "catalogue-looks"
_SHORTEST = 8
_TOLD = (
    _later("Somebody looked at a record about you"),
    _later("Somebody opened a page about you, and gave a reason. See who, when and why:"),
)


def record(viewer: Viewer, thing: Thing, reason: str, *, at: dt.datetime) -> None:
    """Write down that somebody looks at what is about a person, and why. Raises UsageError without a reason."""
    given = reason.strip()
    if len(given) < _SHORTEST:
        raise UsageError(
            _("a look at somebody's record needs a reason"), do=_("say in a sentence what you need it for")
        )
    payload = {"reason": given, "page": "thing", "asset_kind": thing.kind, "asset_id": thing.asset_id}
    about = ("person", thing.person_id or thing.asset_id)
    with transaction.atomic():
        audit.record("looked-at-person", actor=viewer.actor, at=at, about=about, payload=payload)
        notices.tell(about[1], notices.of(*_TOLD, "people:data"), now=at)


def allow(session: MutableMapping[str, Any], thing: Thing, *, at: dt.datetime) -> None:
    """Let this session look at the thing for a while."""
    held = {key: until for key, until in session.get(_KEY, {}).items() if until > at.isoformat()}
    session[_KEY] = {**held, f"{thing.kind}/{thing.asset_id}": (at + GOOD_FOR).isoformat()}


def allowed(session: MutableMapping[str, Any], thing: Thing, *, at: dt.datetime) -> bool:
    """Whether a reason was given in this session, and is still good."""
    until = session.get(_KEY, {}).get(f"{thing.kind}/{thing.asset_id}", "")
    return bool(until > at.isoformat())
