"""What a package holds, told without opening any of it: what it is, what it would launch, and what is odd about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from drystone.lessons.formats import limits, markup
from drystone.lessons.formats.archives import Archive
from drystone.lessons.formats.qti import inside
from drystone.lessons.formats.refusing import hostile, too_much

#: Browsers skip blanks and control characters inside an address.
_SKIPPED = re.compile(r"[\s\x00-\x20]+")
_RUNS = re.compile(r"(?:javascript|vbscript|data|file|blob|about):", re.IGNORECASE)
_OUTSIDE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of a package's table of contents. ``mastery`` is the share that counts as passed, as written."""

    title: str
    id: str = ""
    kind: str = ""
    launch: str = ""
    mastery: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Organisation:
    """One way through a package: its title and its units in order."""

    title: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A file without a promise: what it says it is, and ``odd``, what whoever uses it should know."""

    format: str
    title: str
    organisations: tuple[Organisation, ...] = ()
    resources: tuple[Unit, ...] = ()
    files: int = 0
    bytes: int = 0
    odd: tuple[str, ...] = ()


@dataclass(slots=True)
class Contents:
    """Gathers the units of a package within bounds."""

    where: str
    sizes: dict[str, int]
    odd: list[str] = field(default_factory=list)
    _count: int = 0

    def unit(self, title: str, *, depth: int, href: str = "", folder: str = "", **more: str) -> Unit:
        """Return a unit; its launch is judged. Raises RefusedFileError where it runs or leads out of the package."""
        self._count += 1
        if self._count > limits.MAX_LISTED:
            raise too_much("this package lists too much", self.where, limits.MAX_LISTED)
        said = {name: markup.line(value)[:300] for name, value in more.items()}
        return Unit(markup.line(title)[:300], launch=self.launch(href, folder), depth=depth, **said)

    def launch(self, href: str, folder: str = "") -> str:
        """Return where something begins: a file of the package, or an address outside, which is odd."""
        if not href.strip():
            return ""
        if _RUNS.match(_SKIPPED.sub("", href)):
            raise hostile(f"a launch of this package runs something ({href[:60]!r})", self.where)
        if _OUTSIDE.match(href.strip()):
            self.odd.append(f"it opens an address outside: {markup.line(href)[:200]}")
            return markup.line(href)[:300]
        name = inside(href, folder, self.where)
        if name not in self.sizes:
            self.odd.append(f"{name[:200]} is named, and is not in the package")
        return name


def listed(
    kind: str,
    title: str,
    archive: Archive,
    contents: Contents,
    organisations: list[Organisation],
    resources: list[Unit],
) -> Listing:
    """Return the listing of a package, with what is odd about its files."""
    sizes = archive.sizes
    return Listing(
        kind,
        markup.line(title)[:300],
        tuple(organisations),
        tuple(resources),
        len(sizes),
        sum(sizes.values()),
        tuple(dict.fromkeys([*contents.odd, *_odd(sizes)])),
    )


def _odd(sizes: dict[str, int]) -> Iterator[str]:
    scripts = [name for name in sizes if name.lower().endswith((".js", ".mjs", ".swf", ".wasm"))]
    if scripts:
        yield f"it carries {len(scripts)} files that a browser runs, such as {scripts[0][:200]}"
