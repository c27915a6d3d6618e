"""Who may open what of this room."""

from __future__ import annotations

from drystone.shell.access import anyone, power, signed_in
from drystone.shell.viewer import EDIT_PROGRAM

#: Whoever has the link of a message, for the harmless acts; the link says whose it is.
may_tap = anyone
#: Whoever keeps the program sees what it would say, to how many; never to whom.
may_see_outlook = power(EDIT_PROGRAM)
#: Whoever is reminded may read what is being tried, and what came of it: of groups, never in which arm somebody is.
may_see_trials = signed_in
