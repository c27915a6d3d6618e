"""Letters that look like other letters, and how far two words lie apart.

The table is ours: letters of other scripts and small capitals whose usual shape is that of a Latin letter. What Unicode
itself says (compatibility forms, marks on letters) is taken from it by decomposition (UAX #15).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LIKE = {
    # Cyrillic
    **dict(zip("аеорсухіјѕԁһԛԝвкмнтгпьүѵӏзё", "aeopcyxijsdhqwbkmhtrnbyvl3e", strict=True)),
    # Greek
    **dict(zip("αοντρικηωχγεβμυδσζ", "aovtpiknwxyebuuooz", strict=True)),
    # Armenian
    **dict(zip("օոսհզցյքգլ", "onuhqgjfql", strict=True)),
    # Latin beyond ASCII that does not decompose
    **dict(zip("ıłøđħɑɡɩʋƒþŋƙɓɗɛɔʐȷ", "iloahagiufpnkbdecz" + "j", strict=True)),
    # Small capitals
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    "đ": "d",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
}
_TABLE = str.maketrans(_LIKE)
#: What looks alike within ASCII; both sides of a comparison go through it.
_ASCII = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "3": "e", "8": "b", "9": "g", "2": "z"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))


@lru_cache(maxsize=4096)
def latin(text: str) -> str:
    """Return the word that a reader of Latin letters sees: other scripts replaced, marks taken off."""
    plain = unicodedata.normalize("NFKD", text[:500].casefold().translate(_TABLE))
    return "".join(one for one in plain if not unicodedata.combining(one)).translate(_TABLE)


@lru_cache(maxsize=4096)
def skeleton(text: str) -> str:
    """Return a form that is equal for words that look alike at a glance."""
    word = latin(text).translate(_ASCII)
    for pair, one in _PAIRS:
        word = word.replace(pair, one)
    return word


def distance(one: str, other: str, most: int = 3) -> int:
    """Return how many letters differ: changed, added, dropped or swapped with their neighbour (Damerau), to ``most``.

    Anything further is ``most + 1``. Words longer than a label of a name are cut.
    """
    a, b = one[:64], other[:64]
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for row, left in enumerate(a, start=1):
        now = [row]
        for column, right in enumerate(b, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (left != right))
            if row > 1 and column > 1 and left == b[column - 2] and a[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def scripts(text: str) -> frozenset[str]:
    """Return the scripts of the letters in a text, of those that are confused with each other."""
    found = set()
    for one in text[:500]:
        if one.isalpha():
            name = unicodedata.name(one, "")
            found.add(
                next((script for script in ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN") if script in name), "OTHER")
            )
    return frozenset(found)


def mixed(text: str) -> bool:
    """Whether one word holds letters of scripts that are confused with each other."""
    return any(len(scripts(word) - {"OTHER"}) > 1 for word in text[:2_000].split())
