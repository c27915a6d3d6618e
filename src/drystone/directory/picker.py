"""The made-up people one can be in the demo: one of each kind, and what they will see.

Who that is, is chosen once and kept beside the demo's state: whoever mended what was theirs is still there afterwards,
and sees that it is in order.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import Http404, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drystone.directory import admitting, proofs
from drystone.directory.models import Holding, Person
from drystone.shell import site
from drystone.shell.viewer import Request

Words = str | Promise


#: The picker is for a made-up organisation of any size, and looks at no more people than this.
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of person: what they are, what they will see, and who that is here."""

    name: str
    words: Words
    sees: Words
    person_id: str = ""
    who: str = ""
    title: str = ""


def _holds(role: str, seat: str = "") -> Callable[[], str]:
    def find() -> str:
        rows = Holding.objects.filter(role_id=role).exclude(step="fallback")
        rows = rows.filter(seat=seat) if seat else rows
        found = rows.order_by("ordinal", "position_id", "person_id").values_list("person_id", flat=True).first()
        return found or ""

    return find


#: Says which of some people have something to do now; a room further down knows.
Busy = Callable[[Sequence[str]], set[str]]
_busy: list[Busy] = []


def register(busy: Busy) -> None:
    """Say how to tell who has something to do now: the picker's employee is one who has."""
    _busy[:] = [busy]


def _employee() -> str:
    """Somebody without a position who has something to do: in Sales, else anywhere; else one who has nothing to do."""
    plain = Person.objects.filter(status="active").exclude(person_id__in=Holding.objects.values("person_id"))
    rows = plain.order_by("person_id").values_list("person_id", "department")[:_LOOKED_AT]
    ids = [person_id for person_id, department in sorted(rows, key=lambda row: (row[1] != "Sales", row[0]))]
    waiting = {one for busy in _busy for one in busy(ids)}
    return next((one for one in ids if one in waiting), ids[0] if ids else "")


def _manager() -> str:
    chosen = Person.objects.filter(person_id=_employee()).values_list("manager_id", flat=True).first()
    return chosen or ""


def _without_a_computer() -> str:
    for words in ("warehouse", "production", "logistics", "operations"):
        rows = Person.objects.filter(status="active", department__icontains=words, email="")
        rows = rows or Person.objects.filter(status="active", department__icontains=words)
        if found := rows.order_by("person_id").values_list("person_id", flat=True).first():
            return found
    return Person.objects.filter(status="active", email="").values_list("person_id", flat=True).first() or ""


_KINDS: tuple[tuple[Kind, Callable[[], str]], ...] = (
    (Kind("employee", _("An employee"), _("Their own devices and accounts, and the one next thing to do.")), _employee),
    (
        Kind("manager", _("Their manager"), _("The same, and how many people they look after. No list of failings.")),
        _manager,
    ),
    (
        Kind("department-head", _("A head of department"), _("What they answer for, how it stands, and what waits.")),
        _holds("department-head"),
    ),
    (
        Kind("ciso", _("The accountable head of security"), _("Activities, exceptions that wait for a decision.")),
        _holds("ciso"),
    ),
    (
        Kind(
            "editor",
            _("The keeper of the program"),
            _("The matrix, roles and checks, and editing them; reports and incidents, when on call."),
        ),
        _holds("security-lead"),
    ),
    (
        Kind("auditor", _("The auditor"), _("Evidence and pseudonyms; nothing can be changed.")),
        _holds("internal-audit"),
    ),
    (
        Kind("administrator", _("An IT administrator"), _("Who can sign in, and powers given by hand.")),
        _holds("it-operations"),
    ),
    (
        Kind("floor", _("Somebody in the warehouse"), _("A page for people without a computer of their own.")),
        _without_a_computer,
    ),
)


def kinds() -> list[Kind]:
    """Return the kinds that this organisation has somebody for, each with who that is."""
    kept = _kept()
    here = {row.person_id: row for row in Person.objects.filter(person_id__in=kept.values()).exclude(status="left")}
    found = {kind.name: one for kind, find in _KINDS if (one := kept.get(kind.name, "")) in here or (one := find())}
    if found != kept:
        _keep(found)
        here = {
            row.person_id: row for row in Person.objects.filter(person_id__in=found.values()).exclude(status="left")
        }
    return [
        Kind(kind.name, kind.words, kind.sees, row.person_id, row.name, row.title)
        for kind, _find in _KINDS
        if (row := here.get(found.get(kind.name, ""))) is not None
    ]


def _kept() -> dict[str, str]:
    try:
        held = json.loads(_file().read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): str(person_id) for name, person_id in held.items()} if isinstance(held, dict) else {}


def _keep(found: dict[str, str]) -> None:
    """Write who is who, whole or not at all: another process may read it just now."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".people-")
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        json.dump(found, written)
    Path(name).replace(file)


def _file() -> Path:
    return site.served().root / "var" / "demo-people.json"


def sign_in(request: Request, name: str, next_url: str) -> HttpResponseBase:
    """Sign in as one of the kinds, as if with a second factor. Raises Http404 for a kind there is nobody of."""
    kind = next((one for one in kinds() if one.name == name), None)
    if kind is None:
        raise Http404
    user = admitting.admit(admitting.Newcomer(kind.person_id), now=request.now, by="the demo")
    if user is None:
        raise Http404
    proofs.prove(request, user, proofs.DEMO)
    answer: HttpResponseBase = perform_login(request, Login(user=user, redirect_url=next_url))
    return answer
