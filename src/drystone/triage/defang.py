"""The one way in which anything from a message is shown: so that no program turns it into something to press.

Links lose their scheme, dots inside names and the sign of addresses go into brackets, and characters that paint,
hide or turn text around become visible. Doing it twice changes nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_HTTP = re.compile(r"(?i)\bh(?:tt|xx)p(s?)(?=:|\[:\]|%3a)")
_HTTP_GLUED = re.compile(r"(?i)http(s?)(?=:/|:\\)")
_FTP = re.compile(r"(?i)ftp(s?)(?=:/)")
_SCHEME = re.compile(r"(?i)(?<=[a-z0-9+.\-]):(?=[/\\]{1,2})")
_ACTIVE = re.compile(
    r"(?i)\b(javascript|vbscript|data|mailto|tel|sms|callto|skype|file|cid|mhtml|ms-[a-z-]{1,30}|about|blob|view-source"
    r"|search-ms|sip|whatsapp|tg|steam|zoommtg|msteams|bitcoin|magnet|geo|xmpp|news|urn|intent|itms[a-z-]{0,10}):(?=\S)"
)
_DOT = re.compile(r"(?<=[^\W_])[.。．｡](?=[^\W_])|(?<=[-_])[.。．｡](?=[^\W_])|(?<=[^\W_])[.。．｡](?=[-_])")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3,}")
_AT = re.compile(r"(?<=[^\s\[])[@＠﹫](?=\S)|(?<=\[)[@＠﹫](?=[^\s\]])")
#: Characters that are not what they look like: controls (save line ends and tabs), directions, joiners, line and
#: paragraph separators, letters of private use, half pairs. A test holds this against Unicode's own categories.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\uf8ff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_SHORT = 400
_PLAIN = re.compile(r"[^.。．｡@＠﹫:/\\%]*")


def shown(text: str, most: int = 0) -> str:
    """Return a text as it may be shown; longer ones are cut at ``most`` characters where that is given."""
    visible = _visible(text[: most * 2] if most else text)
    cut = f"{visible[:most]}…" if most and len(visible) > most else visible
    return _short(cut) if len(cut) < _SHORT else _inert(cut)


def _inert(cut: str) -> str:
    if _PLAIN.fullmatch(cut):
        return cut
    cut = _AT.sub("[@]", cut)
    cut = _HTTP.sub(r"hxxp\1", _HTTP_GLUED.sub(r"hxxp\1", cut))
    cut = _ACTIVE.sub(r"\1[:]", _SCHEME.sub("[:]", _FTP.sub(r"fxp\1", cut)))
    return _DOT.sub(_dot, _IP.sub(lambda match: match[0].replace(".", "[.]"), cut))


_short = lru_cache(maxsize=2048)(_inert)  # The same names and links are shown again and again.


def _dot(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1], match.string[match.end()]
    # A number such as 2.5 is no name; a path such as 1.2 neither.
    return match[0] if before.isdigit() and after.isdigit() and match[0] == "." else "[.]"


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(lambda match: f"‹{ord(match[0]):04X}›", text.replace("\r\n", "\n"))


def document(value: object) -> object:
    """Return a JSON document with every text in it, keys excepted, as it may be shown."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Mapping):
        return {key: document(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [document(one) for one in value]
    return value
