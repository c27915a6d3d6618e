"""The words on what happens if nothing happens, and on what is late of those somebody leads, where that was agreed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drystone.gaps import wording
from drystone.gaps.own import Mine
from drystone.program.model import Program
from drystone.reminders.case import Case

#: How many checks are named at most.
_MOST = 6


def then(gaps: Sequence[Mine], case: Case) -> str:
    """What happens if nothing happens, and when: the restriction that comes first of a thing to do."""
    found = [case.limits[gap.gap_id] for gap in gaps if gap.gap_id in case.limits]
    if not found:
        return ""
    first = min(found, key=lambda one: one.limits_at or case.situation.now)
    lifts = _("It is lifted by itself as soon as a look finds this in order.")
    if first.limits_at is None:
        at_once = _("If nothing happens, access is limited at once:")
        return f"{at_once} {first.words} {lifts}"
    day = formats.date_format(timezone.localtime(first.limits_at), "DATE_FORMAT")
    words = _("If nothing happens, access is limited from %(day)s on:") % {"day": day}
    if first.last:
        words = _("This is the last word before access is limited, from %(day)s on:") % {"day": day}
    return f"{words} {first.words} {lifts}"


def led(case: Case, program: Program) -> tuple[str, ...]:
    """What is late of those somebody leads, as numbers of things, and by which agreement they hear of it."""
    lines, called = [], wording.standing(program, (one.check_id for one in case.led[:_MOST]))
    for one in case.led[:_MOST]:
        late = ngettext("%(n)d late", "%(n)d late", one.late) % {"n": one.late}
        lines.append(f"{called[one.check_id]}: {late}")
    agreed = (one for one in program.settings.agreements if "managers-hear" in one.scope)
    by = [one.name for one in agreed if one.holds(case.situation.now.date())]
    return (*lines, _("You hear of this by: %(agreement)s.") % {"agreement": ", ".join(by)}) if lines else ()
