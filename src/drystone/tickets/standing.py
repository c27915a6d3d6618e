"""How the queues stand, in one line."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.shell import site
from drystone.shell.standing import Line
from drystone.tickets.models import QueueState

PART = _later("Tickets")


def line(now: dt.datetime) -> Line | None:
    """Say which queue cannot be used, and why; None where the program has none. One question to the state."""
    names = [queue.name for queue in site.program().settings.tickets]
    if not names:
        return None
    bad = QueueState.objects.filter(queue__in=names).exclude(error="").order_by("queue").values_list("error", flat=True)
    told = list(bad)
    return Line(PART, "; ".join(told) or _("every queue can be used"), not told, "")
