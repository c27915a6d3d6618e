"""The list of gaps in the API: pages of JSON, or all of it as a table or as OCSF findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from ninja.params.functions import Header

from drystone.gaps import formats, sharing
from drystone.lib.clock import iso
from drystone.lib.errors import UsageError
from drystone.shell import apis, headings
from drystone.shell.viewer import Request

router = Router(tags=["gaps"])

_CSV, _NDJSON, _JSON = "text/csv", "application/x-ndjson", "application/json"
#: No NUL: PostgreSQL keeps none.
_TEXT = r"^[^\x00]*$"


#: Room for 500 letters of UTF-8, each byte percent-encoded.
_Reason: Any = Header(
    alias="X-Reason",
    max_length=6_100,
    description="Why names are needed, in at most 500 letters; it is kept. Percent-encode UTF-8 (RFC 8187).",
)


class GapRow(Schema):
    """A gap as exports write it; times are UTC, people are ids unless names were asked for with a reason.

    Without one, ``asset_name``, ``item`` and ``detail`` are null where they may say somebody else's name.
    """

    gap_id: str
    check: str
    asset_kind: str
    asset_id: str
    asset_name: str | None = None
    item: str | None = None
    detail: str | None = None
    severity: str
    status: str
    first_seen: str
    due: str
    responsible: list[str]
    accountable: str | None = None
    via: str | None = None
    activity: str | None = None
    origin: str
    outcome: str
    reach: str
    unverified_since: str | None = None
    reopened_count: int
    closed_at: str | None = None
    close_reason: str | None = None


class Which(Schema):
    """Which gaps, and as what."""

    check: str = Field("", max_length=200, pattern=_TEXT, description="Only this check's.")
    activity: str = Field("", max_length=200, pattern=_TEXT, description="Only this activity's.")
    status: sharing.Status = Field("standing", description="standing is open and excepted.")
    due_before: dt.date | None = Field(None, description="Due before this day (UTC).")

    def asked(self) -> sharing.Asked:
        """Return it as the room's own words."""
        return sharing.Asked(self.check, self.activity, self.status, self.due_before)


class Wanted(Which):
    """Which gaps, and how they are written."""

    format: Literal["json", "csv", "ocsf"] | None = Field(
        None, description="Without it the Accept header decides: application/json, text/csv, application/x-ndjson."
    )
    with_people: bool = Field(False, description="E-mail addresses for ids; needs gaps:people and X-Reason.")


_OTHER_FORMS = {
    "responses": {
        200: {
            "content": {
                _CSV: {"schema": {"type": "string"}},
                _NDJSON: {"schema": {"type": "string", "description": "OCSF 1.5 Compliance Finding (2003) a line."}},
            }
        }
    }
}


@apis.get(
    router,
    "/gaps",
    rule=sharing.may_share,
    scope="gaps:read",
    response=apis.Page[GapRow],
    operation_id="listGaps",
    openapi_extra=_OTHER_FORMS,
)
def gaps(
    request: Request,
    wanted: Query[Wanted],
    paging: Query[apis.Paging],
    reason: Annotated[str, _Reason] = "",
) -> apis.Page[GapRow] | HttpResponseBase:
    """List the gaps whose page I may open, without names of others.

    JSON comes in pages, the earliest due first. A table and OCSF findings come whole, as a stream.
    """
    asked, looking = sharing.known(wanted.asked()), _looking(request, reason, with_people=wanted.with_people)
    form = wanted.format or _accepted(request)
    if form == "csv":
        return _download(formats.as_csv(sharing.stream(asked, looking)), f"{_CSV}; charset=utf-8")
    if form == "ocsf":
        return _download(formats.as_ocsf(sharing.stream(asked, looking, findings=True)), _NDJSON)
    rows, end = sharing.page(asked, looking, after=_place(paging.cursor), limit=paging.limit)
    following = apis.cursor_of(end[0].isoformat(), end[1]) if end else None
    return apis.Page[GapRow](items=[GapRow(**row) for row in rows], next=following)


def _looking(request: Request, reason: str, *, with_people: bool) -> sharing.Looking:
    viewer = request.viewer
    if not with_people:
        return sharing.Looking(viewer, request.now)
    if "gaps:people" not in (viewer.scopes or ()):
        raise HttpError(403, "this token lacks the scope gaps:people")
    told = headings.text_of(reason, where="X-Reason")
    if not told:
        raise UsageError(
            _("people's names need a reason"), where="X-Reason", do=_("say why; it is kept and shown to them")
        )
    return sharing.Looking(viewer, request.now, told)


def _accepted(request: Request) -> str:
    chosen = request.get_preferred_type([_JSON, _CSV, _NDJSON])
    return {_CSV: "csv", _NDJSON: "ocsf"}.get(chosen or _JSON, "json")


def _place(cursor: str) -> sharing.Place | None:
    place = apis.place_of(cursor, (str, str))
    if place is None:
        return None
    try:
        due = dt.datetime.fromisoformat(place[0])
        iso(due)
    except (ValueError, OverflowError) as error:
        raise _not_ours() from error
    if due.tzinfo is None or "\0" in place[1]:
        raise _not_ours()
    return due, place[1]


def _download(pieces: Iterator[str], kind: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _not_ours() -> UsageError:
    return UsageError(_("this cursor was not given out here"), where="cursor", do=_("start again without one"))
