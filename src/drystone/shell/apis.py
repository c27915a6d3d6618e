"""Routes of the API: the same rules as the site's, and a token that is good for the scope.

A room writes ``router = Router(tags=[room])`` in its ``api.py`` and declares each operation::

    @apis.get(router, "/gaps/{gap_id}", rule=may_see_gap, scope="gaps:read", response=GapOut)
    def gap(request: Request, gap_id: str) -> GapOut: ...

A DrystoneError that an operation raises becomes a ``Problem``; long lists are paged with ``Paging`` and ``Page``.
"""

from __future__ import annotations

import base64
import binascii
import inspect
import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from drystone.lib.errors import DrystoneError, ProgramError, UsageError
from drystone.shell.access import Rule
from drystone.shell.viewer import Request

View = Callable[..., Any]
Item = TypeVar("Item")

#: Every way in which an operation can be refused.
REFUSALS = (400, 401, 403, 404, 409, 413, 422, 429, 503)
MOST = 500


class Problem(Schema):
    """Why a request was not done: what, where, and what to do; ``more`` are differences or errors, a line each."""

    detail: str
    where: str = ""
    do: str = ""
    more: list[str] = Field(default=[])


class _Refusal(Schema):
    """What ninja makes of ``Problem`` as an answer; made once, as a model of its own for each refusal of each
    operation was a second of every start.
    """

    response: Problem


class Paging(Schema):
    """How much of a list is asked for. Use it as ``paging: Query[apis.Paging]``."""

    limit: int = Field(100, ge=1, le=MOST, description="At most so many.")
    cursor: str = Field("", max_length=500, description="`next` of the page before; empty for the first.")


class Page(Schema, Generic[Item]):
    """A part of a list; ``next`` is the cursor of the part that follows, null on the last."""

    items: list[Item]
    next: str | None = None


def cursor_of(*place: str | int) -> str:
    """Write where a page ended, as text that means nothing outside and fits into an address."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_of(cursor: str, kinds: Sequence[type]) -> tuple[Any, ...] | None:
    """Read what ``cursor_of`` wrote, None for the first page. Raises UsageError for what it did not write."""
    if not cursor:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _not_ours() from error
    fits = isinstance(place, list) and len(place) == len(kinds)
    if not fits or any(type(part) is not kind for part, kind in zip(place, kinds, strict=True)):
        raise _not_ours()
    return tuple(place)


def _not_ours() -> UsageError:
    return UsageError(_("this cursor was not given out here"), where="cursor", do=_("start again without one"))


def get(router: Router, path: str, *, rule: Rule, scope: str, **more: Any) -> Callable[[View], View]:
    """Declare an operation that reads."""
    return _operation(router, "GET", path, rule, scope, more)


def post(router: Router, path: str, *, rule: Rule, scope: str, **more: Any) -> Callable[[View], View]:
    """Declare an operation that changes something."""
    return _operation(router, "POST", path, rule, scope, more)


def delete(router: Router, path: str, *, rule: Rule, scope: str, **more: Any) -> Callable[[View], View]:
    """Declare an operation that takes something away."""
    return _operation(router, "DELETE", path, rule, scope, more)


def _operation(
    router: Router, method: str, path: str, rule: Rule, scope: str, more: dict[str, Any]
) -> Callable[[View], View]:
    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> Any:
            viewer = request.viewer
            if not viewer.signed_in or viewer.scopes is None:
                raise HttpError(401, "send a token: Authorization: Bearer …")
            if viewer.owes_factor:
                raise HttpError(403, "a second factor is asked of you now; this token was made without: make another")
            if scope not in viewer.scopes:
                raise HttpError(403, f"this token lacks the scope {scope}")
            if not rule(viewer, **kwargs):
                raise HttpError(404, "nothing by that name, for you")
            return view(request, *args, **kwargs)

        # What the view's annotations name stands in the view's module, not in this one.
        guarded.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        guarded.access, guarded.scope = rule, scope  # type: ignore[attr-defined]
        router.api_operation([method], path, response={200: more.pop("response", None)}, **more)(guarded)
        router.path_operations[path].operations[-1].response_models |= dict.fromkeys(REFUSALS, _Refusal)
        return guarded

    return declare


def as_problem(error: DrystoneError) -> dict[str, Any]:
    """Say an expected error as the API does."""
    return {"detail": error.what, "where": error.where or "", "do": error.do or "", "more": list(error.more)}


def status_of(error: DrystoneError) -> int:
    """Return the HTTP status of an expected error.

    400 for what was asked wrongly, 422 for a program that would not hold, 409 for what cannot be done right now, and
    what an error itself says, as 503 where nothing can be kept.
    """
    told = getattr(error, "status", None)
    if isinstance(told, int):
        return told
    if isinstance(error, UsageError):
        return 400
    return 422 if isinstance(error, ProgramError) else 409
