"""What made-up people told, and what came of it: a review that is published, and an incident that is under way.

All of it is done by the rooms' own actions, at moments that are over, so that pages show what such a thing looks like.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from drystone.cli.session import applied_tables, serve
from drystone.program.model import Program

_MINUTE, _HOUR, _DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
#: How long ago the false invoice was told of, and the password.
_INVOICE, _PASSWORD = dt.timedelta(days=12), dt.timedelta(hours=22)
#: Those who pay and sell come first.
_PLAIN = """
select person_id from person where status = 'active'
order by coalesce(department, '') not in ('Finance', 'Sales'), department, person_id limit 500
"""
_TITLE = "A false invoice"
_ANSWERS = (
    ("before", "near", "The week before the holidays. Half of the team was away, and nine invoices came on that day."),
    ("happened", "responder", "An invoice with a new bank account was paid. The same morning it was told to us, and the"
                              " bank held the money back."),
    ("sense", "near", "The invoice looked like the others of that week, and it came as an answer to a real letter. New"
                      " accounts are nothing unusual: suppliers change theirs a few times a year."),
    ("right", "responder", "It was told to us at once, with the invoice beside it. The bank was called within ten"
                           " minutes, because its number hung beside the desk."),
    ("luck", "responder", "It was a working day. At the weekend nobody at the bank would have answered."),
    ("plain", "responder", "A false invoice was paid, and told to us so quickly that the money came back. From now on a"
                           " new bank account stands in red, and somebody calls the supplier at the number we know."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _People:
    """Who told of it, and who responds: person ids."""

    told: list[str]
    responds: str


def live_through(program: Program, at: dt.datetime) -> str:
    """Let its people tell, respond and look back until ``at`` (aware); returns the incident that is under way."""
    with applied_tables(program) as (engine, _):
        serve(program)
        from drystone.directory import projecting

        projecting.project(engine)
    return tell_and_respond(program, at)


def tell_and_respond(program: Program, at: dt.datetime) -> str:
    """As ``live_through``, where the state is open and knows its people."""
    people = _people(program)
    _look_back(people, at - _INVOICE)
    return _run_an_incident(people, at - _PASSWORD)


def _people(program: Program) -> _People:
    from drystone.directory import queries as directory
    from drystone.reports import paging
    from drystone.shell import site

    with site.reading() as engine:
        rows = engine.rows(_PLAIN)
    holding = directory.holding(program.roles)
    plain = [person_id for (person_id,) in rows if person_id not in holding]
    return _People(plain[:2], paging.on_call(program, 0)[0])


def _told(kind: str, people: _People, text: str, *, at: dt.datetime) -> str:
    """Tell of something by name, have it taken up, and tick the first step."""
    from drystone.reports import actions, books, desk_acts, queries
    from drystone.shell import site

    who = people.told[0] if kind == "paid" else people.told[-1]
    told = actions.Told(
        kind, known="named", person_id=who, when="just-now", text=text, language="en",
        urgency=books.urgency(kind, site.program()),
    )  # fmt: skip
    report_id = actions.take(told, now=at).report_id
    actions.claim(report_id, by=people.responds, now=at + 4 * _MINUTE)
    report = queries.report(report_id)
    for number, step in enumerate(desk_acts.tasks(report)[:2] if report else ()):
        actions.step_done(report_id, step.key, by=people.responds, now=at + (6 + 9 * number) * _MINUTE)
    return report_id


def _answered(report_id: str, people: _People, *, at: dt.datetime) -> None:
    from drystone.reports import campaigns

    campaigns.judge(report_id, campaigns.Verdict("harmful"), by=people.responds, now=at)


def _look_back(people: _People, at: dt.datetime) -> None:
    from drystone.gaps import tasks
    from drystone.reviews import actions, queries

    by = people.responds
    report_id = _told("paid", people, "I paid an invoice, and the supplier says it is not theirs.", at=at)
    _answered(report_id, people, at=at + 3 * _HOUR)
    review = actions.begin(("report", report_id), _TITLE, by=by, now=at + 2 * _DAY, language="en")
    for question, vantage, words in _ANSWERS:
        actions.hand_in(review, question, words, vantage, by=by)
    for title, why, weeks in (
        ("Show new bank accounts in red before they are paid", "Then nobody has to remember to look.", 6),
        ("Hang the bank's number beside every desk that pays", "In the first hours money can be called back.", 2),
    ):
        due = at + weeks * 7 * _DAY
        order = tasks.Order(title, why, "payments-lead", due, queries.TASKS, review, _TITLE)
        gap_id = tasks.set_task(order, by=by, now=at + 3 * _DAY)
    tasks.done(gap_id, "It hangs there since Thursday; photo in the folder of Payments.", by=by, now=at + 6 * _DAY)
    published = at + 4 * _DAY
    actions.publish(review, by=by, now=published, day=published.date(), sure=True)


def _run_an_incident(people: _People, at: dt.datetime) -> str:
    from drystone.incidents import acts, opening
    from drystone.reports.times import Span

    by = people.responds
    report_id = _told("typed-password", people, "I typed it on a page that looked like ours.", at=at)
    told = opening.Opening(
        "A mailbox of Sales was read by somebody else", "phishing", "high",
        "A password was typed on a page that looks like ours. Forty minutes later somebody signed in with it.",
        Span(at - 40 * _MINUTE, at), report_id, once="demo",
    )  # fmt: skip
    incident = opening.open_incident(told, by=by, now=at + 20 * _MINUTE)

    def do(act: str, minutes: int, **said: str) -> None:
        acts.do(acts.Doing(incident, act, by, at + minutes * _MINUTE, said))

    do("note", 31, text="All sessions of the account are ended, its password is changed.", source="sign-in log")
    do(
        "decide", 44, what="Leave the mailbox open for its owner, and watch it", decided_by="incident-commander",
        why="Customers wait for answers; sessions and rules are clean.", alternatives="Lock it until tomorrow.",
    )  # fmt: skip
    do(
        "law", 95, regime="gdpr", applies="yes", decided_by="ciso", aware=(at + 60 * _MINUTE).isoformat(),
        why="Names and orders of about 200 customers lay in the mailbox, and it was read for half an hour.",
    )  # fmt: skip
    do("law", 97, regime="nis2", applies="no", decided_by="ciso", why="No service of ours stood still.")
    do(
        "task", 110, title="Let nobody sign in to mail from abroad without a second factor", role="it-operations",
        why="The password alone was enough.", due=(at + 14 * _DAY).date().isoformat(), severity="high",
    )  # fmt: skip
    do("state", 130, state="contained", why="No sign-in since that we cannot explain; rules and forwards are clean.")
    _answered(report_id, people, at=at + 140 * _MINUTE)
    return incident
