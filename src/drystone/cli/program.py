"""``drystone program``: the JSON Schemas of the program's files, so that editors complete and check them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drystone.cli.printing import print_json, say
from drystone.lib.errors import UsageError
from drystone.lib.text import listing, suggest
from drystone.program import json_schemas

app = typer.Typer(name="program", help="About the program folder's files.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """About the program folder's files."""


@app.command()
def schema(
    kind: Annotated[str | None, typer.Argument(help="One file kind, such as activity or check.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write one .schema.json per kind into this folder.")] = None,
) -> None:
    """Print the JSON Schemas of the program's files."""
    schemas = json_schemas()
    if kind is not None:
        if kind not in schemas:
            near = suggest(kind, schemas)
            raise UsageError(
                f"there is no file kind {kind!r}",
                do=f"Did you mean {near!r}?" if near else f"There are {listing(sorted(schemas))}.",
            )
        schemas = {kind: schemas[kind]}
    if out is None:
        print_json(schemas if kind is None else schemas[kind])
        return
    write_schemas(schemas, out)
    say(f"{len(schemas)} schemas are in {out}.")


def write_schemas(schemas: dict[str, dict[str, object]], folder: Path) -> None:
    """Write each schema to ``<kind>.schema.json`` in a folder."""
    import json

    folder.mkdir(parents=True, exist_ok=True)
    for name, document in schemas.items():
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{name}.schema.json").write_text(text, encoding="utf-8")
