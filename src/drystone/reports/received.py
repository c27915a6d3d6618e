"""Who else received a message that was reported: from the mail logs that the program has as a source.

What is looked for are the messages of reports that the asking responder has: a colleague's report of the same wave adds
nothing, so that the list never says who reported. A message
is the same where its Message-ID is (RFC 5322 §3.6.4), or where both its sender and the words of its subject are, within
the time that logs are kept. Its own date is what its sender wrote, and is not asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from drystone.inventory.deliveries import TABLE, subject_words
from drystone.lake.engines import Engine
from drystone.lib.errors import StoreError
from drystone.reports import asking, queries
from drystone.reports.models import Report
from drystone.reports.signals import plain
from drystone.shell import site

Found = TypeVar("Found")
#: How many are listed; the rest is counted.
MOST = 2_000
_WAVE = 50

#: Rows of the log that are of a message which is looked for.
_SAME = f"""
    from {TABLE} d left join person p on p.person_id = d.person_id
    where d.recipient is not null and d.delivered_at <= $until
      and (list_contains($ids, d.message_id) or list_contains($pairs, d.sender || chr(10) || d.subject))
"""
_LISTED = f"""
    select d.recipient, any_value(p.name), any_value(d.person_id), min(d.delivered_at),
        coalesce(max_by(d.status, d.delivered_at), ''), count(*) over () {_SAME}
    group by d.recipient order by min(d.delivered_at), d.recipient limit {MOST}
"""
#: Only by what went to many: a message that only one person ever got would be looked for because they reported it.
_MANY = f"""
    with same as (
        select d.person_id, d.status, d.message_id, d.sender || chr(10) || d.subject as pair {_SAME}
    ), by_many as (
        select 'id' as sort, message_id as word from same where list_contains($ids, message_id)
        group by message_id having count(distinct person_id) >= $floor
        union all
        select 'pair', pair from same where list_contains($pairs, pair)
        group by pair having count(distinct person_id) >= $floor
    )
    select distinct s.person_id from same s
    where s.person_id is not null and coalesce(s.status, 'delivered') in ('delivered', 'removed') and (
        s.message_id in (select word from by_many where sort = 'id')
        or s.pair in (select word from by_many where sort = 'pair')
    )
    order by 1
"""


@dataclass(frozen=True, slots=True)
class Receiver:
    """An address that a message went to, whose it is ("" where nobody's alone), when first (UTC), and how it ended.

    ``status`` is delivered, held, rejected, removed, or "" where the log does not say.
    """

    address: str
    name: str
    person_id: str
    at: dt.datetime
    status: str


@dataclass(frozen=True, slots=True)
class Received:
    """The first ``MOST`` of ``count`` addresses, and until when (UTC) the logs reach; None where they hold nothing."""

    receivers: tuple[Receiver, ...]
    count: int
    reaches: dt.datetime | None

    @property
    def by_status(self) -> dict[str, int]:
        """How many of the listed ended in which way."""
        found: dict[str, int] = {}
        for one in self.receivers:
            found[one.status] = found.get(one.status, 0) + 1
        return found


@dataclass(frozen=True, slots=True)
class Sought:
    """What a message is found by: its Message-ID, its sender and the digest of its subject's words; "" is unknown."""

    message_id: str
    sender: str
    subject: str


def logged() -> bool:
    """Whether the program has a mail log among its sources."""
    return any(feed.table == TABLE for source in site.program().sources.values() for feed in source.feeds)


def of_report(report: Report, *, by: str, now: dt.datetime) -> Received | None:
    """Return who received the messages of a report, for the responder who has it.

    None where there is no log, where nothing of a message is known, and for everybody else.
    """
    if not logged() or not asking.may_see_things(report, by):
        return None
    sent = [one for mine in _together(report, by) for one in queries.messages(mine.pk, by=by)]
    sought = [found for found in (_sought(one.document) for one in sent) if found]
    return _read(lambda engine: _listed(engine, sought, now=now)) if sought else None


def _together(report: Report, by: str) -> list[Report]:
    """Return a report, and those of the same wave that the same responder has."""
    wave = report.campaigns.filter(left_at=None).values("campaign_id")
    same = Report.objects.filter(campaigns__campaign_id__in=wave, campaigns__left_at=None, handler=by)
    return [report, *same.exclude(pk=report.pk).order_by("reported_at", "pk")[:_WAVE]]


def people(documents: Iterable[Mapping[str, Any]], *, floor: int, now: dt.datetime) -> list[str]:
    """Return the people who received one of some messages, as far as it went to ``floor`` of them; [] below that.

    ``documents`` are what triage says of them. Who reported makes no difference: all of them are there.
    """
    sought = [one for one in map(_sought, documents) if one]
    if not sought:
        return []
    told = _told(sought, now) | {"floor": floor}
    found = _read(lambda engine: [str(row[0]) for row in engine.rows(_MANY, told)] if _has(engine) else []) or []
    return found if len(found) >= floor else []


def _listed(engine: Engine, sought: Sequence[Sought], *, now: dt.datetime) -> Received | None:
    if not _has(engine):
        return None
    rows = engine.rows(_LISTED, _told(sought, now))
    reaches = engine.value(f"select max(delivered_at) from {TABLE}")
    found = tuple(Receiver(row[0], row[1] or "", row[2] or "", _utc(row[3]), row[4]) for row in rows)
    return Received(found, int(rows[0][5]) if rows else 0, _utc(reaches) if reaches else None)


def _has(engine: Engine) -> bool:
    return bool(engine.columns(TABLE))


def _read(ask: Callable[[Engine], Found]) -> Found | None:
    try:
        with site.reading() as engine:
            return ask(engine)
    except StoreError:
        return None  # Nothing has run yet, so no log was read.


def _told(sought: Sequence[Sought], now: dt.datetime) -> dict[str, Any]:
    ids = sorted({one.message_id for one in sought} - {""})
    pairs = sorted({f"{one.sender}\n{one.subject}" for one in sought if one.sender and one.subject})
    return {"ids": ids, "pairs": pairs, "until": now.astimezone(dt.UTC).replace(tzinfo=None)}


def _sought(document: Mapping[str, Any]) -> Sought | None:
    message = document.get("message")
    if not isinstance(message, Mapping):
        return None
    senders = [one for one in message.get("from") or [] if isinstance(one, Mapping)]
    sender = plain(senders[0].get("address", "")).strip().lower() if senders else ""
    ident = plain(message.get("message_id", "")).strip(" <>")
    found = Sought(ident, sender, subject_words(plain(message.get("subject", ""))))
    return found if found.message_id or (found.sender and found.subject) else None


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC)
