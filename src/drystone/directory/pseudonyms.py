"""Takes people's names and addresses out of what somebody wrote: an id stands in their place.

Whole names as the people data have them ("Anna Berg", "Berg, Anna"), and addresses, in large and small letters alike.
A first name alone, a nickname or a misspelling is not found: texts should name nobody in the first place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

#: Replaces the people that a text names by their ids.
Hide = Callable[[str], str]

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255}")
#: No name of more words than this is looked for, and none of one word: those are words of the language too.
_MOST_WORDS = 6


def hider(people: Iterable[tuple[str, str, str]]) -> Hide:
    """Return what replaces these people, given as (id, name, address). Of two with one name both ids are said."""
    names: dict[tuple[str, ...], list[str]] = {}
    addresses: dict[str, str] = {}
    for person_id, name, address in people:
        words = tuple(_plain(word) for word in _WORD.findall(name))
        if 1 < len(words) <= _MOST_WORDS:
            for order in {words, (words[-1], *words[:-1])}:
                names.setdefault(order, []).append(person_id)
        if address:
            addresses[_plain(address)] = person_id

    def hide(text: str) -> str:
        text = _ADDRESS.sub(lambda found: _address(found[0], addresses), text)
        return _without_names(text, names)

    return hide


def _address(found: str, addresses: dict[str, str]) -> str:
    bare = found.rstrip(".-")
    known = addresses.get(_plain(bare)) or addresses.get(_plain(bare.removeprefix("mailto:")))
    return known + found[len(bare) :] if known else found


def _without_names(text: str, names: dict[tuple[str, ...], list[str]]) -> str:
    words = [(found.start(), found.end(), _plain(found[0])) for found in _WORD.finditer(text)]
    told, at, number = [], 0, 0
    while number < len(words):
        for length in range(min(_MOST_WORDS, len(words) - number), 1, -1):
            several = words[number : number + length]
            ids = names.get(tuple(word for _start, _end, word in several)) or names.get(
                (*(word for _start, _end, word in several[:-1]), _owner(several[-1][2]))
            )
            if ids:
                told += [text[at : several[0][0]], " or ".join(ids)]
                at, number = several[-1][1], number + length
                break
        else:
            number += 1
    return "".join([*told, text[at:]])


def _owner(word: str) -> str:
    """The word without what says that something is theirs."""
    return re.sub(r"['’]s?$", "", word)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
