"""Telling a running site over its API, or its page where no name is given; the token is read from the environment."""

from __future__ import annotations

import base64
import ipaddress
from typing import Any
from urllib.parse import quote, urlsplit

from drystone.cli.report_told import Told
from drystone.lib.errors import SourceError, UsageError
from drystone.messages.carriers import asking
from drystone.messages.carriers.asking import Answer
from drystone.messages.carriers.parcel import UndeliveredError

#: Seconds that a site has to answer: it looks at the message before it does.
_SECONDS = 60
_TRIES = 2
_NOT_KNOWN = frozenset({401, 403})
#: What somebody asked wrongly, not what a service failed at.
_THEIRS = frozenset({400, 404, 405, 409, 413, 415, 422})


def tell(site: str, told: Told, *, token: str) -> dict[str, Any]:
    """Send it and return the first words; without a token no name is given. Raises UsageError and SourceError."""
    base = _base(site)
    if not token:
        if told.message:
            raise UsageError(
                "a message names whoever it was sent to, so it cannot come along without a name",
                do="Leave --file out, or give your name.",
            )
        form = {"when": told.when, "known": "none", "text": told.text, "once": told.once}
        return _asked(base, f"report/{quote(told.kind)}", data=form | ({"sure": "yes"} if told.anyway else {}))
    body = {"kind": told.kind, "when": told.when, "text": told.text, "once": told.once, "sure": told.anyway}
    if told.message:
        body["message"] = base64.b64encode(told.message).decode()
    taken = _asked(base, "api/v1/reports", json=body, token=token)
    return {**taken, "link": f"{base}/report/mine/{taken.get('report_id', '')}"}


def answer(site: str, code: str, words: str) -> dict[str, Any]:
    """Return how a report stands, by its return code, after saying something where there is something to say."""
    form = {"code": code} | ({"text": words} if words else {})
    return _asked(_base(site), "report/answer", data=form)


def _base(site: str) -> str:
    parts = urlsplit(site)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise UsageError(f"{site!r} is no address of a site", do="Write --site https://drystone.fenwick.example")
    if parts.scheme == "http" and not _here(parts.hostname):
        raise UsageError("what you say would travel in the clear", where=site, do="Use the https address.")
    return site.rstrip("/")


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _asked(base: str, path: str, *, token: str = "", **body: Any) -> dict[str, Any]:
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    for tries in range(_TRIES):
        try:
            found = asking.ask("the site", "POST", f"{base}/{path}", seconds=_SECONDS, headers=headers, **body)
            break
        except UndeliveredError as error:
            if tries == _TRIES - 1:  # The same ``once`` is the same report, so asking again does no harm.
                raise SourceError(
                    str(error), where=base, do="Try again in a minute, tell it on another phone, or call."
                ) from None
    return _read(found, base)


def _read(found: Answer, base: str) -> dict[str, Any]:
    told = found.json()
    if found.status == 200 and told:
        return told
    if 300 <= found.status < 400:
        raise UsageError("the site answers at another address", where=base, do="Give the address that people type.")
    what = str(told.get("detail") or f"the site answered {found.status}")
    where = " ".join(filter(None, (str(told.get("where") or ""),)))
    call = f" Or call {told['call']}." if told.get("call") else ""
    do = f"{told.get('do') or ''}{call}".strip()
    if found.status in _NOT_KNOWN:
        raise UsageError(what, where=base, do="The token needs the scope reports:write; or add --no-name.")
    if found.status in _THEIRS:
        raise UsageError(what, where=where, do=do)
    raise SourceError(what, where=where or base, do=do or "Try again in a minute, or call.")
