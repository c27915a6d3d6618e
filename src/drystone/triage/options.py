"""What the reader of a message knows beforehand: the organisation's names, whom it trusts, which words to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "lists"
LISTS = ("free-mail", "shorteners", "free-hosts")
MOST_ENTRIES = 200_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose name strangers may borrow."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """How to look at a message.

    ``domains`` are the organisation's own; ``receivers`` the names (authserv-id, RFC 8601 §2.5) under which its own
    mail servers write what they checked; ``rules`` are the program's YARA files, path to text, and ``lists`` is its
    folder of lists. ``report`` says that the message was sent to us by somebody who reports what is inside it, so that
    their own envelope is not judged. ``look_up`` asks the DNS again, which tells the sender that somebody looks.
    """

    domains: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    receivers: tuple[str, ...] = ()
    language: str = "en"
    report: bool = False
    look_up: bool = False
    rules: Mapping[str, str] = field(default_factory=dict)
    lists: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what ``from_json`` reads."""
        plain: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        plain["rules"] = dict(self.rules)
        plain["people"] = [[one.name, one.address] for one in self.people]
        return plain

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Options:
        """Return the options that ``as_json`` wrote."""
        known = dict(told)
        known["people"] = tuple(Person(name, address) for name, address in told.get("people", ()))
        for name in ("domains", "receivers"):
            known[name] = tuple(told.get(name, ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Lists:
    """Domains about which something is known: where anybody can have an address, a short link, a page."""

    free_mail: frozenset[str] = field(default_factory=frozenset)
    shorteners: frozenset[str] = field(default_factory=frozenset)
    free_hosts: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def read(cls, folder: str = "") -> Lists:
        """Read our own lists and the program's (``free-mail.txt``, ``shorteners.txt``, ``free-hosts.txt``)."""
        return cls(*(frozenset(_entries(HERE, name)) | frozenset(_entries(Path(folder), name)) for name in LISTS))


def _entries(folder: Path, name: str) -> list[str]:
    path = folder / f"{name}.txt"
    if not str(folder) or not path.is_file():
        return []
    with path.open(encoding="utf-8", errors="replace") as lines:
        said = (line.partition("#")[0].strip().lower() for line, _ in zip(lines, range(MOST_ENTRIES), strict=False))
        return [one for one in said if one]
