"""``drystone lessons import | export | look | done``: lessons in other people's formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drystone.cli.options import HERE, JSONOption, ProgramOption, known, read_program
from drystone.cli.printing import note, print_json, print_table, say
from drystone.cli.session import actor, applied_tables, opened_state
from drystone.lib.clock import now
from drystone.lib.errors import UsageError
from drystone.lib.text import listing, plural
from drystone.program import Program, load
from drystone.program.lesson_model import Lesson
from drystone.program.lesson_writing import lesson_file

if TYPE_CHECKING:
    from drystone.lessons.formats.done import Completions
    from drystone.lessons.formats.lesson_banks import Draft

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file.")]
HomeOption = Annotated[
    str, typer.Option("--home", help="Your address, for xapi and cmi5: https://learning.firm.example.")
]


class Incoming(StrEnum):
    """What questions come in from."""

    GIFT = "gift"
    MOODLE = "moodle"
    QTI21 = "qti21"
    QTI30 = "qti30"
    H5P = "h5p"


class Outgoing(StrEnum):
    """What lessons go out as."""

    GIFT = "gift"
    MOODLE = "moodle"
    QTI21 = "qti21"
    QTI30 = "qti30"
    H5P = "h5p"
    SCORM12 = "scorm12"
    SCORM2004 = "scorm2004"
    CMI5 = "cmi5"
    HTML = "html"
    ANKI = "anki"
    XAPI = "xapi"


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("import")(import_lessons)
    app.command("export")(export_lessons)
    app.command("look")(look)
    app.command("done")(done)


def import_lessons(
    file: FileArgument,
    into: Annotated[Path | None, typer.Option("--into", help="The folder; default: lessons/imported.")] = None,
    format: Annotated[Incoming | None, typer.Option("--format", help="Default: what the file is.")] = None,
    habit: Annotated[list[str] | None, typer.Option("--habit", help="Where the file names none; repeatable.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="The language of a file that does not say its own.")] = "en",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")] = False,
    json: JSONOption = False,
    program: ProgramOption = HERE,
) -> None:
    """Bring questions into the program as lessons to be finished; nothing that is there is changed."""
    from drystone.lessons.formats import registry
    from drystone.lessons.formats.lesson_banks import lesson_of

    loaded = read_program(program)
    for name in habit or []:
        known(name, loaded.habits, "habit")
    reading = registry.read(file, format.value if format else None, language=lang)
    drafts = [lesson_of(one, source=file.name, habits=habit or [], known=loaded.lessons) for one in reading.banks]
    folder = into if into is not None else program / "lessons" / "imported"
    made = _planned(loaded, folder, drafts)
    if not dry_run:
        folder.mkdir(parents=True, exist_ok=True)
        for path, draft in made.items():
            path.write_text(lesson_file(draft.lesson, draft.language), encoding="utf-8")
    if json:
        print_json(
            {
                "files": [str(path) for path in made],
                "missing": {draft.lesson.id: list(draft.missing) for draft in drafts},
                "left_out": list(reading.left),
                "dry_run": dry_run,
            }
        )
        return
    for path, draft in made.items():
        say(f"{'would write' if dry_run else 'wrote'} {path}: {plural(len(_asked(draft)), 'item')}")
        if draft.missing:
            say(f"  still to write: {listing(draft.missing)}", "dim")
    for what in reading.left:
        note(f"left out: {what}")
    if not dry_run:
        _still_to_do(program, list(made))


def _asked(draft: Draft) -> tuple[object, ...]:
    return draft.lesson.texts[draft.language].items


def _planned(loaded: Program, folder: Path, drafts: list[Draft]) -> dict[Path, Draft]:
    """Return each file with its draft. Raises UsageError where one is there already, before anything is written."""
    made: dict[Path, Draft] = {}
    for draft in drafts:
        lesson = draft.lesson
        ending = "" if lesson.language == draft.language else f".{draft.language}"
        path = folder / f"{lesson.id}{ending}.md"
        there = loaded.lessons.get(lesson.id)
        if path.exists() or path in made or (there is not None and draft.language in there.texts):
            raise UsageError(
                f"there is a lesson {lesson.id} in {draft.language} already",
                where=str(there.texts[draft.language].place if there and draft.language in there.texts else path),
                do="Nothing was written. Give the one in the file another id, or move yours away first.",
            )
        made[path] = draft
    return made


def _still_to_do(program: Path, paths: list[Path]) -> None:
    """Say what `drystone validate` has to say of the new files."""
    ours = {path.resolve() for path in paths}
    wrong = [one for one in load(program).problems if (program / one.place.path).resolve() in ours]
    for problem in wrong[:20]:
        note(str(problem))
    if len(wrong) > 20:
        note(f"and {len(wrong) - 20} more; `drystone validate` lists them")


def export_lessons(
    out: Annotated[str, typer.Option("--out", "-o", help="The file; a folder (DIR/) gets a file each.")],
    lesson: Annotated[list[str] | None, typer.Option("--lesson", help="Repeatable; default: all.")] = None,
    format: Annotated[Outgoing, typer.Option("--format", help="What to write.")] = Outgoing.MOODLE,
    lang: Annotated[str | None, typer.Option("--lang", help="Default: the organisation's first.")] = None,
    home: HomeOption = "",
    done: Annotated[Path | None, typer.Option("--done", help="For xapi: who is done, as CSV or statements.")] = None,
    site: Annotated[bool, typer.Option("--site", help="For xapi: who is done on the site, by opaque ids.")] = False,
    program: ProgramOption = HERE,
) -> None:
    """Write lessons for another learning system; with --format xapi, statements of who is done with what, and when."""
    loaded = read_program(program)
    for name in lesson or []:
        known(name, loaded.lessons, "lesson")
    chosen = [loaded.lessons[name] for name in lesson] if lesson else list(loaded.lessons.values())
    if format is Outgoing.XAPI:
        _export_statements(chosen, _finished(loaded, chosen) if site else _said(done, chosen), home, Path(out))
        return
    language = lang or next(iter(loaded.settings.organisation.languages), "en")
    written = [one for one in chosen if language in one.texts]
    if lesson and len(written) < len(chosen):
        missing = listing([one.id for one in chosen if language not in one.texts])
        raise UsageError(f"not written in {language}: {missing}", do="Name another language with --lang.")
    for one in chosen:
        if language not in one.texts:
            note(f"left out: {one.id} is not written in {language}")
    written.sort(key=lambda one: (one.order, one.id))
    _write(written, format.value, language, out, loaded.settings.organisation.name, home)


def _write(lessons: list[Lesson], format: str, language: str, out: str, title: str, home: str) -> None:
    from drystone.lessons.formats.exporting import ENDINGS, NAMES, export

    path = Path(out)
    if path.is_dir() or out.endswith("/"):
        path.mkdir(parents=True, exist_ok=True)
        for one in lessons:
            made = export([one], format, language=language, title=title, home=home)
            (path / f"{one.id}{ENDINGS[format]}").write_bytes(made)
    else:
        path.write_bytes(export(lessons, format, language=language, title=title, home=home))
    say(f"wrote {plural(len(lessons), 'lesson')} as {NAMES[format]} to {out}")


def _export_statements(lessons: list[Lesson], found: Completions, home: str, out: Path) -> None:
    import json

    from drystone.lessons.formats import xapi

    titles = {one.id: {name: text.title for name, text in one.texts.items()} for one in lessons}
    made = xapi.statements(found.done, home=home, titles=titles)
    out.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    say(f"wrote {plural(len(made), 'statement')} to {out}")
    _left(found)


def _said(path: Path | None, lessons: list[Lesson]) -> Completions:
    if path is None:
        raise UsageError("xapi says who is done with what", do="Give that with --done FILE, or say --site.")
    return _completions(path, [one.id for one in lessons])


def _finished(program: Program, lessons: list[Lesson]) -> Completions:
    """Return who finished lessons on the site, and say in the log that it was given out."""
    with opened_state(program):
        from drystone.habits import completing

        return completing.given_out([one.id for one in lessons], program, now=now(), actor=actor())


def _completions(path: Path, lessons: list[str], *, addresses: bool = False) -> Completions:
    from drystone.lessons.formats.archives import contents
    from drystone.lessons.formats.done import read

    return read(contents(path), path.name, lessons=lessons, now=now(), addresses=addresses)


def _left(found: Completions) -> None:
    for why, count in found.left.items():
        note(f"left out: {plural(count, 'line')}: {why}")


def look(file: FileArgument, json: JSONOption = False) -> None:
    """List what a package or a file of questions holds; nothing is unpacked, opened or run."""
    from drystone.lessons.formats.registry import look as look_at

    found = look_at(file)
    if json:
        print_json(asdict(found))
        return
    say(f"{found.format}: {found.title}", "bold")
    say(f"{plural(found.files, 'file')}, {plural(found.bytes, 'byte')} unpacked", "dim")
    for organisation in found.organisations:
        rows = [
            (f"{'  ' * one.depth}{one.title}", one.kind, one.launch, one.mastery) for one in organisation.units[:200]
        ]
        print_table(organisation.title, ("unit", "kind", "launches", "mastery"), rows)
        if len(organisation.units) > 200:
            say(f"and {len(organisation.units) - 200} more (--json lists all)", "dim")
    for what in found.odd:
        note(f"note: {what}")


def done(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="xAPI statements, or CSV with person, lesson, done.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write it as CSV of opaque accounts, and keep nothing.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what the file holds, and keep nothing.")] = False,
    json: JSONOption = False,
    program: ProgramOption = HERE,
) -> None:
    """Keep who is done with what, and when; scores and answers in the file are not looked at."""
    from drystone.lessons.formats.done import table

    loaded = read_program(program)
    keeps = out is None and not dry_run
    found = _completions(file, list(loaded.lessons), addresses=out is None)
    people: Mapping[str, int] = Counter(one.lesson for one in found.done)
    unmatched = None
    if out is not None:
        out.write_text(table(found.done), encoding="utf-8")
    if keeps:
        people, unmatched = _keep(found, loaded)
    floor = loaded.settings.privacy.group_floor
    rows = [(name, count if count >= floor else None) for name, count in sorted(people.items())]
    if json:
        told = {"lessons": [{"lesson": name, "people": count} for name, count in rows], "left_out": found.left}
        print_json({**told, "unmatched": unmatched})
        return
    shown = [(name, f"fewer than {floor}" if count is None else count) for name, count in rows]
    print_table("", ("lesson", "people done"), shown, right=("people done",))
    _left(found)
    if unmatched:
        note(f"left out: {plural(unmatched, 'line')}: nobody in the people data fits, or more than one person")


def _keep(found: Completions, program: Program) -> tuple[Mapping[str, int], int]:
    with applied_tables(program, ("person", "alias", "account", "asset_alias")) as (engine, _):
        from drystone.habits import completing

        kept = completing.keep(found.done, engine, program, now=now(), actor=actor())
    return kept.lessons, kept.unmatched
