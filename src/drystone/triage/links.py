"""The signs in the links of a message: where they lead, and what they pretend."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from drystone.triage import confusables, domains, lookalikes, senders, urls
from drystone.triage.collecting import Gathered
from drystone.triage.senders import Knowing
from drystone.triage.signs import Link
from drystone.triage.urls import Url

MOST_NESTED = 4
_PROGRAMS = re.compile(
    r"\.(?:exe|scr|msi|msix|appinstaller|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|url|iso|img|vhdx?|zip|rar|7z|cab|ace|gz"
    r"|jar|apk|dmg|pkg|docm|xlsm|xlam|pptm|one|chm|reg|svg|html?\.zip|library-ms|search-ms|mobileconfig)$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"^(?:file|smb|ms-[a-z-]+|search-ms|search|ldap|vbscript|res|mhtml|ms-appinstaller|shell)$")
_SHOWN_NAME = re.compile(
    r"(?i)(?:https?:(?:/|\\){2}|www\.)?((?:[^\s/\\@<>()\[\],;:\"'?#]{1,63}\.){1,8}[^\W\d_][\w-]{1,62})(?=[/\\:?#\s,;.)]|$)"
)
_FILE_LIKE = frozenset(
    "pdf doc docx xls xlsx ppt pptx txt html htm jpg jpeg png gif zip php asp aspx jsp exe csv xml js py md eml"
    " msg".split()
)


@dataclass(frozen=True, slots=True)
class Looking:
    """What a link is compared with."""

    knowing: Knowing
    recipients: tuple[str, ...] = ()
    proven: str = ""


def look(found: Sequence[Link], looking: Looking, signs: Gathered) -> tuple[str, ...]:
    """Gather the signs of links; return the hosts that they lead to, each once."""
    hosts: dict[str, None] = {}
    for link in found:
        url = urls.parse(link.target)
        if url is None:
            continue
        for host in (url.host, _one(url, link, looking, signs)):
            if host:
                hosts[host] = None
    return tuple(hosts)


def _one(url: Url, link: Link, looking: Looking, signs: Gathered) -> str:
    """Gather the signs of one link; return the host that it truly leads to, as far as the link itself says."""
    if url.scheme not in urls.WEB:
        _other(url, link, signs)
        return ""
    true = _unwrapped(url, link, signs)
    _writing(true, link, signs)
    _host(true, link, looking, signs)
    _shown(true, link, looking, signs)
    _leads(true, link, looking, signs)
    if link.how == "qr":
        signs.add("link-in-code", link.part, target=true.host)
    return true.host


def _unwrapped(url: Url, link: Link, signs: Gathered) -> Url:
    """Follow what protection services wrote around a link, as far as it stands in the link itself."""
    for _ in range(MOST_NESTED):
        inner = urls.wrapped(url)
        found = urls.parse(inner) if inner else None
        if found is None or not found.host:
            return url
        signs.add("wrapped", link.part, target=found.host)
        url = found
    return url


def _other(url: Url, link: Link, signs: Gathered) -> None:
    if url.scheme == "data":
        media = url.path.partition(",")[0][:80].lower()
        if (link.how != "image" and not media.startswith("image/")) or "svg" in media:
            signs.add("page-in-link", link.part, media=media or "text")
    elif url.scheme in ("javascript", "vbscript"):
        if url.path.strip("; ").lower() not in ("void(0)", "", "//"):
            signs.add("script-in-link", link.part, target=url.written[:160])
    elif _OPENS.match(url.scheme):
        signs.add("file-share-link", link.part, target=url.written[:200])


def _writing(url: Url, link: Link, signs: Gathered) -> None:
    if "disguised number" in url.odd:
        signs.add("disguised-number", link.part, written=_authority(url.written), target=url.host)
    elif urls.address(url.host) is not None or ":" in url.host:
        signs.add("number-as-host", link.part, target=url.host)
    odd = [one for one in url.odd if one not in ("disguised number", "no scheme")]
    if odd:
        signs.add("obfuscated", link.part, target=url.host, how=", ".join(odd))
    if url.user and url.host:
        signs.add("before-the-at", link.part, pretended=url.user[:120], target=url.host)
    if url.port is not None and url.port not in (80, 443, 21, 8080, 8443):
        signs.add("odd-port", link.part, target=url.host, port=str(url.port))


def _authority(written: str) -> str:
    return re.split(r"[/\\?#]", written.partition(":")[2].lstrip("/\\"))[0]


def _host(url: Url, link: Link, looking: Looking, signs: Gathered) -> None:
    if not url.host:
        return
    if domains.bad_punycode(url.host):
        signs.add("bad-punycode", link.part, seen=url.host)
    elif not url.shown.isascii():
        mixed = any(confusables.mixed(one) for one in url.shown.split("."))
        signs.add("mixed-link" if mixed else "punycode-link", link.part, target=url.shown)
    senders.likeness(url.host, "Link", looking.knowing.options, signs, link.part)
    if link.how == "image":
        return
    if domains.listed(url.host, looking.knowing.lists.shorteners):
        signs.add("shortened", link.part, target=url.host + url.path[:60])
    elif domains.listed(url.host, looking.knowing.lists.free_hosts):
        signs.add("anybodys-page", link.part, target=url.host)


def names_shown(text: str) -> list[str]:
    """Return the hosts that a link's text shows; the names of files are none."""
    found = []
    for match in _SHOWN_NAME.finditer(text[:500]):
        name = domains.folded(match[1])
        ending = name.rpartition(".")[2]
        if domains.is_name(name) and (ending not in _FILE_LIKE or match[0].lower().startswith(("http", "www"))):
            found.append(name)
    return found


def _shown(url: Url, link: Link, looking: Looking, signs: Gathered) -> None:
    if link.how not in ("anchor", "pdf", "office", "calendar") or not link.shown or not url.host:
        return
    if "@" in link.shown.partition("/")[0]:
        return
    for name in names_shown(link.shown)[:1]:
        if domains.same_owner(name, url.host):
            continue
        inner = urls.parse(urls.inside(url))
        onward = inner is not None and domains.same_owner(name, inner.host)
        # Whoever sent it shows their own name, or the link says itself that it goes on there: so clicks are counted.
        counted = onward or (looking.proven and domains.same_owner(name, looking.proven))
        ours = lookalikes.is_ours(name, looking.knowing.options.domains)
        kind = "shows-ours" if ours else "counted" if counted else "other-than-shown"
        signs.add(kind, link.part, shown=name, target=url.host)


def _leads(url: Url, link: Link, looking: Looking, signs: Gathered) -> None:
    if link.how == "image":
        return
    if _PROGRAMS.search(url.path):
        signs.add("leads-to-program", link.part, target=f"{url.host}{url.path[-80:]}")
    inner = urls.parse(urls.inside(url))
    if inner is not None and inner.host and not domains.same_owner(inner.host, url.host):
        signs.add("redirected", link.part, via=url.host, target=inner.host)
        if not lookalikes.is_ours(inner.host, looking.knowing.options.domains):
            _host(inner, link, looking, signs)
    tail = f"{url.query}#{url.fragment}".lower()
    if len(tail) > 3 and any(one in tail.replace("%40", "@") for one in looking.recipients):
        signs.add("names-recipient", link.part, target=url.host)
