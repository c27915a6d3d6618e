"""A run's report in words: what was read, what it became, what is not happening, and where to look next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drystone.cli.printing import print_table, say
from drystone.lib.text import plural
from drystone.program.vocabulary import KINDS

SHOWN = 8
_MANY = {
    "person": "people",
    "repository": "repositories",
    "software": "installed programs",
    "vulnerability": "known flaws",
}


def say_report(report: Mapping[str, Any]) -> None:
    """Print a run's report for people."""
    _say_sources(report["sources"])
    _say_inventory(report)
    for problem in report["problems"]:
        say(f"  {problem}", "yellow")
    _say_checks(report["checks"])
    _say_gaps(report)


def _say_sources(sources: Sequence[Mapping[str, Any]]) -> None:
    if not sources:
        say("There are no sources yet. `drystone sources add FILE` looks at an export and proposes one.")
        return
    whole = [source for source in sources if source["status"] == "complete"]
    rows = sum(source["rows"] or 0 for source in sources)
    say(f"Read {plural(rows, 'row')} from {plural(len(sources), 'source')}; {len(whole)} complete.", "bold")
    for source in sources:
        if source["status"] != "complete":
            say(f"  {source['id']} is {source['status']}: {source['error'] or 'no reason given'}", "yellow")
        elif source["quarantined"]:
            count = plural(source["quarantined"], "note")
            say(f"  {source['id']}: {count} in quarantine; `drystone sources test {source['id']}` shows them")


def _say_inventory(report: Mapping[str, Any]) -> None:
    inventory, merges, matrix = report["inventory"], report["merges"], report["responsibility"]
    known = [table for table in (*KINDS, "software", "vulnerability") if inventory.get(table)]
    named = [plural(inventory[table], table.replace("_", " "), _MANY.get(table)) for table in known]
    say(f"They describe {', '.join(named[:SHOWN])}{' and more' if len(named) > SHOWN else ''}." if named else "")
    say(
        f"{plural(merges['records'], 'record')} became {plural(merges['things'], 'thing')}; "
        f"{plural(merges['rejected_keys'], 'key')} refused as shared or junk, "
        f"{plural(merges['conflicts'], 'value')} where systems disagree."
    )
    say(
        f"Of {matrix['pairs']:,} duties (activity × thing) {matrix['resolved']:,} have living, named people; "
        f"{matrix['by_fallback']:,} only the fallback: {plural(matrix['holes'], 'hole')} in the matrix."
    )


def _say_checks(checks: Sequence[Mapping[str, Any]]) -> None:
    failing = sorted((c for c in checks if c["fail"]), key=lambda c: -c["fail"])
    rows = [(c["id"], c["fail"], c["unknown"], c["pass"]) for c in failing[:SHOWN]]
    if rows:
        print_table(
            "",
            ("what is not happening", "things", "unknown", "in order"),
            rows,
            right=("things", "unknown", "in order"),
        )
    if len(failing) > SHOWN:
        say(f"… and {plural(len(failing) - SHOWN, 'more check')}.")
    for check in checks:
        if check["error"]:
            say(f"  {check['id']} could not be answered: {check['error']}", "yellow")


def _say_gaps(report: Mapping[str, Any]) -> None:
    gaps = report["gaps"]
    say(
        f"{gaps['open']:,} open gaps ({gaps['opened']:,} new, {gaps['reopened']:,} back, {gaps['closed']:,} closed), "
        f"{gaps['excepted']:,} accepted for a time, {gaps['unowned']:,} nobody's.",
        "bold",
    )
    say("Next: `drystone gaps` lists them; `drystone who KIND KEY` and `drystone why KIND KEY` explain one thing.")
