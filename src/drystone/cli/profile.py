"""``drystone matrix profile``: how this program, or any file, stands against a law or standard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drystone.cli.lint import GroupOption, SmallTeamOption, report_on
from drystone.cli.options import AsOfOption, JSONOption, known, moment
from drystone.cli.printing import print_json, print_table, say
from drystone.program.model import PROFILES
from drystone.responsibility.matrices.profiles import shipped
from drystone.responsibility.matrices.standing import Standing, standings

_STATES = {
    "held": "held",
    "partly": "partly",
    "elsewhere": "held elsewhere",
    "nobody": "nobody holds it",
    "missing": "no activity",
}
_DOES = {"A": "answers", "R": "does it", "I": "is told"}


def profile(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(PROFILES)}.")],
    file: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="A program folder or any matrix.", show_default="here")
    ] = Path(),
    group: GroupOption = None,
    small_team: SmallTeamOption = None,
    as_of: AsOfOption = None,
    json: JSONOption = False,
) -> None:
    """Show what a law or standard asks of the matrix, row by row: who has to hold it, who does, and what shows it."""
    known(name, PROFILES, "profile")
    asked = shipped.profile(name)
    report = report_on(file, rules=None, profiles=(name,), group=group, small_team=small_team, as_of=moment(as_of))
    found = standings(asked, report)
    if json:
        rows = [_as_json(one) for one in found]
        print_json({"profile": name, "name": asked.name, "source": asked.source, "rows": rows})
        return
    table = [(one.wanted.cite, _wants(one), _STATES[one.state], _whom(one), one.wanted.evidence["en"]) for one in found]
    print_table(f"{asked.name}: {asked.source}", ("where", "asks", "stands", "here", "what shows it"), table)
    held = sum(one.state == "held" for one in found)
    say(asked.about["en"], "dim")
    say(f"{held} of {len(found)} rows are held as asked. This is no legal advice.")


def _wants(one: Standing) -> str:
    only = one.wanted.only.get("en", "")
    return f"{one.wanted.wants['en']}{f' ({only})' if only else ''}"


def _whom(one: Standing) -> str:
    said = [f"{', '.join(role.name for role in one.holders)} {_DOES[one.wanted.letter]}"] if one.holders else []
    said += [f"{row.key or row.name}{_agreed(row.facts.get('standing', ''))}" for row in one.rows]
    said += [f"nobody fills {role.name}" for role in one.empty]
    said += [f"nobody stands in for {role.name}" for role in one.alone]
    said += [f"{role.name} runs systems too" for role in one.close]
    said += [f"no activity names {', '.join(one.open)}"] if one.open and one.rows else []
    said += [f"{finding.rule}: {finding.activity or finding.role}" for finding in one.findings]
    return "\n".join(said)


def _agreed(standing: str) -> str:
    return f" ({standing})" if standing else ""


def _as_json(one: Standing) -> dict[str, Any]:
    return {
        "id": one.wanted.id,
        "cite": one.wanted.cite,
        "asks": one.wanted.wants["en"],
        "only": one.wanted.only.get("en", ""),
        "letter": "" if one.wanted.lint else one.wanted.letter,
        "by": list(one.wanted.by),
        "evidence": one.wanted.evidence["en"],
        "state": one.state,
        "activities": [row.key or row.name for row in one.rows],
        "holders": [role.key or role.name for role in one.holders],
        "empty": [role.key or role.name for role in one.empty],
        "without_deputy": [role.key or role.name for role in one.alone],
        "not_apart": [role.key or role.name for role in one.close],
        "agreed": one.agreed,
        "open": list(one.open),
        "findings": [{"rule": f.rule, "place": str(f.spot), "text": f.text} for f in one.findings],
    }
