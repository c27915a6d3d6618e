"""Which habits somebody showed by telling: for their own page, while their report can still be found by its mark.

Nothing is kept of it. The mark goes thirty days after the report was closed, with all that could say who told; then
nothing is found any more, as if nobody had.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from drystone.reports import books, boxes
from drystone.reports.models import NAMED, Report
from drystone.shell import site


def habits_shown(person_id: str, since: dt.datetime) -> Iterator[tuple[str, dt.datetime]]:
    """Yield (habit id, when) of a person's own reports since a moment (aware), under their own name; one query.

    Which habit a kind of report shows its playbook says (``shows``).
    """
    marks = boxes.marks(person_id) if person_id else []
    program = site.program()
    if not marks or not any(book.shows for book in program.playbooks.values()):
        return
    rows = Report.objects.filter(reporter__mark__in=marks, reporter__sort=NAMED, reported_at__gte=since).order_by()
    for kind, at in rows.values_list("kind", "reported_at"):
        book = books.of(kind, program)
        if book is not None and book.shows:
            yield book.shows, at
