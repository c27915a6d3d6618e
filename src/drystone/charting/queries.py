"""What other rooms ask of rounds: what waits for somebody, what is hidden from them, and who acknowledged what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from drystone.charting.access import ASKING
from drystone.charting.models import (
    Acceptance,
    Asked,
    BallotAnswer,
    Dissent,
    Draft,
    Due,
    Party,
    Round,
    Topic,
    Version,
    Vote,
)
from drystone.program.model import Program
from drystone.shell import site
from drystone.shell.viewer import EDIT_PROGRAM, Viewer

#: The columns of ``acknowledgements``.
ACKNOWLEDGEMENT_COLUMNS = (
    "activity_id", "version", "meaning_sha256", "published_at", "letters", "positions", "person_id", "verdict",
    "accepted_at", "reason", "ended_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits for somebody: a ballot of a round ("ballot"), or a row to accept ("row").

    ``id`` is the round's or the activity's, ``title`` the round's name or "", ``until`` the last day or None.
    """

    what: str
    id: str
    title: str
    until: dt.date | None


def holds(viewer: Viewer, **_arguments: Any) -> bool:
    """Whoever fills a position may be asked to accept what comes with it; nobody else is."""
    return bool(viewer.person_id and viewer.roles) and not viewer.shared


def ballots_waiting(viewer: Viewer) -> QuerySet[Due]:
    """Return the ballots that somebody is still asked for."""
    return Due.objects.filter(person_id=viewer.person_id or "-")


def rows_waiting(viewer: Viewer) -> QuerySet[Version]:
    """Return the rows of which somebody has said nothing yet, though they fill a position that it asks."""
    asked = Asked.objects.filter(version=OuterRef("pk"), role_id__in=sorted(viewer.roles))
    said = Acceptance.objects.filter(version=OuterRef("pk"), person_id=viewer.person_id, ended_at=None)
    return Version.objects.filter(Exists(asked), ~Exists(said), newest=True)


#: Written out, because everybody's own page asks it: put together anew it would take longer than the rest of the page.
_BALLOTS_SQL = """
    select 'ballot', r.round_id, r.title, cast(r.closes_on as varchar(10))
    from charting_due d join charting_party p on p.id = d.party_id join charting_round r on r.round_id = p.round_id
    where d.person_id = %s
"""
_ROWS_SQL = """
    union all select 'row', v.activity_id, '', '' from charting_version v
    where v.newest and not exists (select 1 from charting_acceptance c where c.version_id = v.id and c.person_id = %s
        and c.ended_at is null)
    and exists (select 1 from charting_asked a where a.version_id = v.id and a.role_id in ({roles}))
"""


def waiting(viewer: Viewer) -> list[Waits]:
    """Return what waits for somebody, in one query: ballots first, the one that closes next before the others."""
    if not viewer.person_id:
        return []
    sql, values = _BALLOTS_SQL, [viewer.person_id]
    if viewer.roles:
        sql += _ROWS_SQL.format(roles=", ".join(["%s"] * len(viewer.roles)))
        values += [viewer.person_id, *sorted(viewer.roles)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    made = [Waits(what, of, title, dt.date.fromisoformat(until) if until else None) for what, of, title, until in found]
    return sorted(made, key=lambda one: (one.what, one.until or dt.date.max, one.id))


def hidden(viewer: Viewer) -> frozenset[str]:
    """Return the suggested activities whose letters nobody may show this viewer: a round asks them about these now.

    Empty for those who edit the program, who see it all the same. One query, none for somebody unknown.
    """
    if not viewer.person_id or viewer.may(EDIT_PROGRAM):
        return frozenset()
    activities = site.program().activities
    topics = Topic.objects.filter(round__state__in=ASKING, round__parties__person_id=viewer.person_id)
    asked = topics.values_list("activity_id", flat=True).distinct()
    return frozenset(one for one in asked if one in activities and activities[one].standing == "suggested")


def acknowledgements(
    activity_id: str, *, since: dt.datetime, before: dt.datetime
) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    """Return who accepted or refused which version of a row in a period, oldest first; people as ids."""
    rows = Acceptance.objects.filter(version__activity_id=activity_id, at__gte=since, at__lt=before)
    found = [
        (
            activity_id, one.version.number, one.version.digest, one.version.published_at, one.letters,
            " ".join(one.positions), one.person_id, one.verdict, one.at, one.reason,
            one.ended_at,
        )
        for one in rows.select_related("version").order_by("at", "person_id")
    ]  # fmt: skip
    return ACKNOWLEDGEMENT_COLUMNS, found


def accepted_share(program: Program) -> tuple[int, int]:
    """Return how many rows were published and are settled, and how many were published."""
    newest = Version.objects.filter(newest=True, activity_id__in=list(program.activities))
    return newest.filter(settled_at__isnull=False).count(), newest.count()


def known_of(person_id: str) -> dict[str, QuerySet[Any, Any]]:
    """Return what this room keeps of somebody, by sort, as queries: what they said, and where they are named."""
    if not person_id:
        return {}
    answers = BallotAnswer.objects.filter(ballot__sent_by=person_id).order_by("ballot_id", "activity_id")
    votes = Vote.objects.filter(party__person_id=person_id).exclude(topic__state="voting")
    dissents = Dissent.objects.filter(party__person_id=person_id)
    of, title, activity = F("party__round__title"), F("topic__round__title"), F("topic__activity_id")
    sent = {"title": F("ballot__party__round__title"), "sent_on": F("ballot__sent_on")}
    row = {"activity_id": F("version__activity_id"), "version_number": F("version__number")}
    return {
        "round-parties": Party.objects.filter(person_id=person_id).values("name", title=F("round__title")),
        "ballots": answers.values("activity_id", "answers_for", "mine", "should", "said", **sent),
        "drafts": Draft.objects.filter(person_id=person_id).values("answers", title=of),
        "votes": votes.values("agrees", title=title, activity_id=activity),
        "dissents": dissents.values("text", "at", title=title, activity_id=activity),
        "acceptances": Acceptance.objects.filter(person_id=person_id).values(
            "letters", "positions", "verdict", "at", "reason", "ended_at", **row
        ),
        "rounds-led": Round.objects.filter(made_by=person_id).values("title", "made_at"),
    }
