"""How a viewer stands to many gaps at once: what ``places`` says of one, in a few queries whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drystone.gaps import operating
from drystone.gaps.models import ExceptionRequest, Gap, GapResponsible
from drystone.gaps.places import PERSONAL, Place
from drystone.shell import site
from drystone.shell.viewer import ACCEPT_EXCEPTIONS, AUDIT, EDIT_PROGRAM, SEE_SCREENING, Viewer


def places(viewer: Viewer, gap_ids: Iterable[str]) -> dict[str, Place]:
    """Return how a viewer stands to each of these gaps; those that there are not are left out."""
    gaps = list(Gap.objects.filter(gap_id__in=set(gap_ids)))
    me = viewer.person_id
    audits, keeps = viewer.may(AUDIT), viewer.may(EDIT_PROGRAM)
    if not gaps or not me:
        return {gap.gap_id: Place(gap, audits=audits, keeps=keeps) for gap in gaps if viewer.signed_in}
    ids = [gap.gap_id for gap in gaps]
    mine = set(GapResponsible.objects.filter(gap_id__in=ids, person_id=me).values_list("gap_id", flat=True))
    operated, about_me = operating.operates(me, gaps), _about(gaps, me)
    decided = _decided(viewer, ids, mine)
    screens = viewer.may(SEE_SCREENING)
    return {
        gap.gap_id: Place(
            gap,
            responsible=gap.gap_id in mine,
            accountable=gap.accountable == me,
            operates=gap.gap_id in operated,
            subject=gap.gap_id in about_me,
            screens=gap.asset_kind in PERSONAL and screens,
            decides=gap.asset_kind not in PERSONAL and gap.gap_id in decided,
            audits=audits,
            keeps=keeps,
        )
        for gap in gaps
    }


def seen(viewer: Viewer, gap_ids: Iterable[str]) -> set[str]:
    """Return those of these gaps whose page a viewer may open."""
    return {gap_id for gap_id, place in places(viewer, gap_ids).items() if place.sees}


def _decided(viewer: Viewer, ids: Sequence[str], mine: set[str]) -> set[str]:
    waiting = ExceptionRequest.objects.filter(gap_id__in=ids, status="requested").exclude(requested_by=viewer.person_id)
    accepts = viewer.may(ACCEPT_EXCEPTIONS)
    rows = waiting.values_list("gap_id", "decider", "decider_only")
    return {
        gap_id
        for gap_id, decider, only in rows
        if decider == viewer.person_id or (accepts and not only and gap_id not in mine)
    }


def _about(gaps: Iterable[Gap], me: str) -> set[str]:
    found = {gap.gap_id for gap in gaps if gap.asset_kind == "person" and gap.asset_id == me}
    screened = {gap.asset_id: gap.gap_id for gap in gaps if gap.asset_kind == "screening"}
    if screened and site.snapshot() is not None:
        with site.reading() as engine:
            rows = engine.rows(
                "select screening_id from screening where person_id = $me and screening_id in (select unnest($ids))",
                {"me": me, "ids": sorted(screened)},
            )
        theirs = {row[0] for row in rows}
        found |= {gap.gap_id for gap in gaps if gap.asset_kind == "screening" and gap.asset_id in theirs}
    return found
