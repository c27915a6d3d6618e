"""What somebody said in rounds, for the list of what they said."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from drystone.charting.models import Acceptance, Ballot
from drystone.shell import site
from drystone.shell.said import Said
from drystone.shell.viewer import Viewer


def acceptances(viewer: Viewer, most: int) -> list[Said]:
    """Return the rows that somebody accepted or refused."""
    rows = Acceptance.objects.filter(person_id=viewer.person_id or "-").select_related("version")
    activities = site.program().activities
    return [
        Said(
            one.at,
            _("You accepted your part") if one.verdict == "accepted" else _("You said why not"),
            activities[one.version.activity_id].name
            if one.version.activity_id in activities
            else one.version.activity_id,
            _("version %(n)d") % {"n": one.version.number},
            url=reverse("charting:row", args=[one.version.activity_id]) if one.version.newest else "",
        )
        for one in rows.order_by("-at", "pk")[:most]
    ]


def ballots(viewer: Viewer, most: int) -> list[Said]:
    """Return the ballots that somebody sent, on their day; nobody else reads this list."""
    rows = Ballot.objects.filter(sent_by=viewer.person_id or "-").select_related("party__round")
    return [
        Said(
            dt.datetime.combine(one.sent_on, dt.time(), dt.UTC),
            _("You answered in a round"),
            one.party.round.title,
            _("on the table") if one.party.round.state == "revealed" else _("nobody sees it yet"),
            url=reverse("charting:ballot", args=[one.party.round_id, one.party_id]),
        )
        for one in rows.order_by("-sent_on", "ballot_id")[:most]
    ]
