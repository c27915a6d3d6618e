"""How the channels stand, in one line."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from drystone.messages import breaker
from drystone.shell import site
from drystone.shell.standing import Line

PART = _later("How messages leave")


def line(now: dt.datetime) -> Line:
    """Say whether every channel can be used; one question to the state."""
    names = list(site.program().settings.channels)
    bad = [one for one in breaker.standings(names, now=now) if one.state != "open"]
    if not names:
        words = _("the program names no channel")
    elif bad:
        words = ngettext("%(n)d channel cannot be used", "%(n)d channels cannot be used", len(bad)) % {"n": len(bad)}
    else:
        words = _("every channel can be used")
    return Line(PART, words, not bad, reverse("messages:channels"))
