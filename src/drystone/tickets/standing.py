"""How the queues stand, in one line."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from drystone.shell import site
from drystone.shell.standing import Line
from drystone.tickets.models import QueueState, Ticket

PART = _later("Tickets")
#: More than these at once are a fault of the queue, not of single gaps.
_MOST = 1_000


def line(now: dt.datetime) -> Line | None:
    """Say which queue cannot be used, or what it does not take, and why; None where the program has none.

    Two questions to the state.
    """
    names = [queue.name for queue in site.program().settings.tickets]
    if not names:
        return None
    bad = QueueState.objects.filter(queue__in=names).exclude(error="").order_by("queue").values_list("error", flat=True)
    told = list(bad)
    refused = Ticket.objects.filter(queue__in=names, key="").exclude(error="").values_list("error", flat=True)
    if why := list(refused.order_by("asked_at", "pk")[:_MOST]):
        without = ngettext("%(n)d gap has no ticket (%(why)s)", "%(n)d gaps have no ticket (%(why)s)", len(why))
        told.append(without % {"n": len(why), "why": why[0]})
    return Line(PART, "; ".join(told) or _("every queue can be used"), not told, "")
