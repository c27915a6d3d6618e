"""What every kind of source gives back once it has read its fetched files."""

from __future__ import annotations

from dataclasses import dataclass, field

from drystone.lib.errors import SourceError
from drystone.program.model import Source
from drystone.sources.expressions import missing, no_column
from drystone.sources.plain import Rejects
from drystone.sources.staged import Stream


@dataclass(frozen=True, slots=True)
class Read:
    """Streams for the engine, the digests of their bytes, what could not be used, and why not all of it is there."""

    streams: tuple[Stream, ...]
    digests: tuple[str, ...]
    rejects: Rejects = field(default_factory=Rejects)
    incomplete: str = ""


def complete_columns(source: Source, columns: tuple[str, ...], name: str, rejects: Rejects) -> tuple[str, ...]:
    """Return the columns met in JSON and those that feeds read but no record has: they are unknown, and noted.

    JSON leaves out what is null, so an absent name is no mistake in itself. Raises SourceError where the key is absent
    or nothing that the feeds read is there: then the rows are somewhere else.
    """
    absent = missing(source, columns)
    if columns:
        for use in absent:
            if use.key:
                raise no_column(use, columns, name)
        there = {column.casefold() for column in columns}
        read = {use.column.casefold() for use in missing(source, ())}
        if read and not read & there:
            raise no_column(absent[0], columns, name)
    taken = {column.casefold() for column in columns}
    added = []
    for use in absent:
        if use.column.casefold() in taken:
            continue
        taken.add(use.column.casefold())
        added.append(use.column)
        if columns:
            rejects.add(name, 0, str(no_column(use, columns, name).what) + " (all unknown)")
    return (*columns, *added)


def whole_or_part(names: list[str], failed: list[SourceError]) -> str:
    """Return why not all files could be used ("" where they could). Raises the first error where none could."""
    if not failed:
        return ""
    if not names:
        raise failed[0]
    return f"{len(failed)} of {len(failed) + len(names)} files could not be used; {failed[0]}"
