"""The API under ``/api/v1``: every room's router, one way of saying what did not work, one door with tokens."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from drystone.accountability.api import router as accountability
from drystone.accountability.week_api import router as weeks
from drystone.authoring.api import router as authoring
from drystone.catalogue.api import router as catalogue
from drystone.catalogue.position_api import router as positions
from drystone.charting.api import router as charting
from drystone.charting.meeting_api import router as meetings
from drystone.charting.profile_api import router as profiles
from drystone.consequences.api import router as consequences
from drystone.decisions.api import router as decisions
from drystone.directory import allowances
from drystone.directory.administration_api import router as administration
from drystone.directory.api import router as directory
from drystone.directory.teams_api import router as teams
from drystone.displays.api import router as displays
from drystone.gaps.api import router as gaps
from drystone.gaps.export_api import router as gaps_export
from drystone.gaps.step_api import router as gap_steps
from drystone.habits.api import router as habits
from drystone.incidents.api import router as incidents
from drystone.lib.errors import DrystoneError
from drystone.measures.api import router as measures
from drystone.measures.habits_api import router as habit_measures
from drystone.measures.reports_api import router as report_measures
from drystone.messages.api import router as messages
from drystone.messages.choosing_api import router as messages_choosing
from drystone.people.api import router as people
from drystone.reminders.api import router as reminders
from drystone.reports.api import router as reports
from drystone.reports.desk_api import router as desk
from drystone.reviews.api import router as reviews
from drystone.shell import access, apis
from drystone.shell.viewer import Request, Viewer
from drystone.web.privacy_api import router as privacy

_log = logging.getLogger(__name__)

#: Each room's router; a room that has an api.py adds its line above and here.
ROUTERS = (
    directory,
    administration,
    teams,
    people,
    gaps_export,
    gaps,
    gap_steps,
    habits,
    decisions,
    messages,
    messages_choosing,
    charting,
    meetings,
    profiles,
    reports,
    desk,
    reviews,
    incidents,
    catalogue,
    positions,
    measures,
    habit_measures,
    report_measures,
    accountability,
    weeks,
    reminders,
    consequences,
    displays,
    authoring,
    privacy,
)

#: The operation whose body may hold a message, and how long it is then at most.
_WITH_A_MESSAGE, _LONGEST_MESSAGE = "/api/v1/reports", 28_100_000
_LONE_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]", re.ASCII)


class _TooOftenError(Exception):
    """A token asked more often than it may; ``seconds`` until it may again."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class _Token(HttpBearer):
    """The token of the request, which the middleware of directory has looked up already."""

    def __call__(self, request: HttpRequest) -> Viewer | None:
        viewer: Viewer = request.viewer  # type: ignore[attr-defined] # The middleware of directory adds it.
        if not viewer.signed_in or viewer.scopes is None:
            return None
        seconds = allowances.TOKENS.wait(viewer.token, now=request.now)  # type: ignore[attr-defined] # headers adds it.
        if seconds:
            raise _TooOftenError(seconds)
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise HttpError(400, "texts must not hold NUL characters")
        _take_a_message(request)
        return viewer

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError  # HttpBearer asks for it; __call__ does it all.


class _Texts(Parser):
    """Reads bodies, and refuses texts that no database keeps and no answer could repeat."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        if rb"\u0000" in body:
            raise HttpError(400, "texts must not hold NUL characters")
        read = super().parse_body(request)
        if _LONE_SURROGATE.search(body):
            _refuse_lone_surrogates(read)
        return read


def _take_a_message(request: HttpRequest) -> None:
    """Read the body of the operation that takes more than others do, now that a token was shown for it."""
    if request.path_info != _WITH_A_MESSAGE or hasattr(request, "_body"):
        return
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdigit() or int(told) > _LONGEST_MESSAGE:
        raise RequestDataTooBig("a message in base64 is longer than any that we take")
    request._body = request.read(_LONGEST_MESSAGE)  # noqa: SLF001 # What ``body`` does, with a bound of its own.


def _refuse_lone_surrogates(read: Any) -> None:
    try:
        str(read).encode()
    except UnicodeEncodeError as error:
        raise HttpError(400, "a text holds half of a character") from error


api = NinjaAPI(
    title="Drystone",
    version="1",
    description="Everything that the site can do, save what needs a person at a browser. Docs: docs/api.md.",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=_Token(),
    parser=_Texts(),
)
for _router in ROUTERS:
    api.add_router("", _router)


def _problem(status: int, detail: str, *, where: str = "", do: str = "") -> JsonResponse:
    return JsonResponse({"detail": detail, "where": where, "do": do, "more": []}, status=status)


@api.exception_handler(DrystoneError)
def _expected(_request: HttpRequest, error: DrystoneError) -> HttpResponse:
    return JsonResponse(apis.as_problem(error), status=apis.status_of(error))


@api.exception_handler(HttpError)
def _refused(_request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code != 401:
        return _problem(error.status_code, str(error))
    answer = _problem(401, "this needs a token that is good today", do="send Authorization: Bearer dry_…")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    where = ".".join(str(part) for part in first.get("loc", ()))
    return _problem(422, "; ".join(str(one.get("msg", "")) for one in error.errors[:5]), where=where)


@api.exception_handler(RequestDataTooBig)
def _too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _problem(413, "that is more than one request may hold", do="send less at once")


@api.exception_handler(Http404)
def _unknown(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return _problem(404, "nothing by that name, for you")


@api.exception_handler(PermissionDenied)
def _denied(_request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    return _problem(403, "this token may not do that")


@api.exception_handler(_TooOftenError)
def _too_often(_request: HttpRequest, error: _TooOftenError) -> HttpResponse:
    answer = _problem(429, "this token asks too often", do=f"ask again in {error.seconds} s")
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """The last boundary: what nobody expected goes to the log whole, and outside as nothing but that it happened."""
    _log.error("the API broke at %s %s", request.method, request.resolver_match, exc_info=error)
    return _problem(500, "something broke on our side; it is written down with the time")


@access.page(access.anyone, cache=True)
def openapi(_request: Request) -> HttpResponse:
    """Describe the API (OpenAPI 3.1)."""
    return HttpResponse(_described(), content_type="application/json")


@cache
def _described() -> bytes:
    """The description: a second's work that anybody may ask for, so it is done once."""
    return JsonResponse(api.get_openapi_schema(path_prefix="api/v1/")).content


@csrf_exempt
@access.page(access.anyone, methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"))
def nothing_here(_request: Request) -> HttpResponse:
    """Say in the API's way that there is no such address."""
    return _problem(404, "there is no such address in the API", do="see /api/v1/openapi.json")
