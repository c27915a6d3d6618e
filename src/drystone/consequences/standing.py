"""How the hooks stand, in one line, for those who keep the site running."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from drystone.consequences.models import Brake, Restriction
from drystone.shell import site
from drystone.shell.standing import Line

PART = _later("Hooks")
#: How long a hook may be asked to lift before somebody should look.
_PATIENCE = dt.timedelta(hours=1)


def line(now: dt.datetime) -> Line | None:
    """Say which hook is stopped or does not lift; None where the program has none and nobody waits."""
    late = Restriction.objects.filter(status="lifting", lift_since__lt=now - _PATIENCE).exclude(error="")
    told = list(late.order_by("hook").values_list("error", flat=True).distinct()[:5])
    told += [
        (_("the program has no hook %(hook)s any more") if one.gone else _("%(hook)s stopped itself"))
        % {"hook": one.hook}
        for one in Brake.objects.filter(allowed=0)
    ]
    if not told and not site.program().settings.hooks:
        return None
    return Line(PART, "; ".join(told) or _("every hook answers"), not told, reverse("consequences:hooks"))
