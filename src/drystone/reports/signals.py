"""What of a message may be compared between reports: nothing by which anybody could tell who got it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drystone.triage import domains

_MOST = 200


def of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the signals of what triage says of a message.

    ``alike`` is the MinHash of its text; ``senders`` and ``hosts`` are domains as they are registered (a name before
    that may be made for one receiver); ``files`` are digests of what it carries; ``signs`` are (kind, severity).
    """
    message = _mapping(document.get("message"))
    senders = [_domain(one.get("address")) for name in ("from", "reply_to") for one in _mappings(message.get(name))]
    parts = [one for one in _mappings(document.get("parts")) if not str(one.get("true_type", "")).startswith("text/")]
    return {
        "alike": [one for one in _list(document.get("alike")) if isinstance(one, int)][:_MOST],
        "senders": _few(senders),
        "hosts": _few(domains.registrable(plain(one)) for one in _list(document.get("hosts"))),
        "files": _few(str(one.get("sha256", "")) for one in parts),
        "signs": sorted({(str(one["kind"]), str(one["severity"])) for one in _signs(document)})[:_MOST],
    }


def _signs(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in _mappings(document.get("signs")) if "kind" in one and "severity" in one]


def _domain(address: Any) -> str:
    return domains.registrable(plain(address or "").rpartition("@")[2])


def plain(text: Any) -> str:
    """Undo what triage does so that nothing it shows can be pressed: only for what is compared, never shown."""
    return str(text).replace("[.]", ".").replace("[@]", "@").replace("[:]", ":")


def _few(found: Any) -> list[str]:
    return sorted({one for one in found if one})[:_MOST]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in _list(value) if isinstance(one, Mapping)]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
