"""Who may open what of this room."""

from __future__ import annotations

from drystone.shell.access import power
from drystone.shell.viewer import EDIT_PROGRAM

#: Whoever keeps the program sees how its hooks stand, as numbers, and lets a stopped one go on.
may_see_hooks = power(EDIT_PROGRAM)
