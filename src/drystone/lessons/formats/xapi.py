"""xAPI statements: that somebody is done with a lesson, and when. Nothing about what they answered, ever.

Source: IEEE 9274.1.1 (xAPI 2.0) and the cmi5 profile's verbs. The actor is an opaque account: a home page and a name
that means nothing outside. A statement's id follows from what it says, so that saying it twice says it once.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from drystone.lessons.formats.done import Done
from drystone.lib.clock import iso
from drystone.lib.errors import UsageError

VERSION: Final = "1.0.3"
COMPLETED: Final = "http://adlnet.gov/expapi/verbs/completed"
LESSON: Final = "http://adlnet.gov/expapi/activities/lesson"
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://drystone.example/xapi/")
_HOME: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?")
_VERBS: Final = {"en": "completed", "de": "hat abgeschlossen"}


def statements(
    done: Iterable[Done], *, home: str, titles: Mapping[str, Mapping[str, str]] | None = None
) -> list[dict[str, Any]]:
    """Return a statement for each person who is done with a lesson, in order of time.

    ``home`` is the organisation's address (``https://learning.firm.example``); below it lie the lessons' ids as
    addresses, and it is the home page of every account. ``titles`` are the lessons' titles by language. Raises
    UsageError where ``home`` is no address.
    """
    if not _HOME.fullmatch(home):
        raise UsageError(f"{home!r} is no address", do="Write --home https://learning.firm.example.")
    base = home.rstrip("/")
    listed = sorted(set(done), key=lambda one: (one.when, one.person, one.lesson))
    return [_statement(one, base, (titles or {}).get(one.lesson, {})) for one in listed]


def _statement(done: Done, base: str, title: Mapping[str, str]) -> dict[str, Any]:
    address = f"{base}/lessons/{done.lesson}"
    definition: dict[str, Any] = {"type": LESSON}
    if title:
        definition["name"] = dict(title)
    return {
        "id": str(uuid.uuid5(_NAMESPACE, "\n".join((base, done.person, done.lesson, iso(done.when))))),
        "actor": {"objectType": "Agent", "account": {"homePage": f"{base}/", "name": done.person}},
        "verb": {"id": COMPLETED, "display": dict(_VERBS)},
        "object": {"objectType": "Activity", "id": address, "definition": definition},
        "result": {"completion": True},
        "timestamp": iso(done.when.astimezone(dt.UTC)),
        "version": VERSION,
    }
