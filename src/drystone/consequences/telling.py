"""The word to the person: at once when a hook has restricted them, and when it has lifted that; in their language."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.consequences.hooks import Act
from drystone.consequences.models import Restriction
from drystone.directory import notices, whereabouts
from drystone.gaps import limiting
from drystone.lib import hours
from drystone.messages import actions as messages
from drystone.messages.document import Document, Link
from drystone.program.consequence_model import Hook
from drystone.program.model import Program

PURPOSE = "limits"
#: Why something was lifted, in words for the person.
WHYS = {
    "passed": _later("It is in order now. Thank you!"),
    "closed": _later("We no longer ask for it."),
    "accepted": _later("It was accepted for a time."),
    "not-theirs": _later("It is not yours."),
    "withdrawn": _later("The program no longer asks for it."),
    "not-known": _later("Our own data are too old to tell. You do nothing wrong."),
    "left": _later("It no longer concerns you."),
    "refused": _later("It should not have come to this. Sorry."),
    "hindered": _later("It should not have come to this. Sorry."),
}


def tell(act: Act, hook: Hook | None, row: Restriction, program: Program, *, now: dt.datetime) -> None:
    """Ask for a word to leave, in the caller's transaction: what came at once, what was lifted in working hours.

    What was lifted is said without the hook: it may be gone.
    """
    place = whereabouts.of([row.person_id]).get(row.person_id)
    if place is None:
        return
    language = (place.language or program.settings.organisation.languages[0]).partition("-")[0].lower()
    zone = hours.zone_of(place.zone, program.settings.organisation.time_zone)
    with translation.override(language), timezone.override(zone):
        said = _limited(hook, row, program) if hook else _lifted(row, program)
        hello = _("Hello %(name)s,") % {"name": place.name} if place.name else _("Hello,")
    at = None
    if hook is None:
        slot = hours.next_slot(whereabouts.office(program), zone, now=now, location=place.location)
        at = slot.at if slot else None
    letter = replace(
        said,
        paragraphs=(hello, *said.paragraphs),
        closing=(program.settings.organisation.name,),
        language=language,
        greets=True,
    )
    one = messages.Telling(
        row.person_id, PURPOSE, letter, key=f"{PURPOSE}:{row.key}:{act}", urgent=act == "limit", between=(at, None)
    )
    messages.tell(one, now=now)


def title(row: Restriction, program: Program) -> str:
    """Return what is to be done, in words."""
    check = program.checks.get(row.check_id)
    return check.title.failed if check else row.check_id.replace("-", " ")


def _about(row: Restriction, program: Program) -> str:
    """Say what is to be done, and on what where that is a thing of theirs and no other's name."""
    told = title(row, program)
    name = next((one.asset_name for one in limiting.of_gaps([row.gap_id]) if one.person_id == row.person_id), "")
    return f"{told} ({name})" if name and row.asset_kind != "person" else told


def _limited(hook: Hook, row: Restriction, program: Program) -> Document:
    check = program.checks.get(row.check_id)
    lines = [
        _("From now on: %(words)s") % {"words": hook.words},
        _("It is because of this: %(title)s.") % {"title": _about(row, program)},
        check.why if check else "",
        _("It is lifted by itself as soon as a look finds this in order. You need to ask nobody."),
        _("Done already? Ask for a look at once. Stuck, or it does not fit? Somebody helps you."),
    ]
    return Document(
        _("Access is limited: %(title)s") % {"title": title(row, program)},
        paragraphs=tuple(line for line in lines if line),
        links=(
            Link(_("What to do, and check again"), notices.address(reverse("gaps:gap", args=[row.gap_id]))),
            Link(_("I need help"), notices.address(reverse("gaps:help", args=[row.gap_id]))),
        ),
    )


def _lifted(row: Restriction, program: Program) -> Document:
    """Say that access is open again; where the same hook limits it for something else, that it is not yet."""
    also = still(row).order_by("limited_at").first()
    lines = [str(WHYS.get(row.why, "")), _("It was about: %(title)s.") % {"title": _about(row, program)}]
    if also is None:
        return Document(_("Access is open again"), paragraphs=tuple(lines), links=(_see(row),))
    lines.append(_("Access stays limited because of this: %(title)s.") % {"title": _about(also, program)})
    lines.append(_("It is lifted by itself as soon as a look finds this in order. You need to ask nobody."))
    return Document(_("One reason less why access is limited"), paragraphs=tuple(lines), links=(_see(also),))


def _see(row: Restriction) -> Link:
    return Link(_("See it"), notices.address(reverse("gaps:gap", args=[row.gap_id])))


def still(row: Restriction) -> QuerySet[Restriction]:
    """Return for what else the same hook limits the same person now, and is not asked to lift."""
    rows = Restriction.objects.filter(person_id=row.person_id, hook=row.hook, status="limited")
    return rows.exclude(pk=row.pk)
