"""Who may open the pages of sign-in, one's account and administration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from served import KINDS, NOW, Served

_ANONYMOUS = ("anonymous", "leaver")


def _all(status: int, **others: int) -> dict[str, int]:
    """Everybody gets one status; those who are not signed in are asked to, unless said otherwise."""
    return {kind: others.get("anonymous", 302) if kind in _ANONYMOUS else status for kind in KINDS}


def _administrators(status: int) -> dict[str, int]:
    return _all(403) | {"administrator": status}


TABLE: dict[str, dict[str, int]] = {
    "directory:sign-in": _all(302, anonymous=200),
    "directory:sign-in-passkey": _all(200, anonymous=200),
    "directory:sign-in-factor": _all(302),
    "directory:sign-in-as": _all(404, anonymous=404),
    "directory:openid-start": _all(404, anonymous=404),
    "directory:openid-back": _all(404, anonymous=404),
    "directory:sign-out": _all(302),
    "directory:first": _all(404, anonymous=404),
    "directory:invitation": _all(200, anonymous=200),
    "directory:account": _all(200),
    "directory:confirm": _all(200),
    "directory:second-factor": _all(302),
    "directory:add-passkey": _all(200),
    "directory:add-app": _all(200),
    "directory:recovery-codes": _all(200),
    "directory:remove-factor": _all(404),
    "directory:password": _all(200),
    "directory:end-session": _all(404),
    "directory:end-other-sessions": _all(302),
    "directory:administration": _administrators(200),
    "directory:give-power": _administrators(422),
    "directory:take-power": _all(404) | {"administrator": 422},
    "directory:end-sessions": _administrators(422),
    "directory:invite": _administrators(422),
    "directory:forget-factors": _administrators(422),
    "directory:job-again": _all(404),
    "directory:forgotten": _all(404, anonymous=404),
    "directory:reset-password": _all(404, anonymous=404),
}


def _invitation(served: Served) -> dict[str, Any]:
    from drystone.directory import links

    return {"token": links.make(links.PERSON, now=NOW, by="test", person_id=served.people["colleague"])}


def _nothing(_served: Served) -> dict[str, Any]:
    return {"number": 999_999}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "directory:openid-start": lambda _served: {"provider_id": "nobody"},
    "directory:openid-back": lambda _served: {"provider_id": "nobody"},
    "directory:first": lambda _served: {"token": "nothing"},
    "directory:invitation": _invitation,
    "directory:reset-password": lambda _served: {"token": "nothing"},
    "directory:remove-factor": _nothing,
    "directory:end-session": _nothing,
    "directory:take-power": _nothing,
    "directory:job-again": _nothing,
}

#: Routes that only take a POST, and a body that changes nothing.
POSTS: dict[str, dict[str, str]] = {
    "directory:sign-in-as": {"kind": "nobody"},
    "directory:sign-out": {},
    "directory:remove-factor": {},
    "directory:end-session": {},
    "directory:end-other-sessions": {},
    "directory:give-power": {"who": "nobody@nowhere.example", "power": "administer-drystone", "reason": "a test"},
    "directory:take-power": {"reason": "a test"},
    "directory:job-again": {},
    "directory:end-sessions": {"who": "nobody@nowhere.example", "reason": "a test"},
    "directory:invite": {"who": "nobody@nowhere.example"},
    "directory:forget-factors": {"who": "nobody@nowhere.example", "reason": "a test"},
}
