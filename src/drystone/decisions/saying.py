"""What somebody asked and settled about whose things are, for the list of what they said."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.decisions.models import Decision, Question
from drystone.shell import site
from drystone.shell.said import Said
from drystone.shell.viewer import Viewer

_STANDINGS = {
    "open": gettext_lazy("waits for an answer"),
    "accepted": gettext_lazy("settled: not theirs"),
    "refused": gettext_lazy("settled: stays theirs"),
    "withdrawn": gettext_lazy("taken back"),
}
_ASKED = {**_STANDINGS, "accepted": gettext_lazy("settled: not yours"), "refused": gettext_lazy("settled: it is yours")}
_CONFIRMED = {
    "sampled": gettext_lazy("You looked at a sample"),
    "started": gettext_lazy("You started a check"),
}


def questions(viewer: Viewer, most: int) -> list[Said]:
    """Return what somebody said is not theirs, and where each stands."""
    rows = Question.objects.filter(asked_by=viewer.person_id).order_by("-asked_at", "question_id")[:most]
    return [
        Said(
            one.asked_at,
            _("You said “not mine”"),
            one.asset_name or one.asset_id,
            str(_ASKED[one.status]),
            waits=one.status == "open",
            url=reverse("decisions:question", args=[one.question_id]),
        )
        for one in rows
    ]


def answers(viewer: Viewer, most: int) -> list[Said]:
    """Return the questions that somebody settled for others."""
    rows = Question.objects.filter(decided_by=viewer.person_id).exclude(asked_by=viewer.person_id)
    return [
        Said(
            one.decided_at,
            _("You settled whose it is"),
            one.asset_name or one.asset_id,
            str(_STANDINGS[one.status]),
            url=reverse("decisions:question", args=[one.question_id]),
        )
        for one in rows.order_by("-decided_at", "question_id")[:most]
        if one.decided_at
    ]


def confirmations(viewer: Viewer, most: int) -> list[Said]:
    """Return the samples that somebody confirmed and the checks that they started."""
    rows = Decision.objects.filter(decided_by=viewer.person_id, kind__in=_CONFIRMED)
    checks = site.program().checks
    return [
        Said(
            one.decided_at,
            str(_CONFIRMED[one.kind]),
            checks[one.check_id].title.failed if one.check_id in checks else one.check_id,
            _("taken back") if one.withdrawn_at else _("holds"),
        )
        for one in rows.order_by("-decided_at", "decision_id")[:most]
    ]
