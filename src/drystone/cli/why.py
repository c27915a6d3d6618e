"""``drystone why``: which records made a thing, which values won, which claims gave it its owner."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.printing import print_json, print_table, say
from drystone.cli.session import addresses, applied_tables, record_look
from drystone.inventory import Explanation
from drystone.inventory import why as explain
from drystone.lib.clock import iso


def why(
    kind: Annotated[str, typer.Argument(help="The kind of thing: person, account, device, …")],
    key: Annotated[str, typer.Argument(help="Its id, an alias, or a strong key such as a serial number.")],
    program: ProgramOption = HERE,
    json: JSONOption = False,
) -> None:
    """Explain one thing: its records, its values and what others said, why they are one, and whose it is."""
    with applied_tables(read_program(program)) as (engine, _):
        found = explain(engine, kind, key)
        record_look(found.asset_kind, found.asset_id, "why")
        owner = addresses(engine, [found.owner_id] if found.owner_id else [])
        people = addresses(engine, [claim.person_id for claim in found.claims if claim.person_id])
    if json:
        print_json(asdict(found))
        return
    _say(found, owner.get(found.owner_id or "", "nobody that we know of"), people)


def _say(found: Explanation, owner: str, people: dict[str, str]) -> None:
    say(f"{found.asset_kind} {found.name or found.asset_id}", "bold")
    say(f"  {found.asset_id}" + (f", formerly {', '.join(found.aliases)}" if found.aliases else ""), "dim")
    say(f"  whose: {owner}")
    print_table(
        "Made from these records",
        ("source", "key", "seen", ""),
        ((r.source, r.key, iso(r.seen_at) if r.seen_at else "", "not fresh" if r.stale else "") for r in found.records),
    )
    if found.reasons:
        print_table(
            "They are one because",
            ("record", "and", "share", "value"),
            ((f"{r.source}:{r.key}", f"{r.by_source}:{r.by_key}", r.rule, r.value) for r in found.reasons),
        )
    print_table(
        "What is known",
        ("", "value", "says", "others say"),
        ((v.column, v.value, v.source, "; ".join(f"{s}: {o}" for s, o in v.others)) for v in found.values),
    )
    if found.claims:
        print_table(
            "Who claims it, or is said to have it",
            ("", "who", "kind", "source", "seen", ""),
            (
                (
                    "→" if claim.won else "",
                    people.get(claim.person_id or "", claim.given or ""),
                    claim.kind,
                    claim.source,
                    iso(claim.seen_at) if claim.seen_at else "",
                    _SKIPPED.get(claim.skipped, claim.skipped),
                )
                for claim in found.claims
            ),
        )
    for other in found.undecided:
        say(f"Perhaps the same as {other.asset_id} ({other.name}): somebody who knows should decide.", "yellow")


_SKIPPED = {"nobody": "nobody we know", "left": "has left", "stale": "too old"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(why)
