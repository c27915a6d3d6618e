"""Takes people's names and addresses out of what somebody wrote: an id stands in their place.

Whole names as the people data have them ("Anna Berg", "Berg, Anna", "anna.berg"), and addresses, in large and small
letters alike. A first name alone, a nickname or a misspelling is not found: texts should name nobody at all.
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


def hider(people: Iterable[tuple[str, str, str]], *, strangers: bool = False) -> Hide:
    """Return what replaces these people, given as (id, name, address). Of two with one name both ids are said.

    With ``strangers`` the addresses of others lose what stands before the @ too.
    """
    names: dict[tuple[str, ...], list[str]] = {}
    addresses: dict[str, str] = {}
    for person_id, name, address in people:
        words = tuple(_plain(word) for word in _WORD.findall(name))
        if 1 < len(words) <= _MOST_WORDS:
            for order in {words, (words[-1], *words[:-1])}:
                names.setdefault(order, []).append(person_id)
            names.setdefault((".".join(words),), []).append(person_id)
        if address:
            addresses[_plain(address)] = person_id
            login = _plain(address).partition("@")[0]
            if "." in login and [person_id] != names.get((login,)):
                names.setdefault((login,), []).append(person_id)

    def hide(text: str) -> str:
        text = _ADDRESS.sub(lambda found: _address(found[0], addresses, strangers=strangers), text)
        return _without_names(text, names)

    return hide


def _address(found: str, addresses: dict[str, str], *, strangers: bool) -> str:
    bare = found.rstrip(".-")
    # A tag says whose something is as key=address; an equals sign may be of an address too, if rarely.
    before, equals, behind = bare.rpartition("=")
    for start, address in (("", bare), ("", bare.removeprefix("mailto:")), (before + equals, behind)):
        known = addresses.get(_plain(address))
        if known:
            return start + known + found[len(bare) :]
    return f"{before}{equals}…@{found.rpartition('@')[2]}" if strangers else found


def _without_names(text: str, names: dict[tuple[str, ...], list[str]]) -> str:
    words = [(found.start(), found.end(), _plain(found[0])) for found in _WORD.finditer(text)]
    told, at, number = [], 0, 0
    while number < len(words):
        for length in range(min(_MOST_WORDS, len(words) - number), 0, -1):
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
