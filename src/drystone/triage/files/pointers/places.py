"""Small text files that point somewhere: internet shortcuts, libraries, searches, remote desktops, desktop entries."""

from __future__ import annotations

import re

from drystone.triage.files.addresses import addresses, of_the_format
from drystone.triage.files.findings import Findings
from drystone.triage.files.pointers.scripts import judge_script
from drystone.triage.files.wording import decoded

_KEY = re.compile(r"^\s*([\w .-]{1,40}?)\s*[=:]\s*(?:[is]:)?\s*(.{1,2000}?)\s*$", re.M)
_SHARE = re.compile(r"^(?:file:/{0,5}(?=[\w\\/]*[\w.-]+[@/\\])|\\\\|//)(?!/?[A-Za-z]:)", re.I)
_TAGS = re.compile(
    r"<(?:\w{1,20}:)?(url|simpleLocation|DeepLink|Icon|ApplicationInformation|string|codebase)[^>]{0,200}>([^<]{1,2000})<",
    re.I,
)
_SHARED = ("drivestoredirect", "redirectdrives", "redirectclipboard", "redirectprinters", "redirectsmartcards")


def _keys(text: str) -> dict[str, str]:
    keys: dict[str, str] = {}
    for match in _KEY.finditer(text[:200_000]):
        keys.setdefault(match.group(1).casefold(), match.group(2))
    return keys


def read_internet_shortcut(found: Findings) -> None:
    """A ``.url`` file: where it leads, and from where it loads its picture or its folder."""
    text = decoded(found.data)
    found.say(text)
    keys = _keys(text)
    for key in ("url", "baseurl"):
        _point(found, keys.get(key, ""))
    for key in ("iconfile", "workingdirectory"):
        if _SHARE.match(keys.get(key, "")):
            found.sign("shortcut-leads-to-share", target=keys[key])
            found.link(keys[key], "script")


def _point(found: Findings, target: str) -> None:
    if not target:
        return
    found.link(target, "script")
    share = bool(_SHARE.match(target)) or "@ssl" in target.casefold() or "davwwwroot" in target.casefold()
    found.sign("shortcut-leads-to-share" if share else "shortcut-leads", target=target)


def read_desktop_entry(found: Findings) -> None:
    """A Linux ``.desktop`` file or an Explorer command file (``.scf``): what it starts or loads."""
    text = decoded(found.data)
    found.say(text)
    keys = _keys(text)
    if keys.get("exec"):
        found.sign("shortcut-runs", command=keys["exec"])
        judge_script(found, keys["exec"])
    for key in ("url", "iconfile"):
        _point(found, keys.get(key, ""))


def read_markup_pointer(found: Findings) -> None:
    """Libraries, search connectors, saved searches, settings pages, web locations: places and commands in XML."""
    text = decoded(found.data)
    found.say(text)
    for tag, value in _TAGS.findall(text)[:100]:
        place = value.strip()
        if tag.casefold() == "deeplink":
            found.sign("shortcut-runs", command=place)
            judge_script(found, place)
        elif ("://" in place or place.startswith("\\\\")) and not of_the_format(place):
            _point(found, place)
    for address in addresses(text):
        found.link(address, "script")


def read_remote_desktop(found: Findings) -> None:
    """A ``.rdp`` file: whose computer it opens, and what of one's own it shares."""
    text = decoded(found.data)
    found.say(text)
    keys = _keys(text)
    target = keys.get("full address") or keys.get("alternate full address") or "?"
    shares = [key for key in _SHARED if keys.get(key, "0") not in ("0", "")]
    found.sign("remote-desktop", target=target)
    if shares:
        found.sign("remote-desktop-shares", target=target, shares=", ".join(shares))
    for key in ("full address", "gatewayhostname"):
        if keys.get(key):
            found.link(keys[key], "script")
    program = keys.get("remoteapplicationprogram") or keys.get("alternate shell")
    if program:
        found.sign("shortcut-runs", command=program)
