"""Addresses (URLs) that stand in text or in bytes: found by their scheme, never followed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drystone.triage.files.findings import Findings

MAX_ADDRESSES = 100
#: A class with ranges beyond ASCII must not ignore case: some of those letters fold to ASCII ones.
IN_TEXT = re.compile(
    r"\b(?i:https?|ftps?|hxxps?|file|webcal|ms-[a-z]{2,20}|search-ms):/{0,3}[^\s\"'<>\\^`{|}\x00-\x20\x7f]{3,1000}"
)
IN_BYTES = re.compile(rb"\b(?:https?|ftp)://[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]{3,1000}", re.I)
IN_WIDE_BYTES = re.compile(
    rb"(?:h\0t\0t\0p\0(?:s\0)?|f\0t\0p\0):\0/\0/\0(?:[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]\0){3,1000}",
    re.I,
)
#: What formats themselves point to; not worth telling anyone.
_OF_THE_FORMAT = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://purl.org/",
    "http://www.w3.org/",
    "http://ns.adobe.com/",
    "http://purl.oclc.org/",
    "http://schemas.xmlsoap.org/",
    "https://schemas.microsoft.com/",
    "http://docs.oasis-open.org/",
    "http://openoffice.org/",
    "http://www.apple.com/DTDs/",
)


def addresses(text: str) -> Iterator[str]:
    """Yield each address of a text once, in order, without the punctuation that ends a sentence."""
    seen: set[str] = set()
    for match in IN_TEXT.finditer(text):
        address = match.group().rstrip(".,;:!?)]'")
        if address in seen or of_the_format(address):
            continue
        seen.add(address)
        yield address
        if len(seen) >= MAX_ADDRESSES:
            return


def addresses_in_bytes(data: bytes) -> Iterator[str]:
    """Yield each web address that stands in bytes as ASCII or UTF-16, once."""
    seen: set[str] = set()
    for pattern, charset in ((IN_BYTES, "ascii"), (IN_WIDE_BYTES, "utf-16-le")):
        for match in pattern.finditer(data):
            address = match.group().decode(charset, "replace").rstrip(".,;:!?)]")
            if address in seen or of_the_format(address):
                continue
            seen.add(address)
            yield address
            if len(seen) >= MAX_ADDRESSES:
                return


def of_the_format(address: str) -> bool:
    """Return whether an address is a namespace of the format itself."""
    return address.startswith(_OF_THE_FORMAT)


def link_all(found: Findings, text: str, how: str) -> None:
    """Add every address of a text to the links."""
    for address in addresses(text):
        found.link(address, how)
