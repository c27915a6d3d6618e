"""Downloads of gaps from the site: what the viewer may see, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from pydantic import ValidationError

from drystone.gaps import formats, sharing
from drystone.gaps.export_api import Which
from drystone.lib.errors import UsageError
from drystone.shell import access
from drystone.shell.viewer import Request


@access.page(sharing.may_share)
def as_csv(request: Request) -> HttpResponseBase:
    """Send the viewer's gaps as a table."""
    rows = _rows(request)
    return _bad() if rows is None else _download(formats.as_csv(rows), "text/csv; charset=utf-8", "gaps.csv")


@access.page(sharing.may_share)
def as_json(request: Request) -> HttpResponseBase:
    """Send the viewer's gaps as a JSON array."""
    rows = _rows(request)
    return _bad() if rows is None else _download(formats.as_json(rows), "application/json", "gaps.json")


def _rows(request: Request) -> Iterator[dict[str, Any]] | None:
    try:
        asked = sharing.known(Which.model_validate(request.GET.dict()).asked())
    except (ValidationError, UsageError):
        return None
    return sharing.stream(asked, sharing.Looking(request.viewer, request.now))


def _bad() -> HttpResponse:
    words = _("That is not a way to choose gaps. Use check, activity, status and due_before (a day).")
    return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")


def _download(pieces: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
