"""What a source file says under ``location`` and beside it, read with its type and with errors that name the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from drystone.lib.errors import SourceError
from drystone.lib.text import listing, suggest
from drystone.program.model import Source


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one source; ``inside`` names the mapping they stand in, for messages."""

    values: Mapping[str, Any]
    where: str
    inside: str = ""

    @classmethod
    def of(cls, source: Source) -> Options:
        """Return ``location`` and the keys beside it as one mapping; ``location`` wins."""
        return cls({**source.options, **source.location}, str(source.place))

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def text(self, name: str, default: str = "") -> str:
        """Return a text, or the default where it is absent."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise self.wrong(name, "a text")
        return str(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def whole(self, name: str, default: int) -> int:
        """Return a whole number that is not negative."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(name, "a whole number, 0 or more")
        return value

    def number(self, name: str, default: float) -> float:
        """Return a number that is not negative."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self.wrong(name, "a number, 0 or more")
        return float(value)

    def mapping(self, name: str) -> Options:
        """Return the mapping of that name, empty where it is absent."""
        value = self.values.get(name)
        if value is None:
            value = {}
        if not isinstance(value, Mapping):
            raise self.wrong(name, "a mapping")
        return Options({str(key): item for key, item in value.items()}, self.where, self._path(name))

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty where it is absent."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise self.wrong(name, "a list of texts")
        return tuple(value)

    def allow(self, known: Iterable[str]) -> None:
        """Raise SourceError for a key that nobody reads: a typing slip must not pass in silence."""
        names = sorted(known)
        for name in self.values:
            if name not in names:
                near = suggest(name, names)
                do = f'Did you mean "{near}"?' if near else f"Known here: {listing(names)}."
                raise SourceError(f'nothing reads "{self._path(name)}"', where=self.where, do=do)

    def wrong(self, name: str, expected: str) -> SourceError:
        """Return the error that says what a setting must be; its value is left out, as it may be a secret."""
        return SourceError(f'"{self._path(name)}" is not {expected}', where=self.where, do=f"Write {expected} there.")

    def missing(self, name: str, do: str) -> SourceError:
        """Return the error for a setting that is needed and absent."""
        return SourceError(f'"{self._path(name)}" is missing', where=self.where, do=do)

    def _path(self, name: str) -> str:
        return f"{self.inside}.{name}" if self.inside else name
