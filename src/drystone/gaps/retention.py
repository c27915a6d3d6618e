"""What becomes of gaps when they are long over: nothing of them stays but the log's digests.

1. A closed gap goes with everything that hangs on it, unless an exception still waits, holds or ended too lately.
2. An attestation goes when it has not been valid for that long.
3. The names of people who left go from gaps about them, open ones too; the id stays, so that the gap can be closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from drystone.gaps.models import Attestation, ExceptionRequest, Gap, GapEvent, GapResponsible, GapTask, PutOff

_BATCH = 500


def forget(*, before: dt.datetime) -> int:
    """Delete what was over before a moment, a few hundred gaps at most in a transaction; returns how many gaps."""
    Attestation.objects.filter(valid_until__lt=before.date()).delete()
    needed = ExceptionRequest.objects.filter(gap_id=OuterRef("gap_id")).filter(
        Q(status__in=["requested", "approved"]) | Q(ended_at__gte=before) | Q(decided_at__gte=before)
    )
    over = Gap.objects.filter(~Exists(needed), status="closed", closed_at__lt=before).order_by("closed_at")
    count = 0
    while ids := list(over.values_list("gap_id", flat=True)[:_BATCH]):
        with transaction.atomic():
            # Locked and looked at once more: a run may be opening one of them again at this moment.
            still = list(over.select_for_update().filter(gap_id__in=ids).values_list("gap_id", flat=True))
            for hanging in (ExceptionRequest, PutOff, GapEvent, GapResponsible, GapTask):
                hanging.objects.filter(gap_id__in=still).delete()
            Gap.objects.filter(gap_id__in=still).delete()
        count += len(still)
    return count


def personal_things(kinds: Collection[str]) -> set[tuple[str, str]]:
    """Return the kind and id of every thing of these kinds of which a gap bears a name or words."""
    bearing = Gap.objects.filter(~Q(asset_name="") | ~Q(detail=""), asset_kind__in=kinds)
    return set(bearing.order_by().values_list("asset_kind", "asset_id").distinct().iterator(chunk_size=2000))


def blank(kind: str, asset_ids: Collection[str]) -> int:
    """Take names and words from the gaps of these things; returns how many gaps."""
    ids, count = sorted(asset_ids), 0
    for start in range(0, len(ids), _BATCH):
        chosen = Gap.objects.filter(asset_kind=kind, asset_id__in=ids[start : start + _BATCH])
        count += chosen.update(asset_name="", detail="")
    return count
