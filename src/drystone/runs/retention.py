"""Retention really deletes. What rooms declare in ``personal`` to go after a while goes here, once a day.

What lies in one room alone and needs no other (messages, sessions, tokens, jobs) its own room deletes.
"""

from __future__ import annotations

import datetime as dt

from drystone.audit import actions as audit
from drystone.charting import retention as charting
from drystone.decisions import retention as decisions
from drystone.gaps import retention as gaps
from drystone.habits import retention as habits
from drystone.program.model import Program
from drystone.reports import retention as reports
from drystone.reviews import retention as reviews
from drystone.shell import site

ACTOR = "retention"

#: Things that are a person's alone, and who of them left long ago, as SQL over the applied run.
_LEFT = {
    "person": "select person_id from person where status = 'left' and end_date < $before",
    "screening": (
        "select s.screening_id from screening s join person p using (person_id)"
        " where p.status = 'left' and p.end_date < $before"
    ),
}
_LISTED = {"person": "select person_id from person", "screening": "select screening_id from screening"}


def forget(program: Program, *, now: dt.datetime) -> dict[str, int]:
    """Delete what is older than the program keeps it, and return how much of each sort."""
    before = now - program.settings.privacy.keep_looks
    return {
        "gaps": gaps.forget(before=before),
        "decisions": decisions.forget(before=before),
        "rounds": charting.forget(before=before),
        "lessons": habits.forget(program, now=now),
        "reports": reports.forget(program, now=now),
        "reviews": reviews.forget(program, now=now),
        "names": forget_names(before=now - program.settings.privacy.keep_leavers),
        "payloads": audit.shred(before=before, actor=ACTOR, at=now),
    }


def forget_names(*, before: dt.datetime) -> int:
    """Take the names of who left before a moment from gaps about them; also of whom no source lists any more."""
    if site.snapshot() is None:
        return 0
    bearing = gaps.personal_things(_LEFT)
    count = 0
    with site.reading() as engine:
        for kind, sql in _LEFT.items():
            mine = {asset_id for one, asset_id in bearing if one == kind}
            left = {row[0] for row in engine.rows(sql, {"before": before.date()})} if mine else set()
            listed = {row[0] for row in engine.rows(_LISTED[kind])} if mine else set()
            count += gaps.blank(kind, (mine & left) | (mine - listed))
    return count
