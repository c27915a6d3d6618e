"""Routes of the API: the same rules as the site's, and a token that is good for the scope.

A room writes ``router = apis.Router()`` in its ``api.py`` and declares each operation::

    @apis.get(router, "/gaps/{gap_id}", rule=may_see_gap, scope="gaps:read", response=GapOut)
    def gap(request: Request, gap_id: str) -> GapOut: ...
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ninja import Router, Schema
from ninja.errors import HttpError

from drystone.lib.errors import DrystoneError
from drystone.shell.access import Rule
from drystone.shell.viewer import Request

View = Callable[..., Any]


class Problem(Schema):
    """Why a request was not done: what, where, and what to do."""

    detail: str
    where: str = ""
    do: str = ""


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
            if scope not in viewer.scopes:
                raise HttpError(403, f"this token lacks the scope {scope}")
            if not rule(viewer, **kwargs):
                raise HttpError(404, "nothing by that name, for you")
            return view(request, *args, **kwargs)

        guarded.access, guarded.scope = rule, scope  # type: ignore[attr-defined]
        given = more.pop("response", None)
        answers = {200: given, **dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)}
        router.api_operation([method], path, response=answers, **more)(guarded)
        return guarded

    return declare


def as_problem(error: DrystoneError) -> dict[str, str]:
    """Say an expected error as the API does."""
    return {"detail": error.what, "where": error.where or "", "do": error.do or ""}
