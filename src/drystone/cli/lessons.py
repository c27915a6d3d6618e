"""``drystone lessons``: look at a lesson as people will, get advice on it, and count what a program teaches."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from drystone.cli import lesson_files
from drystone.cli.options import HERE, JSONOption, ProgramOption, known, read_program
from drystone.cli.printing import print_json, print_table, say
from drystone.lessons.answering import REMARKS, VariantFigure
from drystone.lib.errors import UsageError
from drystone.lib.text import listing, plural
from drystone.program import Program
from drystone.program.lesson_model import LessonText, Variant
from drystone.program.lesson_text import TODAY

app = typer.Typer(name="lessons", help="Lessons: look, get advice, count, carry in and out.", no_args_is_help=True)
lesson_files.register(app)


class Format(StrEnum):
    """How the answer is given."""

    TABLE = "table"
    JSON = "json"


@app.callback()
def _group() -> None:
    """Lessons: look, get advice, count, carry in and out."""


@app.command()
def preview(
    lesson: Annotated[str, typer.Argument(metavar="ID", help="The lesson.")],
    lang: Annotated[str | None, typer.Option("--lang", help="The language; default: the lesson's own.")] = None,
    answers: Annotated[bool, typer.Option("--answers", help="Show what is best, and what is said to whom.")] = False,
    program: ProgramOption = HERE,
) -> None:
    """Show a lesson as a person sees it, with its questions below."""
    loaded = read_program(program)
    known(lesson, loaded.lessons, "lesson")
    chosen = loaded.lessons[lesson]
    if lang is not None and lang not in chosen.texts:
        raise UsageError(f"{lesson} is not written in {lang!r}", do=f"There is {listing(list(chosen.texts), 'or')}.")
    text = chosen.text(lang or chosen.language)
    say(text.title, "bold")
    habits = listing([loaded.habits[habit].text(text.language).name for habit in chosen.habits])
    say(f"{plural(chosen.minutes, 'minute')} · {habits} · for {listing(list(chosen.audience))}", "dim")
    say("")
    say(text.story)
    say("")
    say(TODAY.get(text.language, TODAY["en"]), "bold")
    say(text.today)
    _questions(loaded, text, answers)
    for source in chosen.references:
        said = f": {source.says.strip()}" if source.says else ""
        say(f"{source.name}{f' ({source.year})' if source.year else ''}{said}", "dim")


def _questions(program: Program, text: LessonText, answers: bool) -> None:
    for item in text.items:
        for variant in item.variants if answers else item.variants[:1]:
            say("")
            say(f"{item.id}/{variant.id} ({item.kind})", "dim")
            say(variant.stem, "bold")
            _options(program, variant, text.language, answers)
    say("")


def _options(program: Program, variant: Variant, language: str, answers: bool) -> None:
    for letter, option in zip("ABCDEF", variant.options, strict=False):
        if not answers:
            say(f"  {letter}  {option.text}")
            continue
        say(f"  {'✓' if option.best else '·'} {option.text}", "green" if option.best else "")
        if option.misconception is not None:
            say(
                f"      “{program.misconceptions[option.misconception].belief[language]}” {option.misconception}", "dim"
            )
        say(f"      {option.feedback}")


@app.command()
def lint(
    format: Annotated[Format, typer.Option("--format", help="How the answer is given.")] = Format.TABLE,
    notes: Annotated[bool, typer.Option("--notes", help="Show small notes too, not warnings alone.")] = False,
    program: ProgramOption = HERE,
) -> None:
    """Give advice on every lesson. Exits 1 where the program has errors; advice alone exits 0."""
    from drystone.lessons.findings import RULES
    from drystone.lessons.linting import lint as advise

    loaded = read_program(program)
    found = advise(loaded)
    shown = [advice for advice in found if notes or advice.level == "warning" or format is Format.JSON]
    if format is Format.JSON:
        print_json([{**asdict(advice), "place": str(advice.place), "level": advice.level} for advice in shown])
        return
    if shown:
        columns = ("level", "rule", "place", "lang", "")
        print_table("", columns, ((one.level, one.rule, one.place, one.language, one.text) for one in shown))
    for rule in dict.fromkeys(advice.rule for advice in shown):
        say(f"{rule}: {RULES[rule].why}", "dim")
    small = sum(advice.level == "note" for advice in found)
    say(
        f"{plural(len(loaded.lessons), 'lesson')}: {plural(len(found) - small, 'warning')}, {plural(small, 'note')}"
        f"{'' if notes or not small else ' (shown by --notes)'}."
    )


@app.command()
def stats(
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="CSV", help="Counts: item, variant, option, people, upper, lower."),
    ] = None,
    site: Annotated[
        bool, typer.Option("--site", help="Judge by the answers given on the site, added up; no names.")
    ] = False,
    json: JSONOption = False,
    program: ProgramOption = HERE,
) -> None:
    """Count lessons, items and misconceptions; with counts of answers, say which items want another look."""
    from drystone.lessons.counting import count

    loaded = read_program(program)
    if site:
        _given(loaded, json)
        return
    if answers is not None:
        _answers(loaded, answers, json)
        return
    counts = count(loaded)
    if json:
        print_json(asdict(counts))
        return
    rows = [(t.lesson, t.language, t.words, t.ease, t.items, t.variants) for t in counts.texts]
    numbers = ("words", "reading ease", "items", "ways to ask")
    print_table("Lessons", ("lesson", "lang", *numbers), rows, right=numbers)
    by_habit = [(h.habit, h.lessons, h.items, h.misconceptions) for h in counts.by_habit]
    numbers = ("lessons", "items", "misconceptions", "")
    print_table("Habits", ("habit", *numbers[:3]), by_habit, right=numbers)
    print_table("For", ("who", "lessons"), sorted(counts.by_audience.items()), right=("lessons",))
    languages = listing([f"{number} in {language}" for language, number in counts.by_language.items()])
    say(
        f"{plural(counts.lessons, 'lesson')} ({languages}), {plural(counts.items, 'item')} in {counts.variants} ways, "
        f"{plural(counts.misconceptions, 'misconception')}."
    )
    if counts.variants:
        places = listing([f"{number} in place {place}" for place, number in counts.positions.items()])
        say(f"The right answer stands {places}; it is the longest in {counts.longest_right} of {counts.variants}.")
    if counts.unused:
        say(f"No wrong answer stands for {listing(list(counts.unused))}.")


def _answers(program: Program, path: Path, json: bool) -> None:
    from drystone.lessons.answering import judge
    from drystone.lessons.answers_file import read

    try:
        figures = judge(program.lessons.values(), read(path), floor=program.settings.privacy.group_floor)
    except ValueError as error:
        raise UsageError(str(error), where=str(path), do="Count each person once, by their first answer.") from None
    _judged(program, figures, json)


def _given(program: Program, json: bool) -> None:
    from drystone.cli.session import opened_state

    with opened_state(program):
        from drystone.habits import figures

        _judged(program, figures.statistics(program), json)


def _judged(program: Program, figures: tuple[VariantFigure, ...], json: bool) -> None:
    floor = program.settings.privacy.group_floor
    if json:
        print_json([asdict(figure) for figure in figures])
        return
    shown = [figure for figure in figures if figure.people is not None]
    rows = [
        (
            f"{one.item}/{one.variant}",
            one.people,
            _FACILITY.get(one.said) or _span(one.facility),
            _span(one.discrimination),
            ", ".join(one.remarks),
        )
        for one in shown
    ]
    columns = ("item", "people", "found the right one", "upper less lower half", "")
    print_table("", columns, rows, right=columns[1:4])
    for remark in dict.fromkeys(remark for one in shown for remark in one.remarks):
        say(f"{remark}: {REMARKS[remark]}", "dim")
    hidden = len(figures) - len(shown)
    say(f"{plural(len(shown), 'way', 'ways')} to ask judged; {hidden} withheld, with fewer than {floor} people.")


_FACILITY = {"few": "hardly anybody", "nearly-all": "nearly everybody", "withheld": "withheld"}


def _span(share: object) -> str:
    from drystone.lib.proportions import Share

    if not isinstance(share, Share):
        return "too few"
    return f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})"
