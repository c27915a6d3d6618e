"""Asks the DNS again who sent a message. Only where it was switched on: a look-up tells the sender that somebody looks.

Signatures by dkimpy, SPF by our own reading of RFC 7208, DMARC by RFC 7489. Records may have changed since the message
arrived, so what is found now stands beside what the message says and never replaces it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import dkim
import dns.exception
import dns.resolver

from drystone.triage import addresses, domains, way
from drystone.triage.authentication import spf
from drystone.triage.authentication.spf import Resolver
from drystone.triage.authentication.verdicts import Verdict
from drystone.triage.collecting import Gathered
from drystone.triage.parts import Part

SECONDS = 3.0
MOST_SIGNATURES = 5
_SILENT = logging.getLogger("drystone.triage.dkim")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


@dataclass(frozen=True, slots=True)
class System:
    """The resolver of this machine."""

    seconds: float = SECONDS

    def ask(self, name: str, kind: str) -> Sequence[str]:
        """Return the answers of one kind for a name. Raises TimeoutError."""
        try:
            found = dns.resolver.resolve(name, kind, lifetime=self.seconds, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError):
            return []
        except dns.exception.DNSException as error:
            raise TimeoutError(name) from error
        if kind == "TXT":
            return [b"".join(one.strings).decode("utf-8", "replace") for one in found]
        if kind == "MX":
            return [str(one.exchange).rstrip(".") for one in found]
        return [str(one).rstrip(".") for one in found]


def verify(message: Part, verdict: Verdict, resolver: Resolver, signs: Gathered) -> tuple[tuple[str, str], ...]:
    """Return what SPF, DKIM and DMARC say now, and gather where that differs from what the message says."""
    sender = next(iter(addresses.parse("".join(message.headers.plain("from")[:1]))), None)
    domain = sender.domain if sender is not None else ""
    signed = _signatures(message, resolver)
    sent, sent_for = _server(message, resolver)
    found = [("dkim", _best(signed)), ("spf", sent)]
    aligned = [
        name for result, name in (*signed, (sent, sent_for)) if result == "pass" and domains.same_owner(name, domain)
    ]
    found.append(("dmarc", _dmarc(domain, resolver, passed=bool(aligned)) if domain else "none"))
    signs.add("looked-up", message.path, results=", ".join(f"{method.upper()} {result}" for method, result in found))
    for method, now in found:
        then = verdict.result(method)
        if now != then and then != "none" and "error" not in now and now != "none":
            signs.add("looked-up-otherwise", message.path, method=method.upper(), now=now, then=then)
    return tuple(found)


def _best(signed: Sequence[tuple[str, str]]) -> str:
    results = [result for result, _ in signed]
    return "pass" if "pass" in results else next(iter(results), "none")


def _signatures(message: Part, resolver: Resolver) -> list[tuple[str, str]]:
    """Return (result, domain) of each signature over the message as it stands."""
    data = message.source[message.head[0] : message.body[1]]
    written = message.headers.plain("dkim-signature")[:MOST_SIGNATURES]

    def asked(name: bytes | str, timeout: float = SECONDS) -> bytes | None:
        plain = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        return next((one.encode("utf-8") for one in resolver.ask(plain.rstrip("."), "TXT")), None)

    found = []
    for number, value in enumerate(written):
        tags = dict(tag.strip().partition("=")[::2] for tag in value[:20_000].split(";"))
        domain = domains.folded(tags.get("d", ""))
        try:
            passed = dkim.DKIM(data, logger=_SILENT, timeout=int(SECONDS)).verify(idx=number, dnsfunc=asked)
            found.append(("pass" if passed else "fail", domain))
        except TimeoutError:
            found.append(("temperror", domain))
        except dkim.ValidationError:
            found.append(("fail", domain))
        except (dkim.DKIMException, ValueError, IndexError, KeyError, TypeError):
            # A signature or key that is not well formed; dkimpy raises various errors for them.
            found.append(("permerror", domain))
    return found


def _server(message: Part, resolver: Resolver) -> tuple[str, str]:
    """Return what SPF says of the server that handed the message in, and the domain it was asked for."""
    hop = way.outside(way.hops(message.headers), ())
    returned = next((one for value in message.headers.plain("return-path")[:1] for one in addresses.parse(value)), None)
    domain = returned.domain if returned is not None and returned.domain else (hop.sender if hop is not None else "")
    if hop is None or not domain:
        return "none", ""
    sender = returned.spec if returned is not None else ""
    return spf.check(hop.address, domain, resolver, sender=sender, helo=hop.sender), domain


def _dmarc(domain: str, resolver: Resolver, *, passed: bool) -> str:
    """Return pass or fail where the domain, or the one above it, publishes a policy; else none."""
    try:
        for name in dict.fromkeys((domain, domains.registrable(domain))):
            records = [one for one in resolver.ask(f"_dmarc.{domains.ascii_name(name)}", "TXT") if _policy(one)]
            if len(records) == 1:
                return "pass" if passed else "fail"
    except TimeoutError:
        return "temperror"
    return "none"


def _policy(record: str) -> bool:
    return record.replace(" ", "").lower().startswith("v=dmarc1;")
