"""How the SCIM service answers: its media type, its errors (RFC 7644 §3.12)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from pydantic import ValidationError
from scim2_models import (
    Error,
    ForbiddenException,
    InvalidSyntaxException,
    PayloadTooLargeException,
    SCIMException,
    UnauthorizedException,
)

from drystone.directory import allowances
from drystone.directory.scim.asking import SCOPE, pushes
from drystone.directory.scim.schema import PROVIDER
from drystone.shell.viewer import Request

MEDIA_TYPE = "application/scim+json"
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")

View = Callable[..., HttpResponse]


def answer(request: HttpRequest, views: Mapping[str, View], arguments: Mapping[str, Any]) -> HttpResponse:
    """Answer by one of the views by method: check who asks, say errors as SCIM does."""
    known: Request = request  # type: ignore[assignment] # The middleware adds who and when.
    try:
        _admit(known)
        view = views.get("GET" if request.method == "HEAD" else request.method or "")
        if view is None:
            return error(Error(status=405, detail="this address does not take that method"), Allow=dict(views))
        seconds = allowances.TOKENS.wait(known.viewer.token, now=known.now)
        if seconds:
            return error(Error(status=429, detail="too many requests"), **{"Retry-After": seconds})
        with PROVIDER:
            made = view(known, **arguments)
    except SCIMException as refusal:
        return error(refusal.to_error())
    except ValidationError as refusal:
        return error(Error.from_validation_errors(refusal)[0])
    except RequestDataTooBig:
        return error(PayloadTooLargeException(detail="send less at once").to_error())
    made.headers.setdefault("Cache-Control", "private, no-store")
    return made


def _admit(request: Request) -> None:
    viewer = request.viewer
    if not viewer.signed_in or viewer.scopes is None:
        raise UnauthorizedException(detail="send a token: Authorization: Bearer dry_…")
    if not pushes(viewer):
        raise ForbiddenException(detail=f"this needs a service's token with the scope {SCOPE}")
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        raise InvalidSyntaxException(detail="texts must not hold NUL characters")


def error(told: Error, **headers: Any) -> HttpResponse:
    """Answer with an error."""
    made = body(told.model_dump(), status=int(told.status or 400))
    if told.status == 401:
        made.headers["WWW-Authenticate"] = "Bearer"
    for name, value in headers.items():
        made.headers[name] = ", ".join(value) if isinstance(value, dict) else str(value)
    made.headers["Cache-Control"] = "private, no-store"
    return made


def body(told: Any, *, status: int = 200) -> HttpResponse:
    """Answer with a document."""
    return JsonResponse(told, status=status, content_type=MEDIA_TYPE)


def read(request: Request) -> dict[str, Any]:
    """Return the object that a request's body holds. Raises InvalidSyntaxException."""
    try:
        text = request.body.decode()
        told = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as refusal:
        raise InvalidSyntaxException(detail="the body is not JSON") from refusal
    if not isinstance(told, dict):
        raise InvalidSyntaxException(detail="the body is not a JSON object")
    if "\\u" in text and not _is_plain(told):
        raise InvalidSyntaxException(detail="a text holds NUL or half of a character")
    return told


def _is_plain(told: Any) -> bool:
    text = json.dumps(told, ensure_ascii=False)
    # json.dumps writes NUL as an escape even then.
    return "\\u0000" not in text and not _LONE_SURROGATE.search(text)


def _no_number(name: str) -> None:
    msg = f"{name} is no JSON"
    raise ValueError(msg)
