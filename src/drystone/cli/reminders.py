"""``drystone reminders``: what would be said to somebody, and what a year of it is like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, moment, read_program
from drystone.cli.printing import note, print_json, say
from drystone.cli.session import applied_tables, person_id, record_look, serve
from drystone.lib.errors import UsageError
from drystone.lib.text import listing
from drystone.program import Program

if TYPE_CHECKING:
    from drystone.reminders.previewing import Preview

app = typer.Typer(name="reminders", help="What people are told, before they are told.", no_args_is_help=True)

#: By trial and arm: by how much it changes how likely somebody acts on being told.
Planted = Mapping[str, Mapping[str, float]]
_DAY = dt.timedelta(days=1)

_NOTHING = {
    "away": "they are away, have left, or have no address",
    "said today": "they had a message that day",
    "budget": "they had as many messages that week as the program allows",
    "nothing": "there is nothing that is worth a message",
}


class Format(StrEnum):
    """How to show a message."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


@app.command()
def preview(
    person: Annotated[str, typer.Option(help="Whose message; that you looked is kept.", metavar="E-MAIL")],
    program: ProgramOption = HERE,
    date: Annotated[str | None, typer.Option(help="From when on (ISO date or moment, UTC); today.")] = None,
    format: Annotated[Format, typer.Option("--format", help="How to show it.")] = Format.TEXT,
) -> None:
    """Show exactly what one person would be told next, by the code that tells them. Nothing is sent or kept."""
    loaded, at = read_program(program), moment(date)
    with applied_tables(loaded) as (engine, _snapshot):
        serve(loaded)
        from drystone.directory import projecting
        from drystone.reminders import previewing

        projecting.project(engine)  # Where no site has run yet since the last run, nobody else did.
        who = person_id(engine, person)
        record_look("person", who, "reminders preview")
        found = previewing.preview(loaded, engine, who, now=at)
    if format is Format.JSON:
        print_json(found.as_json())
    elif found.document is None or found.slot is None:
        say(f"Nothing would be said: {_NOTHING[found.choice.why_not or 'away']}.")
    elif format is Format.HTML:
        say(found.html)
    else:
        note(f"From {found.slot.at:%Y-%m-%d %H:%M} UTC on; the links of a preview do not work.")
        note(f"By: {', '.join(found.channels) or 'no way; nothing would leave'}.")
        say(f"Subject: {found.document.title}\n\n{found.text}")
        _say_tried(found)


def _say_tried(found: Preview) -> None:
    """Say what each arm of a trial would say in its place; in which arm somebody is, nobody is told."""
    for trial in found.trials:
        note(f"A trial touches this message: {trial.question}")
        for one in trial.arms:
            note(f"{one.arm}: {' '.join(one.changes)}")
            say(f"Subject: {one.document.title}\n\n{one.text}")


@app.command()
def trials(program: ProgramOption = HERE, as_json: JSONOption = False) -> None:
    """Show which ways of reminding are compared, and, of the trials that are over, what came of it."""
    loaded = read_program(program)
    serve(loaded)
    from drystone.reminders import trial_answers, trial_words

    known = trial_answers.known(loaded, now=moment(None))
    found = [trial_words.as_json(one, loaded, "en") for one in known]
    if as_json:
        print_json(found)
        return
    if not found:
        say("No trial is declared; trials.yaml declares them.")
    for one, told in zip(known, found, strict=True):
        say(f"{told['question']} ({told['id']}, {trial_words.STATES[one.state]})", "bold")
        for line in told["said"]:
            say(f"  {line}")
        for arm in told["arms"]:
            say(f"  {arm['arm']}: {' '.join(arm['changes'])}")


@app.command()
def simulate(
    program: ProgramOption = HERE,
    days: Annotated[int, typer.Option(min=1, max=3_650, help="How many days.")] = 365,
    seed: Annotated[int, typer.Option(help="Another number, another year.")] = 7,
    date: Annotated[str | None, typer.Option(help="From when on (ISO date); today.")] = None,
    as_json: JSONOption = False,
) -> None:
    """Live a made-up year of reminders with the people and the gaps of the last run, and say what it felt like."""
    live(read_program(program), at=moment(date), days=days, seed=seed, as_json=as_json)


def live(
    program: Program, *, at: dt.datetime, days: int, seed: int, as_json: bool, planted: Planted | None = None
) -> None:
    """Live a year and print its figures. Raises UsageError where too few people have something that reaches them.

    ``planted`` says by how much an arm of a trial changes how likely people act; nothing is nowhere.
    """
    with applied_tables(program) as (engine, _snapshot):
        serve(program)
        from drystone.directory import projecting
        from drystone.reminders import outlook

        projecting.project(engine)
        floor = program.settings.privacy.group_floor
        life = outlook.Life(days, seed, planted or {})
        figures = outlook.a_year(program, engine, now=at, floor=floor, life=life)
    if not figures:
        raise UsageError(
            f"fewer than {floor} people have something that reaches them", do="Agree on activities, start their checks."
        )
    if as_json:
        print_json(figures)
    else:
        _tell(figures)
        _tell_trials(program, figures["trials"], planted)
    if any(figures["broken"].values()):
        raise typer.Exit(1)


def _tell_trials(program: Program, told: Mapping[str, Any], planted: Planted | None) -> None:
    """Say what the program's trials would have found there: what was planted, or how much they could see at all."""
    from drystone.measures.trials import Outcome
    from drystone.reminders import trial_words

    for trial_id, figures in told.items():
        say(f"  The trial {trial_id}, as if it began soon:", "bold")
        made = (planted or {}).get(trial_id, {})
        say(f"    {f'planted in {listing(sorted(made))}' if made else 'nothing was planted: what is found is chance.'}")
        for line in trial_words.outcome(Outcome.of_figures(figures), program.trials[trial_id].matters / _DAY):
            say(f"    {line}")


def _tell(figures: dict[str, Any]) -> None:
    say(f"{figures['people']} made-up people, {figures['days']} days, {figures['messages']} messages:", "bold")
    say(f"  the median person gets {figures['median']:g}, nine of ten at most {figures['ninth_of_ten']},")
    say(f"  the most reminded one {figures['most']}; {figures['urgent']} of all are urgent.")
    say(f"  {figures['things_opened']} things came up, {figures['things_closed']} came in order.")
    if figures["limited"]:
        say(f"  Access was limited {figures['limited']} times, as told before, and lifted {figures['lifted']} times.")
    broken = {name: count for name, count in figures["broken"].items() if count}
    say("  Every rule held." if not broken else "  Rules that did not hold:")
    for name, count in broken.items():
        say(f"    {count} × {name}", "bold")
