"""The exceptions that somebody asked for or decided and the words that they gave, for the list of what they said."""

from __future__ import annotations

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.gaps import places, waiting
from drystone.gaps.models import Attestation, ExceptionRequest
from drystone.shell import site
from drystone.shell.said import Said
from drystone.shell.viewer import Viewer

_STANDINGS = {
    "requested": gettext_lazy("waits for a decision"),
    "approved": gettext_lazy("accepted until %(day)s"),
    "refused": gettext_lazy("refused"),
    "ended": gettext_lazy("ended"),
}


def exceptions(viewer: Viewer, most: int) -> list[Said]:
    """Return the exceptions that somebody asked for, and where each stands."""
    rows = ExceptionRequest.objects.filter(requested_by=viewer.person_id).order_by("-requested_at", "exception_id")
    found = list(rows.select_related("gap")[:most])
    return [
        Said(one.requested_at, _("You asked for an exception"), about, standing, one.status == "requested", url)
        for one, about, standing, url in _told(viewer, found)
    ]


def decided(viewer: Viewer, most: int) -> list[Said]:
    """Return the exceptions that somebody decided."""
    rows = ExceptionRequest.objects.filter(decided_by=viewer.person_id).order_by("-decided_at", "exception_id")
    found = [one for one in rows.select_related("gap")[:most] if one.decided_at]
    return [
        Said(one.decided_at, _("You decided about an exception"), about, standing, url=url)
        for one, about, standing, url in _told(viewer, found)
        if one.decided_at
    ]


def words(viewer: Viewer, most: int) -> list[Said]:
    """Return what somebody gave their word for."""
    rows = Attestation.objects.filter(attested_by=viewer.person_id).order_by("-attested_at", "attestation_id")
    activities = site.program().activities
    return [
        Said(
            one.attested_at,
            _("You gave your word"),
            activities[one.activity_id].name if one.activity_id in activities else one.activity_id,
            _("holds until %(day)s") % {"day": formats.date_format(one.valid_until, "DATE_FORMAT")},
            url=reverse("catalogue:activity", args=[one.activity_id]) if one.activity_id in activities else "",
        )
        for one in rows[:most]
    ]


def _told(viewer: Viewer, asked: list[ExceptionRequest]) -> list[tuple[ExceptionRequest, str, str, str]]:
    program, opens = site.program(), places.seen(viewer, (one.gap_id for one in asked))
    return [
        (
            one,
            ": ".join(word for word in waiting.named(program, one.gap, opens=one.gap_id in opens) if word),
            str(_STANDINGS[one.status]) % {"day": formats.date_format(one.until, "DATE_FORMAT")},
            reverse("gaps:gap", args=[one.gap_id]) if one.gap_id in opens else "",
        )
        for one in asked
    ]
