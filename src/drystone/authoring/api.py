"""The program over the API: read its files, and propose changes on the digests that were read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from ninja import Field, Router, Schema

from drystone.authoring import saving
from drystone.authoring.access import may_edit, may_name_holders
from drystone.authoring.proposals import Append, Change, Proposal, SetValue, Whole, digests, is_program_file
from drystone.authoring.writing import Written
from drystone.program.files import read_folder
from drystone.shell import apis, site
from drystone.shell.viewer import Request

router = Router(tags=["program"])


class ProblemOut(Schema):
    """Something wrong in the program, with its place."""

    place: str
    message: str
    suggestion: str
    level: str


class ProgramOut(Schema):
    """The program's files with their digests."""

    digest: str
    files: dict[str, str]
    problems: list[ProblemOut]


class FileOut(Schema):
    """A file's text and digest."""

    path: str
    text: str
    digest: str


class ChangeIn(Schema):
    """A value at the end of ``keys``; with ``text`` a whole file, with ``entry`` a new one at the end of a list."""

    path: str = Field(max_length=300)
    keys: list[str] = Field(default=[], max_length=10)
    value: Any = None
    was: Any = None
    text: str | None = Field(default=None, max_length=1_000_000)
    entry: dict[str, Any] | None = None


class ProposalIn(Schema):
    """Changes, the digests of the files as they were read, and why."""

    changes: list[ChangeIn] = Field(min_length=1, max_length=200)
    read: dict[str, str]
    reason: str = Field(min_length=1, max_length=2_000)


class HolderIn(Schema):
    """Who holds a position, from and to a day, inclusive; null is open."""

    person: str = Field(min_length=1, max_length=254)
    since: dt.date | None = None
    until: dt.date | None = None


class HoldersOut(Schema):
    """Who the program says holds a position; ``path`` and ``digest`` are of the file that says so."""

    role: str
    name: str
    holders: list[HolderIn]
    path: str
    digest: str


class HoldersIn(Schema):
    """Everybody who is to hold a position, on the digest and the holders that were read, and why."""

    holders: list[HolderIn] = Field(max_length=200)
    was: list[HolderIn] = Field(max_length=200)
    digest: str = Field(max_length=100)
    reason: str = Field(min_length=1, max_length=2_000)


class PatchOut(Schema):
    """A change that ``git apply`` and ``patch -p1`` take."""

    patch: str


class WrittenOut(Schema):
    """The files that were written, and the commit ("" without a repository)."""

    paths: list[str]
    commit: str
    note: str


@apis.get(router, "/program", rule=may_edit, scope="program:read", response=ProgramOut)
def program(request: Request) -> dict[str, Any]:
    """Return the program's files and what is wrong with them."""
    told = site.program()
    paths = tuple(sorted(read_folder(told.root, []).texts))
    problems = [
        {"place": str(one.place), "message": one.message, "suggestion": one.suggestion, "level": one.level}
        for one in site.problems()
    ]
    return {"digest": told.digest, "files": digests(told.root, paths), "problems": problems}


@apis.get(router, "/program/file", rule=may_edit, scope="program:read", response=FileOut)
def file(request: Request, path: str) -> dict[str, Any]:
    """Return one file."""
    root = site.program().root
    found = read_folder(root, []).texts.get(path) if is_program_file(path) else None
    if found is None:
        raise Http404
    return {"path": path, "text": found.content, "digest": digests(root, (path,))[path]}


@apis.post(router, "/program/changes", rule=may_edit, scope="program:write", response=WrittenOut)
def change(request: Request, body: ProposalIn) -> dict[str, Any]:
    """Write changes; 409 where somebody else changed the same in the meantime, 422 where the program would be wrong."""
    written = saving.save(_proposal(request, body), request.viewer, now=request.now)
    return _written(written)


@apis.post(router, "/program/patch", rule=may_edit, scope="program:write", response=PatchOut)
def patch(request: Request, body: ProposalIn) -> dict[str, str]:
    """Return changes as a patch, for a folder that cannot be written from here; nothing is written."""
    return {"patch": saving.patch(_proposal(request, body), request.viewer, now=request.now)}


@apis.get(router, "/program/roles/{role_id}", rule=may_name_holders, scope="program:read", response=HoldersOut)
def holders(request: Request, role_id: str) -> dict[str, Any]:
    """Return who the program says holds a position, for those who may name them."""
    role = site.program().roles[role_id]
    path = role.place.path
    digest = digests(site.program().root, (path,))[path]
    told = [{"person": one.person, "since": one.since, "until": one.until} for one in role.holders]
    return {"role": role.id, "name": role.name, "holders": told, "path": path, "digest": digest}


@apis.post(
    router, "/program/roles/{role_id}/holders", rule=may_name_holders, scope="program:holders", response=WrittenOut
)
def name_holders(request: Request, role_id: str, body: HoldersIn) -> dict[str, Any]:
    """Name who holds a position: editors, and whoever fills the position that grants it."""
    path = site.program().roles[role_id].place.path
    now, was = ([_holder(one) for one in rows] or None for rows in (body.holders, body.was))
    changes = (SetValue(path, (role_id, "holders"), now, was),) if now != was else ()
    wanted = saving.proposal(changes, {path: body.digest}, body.reason, request.viewer)
    if not changes:
        return {"paths": [], "commit": "", "note": ""}
    return _written(saving.save(wanted, request.viewer, now=request.now))


def _holder(one: HolderIn) -> dict[str, Any]:
    days = {"from": one.since, "to": one.until}
    return {"person": one.person, **{key: day for key, day in days.items() if day}}


def _proposal(request: Request, body: ProposalIn) -> Proposal:
    return saving.proposal(tuple(_change(one) for one in body.changes), body.read, body.reason, request.viewer)


def _written(written: Written) -> dict[str, Any]:
    return {"paths": list(written.paths), "commit": written.commit, "note": written.note}


def _change(one: ChangeIn) -> Change:
    if one.entry is not None:
        return Append(one.path, one.entry)
    if one.text is not None:
        return Whole(one.path, one.text, one.was if isinstance(one.was, str) else "")
    return SetValue(one.path, tuple(one.keys), one.value, one.was)
