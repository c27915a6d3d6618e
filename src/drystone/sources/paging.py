"""Paging: from one answer of an API to the request for the next, or to the end.

Ways: ``page`` and ``offset`` count, ``cursor`` follows a value in the answer, ``link`` the Link header (RFC 8288),
``odata`` the next link of OData 4.01.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from drystone.lib.errors import SourceError
from drystone.sources.json_path import Step, first, parse_path, select
from drystone.sources.options import Options

Way = Literal["none", "page", "offset", "cursor", "link", "odata"]
_WAYS: tuple[Way, ...] = ("page", "offset", "cursor", "link", "odata")
_LISTS = ("value", "values", "results", "items", "data", "Resources", "records", "entries")

#: How well-known APIs page, so that a ready-made shape needs no ``paging``.
USUAL: dict[str, dict[str, Any]] = {
    "okta": {"link": True},
    "github": {"link": True},
    "entra": {"odata": True},
    "intune": {"odata": True},
    "attack-simulation": {"odata": True},
    "google-workspace": {"cursor": "$.nextPageToken", "parameter": "pageToken"},
    "scim": {"offset": "startIndex", "first": 1, "size_parameter": "count", "size": 100},
    "jamf": {"page": "page", "first": 0, "size_parameter": "page-size", "size": 200},
    "fleet": {"page": "page", "first": 0, "size_parameter": "per_page", "size": 100},
}


@dataclass(frozen=True, slots=True)
class Request:
    """The next thing to ask for: an address, and the parameters to add to it."""

    url: str
    params: Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Paging:
    """How a source pages, as it declares it."""

    way: Way
    parameter: str = ""
    first: int = 0
    size: int = 0
    size_parameter: str = ""
    path: tuple[Step, ...] = ()

    @classmethod
    def of(cls, options: Options, kind: str) -> Paging:
        """Read ``paging``, or the usual way of a ready-made shape. Raises SourceError."""
        given = options.mapping("paging")
        if "paging" not in options and kind in USUAL:
            given = Options(USUAL[kind], options.where, "paging")
        given.allow({*_WAYS, "parameter", "first", "size", "size_parameter"})
        named = [way for way in _WAYS if way in given]
        if len(named) > 1:
            raise given.wrong(named[1], "needed beside another way of paging")
        if not named:
            return cls("none")
        way, size = named[0], given.whole("size", 0)
        counted = way in {"page", "offset"}
        return cls(
            way,
            parameter=given.text(way) if counted else given.text("parameter", "cursor"),
            first=given.whole("first", 1 if way == "page" else 0),
            size=size,
            size_parameter=given.text("size_parameter", "limit" if size and way == "offset" else ""),
            path=_path(given) if way == "cursor" else (),
        )

    def start(self, url: str, params: Mapping[str, str | list[str]]) -> Request:
        """Return the first request."""
        asked = dict(params)
        if self.size and self.size_parameter:
            asked[self.size_parameter] = str(self.size)
        if self.way in {"page", "offset"}:
            asked[self.parameter] = str(self.first)
        return Request(url, asked)

    def following(self, before: Request, document: Any, count: int, link: Callable[[str], str]) -> Request | None:
        """Return the request after an answer, or None at the end.

        ``count`` is the number of records in the answer; ``link`` makes a link whole and refuses other hosts.
        """
        if self.way == "none":
            return None
        if self.way == "cursor":
            value = first(document, self.path)
            if value is None or value in ("", False):
                return None
            text = str(value)
            if text.startswith(("http://", "https://", "/", "?")):
                return Request(link(text), {})
            return Request(before.url, {**before.params, self.parameter: text})
        if self.way == "odata":
            following = document.get("@odata.nextLink") if isinstance(document, Mapping) else None
            return Request(link(str(following)), {}) if following else None
        if not count or (self.size and count < self.size and self.way == "page"):
            return None
        at = int(str(before.params[self.parameter]))
        return Request(before.url, {**before.params, self.parameter: str(at + (1 if self.way == "page" else count))})


def count_records(document: Any, rows: tuple[Step, ...] | None) -> int:
    """Return how many records an answer holds; where ``rows`` is not declared, its first list is taken for them."""
    if rows is not None:
        return sum(len(value) if isinstance(value, list) else 1 for value in select(document, rows))
    if isinstance(document, list):
        return len(document)
    if isinstance(document, Mapping):
        named = [document.get(name) for name in _LISTS]
        found = next((value for value in (*named, *document.values()) if isinstance(value, list)), [])
        return len(found)
    return 0


def _path(given: Options) -> tuple[Step, ...]:
    try:
        return parse_path(given.text("cursor"))
    except ValueError as error:
        raise SourceError(f"paging.cursor: {error}", where=given.where, do="Write for instance $.next.") from error
