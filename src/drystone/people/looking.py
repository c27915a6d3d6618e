"""Looking at another person's page: never without a reason, and never without that person being able to see it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.audit import actions as audit
from drystone.directory import notices
from drystone.lib.errors import UsageError
from drystone.people.mypage import MyPage, my_page
from drystone.shell import site
from drystone.shell.viewer import Viewer

#: Fewer characters say nothing to the one who reads them later.
LEAST = 10
_MOST = 500
_TOLD = (
    _later("Somebody looked at your page"),
    _later("Somebody who may look at people's pages opened yours, and gave a reason. See who, when and why:"),
)


def look(person_id: str, *, reason: str, by: Viewer, now: dt.datetime) -> MyPage:
    """Return another person's page and write down who looked, when and why, before it is shown.

    Raises UsageError where the reason is missing or says too little.
    """
    words = " ".join(reason.split())
    if not LEAST <= len(words) <= _MOST:
        raise UsageError(
            _("a reason of %(least)d to %(most)d characters is needed") % {"least": LEAST, "most": _MOST},
            do=_("Say in a sentence what you need to know; the person will read it."),
        )
    with transaction.atomic():
        audit.record("looked-at-person", actor=by.actor, at=now, about=("person", person_id), payload={"reason": words})
        notices.tell(person_id, notices.of(*_TOLD, "people:data"), now=now)
    return my_page(person_id, site.program(), now=now)
