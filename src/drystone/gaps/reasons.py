"""Who reads why somebody asked for an exception: not whoever a thing passes to afterwards.

The reason was written to whoever decides, and to those who were responsible with the one who wrote it. Whoever answers
for the gap, operates its activity, decides or audits reads it always; who is responsible now reads that an exception
stands, since when, until when and who decided it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from drystone.gaps import operating, places
from drystone.gaps.models import ExceptionRequest, GapResponsible
from drystone.gaps.places import Place
from drystone.shell.viewer import Viewer


def kept_from(place: Place, me: str, *, asked: Sequence[ExceptionRequest], held: Collection[str]) -> frozenset[str]:
    """Return which of a gap's exceptions do not say their reason to a viewer; ``held`` are those responsible now."""
    if place.accountable or place.operates or place.decides or place.audits:
        return frozenset()
    here = {*held, place.gap.accountable, me}
    left = [one for one in asked if one.requested_by not in here and me not in {one.decider, one.decided_by}]
    working = operating.operators(place.gap) if left else set()
    return frozenset(one.exception_id for one in left if one.requested_by not in working)


def kept(viewer: Viewer, gap_id: str) -> frozenset[str]:
    """Return what ``kept_from`` does, for a gap by its id; all where there is no such gap."""
    asked = list(ExceptionRequest.objects.filter(gap_id=gap_id))
    place = places.towards(viewer, gap_id) if asked else None
    if place is None:
        return frozenset(one.exception_id for one in asked)
    held = GapResponsible.objects.filter(gap_id=gap_id).values_list("person_id", flat=True)
    return kept_from(place, viewer.person_id, asked=asked, held=set(held))
