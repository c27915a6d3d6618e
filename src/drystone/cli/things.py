"""From what a person types (a kind and a key) to one thing."""

from __future__ import annotations

from drystone.inventory.explaining import find_thing
from drystone.lake.engines import Engine
from drystone.lib.errors import UsageError
from drystone.lib.text import suggest
from drystone.program.vocabulary import KINDS

MOST_SHOWN = 10


def one_thing(engine: Engine, kind: str, key: str) -> tuple[str, str]:
    """Return the kind and id of the thing that the key names. Raises UsageError listing the candidates otherwise."""
    if kind not in KINDS:
        near = suggest(kind, KINDS)
        raise UsageError(f"there is no kind of thing called {kind!r}", do=f"Did you mean {near!r}?" if near else "")
    found = find_thing(engine, kind, key)
    if len(found) == 1:
        return kind, found[0].asset_id
    if not found:
        raise UsageError(
            f"no {kind} is known by {key!r}", do="Give its id, name, serial number, address or source key."
        )
    listed = "\n".join(f"  {thing.asset_id}  {thing.name}" for thing in found[:MOST_SHOWN])
    raise UsageError(f"{len(found)} things of kind {kind} are known by {key!r}:\n{listed}", do="Give one of these ids.")
