"""The vendors' words turned into those of the vocabulary: severities, kinds of device, platforms, second factors."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SEVERITIES = {
    "critical": "critical", "crit": "critical", "urgent": "critical",
    "high": "high", "important": "high", "error": "high", "serious": "high",
    "medium": "medium", "moderate": "medium", "warning": "medium",
    "low": "low", "minor": "low", "negligible": "low", "unimportant": "low", "minimal": "low",
    "info": "low", "informational": "low", "information": "low", "note": "low",
}  # fmt: skip

#: The first pattern that is found in a vendor's word for a machine decides; order matters.
_KINDS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"virtual|vmware|kvm|qemu|hyper-?v", "virtual"),
        (r"iphone|phone|handset|mobile", "phone"),
        (r"ipad|tablet|surface go", "tablet"),
        (r"laptop|notebook|macbook|portable|chromebook|latitude|thinkpad|elitebook|xps 1[357]|convertible", "laptop"),
        (r"server|poweredge|proliant|rack mount|blade", "server"),
        (r"printer|laserjet|officejet|multifunction", "printer"),
        (r"switch|router|network|firewall|access point", "network"),
        (r"desktop|imac|mac ?mini|mac ?studio|mac ?pro|workstation|optiplex|tower|all-in-one|mini pc", "desktop"),
    )
)

_PLATFORMS = (
    ("macos", r"mac ?os|darwin|os ?x|^mac"),
    ("ios", r"^ios|iphone"),
    ("ipados", r"ipad"),
    ("windows", r"windows|^win"),
    ("android", r"android"),
    ("chromeos", r"chrome ?os|chromebook"),
    (
        "linux",
        r"linux|ubuntu|debian|fedora|centos|rhel|red ?hat|rocky|alma|suse|arch|amzn|amazon|gentoo|kali|mint|tuxedo",
    ),
)

#: From weakest to strongest.
FACTORS = ("none", "sms", "totp", "push", "webauthn")

_FACTOR_WORDS = (
    ("webauthn", r"fido|webauthn|u2f|signed_nonce|passkey|security ?key|hello|hardwarebound|x509|certificate"),
    ("push", r"push|microsoftauthenticator|passwordless|companion"),
    ("totp", r"totp|hotp|software ?oath|hardware ?oath|token|otp|google|duo|rsa|symantec|yubico"),
    ("sms", r"sms|phone|call|voice|mobile"),
)


def severity(word: str | None, cvss: float | None = None) -> str | None:
    """Return low, medium, high or critical for a vendor's word, else for a CVSS v3.1 base score (§5), else None."""
    known = _SEVERITIES.get((word or "").strip().lower())
    if known or cvss is None or cvss <= 0:
        return known
    return "critical" if cvss >= 9 else "high" if cvss >= 7 else "medium" if cvss >= 4 else "low"


def device_kind(*words: str | None) -> str | None:
    """Return the kind of device that the first telling word names."""
    for word in words:
        for pattern, kind in _KINDS if word else ():
            if pattern.search(word or ""):
                return kind
    return None


def platform(*words: str | None) -> str | None:
    """Return macos, ios, ipados, windows, android, chromeos or linux; else the first word in lower case."""
    for word in words:
        for name, pattern in _PLATFORMS if word else ():
            if re.search(pattern, word or "", re.IGNORECASE):
                return name
    return next((word.lower() for word in words if word), None)


def factor(word: str | None) -> str | None:
    """Return which second factor a vendor's word means; None where it is none (a password, a question, an e-mail)."""
    return next((name for name, pattern in _FACTOR_WORDS if re.search(pattern, word or "", re.IGNORECASE)), None)


def strongest(factors: Iterable[str | None]) -> str | None:
    """Return the strongest of the factors, or None where none is known."""
    ranks = [FACTORS.index(name) for name in factors if name in FACTORS]
    return FACTORS[max(ranks)] if ranks else None


_MAC = re.compile(r"^[0-9A-Fa-f]{2}([:-]?)(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}$")


def macs(words: Iterable[str | None]) -> str | None:
    """Return the MAC addresses among the words, separated by blanks, each once, without the all-zero one."""
    found = dict.fromkeys(word.lower().replace("-", ":") for word in words if word and _MAC.match(word))
    found.pop("00:00:00:00:00:00", None)
    return " ".join(found) or None
