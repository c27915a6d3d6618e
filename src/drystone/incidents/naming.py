"""Roles, not names: what is written into an incident stays there and goes along, so names are asked about before."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from drystone.lib.errors import UsageError
from drystone.reviews import naming
from drystone.shell import site

#: Where an error says that the words name somebody; whoever is ``sure`` may keep them.
WHERE = "names"


def ask(texts: Iterable[str], *, sure: str = "") -> None:
    """Ask whoever writes names of people here, or their addresses; a stranger's address is evidence. One query.

    ``sure`` is "yes" where they were asked. Raises UsageError, at ``WHERE``.
    """
    wanted = [one for one in texts if one.strip()]
    if sure == "yes" or not wanted:
        return
    own = {one.casefold() for one in site.program().settings.organisation.domains}
    flags = [flag for found in naming.check_all(wanted) for flag in found if flag.blocks]
    named = [flag.text for flag in flags if flag.rule.id == "name" or flag.text.rpartition("@")[2].casefold() in own]
    if named:
        raise UsageError(
            _("It names people: %(named)s") % {"named": ", ".join(dict.fromkeys(named))}, where=WHERE,
            do=_("Write what they were in it, as “the recipient”: nothing is ever deleted from here."),
        )  # fmt: skip
