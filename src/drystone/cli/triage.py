"""``drystone triage FILE``: what can be seen in a message, without opening, rendering, running or fetching anything."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from drystone.cli.options import JSONOption, read_program
from drystone.cli.printing import note, print_json, say
from drystone.lib.errors import SourceError, UsageError

MOST_BYTES = 60_000_000
STYLES = {"high": "bold red", "medium": "yellow", "low": "", "note": "dim"}
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "high": "high", "medium": "medium", "low": "low", "note": "note", "why": "Why", "seen": "What was seen",
        "nothing": "Nothing was noticed. That proves nothing.",
        "links": "Where its links lead", "parts": "What it carries",
        "from": "From", "subject": "Subject",
        "inline": "It was forwarded as a quotation: the headers of the original are gone, so who sent it cannot be"
        " checked. Forward it as an attachment next time.",
        "checks": "Checks of the sender", "original": "The message inside it is what was looked at",
    },
    "de": {
        "high": "hoch", "medium": "mittel", "low": "gering", "note": "Notiz", "why": "Warum",
        "seen": "Was zu sehen ist",
        "nothing": "Es fiel nichts auf. Das beweist nichts.",
        "links": "Wohin ihre Links führen", "parts": "Was sie mitbringt",
        "from": "Von", "subject": "Betreff",
        "inline": "Sie wurde als Zitat weitergeleitet: Die Kopfzeilen des Originals fehlen, daher ist nicht zu prüfen,"
        " wer sie sandte. Nächstes Mal bitte als Anhang weiterleiten.",
        "checks": "Prüfungen des Absenders", "original": "Angesehen wurde die Nachricht darin",
    },
}  # fmt: skip


class Language(StrEnum):
    """A language that findings are told in."""

    EN = "en"
    DE = "de"


def triage(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A message (.eml or .msg), or - for stdin.")],
    program: Annotated[
        Path | None,
        typer.Option("--program", "-p", help="The program folder, for your own domains, YARA rules and lists."),
    ] = None,
    json: JSONOption = False,
    look_up: Annotated[
        bool,
        typer.Option("--look-up", help="Ask the DNS again about the sender; that tells the sender somebody looks."),
    ] = False,
    receiver: Annotated[
        list[str] | None,
        typer.Option("--receiver", metavar="NAME", help="Your own mail server, as it names itself in its checks."),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="FILE is somebody's report: judge the message inside it alone.")
    ] = False,
    lang: Annotated[Language, typer.Option("--lang", help="The language of the findings.")] = Language.EN,
) -> None:
    """Say what can be seen in a message; nothing is opened, run or fetched. Exits 1 if it is likely harmful."""
    from drystone.triage import sandbox

    sandbox.require()
    data = _read(file)
    told = _options(program, lang=lang, look_up=look_up, receivers=tuple(receiver or ()), report=report)
    if told.look_up:
        note("Asking the DNS: whoever runs the sender's domain can see that somebody looks.")
    outcome = sandbox.once(data, told)
    if json:
        print_json(outcome.as_json())
    if outcome.problem:
        raise SourceError(outcome.problem, where=file)
    if not json:
        _say(dict(outcome.document), WORDS[lang])
    if outcome.document.get("hint") == "likely harmful":
        raise typer.Exit(1)


def _read(file: str) -> bytes:
    if file == "-":
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        path = Path(file)
        if path.is_dir():
            raise UsageError("that is a folder", where=file, do="Name one message, a file ending in .eml or .msg.")
        try:
            with path.open("rb") as stream:
                data = stream.read(MOST_BYTES + 1)
        except OSError as error:
            raise SourceError(
                error.strerror or str(error), where=file, do="Check the path and who may read it."
            ) from None
    if len(data) > MOST_BYTES:
        # Half a message would be judged as if it were the whole.
        raise SourceError(
            f"it is longer than {MOST_BYTES // 1_000_000} million bytes, which is more than is looked at",
            where=file,
            do="Save the message without its large attachments, and hand these to whoever responds.",
        )
    if not data.strip():
        raise SourceError("there is nothing in it", where=file, do="Save the message again, with its headers.")
    return data


def _options(program: Path | None, *, lang: Language, look_up: bool, receivers: tuple[str, ...], report: bool) -> Any:
    from drystone.triage.files.rules import compile_rules
    from drystone.triage.options import Options
    from drystone.triage.people import people

    if program is None and not Path("drystone.toml").is_file():
        return Options(language=lang.value, look_up=look_up, receivers=receivers, report=report)
    loaded = read_program(program or Path())
    root = loaded.root.resolve()
    for problem in compile_rules(loaded.yara)[1]:
        note(str(problem))
    return Options(
        people=people(str(root / "lists" / "people.txt")),
        domains=loaded.settings.organisation.domains,
        language=lang.value,
        look_up=look_up,
        receivers=receivers,
        report=report,
        rules=loaded.yara,
        lists=str(root / "lists"),
    )


def _say(told: dict[str, Any], words: dict[str, str]) -> None:
    from drystone.triage.telling import ordered

    message = told["message"]
    for one in message["from"][:3]:
        say(
            f"{words['from']}: {one['name']} <{one['address']}>"
            if one["name"]
            else f"{words['from']}: {one['address']}"
        )
    say(f"{words['subject']}: {message['subject']}")
    if told["original"]["how"] == "inline":
        say(words["inline"], "yellow")
    elif told["original"]["how"] != "itself":
        say(f"{words['original']}.")
    say("")
    say(told["hint_says"], "bold red" if told["hint"] == "likely harmful" else "bold")
    for reason in told["reasons"]:
        say(f"  {reason['says']}")
    say("")
    signs = ordered(told["signs"])
    say(f"{words['seen']}:" if signs else words["nothing"], "bold")
    for sign in signs:
        say(f"  [{words[sign['severity']]}] {sign['says']}", STYLES[sign["severity"]])
        say(f"      {sign['why']}", "dim")
    _listed(words["links"], told["hosts"])
    _listed(
        words["parts"],
        [f"{one['name'] or one['part']} ({one['true_type'] or one['declared']})" for one in told["parts"]],
    )
    say("")
    say(told["careful"], "dim")


def _listed(title: str, lines: list[str]) -> None:
    if lines:
        say("")
        say(f"{title}:", "bold")
        for line in lines[:30]:
            say(f"  {line}")
        if len(lines) > 30:
            say(f"  … {len(lines) - 30}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(triage)
