"""Configuration profiles of Apple devices (.mobileconfig): what installing one would change."""

from __future__ import annotations

import plistlib
import re
import struct
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from drystone.triage.files.findings import BrokenError, Findings

MAX_NODES = 5_000
_MEANS = {
    "com.apple.security.root": "profile-root-certificate",
    "com.apple.security.pem": "profile-certificate",
    "com.apple.security.pkcs1": "profile-certificate",
    "com.apple.security.pkcs12": "profile-certificate",
    "com.apple.vpn.managed": "profile-traffic",
    "com.apple.proxy.http.global": "profile-traffic",
    "com.apple.webcontent-filter": "profile-traffic",
    "com.apple.dnssettings.managed": "profile-traffic",
    "com.apple.wifi.managed": "profile-traffic",
    "com.apple.mail.managed": "profile-account",
    "com.apple.eas.account": "profile-account",
    "com.apple.subscribedcalendar.account": "profile-account",
    "com.apple.mdm": "profile-management",
    "com.apple.webclip.managed": "profile-web-clip",
}
_ERRORS = (plistlib.InvalidFileException, ExpatError, ValueError, TypeError, KeyError, IndexError, AttributeError)
_HOSTILE = (*_ERRORS, OverflowError, RecursionError, EOFError, struct.error)
_XML = re.compile(rb"<\?xml.{0,400}?<plist\b|<plist\b", re.S)


def read_profile(found: Findings) -> None:
    """Add what a property list would configure; one that is no profile adds only its links."""
    content = _loaded(found.data)
    if not isinstance(content, dict):
        raise BrokenError("it is not a dictionary")
    nodes = list(_nodes(content))
    for value in nodes:
        if isinstance(value, str) and re.match(r"[a-z][\w+.-]{1,20}://\S", value):
            found.link(value, "profile")
    kinds = [str(node["PayloadType"]) for node in nodes if isinstance(node, dict) and "PayloadType" in node]
    if "PayloadContent" not in content and not kinds:
        return
    found.true_type = "application/x-apple-aspen-config"
    found.sign("profile", organisation=content.get("PayloadOrganization") or content.get("PayloadDisplayName") or "?")
    found.say("\n".join(str(content.get(key, "")) for key in ("PayloadDisplayName", "PayloadDescription")))
    for kind in dict.fromkeys(kinds):
        if kind in _MEANS:
            found.sign(_MEANS[kind], payload=kind)
    if not any(sign.kind == "profile-signed" for sign in found.signs):
        found.sign("profile-unsigned")


def read_signed(found: Findings) -> None:
    """A signed profile lies as plain XML inside its envelope (RFC 5652), at times cut into pieces."""
    match = _XML.search(found.data)
    end = found.data.rfind(b"</plist>")
    if match and end > match.start():
        found.sign("profile-signed")
        inner = found.data[match.start() : end + 8]
        found.hold(f"{found.content.name or 'profile'}.plist", _joined(inner))


def _joined(data: bytes) -> bytes:
    """Without the lengths of the pieces that a streamed envelope puts between the bytes (04 82 xx xx)."""
    return re.sub(rb"\x04\x82..|\x04\x81.", b"", data, flags=re.S) if b"\x04\x82" in data else data


def _loaded(data: bytes) -> Any:
    try:
        return plistlib.loads(data[:8_000_000])
    except _HOSTILE as error:
        raise BrokenError("its property list makes no sense") from error


def _nodes(top: Any) -> Iterator[Any]:
    """Every value, as many as we look at; a binary list can hold the same value any number of times."""
    waiting, count = [top], 0
    while waiting and count < MAX_NODES:
        node = waiting.pop(0)
        count += 1
        yield node
        if isinstance(node, dict):
            waiting.extend(list(node.values())[: MAX_NODES - count])
        elif isinstance(node, list):
            waiting.extend(node[: MAX_NODES - count])
