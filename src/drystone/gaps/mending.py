"""How something is mended, for this thing and this reader: the same words on my page, on a gap's page and in the API.

1. The way of the thing's own system comes first, then the way written for one of the reader's parties (legal, …), then
   the owner's, then the one for all.
2. Where none of these fits, or the system is not known, every system's way is told, each with its system's name.
3. Only where no way is for a system are those for other parties told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from drystone.directory import queries as directory
from drystone.program.model import Check, Program

#: Names of systems; they are the same in every language.
PLATFORMS = {
    "macos": "macOS", "windows": "Windows", "linux": "Linux", "ios": "iOS", "ipados": "iPadOS", "android": "Android",
    "chromeos": "ChromeOS",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """How to mend something; ``on`` says on which system or for whom, "" where it is clear that it fits."""

    on: str
    words: str


def ways(check: Check | None, platform: str, parties: Collection[str]) -> tuple[Way, ...]:
    """Return the way that fits a thing of this platform ("" where it is not known) and a reader of these parties."""
    fixes = check.fix if check else {}
    for key in (platform.lower(), *sorted(parties), "owner", "all"):
        if key in fixes:
            return (Way("", fixes[key]),)
    if len(fixes) == 1:
        return tuple(Way("", words) for words in fixes.values())
    systems = {key: words for key, words in fixes.items() if key in PLATFORMS}
    return tuple(Way(PLATFORMS.get(key, key.capitalize()), words) for key, words in (systems or fixes).items())


def key(check_id: str, found: Iterable[Way]) -> tuple[str, ...]:
    """Return what two gaps share that one act mends: the ways, or where none is written the check."""
    return tuple(way.words for way in found) or (check_id, "")


def parties(held: Iterable[tuple[str, str, str]], program: Program) -> set[str]:
    """Return the parties whose words somebody reads, from the duties of their positions."""
    roles = {position.partition("/")[0] for _, _, position in held}
    return {role.party for name in roles if (role := program.roles.get(name)) and role.party}


def parties_of(person_id: str, program: Program) -> set[str]:
    """Return the parties whose words a person reads; one query."""
    return parties(directory.duties(person_id, "RA", fallback=False), program) if person_id else set()
