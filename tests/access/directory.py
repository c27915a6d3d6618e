"""Who may open the pages of sign-in, one's account and administration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access.arranged import ANOTHER, PASSWORD, Arranged, app_code
from access.differing import SIGN_IN
from served import KINDS

_ANONYMOUS = ("anonymous", "leaver")


def _all(status: int, **others: int) -> dict[str, int]:
    """Everybody gets one status; those who are not signed in are asked to, unless said otherwise."""
    return {kind: others.get("anonymous", 302) if kind in _ANONYMOUS else status for kind in KINDS}


def _administrators(status: int) -> dict[str, int]:
    return _all(403) | {"administrator": status}


TABLE: dict[str, dict[str, int]] = {
    "directory:sign-in": _all(302, anonymous=200),
    "directory:sign-in-passkey": _all(200, anonymous=200),
    "directory:sign-in-factor": _all(302, anonymous=200),
    "directory:sign-in-as": _all(302),
    "directory:openid-start": _all(404, anonymous=404),
    "directory:openid-back": _all(404, anonymous=404),
    "directory:sign-out": _all(302),
    "directory:first": _all(200, anonymous=200),
    "directory:invitation": _all(200, anonymous=200),
    "directory:account": _all(200),
    "directory:confirm": _all(200),
    "directory:second-factor": _all(302),
    "directory:add-passkey": _all(200),
    "directory:add-app": _all(200) | {"department-head": 302},
    "directory:recovery-codes": _all(200),
    "directory:remove-factor": _all(404) | {"department-head": 302},
    "directory:password": _all(200),
    "directory:end-session": _all(404) | {"department-head": 302},
    "directory:end-other-sessions": _all(302),
    "directory:administration": _administrators(200),
    "directory:give-power": _administrators(302),
    "directory:take-power": _all(404) | {"administrator": 302},
    "directory:end-sessions": _administrators(302),
    "directory:invite": _administrators(200),
    "directory:forget-factors": _administrators(200),
    "directory:job-again": _all(404) | {"administrator": 302},
    "directory:forgotten": _all(200, anonymous=200),
    "directory:reset-password": _all(200, anonymous=200),
}


def _made(name: str, what: str) -> Callable[[Arranged], dict[str, Any]]:
    return lambda arranged: {name: arranged.made[what]}


ARGUMENTS: dict[str, Callable[[Arranged], dict[str, Any]]] = {
    "directory:openid-start": lambda _arranged: {"provider_id": "nobody"},
    "directory:openid-back": lambda _arranged: {"provider_id": "nobody"},
    "directory:first": _made("token", "first"),
    "directory:invitation": _made("token", "invitation"),
    "directory:reset-password": _made("token", "reset"),
    "directory:remove-factor": _made("number", "factor"),
    "directory:end-session": _made("number", "session"),
    "directory:take-power": _made("number", "grant"),
    "directory:job-again": _made("number", "job"),
}


def _colleague(arranged: Arranged) -> dict[str, str]:
    return {"who": str(arranged.user("colleague").login), "reason": "a test"}


POSTS: dict[str, Any] = {
    "directory:sign-in": lambda arranged: {"login": arranged.user("colleague").login, "password": PASSWORD},
    "directory:sign-in-passkey": {},
    "directory:sign-in-factor": lambda _arranged: {"code": app_code()},
    "directory:sign-in-as": {"kind": "employee"},
    "directory:sign-out": {},
    "directory:first": {"name": "Noa First", "email": "noa@first.example", "password": ANOTHER},
    "directory:invitation": {"password": PASSWORD},
    "directory:account": {"language": "en", "zone": ""},
    "directory:confirm": {"password": PASSWORD},
    "directory:add-passkey": {},
    "directory:add-app": lambda _arranged: {"code": app_code()},
    "directory:recovery-codes": {},
    "directory:remove-factor": {},
    "directory:password": {"password": ANOTHER},
    "directory:end-session": {},
    "directory:end-other-sessions": {},
    "directory:give-power": lambda arranged: _colleague(arranged) | {"power": "administer-drystone"},
    "directory:take-power": {"reason": "a test"},
    "directory:job-again": {},
    "directory:end-sessions": _colleague,
    "directory:invite": _colleague,
    "directory:forget-factors": _colleague,
    "directory:forgotten": lambda arranged: {"address": arranged.person("colleague").email},
    "directory:reset-password": {"password": ANOTHER},
}
SHOWING = {"directory:forgotten"}
_A_KEY = "needs a passkey: tests/directory/test_passkeys.py has one"
POSTED: dict[str, dict[str, int | str]] = {
    # There are no codes without a factor.
    "directory:recovery-codes": {**_all(404), "department-head": 302, "owing": 404},
    "directory:sign-in-passkey": {**dict.fromkeys(KINDS, SIGN_IN), "owing": SIGN_IN},
    "directory:add-passkey": _all(400),
}
_A_PROVIDER = "needs a provider: tests/directory/test_openid.py runs one"
NOBODY = {
    "directory:openid-start": _A_PROVIDER,
    "directory:openid-back": _A_PROVIDER,
    "POST directory:sign-in-passkey": _A_KEY,
    "POST directory:add-passkey": _A_KEY,
}
HIDDEN = dict.fromkeys(("directory:remove-factor", "directory:end-session"), "looks among one's own alone")
