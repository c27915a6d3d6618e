"""What one act is about where several gaps are one step: all of somebody's gaps that are mended the same way.

Of what is not known the gaps of one thing belong together: switching it on answers them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.http import Http404
from django.utils import timezone

from drystone.gaps import mending, queries, wording
from drystone.gaps.models import Gap
from drystone.gaps.places import Place, several
from drystone.program.model import Program
from drystone.shell import site
from drystone.shell.viewer import Viewer

#: One act is about no more than so many; whoever has more does it again for the rest.
MOST = 100


def alike(gap: Gap, *, me: str, now: dt.datetime) -> list[Gap]:
    """Return a gap and those of ``me`` that are one step with it, the most urgent first after it, at most ``MOST``."""
    program = site.program()
    mine = Gap.objects.filter(responsible__person_id=me, reach="live", status="open", outcome=gap.outcome)
    if gap.outcome == "unknown":
        found = list(mine.filter(asset_kind=gap.asset_kind, asset_id=gap.asset_id).order_by("due", "gap_id"))
    else:
        found = _mended_alike(gap, list(mine.filter(check_id__in=_sharing(gap, program)).order_by("due", "gap_id")), me)
    later = queries.put_off(me, on=timezone.localtime(now).date())
    others = [one for one in found if one.gap_id != gap.gap_id and one.gap_id not in later]
    return [gap, *others][:MOST]


def chosen(viewer: Viewer, gap_ids: Sequence[str], *, may: Collection[str]) -> list[Gap]:
    """Return the gaps of an act in the order given. Raises Http404 where a viewer may not do it to one of them.

    ``may`` are names of ``Place`` that all must hold, such as "acts".
    """
    wanted = list(dict.fromkeys(gap_ids))[:MOST]
    found = several(viewer, wanted)
    if not wanted or any(gap_id not in found or not _may(found[gap_id], may) for gap_id in wanted):
        raise Http404
    return [found[gap_id].gap for gap_id in wanted]


def named(gaps: Sequence[Gap], program: Program) -> list[tuple[Gap, str]]:
    """Return gaps with what they are called, for a form that names them all."""
    return [(gap, wording.title(program, gap)) for gap in gaps]


def _may(place: Place, may: Collection[str]) -> bool:
    return place.sees and all(getattr(place, name) for name in may)


def _sharing(gap: Gap, program: Program) -> list[str]:
    """The checks that have a way to mend in common with this one's."""
    check = program.checks.get(gap.check_id)
    own = set(check.fix.values()) if check else set()
    return [gap.check_id, *(one.id for one in program.checks.values() if own & set(one.fix.values()))]


def _mended_alike(gap: Gap, found: list[Gap], me: str) -> list[Gap]:
    program = site.program()
    parties = mending.parties_of(me, program)
    platforms = platforms_of([gap, *found])

    def key(one: Gap) -> tuple[str, ...]:
        check = program.checks.get(one.check_id)
        return mending.key(one.check_id, mending.ways(check, platforms.get(one.asset_id, ""), parties))

    return [one for one in found if key(one) == key(gap)]


def platforms_of(gaps: Sequence[Gap]) -> dict[str, str]:
    """Return the platform of each gap's thing that has one; one look-up in the lake."""
    if site.snapshot() is None:
        return {}
    with site.reading() as engine:
        rows = engine.rows(
            "select asset_id, platform from asset where platform is not null and asset_id in (select unnest($ids))",
            {"ids": sorted({gap.asset_id for gap in gaps})},
        )
    return {str(asset_id): str(platform) for asset_id, platform in rows}
