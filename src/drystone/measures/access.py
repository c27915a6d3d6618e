"""Who may see figures about groups: everybody who is signed in; what few people are behind is withheld from all."""

from __future__ import annotations

from drystone.shell.access import signed_in

may_see_wall = signed_in
may_see_practice = signed_in
