"""Checking a signed ZIP that this system made: evidence packs and exports of incidents have one way of being whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import JSONOption
from drystone.cli.printing import print_json, say

PackArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The ZIP.")]
KeyOption = Annotated[Path | None, typer.Option("--key", help="The organisation's public key (PEM).")]


def tell_whether_whole(file: Path, key: Path | None, *, called: str, json: JSONOption) -> None:
    """Print what is wrong with a pack ``called`` so, or that it is whole. Exits 1 where it is not."""
    from drystone.audit import checking

    found = checking.problems(file, expected_key=key.read_bytes() if key else None)
    if json:
        print_json({"whole": not found, "problems": found, "own_key_only": key is None})
    elif found:
        for problem in found:
            say(problem)
    else:
        say(f"The {called} is whole." + ("" if key else " Give --key to be sure that it is the organisation's."))
    if found:
        raise typer.Exit(1)
