"""Every kind of sign there is, by the place where it is found, and how one is said."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from types import MappingProxyType

from drystone.triage import defang
from drystone.triage.files.kinds.catalogue import KINDS as FILE_KINDS
from drystone.triage.kinds import building, heads, links, pages, senders, words
from drystone.triage.signs import Kind, Sign

#: The families of signs. Judging counts how many different ones agree.
FAMILIES: Mapping[str, Mapping[str, Kind]] = MappingProxyType(
    {
        "building": building.KINDS,
        "headers": heads.KINDS,
        "sender": senders.KINDS,
        "links": links.KINDS,
        "page": pages.KINDS,
        "words": words.KINDS,
        "files": FILE_KINDS,
    }
)
KINDS: Mapping[str, Kind] = ChainMap(*(dict(one) for one in FAMILIES.values()))
FAMILY: Mapping[str, str] = {name: family for family, kinds in FAMILIES.items() for name in kinds}
LANGUAGES = ("en", "de")


class _Values(dict[str, str]):
    """Values of a sign as they may be shown; one that is missing is a gap and no error."""

    def __missing__(self, key: str) -> str:
        return "…"


def says(sign: Sign, language: str = "en") -> str:
    """Return a sign as one sentence, everything from the message in it as it may be shown."""
    return _spoken(KINDS[sign.kind].says, language).format_map(_values(sign))


def why(sign: Sign, language: str = "en") -> str:
    """Return why a sign matters."""
    return _spoken(KINDS[sign.kind].why, language).format_map(_values(sign))


def _values(sign: Sign) -> _Values:
    return _Values({name: defang.shown(value, 300) for name, value in sign.values.items()})


def _spoken(words_: Mapping[str, str], language: str) -> str:
    return words_.get(language) or words_["en"]
