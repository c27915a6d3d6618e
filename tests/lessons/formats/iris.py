"""What ``ralph-malph`` asks of the package ``rfc3987``: its own is under the GPL, so the tests bring this in its place.

Written from the grammar of RFC 3987 (sections 2.2 and 3.1) and RFC 3986 (section 3.2.2); IP literals are taken by their
brackets alone.
"""

from __future__ import annotations

import re

_UCS = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd"
    "\U00040000-\U0004fffd\U00050000-\U0005fffd\U00060000-\U0006fffd\U00070000-\U0007fffd\U00080000-\U0008fffd"
    "\U00090000-\U0009fffd\U000a0000-\U000afffd\U000b0000-\U000bfffd\U000c0000-\U000cfffd\U000d0000-\U000dfffd"
    "\U000e1000-\U000efffd"
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_PLAIN = rf"[A-Za-z0-9\-._~{_UCS}!$&'()*+,;=]|%[0-9A-Fa-f]{{2}}"
_SIGN = rf"(?:{_PLAIN}|[:@])"
_SEGMENTS = rf"(?:/{_SIGN}*)*"
_AUTHORITY = rf"(?:(?:{_PLAIN}|:)*@)?(?:\[[0-9A-Fa-f:.vV]+\]|(?:{_PLAIN})*)(?::[0-9]*)?"
_PATH = rf"(?://{_AUTHORITY}{_SEGMENTS}|/(?:{_SIGN}+{_SEGMENTS})?|{_SIGN}+{_SEGMENTS}|)"
_IRI = rf"[A-Za-z][A-Za-z0-9+\-.]*:{_PATH}(?:\?(?:{_SIGN}|[/?{_PRIVATE}])*)?(?:#(?:{_SIGN}|[/?])*)?"

patterns_no_names = {"IRI": _IRI}
_COMPILED = {rule: re.compile(pattern) for rule, pattern in patterns_no_names.items()}


def parse(text: str, rule: str) -> None:
    """Raise ValueError where a text is not what a rule of the grammar says."""
    if not _COMPILED[rule].fullmatch(text):
        msg = f"{text!r} is no {rule}"
        raise ValueError(msg)
