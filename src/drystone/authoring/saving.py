"""What the site and the API share when somebody saves: who they are to the repository, and what they must not do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from drystone.authoring import separation, writing
from drystone.authoring.proposals import Change, Proposal, Tried, trying
from drystone.directory import queries as directory
from drystone.program.model import Program
from drystone.shell import site
from drystone.shell.viewer import ADMINISTER, Viewer

#: ``guard(before, after)`` raises a DrystoneError where an edit would leave something that only the program can end.
Guard = Callable[[Program, Program], None]
_guards: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    """Have every edit on the site looked at before it is written; registering a name again replaces its guard."""
    _guards[name] = guard


def proposal(changes: tuple[Change, ...], read: Mapping[str, str], reason: str, viewer: Viewer) -> Proposal:
    """Return a viewer's proposal; the repository's author is their name and address."""
    card = directory.card(viewer.person_id)
    return Proposal(
        changes, read, reason, by=viewer.actor, author=(viewer.name, (card.email if card else "") or "drystone@invalid")
    )


def save(wanted: Proposal, viewer: Viewer, *, now: dt.datetime) -> writing.Written:
    """Write a proposal; see ``writing.write`` for what it raises."""
    written = writing.write(site.served().root, wanted, now=now, forbid=partial(_forbid, viewer, now))
    site.reread()
    return written


def patch(wanted: Proposal, viewer: Viewer, *, now: dt.datetime) -> str:
    """Return the proposal as a patch, for a folder that cannot be written from here, or a file that others keep."""
    tried = trying(site.served().root, wanted)
    _forbid_own_power(tried, _author(viewer), now)
    _ask_guards(tried)
    return tried.patch()


def check(wanted: Proposal, viewer: Viewer, *, now: dt.datetime) -> Tried:
    """Return how a proposal would come out, and write nothing. Raises what ``save`` would, but for a missing reason."""
    tried = trying(site.served().root, replace(wanted, reason=wanted.reason.strip() or "-"))
    _forbid(viewer, now, tried)
    return tried


def _forbid(viewer: Viewer, now: dt.datetime, tried: Tried) -> None:
    author = _author(viewer)
    separation.forbid_keys(tried, author)
    _forbid_own_power(tried, author, now)
    _ask_guards(tried)


def _ask_guards(tried: Tried) -> None:
    for guard in _guards.values():
        guard(site.program(), tried.program)


def _author(viewer: Viewer) -> separation.Author:
    card = directory.card(viewer.person_id)
    user = directory.user_of(viewer) if viewer.user_id is not None else None
    words = (viewer.person_id, card.email if card else "", *((user.email, user.login) if user else ()))
    return separation.Author(viewer.person_id, words, viewer.powers, viewer.may(ADMINISTER))


def _forbid_own_power(tried: Tried, author: separation.Author, now: dt.datetime) -> None:
    before = site.program()
    if "roles.yaml" not in tried.texts:
        return
    if site.snapshot() is None:
        separation.forbid_own_power(before, tried, author, engine=None, as_of=now)
        return
    with site.reading() as engine:
        separation.forbid_own_power(before, tried, author, engine=engine, as_of=now)
