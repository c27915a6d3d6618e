"""The program in the browser: read it, change it with a reason, and lose nothing where two change it at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.audit import queries as audit
from drystone.authoring import forms, saving, turns, writing
from drystone.authoring.access import may_edit, may_edit_activity, may_name_holders
from drystone.authoring.proposals import Change, InvalidError, StaleError, digests, is_program_file
from drystone.lib.errors import BusyError, DrystoneError, UsageError
from drystone.program import Program
from drystone.program.files import FOLDERS, SINGLE, read_folder
from drystone.program.vocabulary import KINDS
from drystone.shell import access, site
from drystone.shell.viewer import EDIT_PROGRAM, Request

_HISTORY = 20
_STATUS: dict[type[DrystoneError], int] = {StaleError: 409, BusyError: 409, InvalidError: 422, UsageError: 422}


@access.page(may_edit)
def program(request: Request) -> HttpResponse:
    """Show the matrix, the roles and the files, each with a way to change it."""
    told = site.program()
    files: dict[str, list[Any]] = {}
    for activity in told.activities.values():
        files.setdefault(activity.place.path, []).append(activity)
    context = {
        "program": told,
        "problems": site.problems(),
        "files": files,
        "paths": sorted(read_folder(told.root, []).texts),
        "writable": writing.writable(told.root),
        "history": reversed(audit.about("program", "")[-_HISTORY:]),
    }
    return render(request, "authoring/program.html", context)


@access.page(may_edit_activity, methods=("GET", "POST"))
def activity(request: Request, activity_id: str) -> HttpResponse:
    """Change one activity: its letters, words and what holds it."""
    told = site.program()
    made = told.activities[activity_id]
    path = made.place.path
    values = was = forms.read_activity(made)
    error: DrystoneError | None = None
    if request.method == "POST":
        try:
            was = forms.remembered(request.POST, was)
            values = forms.posted_activity(request.POST, was)
            changes = forms.changes_of(path, activity_id, was, values)
            answer = _save(request, changes, path)
            return answer or redirect("authoring:activity", activity_id=activity_id)
        except DrystoneError as raised:
            error = raised
            was, values = _after(
                request, raised, was, values, lambda: forms.read_activity(_now().activities[activity_id])
            )
    letters = {
        "R": values["responsible"], "A": [values["accountable"]], "C": values["consulted"], "I": values["informed"]
    }  # fmt: skip
    more = {"activity": made, "seats": forms.seats(told, letters), "objectives": told.objectives.values()}
    choices = {"held_by": forms.HELD_BY, "standings": forms.STANDINGS}
    return _form(request, "authoring/activity.html", path, values, error, {**more, **choices, "was": was})


@access.page(may_name_holders, methods=("GET", "POST"))
def role(request: Request, role_id: str) -> HttpResponse:
    """Change who holds a position; editors also its name, deputy and powers."""
    told = site.program()
    made = told.roles[role_id]
    path = made.place.path
    values = was = forms.read_role(made)
    error: DrystoneError | None = None
    whole = request.viewer.may(EDIT_PROGRAM)
    if request.method == "POST":
        try:
            was = forms.remembered(request.POST, was)
            values = forms.posted_role(request.POST, was)
            if not whole:
                values = {**was, "holders": values["holders"]}
            answer = _save(request, forms.changes_of(path, role_id, was, values), path)
            return answer or redirect("authoring:role", role_id=role_id)
        except DrystoneError as raised:
            error = raised
            was, values = _after(request, raised, was, values, lambda: forms.read_role(_now().roles[role_id]))
    more = {"role": made, "whole": whole, "rows": forms.holder_rows(values), "roles": told.roles.values()}
    return _form(request, "authoring/role.html", path, values, error, {**more, "was": was})


@access.page(may_edit, methods=("GET", "POST"))
def file(request: Request, path: str) -> HttpResponse:
    """Change a whole file of the program as text; one that does not exist yet is made."""
    if not is_program_file(path):
        raise Http404
    root = site.program().root
    target = root / path
    if not target.resolve().is_relative_to(root.resolve()):
        raise Http404
    values = was = _file(target)
    error: DrystoneError | None = None
    if request.method == "POST":
        try:
            was = forms.remembered(request.POST, was)
            values = {"text": request.POST.get("text", "").replace("\r\n", "\n")}
            answer = _save(request, (forms.whole(path, values["text"], was["text"]),), path)
            return answer or redirect("authoring:file", path=path)
        except DrystoneError as raised:
            error = raised
            was, values = _after(request, raised, was, values, lambda: _file(target))
    return _form(request, "authoring/file.html", path, values, error, {"new": not target.is_file(), "was": was})


@access.page(may_edit, methods=("GET", "POST"))
def new(request: Request, kind: str) -> HttpResponse:
    """Add a role or an activity with the least that it needs; the rest is filled in on its own page."""
    if kind not in {"role", "activity"}:
        raise Http404
    told = site.program()
    error: DrystoneError | None = None
    if request.method == "POST":
        change = forms.new_role(request.POST) if kind == "role" else forms.new_activity(request.POST)
        try:
            answer = _save(request, (change,), change.path)
            return answer or redirect(f"authoring:{kind}", change.entry["id"])
        except DrystoneError as raised:
            error = raised
    paths = sorted({one.place.path for one in told.activities.values()})
    context = {
        "kind": kind,
        "paths": paths,
        "kinds": sorted(KINDS),
        "seats": forms.seats(told, {letter: [] for letter in "RACI"}),
    }
    return _form(request, "authoring/new.html", "roles.yaml", dict(request.POST.items()), error, context)


def _save(request: Request, changes: tuple[Change, ...], path: str) -> HttpResponse | None:
    """Save, and say so; a patch is the answer itself, and so is what a check says. Raises what ``saving.save`` does."""
    wanted = saving.proposal(
        changes, forms.read_digests(request.POST, (path,)), request.POST.get("reason", ""), request.viewer
    )
    if _only_checks(request):
        with turns.taken(request.viewer.user_id) as free:
            if not free:  # What asks again, when the one before has ended.
                return render(request, "authoring/_checking.html")
            tried = saving.check(wanted, request.viewer, now=request.now) if changes else None
        return render(request, "authoring/_checked.html", {"changed": bool(tried and tried.texts)})
    if not changes:
        messages.info(request, _("Nothing was changed."))
        return None
    if request.POST.get("as") == "patch":
        answer = HttpResponse(
            saving.patch(wanted, request.viewer, now=request.now), content_type="text/x-patch; charset=utf-8"
        )
        answer["Content-Disposition"] = 'attachment; filename="drystone.patch"'
        return answer
    written = saving.save(wanted, request.viewer, now=request.now)
    messages.success(request, _("Saved. It counts from the next run.") if written.paths else _("Nothing was changed."))
    if written.note:
        messages.warning(request, written.note)
    return None


def _only_checks(request: Request) -> bool:
    """Whether the form asks, while somebody writes, what the program would be with it."""
    return request.POST.get("as") == "check"


def _form(
    request: Request,
    template: str,
    path: str,
    values: dict[str, Any],
    error: DrystoneError | None,
    more: dict[str, Any],
) -> HttpResponse:
    """Show a form with what the person typed, and what they had read, or what is there since a clash."""
    if error is not None and _only_checks(request):
        # What is wrong in what they write comes first: the rest often follows from it.
        problems = sorted(getattr(error, "problems", ()), key=lambda one: one.place.path != path)
        told = {"error": error, "problems": problems, "stale": isinstance(error, StaleError)}
        return render(request, "authoring/_checked.html", told)
    root = site.program().root
    digest = digests(root, (path,))[path]
    if error is not None and not isinstance(error, StaleError):
        digest = request.POST.get("digest", digest)
    context = {
        "values": values,
        "path": path,
        "digest": digest,
        "reason": request.POST.get("reason", ""),
        "error": error,
        "problems": getattr(error, "problems", ()),
        "differences": getattr(error, "differences", ()),
        "writable": writing.writable(root),
        "folders": FOLDERS,
        "single": SINGLE,
        **more,
    }
    if "was" in more:
        context["was"] = json.dumps(more["was"])
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 200 if error is None else 400)
    return render(request, template, context, status=status)


def _after(
    request: Request,
    error: DrystoneError,
    was: dict[str, Any],
    values: dict[str, Any],
    read: Callable[[], dict[str, Any]],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the next save is based on, and what the form shows: after a clash both hold the other's edit too."""
    if not isinstance(error, StaleError) or _only_checks(request):
        return was, values
    now = read()
    return now, forms.on_top(was, now, values)


def _now() -> Program:
    """Return the program as it is in this moment."""
    site.reread()
    return site.program()


def _file(target: Path) -> dict[str, Any]:
    text = target.read_text(encoding="utf-8-sig", errors="replace") if target.is_file() else ""
    return {"text": text.replace("\r\n", "\n")}
