"""``drystone matrix import``: bring a matrix from any file into the program, as proposals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, read_program
from drystone.cli.printing import note, print_json, say
from drystone.lib.text import listing, plural
from drystone.responsibility.matrices import importing
from drystone.responsibility.matrices.reading import opening


def import_matrix(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A workbook, CSV, Markdown, Word, HTML or YAML file.")],
    program: ProgramOption = HERE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    json: JSONOption = False,
) -> None:
    """Bring a matrix into the program as proposals; comments stay, and nothing in the file is lost."""
    loaded = read_program(program)
    made = importing.plan(loaded, opening.read(file))
    if not dry_run:
        importing.apply(program, made)
    if json:
        print_json(
            {
                "added": made.added,
                "changed": made.changed,
                "unchanged": made.unchanged,
                "roles": made.roles,
                "left_out": [{"activity": name, "reason": reason} for name, reason in made.left_out],
                "files": sorted({*made.files, *(path for path, _, _ in made.edits)}),
                "dry_run": dry_run,
            }
        )
        return
    would = "would be " if dry_run else ""
    say(
        f"{plural(len(made.added), 'activity', 'activities')} {would}added, {len(made.changed)} {would}changed, "
        f"{len(made.unchanged)} as before."
    )
    if made.roles:
        say(
            f"{plural(len(made.roles), 'role')} {would}proposed: {listing(made.roles)}. Name who holds them in "
            "roles.yaml."
        )
    for name, reason in made.left_out:
        note(f"left out: {name}: {reason}")
    for path in made.files:
        note(f"{'would write' if dry_run else 'wrote'} {path}")
