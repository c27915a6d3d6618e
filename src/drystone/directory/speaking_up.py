"""What a program says to whoever is about to speak up: what they are promised, and whom to call. Names of nobody."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from drystone.program.model import Program
from drystone.shell.viewer import ADMINISTER, RESPOND


def calls(program: Program) -> list[tuple[str, str]]:
    """Return what happened and which position to call, for the positions that the program has; names of nobody."""
    wanted = ((_("Something odd, or a slip of your own"), RESPOND), (_("You cannot get in"), ADMINISTER))
    found = []
    for occasion, power in wanted:
        role = next((role for role in program.roles.values() if power in role.may), None)
        if role is not None:
            found.append((occasion, role.name))
    return found


def promise(program: Program) -> str:
    """Return the first thing that the promise stresses, as plain text; ours where it stresses nothing."""
    return stressed_of(program) or _("You will not be punished for telling us about a mistake.")


def stressed_of(program: Program) -> str:
    """Return the first thing that the promise of the program stresses, or an empty text."""
    stressed = re.search(r"\*\*([^*\n]{1,300})\*\*", program.promise)
    return stressed[1].strip() if stressed else ""
