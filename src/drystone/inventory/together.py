"""Tables that come out of one computation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from drystone.lake import Build
from drystone.lake.engines import Engine

#: A table is made under this prefix and gets its name when the build asks for it.
PREFIX = "_next_"
#: What pages read of one thing.
_LOOKED_UP = frozenset({"member", "merge_reason", "owner", "claim"})


def make_together(
    build: Build,
    names: Sequence[str],
    make: Callable[[Engine], None],
    *,
    inputs: Sequence[str],
    text: str = "",
    settles: bool = False,
) -> None:
    """Register ``names`` in the build; the first that has to be made has ``make`` create all as ``_next_<name>``."""
    waiting: set[str] = set()
    for name in names:

        def take(engine: Engine, name: str = name) -> None:
            if name not in waiting:
                make(engine)
                waiting.update(names)
            waiting.discard(name)
            engine.execute(f'alter table "{PREFIX}{name}" rename to "{name}"')

        order = ("asset_id",) if name in _LOOKED_UP else ()
        build.table(name, take, inputs=inputs, text=text, settles=settles, order=order)
    for name in waiting:
        build.engine.drop(f"{PREFIX}{name}")
