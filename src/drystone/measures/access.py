"""Who may see figures about groups: everybody who is signed in; what few people are behind is withheld from all."""

from __future__ import annotations

from drystone.shell.access import employee, signed_in

may_see_wall = signed_in
may_see_practice = signed_in
#: What somebody did with a practice message is theirs alone, so there is nobody else's to ask for.
may_see_own_practice = employee
