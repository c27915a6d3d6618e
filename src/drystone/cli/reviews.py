"""``drystone reviews check FILE``: where a text blames or knows better afterwards, and what to write instead."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.options import JSONOption
from drystone.cli.printing import print_json, say
from drystone.cli.triage import Language
from drystone.lib.errors import SourceError

app = typer.Typer(name="reviews", help="Looking back without blame.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Looking back without blame."""


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text in English or German, or - for stdin.")],
    language: Annotated[Language, typer.Option("--lang", help="Say it in this language.")] = Language.EN,
    json: JSONOption = False,
) -> None:
    """Flag blame, hindsight and addresses in a text, with what to write instead. Exit 1 where something is flagged.

    Names of people are known to the site alone, which flags them too.
    """
    from drystone.reviews import blame  # The rules take a moment to make, which no other command waits for.

    text = _read(file, most=4 * blame.LONGEST)
    flags = blame.check(text)
    if json:
        print_json([flag.as_json(text, language.value) for flag in flags])
    else:
        for flag in flags:
            line, column = flag.place(text)
            rule = flag.rule
            say(f"{file}:{line}:{column}: “{flag.text}” ({rule.id})")
            say(f"    {rule.why[language.value]} {rule.instead[language.value]}")
        if not flags:
            say({"en": "Nothing is flagged.", "de": "Nichts fällt auf."}[language.value])
    if flags:
        raise typer.Exit(1)


def _read(file: str, *, most: int) -> str:
    try:
        data = sys.stdin.buffer.read(most) if file == "-" else Path(file).read_bytes()[:most]
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", where=file, do="name a text file") from error
    return data.decode("utf-8", errors="replace")
