"""``drystone validate``: every error in a program at once, each with its place."""

from __future__ import annotations

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption
from drystone.cli.printing import print_json, say
from drystone.lib.text import plural
from drystone.program import Program, load


def validate(program: ProgramOption = HERE, json: JSONOption = False) -> None:
    """List every error in the program with file, line and column. Exits 1 where there is one."""
    loaded = load(program)
    wrong = [problem for problem in loaded.problems if problem.level == "error"]
    if json:
        print_json(
            {
                "valid": not wrong,
                "problems": [
                    {
                        "path": problem.place.path,
                        "line": problem.place.line,
                        "column": problem.place.column,
                        "level": problem.level,
                        "message": problem.message,
                        "suggestion": problem.suggestion or None,
                    }
                    for problem in loaded.problems
                ],
            }
        )
    else:
        for problem in loaded.problems:
            say(str(problem))
        if loaded.program is not None:
            _say_what_stands(loaded.program)
    if wrong:
        if not json:
            say(plural(len(wrong), "error"), "bold")
        raise typer.Exit(1)


def _say_what_stands(program: Program) -> None:
    agreed = sum(activity.standing == "agreed" for activity in program.activities.values())
    say(
        f"The program is valid: {plural(len(program.activities), 'activity', 'activities')} ({agreed} agreed), "
        f"{plural(len(program.checks), 'check')}, {plural(len(program.roles), 'role')}, "
        f"{plural(len(program.sources), 'source')}.",
        "bold",
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(validate)
