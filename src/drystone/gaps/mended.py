"""What people mended: gaps that a run found in order, by the one person who was responsible for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Max

from drystone.gaps.models import GapResponsible

_PAGE = 5_000


def by_people(*, since: dt.datetime) -> Iterator[tuple[str, str, dt.datetime]]:
    """Yield (check id, person id, when last) of live gaps that were closed as fixed from a moment (aware) on.

    Where several were responsible nobody knows who it was, and what only the fallback held is nobody's doing.
    """
    alone = GapResponsible.objects.values("gap_id").annotate(n=Count("*")).filter(n=1).values("gap_id")
    rows = (
        GapResponsible.objects.filter(
            gap__closed_at__gte=since, gap__close_reason="fixed", gap__reach="live", gap_id__in=alone
        )
        .exclude(via="fallback")
        .order_by()
        .values("gap__check_id", "person_id")
        .annotate(last=Max("gap__closed_at"))
    )
    yield from rows.values_list("gap__check_id", "person_id", "last").iterator(chunk_size=_PAGE)
