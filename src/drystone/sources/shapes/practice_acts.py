"""What became of a practice message, as rows: who did what and when, and as little about where from as will do.

A user agent becomes its class and an address its class; to tell that several clicks came from one place, an address
leaves a mark that is cut short and is another one in every campaign. Neither is kept itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

from drystone.sources.shapes.model import Problem, Row, Sight

#: Which machines leave which words in a user agent. The first that is found decides; order matters.
_AGENTS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "scanner",
            r"barracuda|proofpoint|urldefense|mimecast|ironport|cisco ?secure|trend ?micro|tmes|forti(mail|guard|net)"
            r"|sophos|symantec|messagelabs|forcepoint|websense|safelinks|existence discovery|bingpreview|zscaler"
            r"|checkpoint|avanan|virustotal|urlscan|hornet ?security|vade|libra ?esva|bitdefender|kaspersky|f-secure",
        ),
        (
            "preview",
            r"uri ?preview|slackbot|slack-imgproxy|whatsapp|facebookexternalhit|linkedinbot|twitterbot|telegrambot"
            r"|discordbot|imageproxy|ggpht|mailproxy|applebot|embedly|google-safety|prefetch|teams.*preview",
        ),
        (
            "tool",
            r"headless|phantomjs|selenium|puppeteer|playwright|webdriver|^curl|^wget|python|go-http|^java/|libwww"
            r"|okhttp|axios|node-fetch|httpclient|winhttp|zgrab|scan|crawl|spider|\bbot\b|bot[/;]",
        ),
    )
)
_METHODS = {"get": "get", "head": "head", "post": "post"}
_CLOUD = re.compile(r"cloud|hosting|data ?cent|scanner|security|machine", re.IGNORECASE)
_LONGEST_AGENT = 2_000


@dataclass(frozen=True, slots=True)
class Trace:
    """What a click leaves behind: None where the source keeps no such thing, "" where it was empty."""

    agent: str | None = None
    address: str | None = None
    method: str | None = None
    network: str | None = None


NO_TRACE = Trace()


def agent_class(agent: str | None) -> str | None:
    """Return what a user agent says it is; None where none was kept, ``none`` where the caller named none."""
    if agent is None:
        return None
    told = agent.strip()[:_LONGEST_AGENT]
    if not told:
        return "none"
    return next((kind for kind, pattern in _AGENTS if pattern.search(told)), "browser")


def campaign_of(sight: Sight, told: str | None = None) -> str:
    """Return the campaign: what the record says, else the option ``campaign``, else the file's name."""
    named = told or str(sight.options.get("campaign") or "")
    if named:
        return named
    stem = re.split(r"[/\\]", sight.file)[-1].rsplit(".", 1)[0]
    return re.sub(r"\s*-\s*(events|results)$", "", stem, flags=re.IGNORECASE) or sight.source.id


def act(
    sight: Sight, who: tuple[str, str, str], what: str, at: str | None, trace: Trace = NO_TRACE
) -> Iterator[Row | Problem]:
    """Yield the row of one act; ``who`` is the campaign, its name and the person as the source has them."""
    campaign, name, person = who
    if not person:
        yield Problem("a result without an e-mail address")
        return
    values = {
        "person_id": person,
        "campaign": campaign,
        "campaign_name": name,
        "act": what,
        "acted_at": at,
        "agent": agent_class(trace.agent),
        "address": _address_class(sight, trace),
        "origin": _origin(campaign, trace.address),
        "method": _METHODS.get(trace.method.strip().lower(), "other") if trace.method else None,
    }
    yield Row("practice", f"{campaign} {person} {what} {at}", values)


def _address_class(sight: Sight, trace: Trace) -> str | None:
    if trace.network and _CLOUD.search(trace.network):
        return "machine"
    try:
        address = ipaddress.ip_address((trace.address or "").strip())
    except ValueError:
        return None
    if any(address in network for network in _machines(sight)):
        return "machine"
    return "inside" if address.is_private else "outside"


def _machines(sight: Sight) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks that the program says only machines click from (option ``machine_addresses``)."""
    told = sight.options.get("machine_addresses")
    found = []
    for one in told if isinstance(told, list) else [told] if told else []:
        try:
            found.append(ipaddress.ip_network(str(one), strict=False))
        except ValueError:
            continue
    return found


def _origin(campaign: str, address: str | None) -> str | None:
    """A short mark of an address within a campaign: enough to see that two are one, too short to say which."""
    if not address:
        return None
    return hashlib.blake2b(address.strip().encode(), digest_size=3, key=campaign.encode()[:64]).hexdigest()
