"""The program over the API: read its files, and propose changes on the digests that were read."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from ninja import Field, Router, Schema

from drystone.authoring import saving
from drystone.authoring.access import may_edit
from drystone.authoring.proposals import Change, SetValue, Whole, digests, is_program_file
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
    """A value at the end of ``keys``, or with ``text`` a whole file."""

    path: str = Field(max_length=300)
    keys: list[str] = Field(default=[], max_length=10)
    value: Any = None
    was: Any = None
    text: str | None = Field(default=None, max_length=1_000_000)


class ProposalIn(Schema):
    """Changes, the digests of the files as they were read, and why."""

    changes: list[ChangeIn] = Field(min_length=1, max_length=200)
    read: dict[str, str]
    reason: str = Field(min_length=1, max_length=2_000)


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
    changes = tuple(_change(one) for one in body.changes)
    written = saving.save(
        saving.proposal(changes, body.read, body.reason, request.viewer), request.viewer, now=request.now
    )
    return {"paths": list(written.paths), "commit": written.commit, "note": written.note}


def _change(one: ChangeIn) -> Change:
    if one.text is not None:
        return Whole(one.path, one.text, one.was if isinstance(one.was, str) else "")
    return SetValue(one.path, tuple(one.keys), one.value, one.was)
