"""Every SQL text of a program through the gate, with faults at the very character in the file."""

from __future__ import annotations

from collections.abc import Iterable

from drystone.program.draft import Draft, Entry
from drystone.program.model import Activity, Check, Problem, Source
from drystone.program.sql import Parsed, parse_check, parse_expression, parse_signs
from drystone.program.sql_names import Fault
from drystone.program.tree import Node
from drystone.program.vocabulary import TABLES


def check(draft: Draft, problems: list[Problem]) -> None:
    """Add a problem for every SQL text that may not run."""
    for number, (where, _) in enumerate(draft.settings.patched_by if draft.settings is not None else ()):
        node = draft.settings_node.at(("patched_by", number, "where")) if draft.settings_node is not None else None
        problems += _told(node, parse_expression(where, table="software", truth=True)) if node is not None else ()
    for entry, role in draft.good("role"):
        if role.find is not None:
            problems += _told(entry.node.at(("find",)), parse_expression(role.find, table="person", truth=True))
    for entry, activity in draft.good("activity"):
        problems += _activity(entry, activity)
    for entry, habit in draft.good("habit"):
        for how, text in habit.shown.items():
            problems += _told(entry.node.at(("shown", how)), parse_signs(text))
    activities = draft.made("activity")
    for entry, question in draft.good("check"):
        problems += _check(entry, question, activities.get(question.activity))
    for entry, source in draft.good("source"):
        problems += _source(entry, source)


def _activity(entry: Entry, activity: Activity) -> list[Problem]:
    if activity.where is None or activity.about not in TABLES:
        return []
    return _told(entry.node.at(("where",)), parse_expression(activity.where, table=activity.about, truth=True))


def _check(entry: Entry, question: Check, activity: Activity | None) -> list[Problem]:
    problems: list[Problem] = []
    about = question.about or (activity.about if activity is not None else None)
    for key, text in (("where", question.where), ("fails", question.fails)):
        # Without a known table the syntax and the functions are still looked at.
        table = about if about in TABLES and about is not None else ""
        if text is not None:
            problems += _told(entry.node.at((key,)), parse_expression(text, table=table, truth=True))
    for key, text in (("sql", question.sql), ("applies", question.applies)):
        if text is not None:
            problems += _told(entry.node.at((key,)), parse_check(text, applies=key == "applies"))
    return problems


def _source(entry: Entry, source: Source) -> list[Problem]:
    problems: list[Problem] = []
    fed = [feed.table for feed in source.feeds if feed.table in TABLES and TABLES[feed.table].role == "thing"]
    if source.covers is not None:
        table = fed[0] if len(set(fed)) == 1 else ""
        problems += _told(entry.node.at(("covers",)), parse_expression(source.covers, table=table, truth=True))
    counted: dict[str, int] = {}
    for feed in source.feeds:
        number = counted.setdefault(feed.table, 0)
        counted[feed.table] += 1
        at = entry.node.at(("feeds", feed.table, number))
        for column, text in feed.select.items():
            problems += _told(at.at(("select", column)), parse_expression(text))
        if feed.where is not None:
            problems += _told(at.at(("where",)), parse_expression(feed.where, truth=True))
    return problems


def _told(node: Node, parsed: Parsed | Iterable[Fault]) -> list[Problem]:
    if isinstance(parsed, Parsed):
        return []
    return [Problem(node.place_of(fault.offset), fault.message, fault.suggestion) for fault in parsed]
