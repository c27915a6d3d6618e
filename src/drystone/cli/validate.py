"""``drystone validate``: every error in a program at once, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import typer

from drystone.cli.options import HERE, AsOfOption, JSONOption, ProgramOption, moment
from drystone.cli.printing import note, print_json, say
from drystone.cli.session import open_state
from drystone.lib.errors import DrystoneError, StoreError
from drystone.lib.text import plural
from drystone.program import Program, load
from drystone.program.model import Place, Problem
from drystone.responsibility.matrices import linting, tuning
from drystone.responsibility.matrices.reading import opening
from drystone.responsibility.matrices.rules import driving

#: How far checks reach, from not yet to wholly, with what is said of them.
REACHES = {"suggested": "only suggested", "trial": "in trial", "live": "live"}


def validate(program: ProgramOption = HERE, json: JSONOption = False, as_of: AsOfOption = None) -> None:
    """List every error in the program with file, line and column, and which checks are live. Exits 1 on errors."""
    loaded = load(program)
    reach = _reach(loaded.program, as_of) if loaded.program else {}
    problems = (*loaded.problems, *(left_limited(loaded.program) if loaded.program else ()))
    idle = _idle(loaded.program, as_of) if loaded.program else []
    wrong = [problem for problem in problems if problem.level == "error"]
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
                    for problem in problems
                ],
                "reach": reach,
                "letters": [
                    {
                        "rule": one.rule,
                        "place": str(one.spot),
                        "activity": one.activity,
                        "role": one.role,
                        "text": one.text,
                    }
                    for one in idle
                ],
            }
        )
    else:
        for problem in problems:
            say(str(problem))
        if loaded.program is not None:
            _say_what_stands(loaded.program)
            _say_reach(reach)
            if idle:
                told = plural(len(idle), "letter or position", "letters or positions")
                say(f"  {told} can do nothing, or lack what it takes: `drystone matrix lint` says which.")
    if wrong:
        if not json:
            say(plural(len(wrong), "error"), "bold")
        raise typer.Exit(1)


def _say_reach(reach: Mapping[str, Sequence[str]]) -> None:
    for name, words in REACHES.items():
        checks = reach.get(name)
        if checks and len(checks) == sum(map(len, reach.values())):
            say(f"  All of its checks are {words}.")
        elif checks:
            say(f"  {plural(len(checks), 'check')} {words}: {', '.join(checks)}")


def _idle(program: Program, as_of: str | None) -> list[linting.Finding]:
    """Return where a letter drives nothing, or whoever holds it lacks authority or competence; as the lint is tuned."""
    tuned = program.root / tuning.NAME
    try:
        chosen = tuning.load(tuned) if tuned.is_file() else None
        found = linting.lint(opening.read(program.root), as_of=moment(as_of), tuning=chosen).findings
    except DrystoneError as error:
        note(f"The matrix is not judged: {error}")
        return []
    return [one for one in found if one.rule in driving.IDS]


def _reach(program: Program, as_of: str | None) -> dict[str, list[str]]:
    """Sort the checks by how far they reach; where the state does not answer, say so and go on without it."""
    open_state(program)
    from drystone.runs.queries import reaches

    try:
        known = reaches(program, as_of=moment(as_of))
    except StoreError as error:
        note(f"How far the checks reach is not known: {error}")
        return {}
    return {name: [one.check_id for one in known if one.reach == name] for name in REACHES}


def left_limited(program: Program) -> list[Problem]:
    """Return a problem for every hook that the program has no more though it limits people; none without a state."""
    open_state(program)
    from drystone.consequences import lost
    from drystone.runs import state

    try:
        with state.spoken():
            if not state.exists():
                return []
            state.require()
            names = lost.names(program)
    except StoreError:  # How far checks reach has said so already.
        return []
    hint = "put it back; take it out when its checks remind only and nobody waits for it"
    return [
        Problem(Place("drystone.toml"), f"people are limited by the hook `{name}`, which the program has no more", hint)
        for name in names
    ]


def _say_what_stands(program: Program) -> None:
    agreed = sum(activity.standing == "agreed" for activity in program.activities.values())
    say(
        f"The program is valid: {plural(len(program.activities), 'activity', 'activities')} ({agreed} agreed), "
        f"{plural(len(program.checks), 'check')}, {plural(len(program.roles), 'role')}, "
        f"{plural(len(program.sources), 'source')}, {plural(len(program.lessons), 'lesson')}.",
        "bold",
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(validate)
