"""A department's own words for an activity: theirs to add and reword, without a round."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from drystone.authoring import saving, writing
from drystone.authoring.proposals import SetValue, digests
from drystone.charting.access import parties_of
from drystone.lib.errors import UsageError
from drystone.program.model import Activity, Program
from drystone.shell import site, texts
from drystone.shell.viewer import EDIT_PROGRAM, Viewer

LONGEST = 500


def keys(viewer: Viewer, program: Program) -> list[str]:
    """Return the parties whose words somebody may write: those of their positions, all of them for editors."""
    if not viewer.may(EDIT_PROGRAM):
        return parties_of(viewer)
    return sorted({role.party for role in program.roles.values() if role.party} | {"everyone"})


def reword(activity: Activity, key: str, text: str, viewer: Viewer, *, was: str, now: dt.datetime) -> writing.Written:
    """Write a party's words for an activity; empty takes them away. The letters and who accepted them stay.

    Raises UsageError where the words are not theirs to write, and what ``saving.save`` raises.
    """
    if key not in keys(viewer, site.program()):
        raise UsageError(_("these are another department's words"), where=key, do=_("Ask them, or write your own."))
    words = " ".join(texts.fitting(text, LONGEST, where="words").split())
    if words == was:
        return writing.Written(())
    path = activity.place.path
    change = SetValue(path, (activity.id, "words", key), words or None, was or None)
    if not activity.words:
        change = SetValue(path, (activity.id, "words"), {key: words}, None)
    elif not words and set(activity.words) == {key}:
        change = SetValue(path, (activity.id, "words"), None, dict(activity.words))
    reason = _("The words of %(party)s for %(activity)s") % {"party": key, "activity": activity.id}
    root = site.served().root
    wanted = saving.proposal((change,), digests(root, (path,)), reason, viewer)
    return saving.save(wanted, viewer, now=now)
