"""``drystone report``: say that something happened, or looks odd, and read what to do now; by name or without."""

from __future__ import annotations

import os
import secrets
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from drystone.cli import report_far, report_here
from drystone.cli.options import HERE, JSONOption, ProgramOption
from drystone.cli.printing import note, print_json, say
from drystone.cli.report_told import MOST_BYTES, TITLES, Told
from drystone.lib.errors import SourceError, UsageError

TOKEN = "DRYSTONE_TOKEN"  # noqa: S105 # The name of a variable.
_LONGEST = 40_000


class When(StrEnum):
    """When it was."""

    JUST_NOW = "just-now"
    TODAY = "today"
    EARLIER = "earlier"
    NOT_SURE = "not-sure"


def report(
    kind: Annotated[str, typer.Argument(help=f"What happened: {', '.join(TITLES)}.", metavar="[KIND]")] = "",
    when: Annotated[When | None, typer.Option("--when", help="When it was.")] = None,
    words: Annotated[
        str, typer.Option("--words", help="What you want to say; - reads it from stdin, where nobody else sees it.")
    ] = "",
    file: Annotated[
        str, typer.Option("--file", metavar="FILE", help="The message, saved as a file (.eml, .msg); - for stdin.")
    ] = "",
    no_name: Annotated[
        bool, typer.Option("--no-name", help="Give no name; you get a code to read the answer with.")
    ] = False,
    me: Annotated[str, typer.Option(help="Who I am.", envvar="DRYSTONE_ME", metavar="E-MAIL")] = "",
    site: Annotated[
        str, typer.Option(help=f"The site; by name with a token in {TOKEN}.", envvar="DRYSTONE_SITE", metavar="URL")
    ] = "",
    code: Annotated[
        bool, typer.Option("--code", help="Read the answer: the return code is read from stdin; --words talks on.")
    ] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="It is a slip, although it sounds like wrongdoing.")] = False,
    json: JSONOption = False,
    program: ProgramOption = HERE,
) -> None:
    """Say that something happened or looks odd; you are thanked, and told what to do now and when you hear again.

    With --site it goes to that site, else into the state of the program on this machine.
    """
    if code:
        said, more = _code_and_words(words)
        found = report_far.answer(site, said, more) if site else report_here.answer(program, said, more)
        if json:
            print_json(found)
        else:
            _say_answer(found)
        return
    told = _told(kind, when, words, file, anyway=anyway)
    if site:
        taken = report_far.tell(site, told, token="" if no_name else _token())
    else:
        taken = report_here.tell(program, told, me="" if no_name else _me(me))
    if json:
        print_json(taken)
    else:
        _say_thanks(taken)


def _told(kind: str, when: When | None, words: str, file: str, *, anyway: bool) -> Told:
    if words == "-" and file == "-":
        raise UsageError("stdin holds the words or the message, not both", do="Name the message's file.")
    data = _bytes(file) if file else b""
    if not kind:
        kind = "looks-odd" if data else _asked()
    if kind not in TITLES:
        raise UsageError(f"{kind!r} is nothing that can be reported", do=f"Known are {', '.join(TITLES)}.")
    text = _stdin() if words == "-" else words
    if not text and not data and sys.stdin.isatty():
        text = str(typer.prompt("In your words (Enter for none)", default="", show_default=False))
    return Told(kind, when.value if when else "", text.strip(), data, secrets.token_hex(16), anyway)


def _asked() -> str:
    if not sys.stdin.isatty():
        raise UsageError("say what happened", do=f"Add one of {', '.join(TITLES)}.")
    kinds = list(TITLES)
    for number, kind in enumerate(kinds, 1):
        say(f"{number:>3}  {TITLES[kind]}")
    chosen = typer.prompt("What happened? A number", type=int)
    if not 1 <= chosen <= len(kinds):
        raise UsageError(f"there is no {chosen} in the list")
    return str(kinds[chosen - 1])


def _bytes(file: str) -> bytes:
    try:
        if file == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise SourceError(error.strerror or str(error), where=file, do="Check the path and who may read it.") from None
    if len(data) > MOST_BYTES:
        raise UsageError(
            "this file is too large to be sent here", where=file, do="Report without it; whoever helps you will ask."
        )
    if not data.strip():
        raise UsageError("there is nothing in it", where=file, do="Save the message again, with its headers.")
    return data


def _stdin() -> str:
    return sys.stdin.read(_LONGEST)


def _code_and_words(words: str) -> tuple[str, str]:
    """Return the return code, which is the first line of stdin, and what is said; - for the lines after it."""
    if sys.stdin.isatty():
        code = str(typer.prompt("Your return code", hide_input=True))
        rest = str(typer.prompt("What you want to say", default="")) if words == "-" else ""
    else:
        code, _end, rest = _stdin().partition("\n")
    if not code.strip():
        raise UsageError("there is no return code on stdin", do="Pipe it in, or type it when asked.")
    return code.strip()[:100], rest.strip() if words == "-" else words.strip()


def _token() -> str:
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise UsageError(
            f"{TOKEN} holds no token",
            do="Make one on your account's page (reports:write) and set the variable, or add --no-name.",
        )
    return token


def _me(me: str) -> str:
    if not me:
        raise UsageError("who are you?", do="Add --me YOUR-ADDRESS, set DRYSTONE_ME, or add --no-name.")
    return me


def _say_thanks(taken: dict[str, Any]) -> None:
    say("Thank you. It has arrived.", "bold")
    if taken["thanks"]:
        say(taken["thanks"])
    _say_steps(taken["steps"])
    for finding in taken["findings"]:
        say(f"\n{finding['says']}", "bold")
        for reason in finding["reasons"]:
            say(f"  {reason}")
    say("")
    lines = {
        "call": "Or call {}.",
        "who": "It is with: {}. The first who is free takes it.",
        "word_by": "You hear from us by {}, also if we are still looking.",
        "link": "Your report, where you read the answer and say more: {}",
    }
    for name, line in lines.items():
        if taken.get(name):
            say(line.format(taken[name]))
    if taken.get("code"):
        note("Your return code. It is shown this once; write it down:")
        say(taken["code"], "bold")
        note("`drystone report --code` reads the answer with it and talks on.")


def _say_steps(steps: list[dict[str, Any]]) -> None:
    if steps:
        say("\nPlease do this now:", "bold")
    for number, step in enumerate(steps, 1):
        minutes = f" ({step['minutes']} min)" if step["minutes"] else ""
        say(f"  {number}. {step['do']}{minutes}")


def _say_answer(found: dict[str, Any]) -> None:
    say(f"{found['title']}: {found['state']}", "bold")
    names = {"reporter": "You", "responder": "A responder", "machine": "Drystone"}
    for word in found["words"]:
        say(f"\n{names.get(word['by'], word['by'])}, {word['at']}:", "dim")
        say(word["text"])
    for step in found["steps"]:
        say(f"\n[{'x' if step['done'] else ' '}] {step['do']}")
    for look in found["looks"]:
        say(f"\n{look['at']}: somebody {look['what']}. {look['why']}".rstrip(". "), "dim")
    if found["word_by"]:
        say(f"\nYou hear from us by {found['word_by']}, also if we are still looking.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)
