"""What the site and the API share when somebody saves: who they are to the repository, and what they must not do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial

from drystone.authoring import separation, writing
from drystone.authoring.proposals import Change, Proposal, Tried, trying
from drystone.directory import queries as directory
from drystone.shell import site
from drystone.shell.viewer import Viewer


def proposal(changes: tuple[Change, ...], read: Mapping[str, str], reason: str, viewer: Viewer) -> Proposal:
    """Return a viewer's proposal; the repository's author is their name and address."""
    card = directory.card(viewer.person_id)
    return Proposal(
        changes, read, reason, by=viewer.actor, author=(viewer.name, (card.email if card else "") or "drystone@invalid")
    )


def save(wanted: Proposal, viewer: Viewer, *, now: dt.datetime) -> writing.Written:
    """Write a proposal; see ``writing.write`` for what it raises."""
    written = writing.write(site.served().root, wanted, now=now, forbid=partial(_forbid, viewer))
    site.reread()
    return written


def patch(wanted: Proposal, viewer: Viewer) -> str:
    """Return the proposal as a patch, for a folder that cannot be written from here."""
    tried = trying(site.served().root, wanted)
    _forbid(viewer, tried)
    return tried.patch()


def _forbid(viewer: Viewer, tried: Tried) -> None:
    card = directory.card(viewer.person_id)
    me = (viewer.person_id, card.email if card else "")
    separation.forbid_own_power(site.program(), tried, me=me, roles=viewer.roles)
