"""What those hear who are told about activities (I): by a position of all of it, by a relation of what is theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import cached_property

from drystone.directory import queries as directory
from drystone.gaps import everyone
from drystone.gaps.everyone import News
from drystone.gaps.own_news import own_news
from drystone.lake.engines import Engine
from drystone.program.model import Program


class Informing:
    """Reads what happened since a moment (aware) once, however many people are told of it."""

    def __init__(self, program: Program, engine: Engine | None, *, since: dt.datetime) -> None:
        self._program, self._engine, self._since = program, engine, since

    @property
    def owners(self) -> Collection[str]:
        """Everybody of whose own things there is something to tell."""
        return self._own.keys()

    def of(self, ids: Sequence[str]) -> dict[str, tuple[News, ...]]:
        """Return what there is to tell each of these people, by activity; agreed ones alone.

        Who is told of their own things hears of those, unless a position tells them of all.
        """
        held, agreed, found = directory.told_about(ids), self._agreed, {}
        owned = self._own_of(ids)
        for person_id in ids:
            told = dict(owned.get(person_id, {}))
            told |= {one: self._all[one] for one in held.get(person_id, ()) if one in agreed and one in self._all}
            if told:
                found[person_id] = tuple(told[one] for one in sorted(told))
        return found

    @cached_property
    def _agreed(self) -> frozenset[str]:
        return frozenset(one.id for one in self._program.activities.values() if one.standing == "agreed")

    @cached_property
    def _all(self) -> dict[str, News]:
        return everyone.news(since=self._since, floor=self._program.settings.privacy.group_floor)

    def _own_of(self, ids: Sequence[str]) -> dict[str, dict[str, News]]:
        """What is theirs: of these people alone, where nobody has asked for everybody's."""
        if self._engine is None or "_own" in self.__dict__:
            return self._own
        return own_news(self._program, self._engine, since=self._since, of=frozenset(ids))

    @cached_property
    def _own(self) -> dict[str, dict[str, News]]:
        return {} if self._engine is None else own_news(self._program, self._engine, since=self._since)
