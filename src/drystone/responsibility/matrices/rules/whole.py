"""Rules about a matrix as a whole: its age, its sheets beside each other, and what a program says of its positions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from drystone.lib.text import plural
from drystone.responsibility.matrices import positions
from drystone.responsibility.matrices.model import Position, Role, Spot
from drystone.responsibility.matrices.rules import measures
from drystone.responsibility.matrices.rules.rule import Example, Hit, Rule, Subject, example, held, names

_REVIEW = "NIS2 implementing regulation 2024/2690, annex 1.2.6 and 10.1.3"
_ALIVE = "CIS Controls 17.1: one key person and at least one backup; Comp AI: only active members hold roles"
_DATED = ("last review", "last reviewed", "reviewed", "reviewed on", "last update", "last updated", "updated", "date",
          "last change", "last changed", "last modified", "effective", "effective date", "stand", "datum", "approved",
          "issued", "update")  # fmt: skip
_ISO = re.compile(r"\b(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b")
_EUROPEAN = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(20\d\d)\b")
_WORDED = re.compile(
    r"\b(\d{1,2})?\.?\s*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*(\d{1,2})?,?\s+(20\d\d)\b", re.I
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_date(text: str) -> dt.date | None:
    """Return the day that a text names where it can be only one: ISO, 3.2.2026, or with the month's name."""
    iso, european, worded = _ISO.search(text), _EUROPEAN.search(text), _WORDED.search(text)
    try:
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if european:
            return dt.date(int(european[3]), int(european[2]), int(european[1]))
        if worded:
            day = int(worded[1] or worded[3] or 1)
            return dt.date(int(worded[4]), _MONTHS.index(worded[2].lower()) + 1, day)
    except ValueError:
        return None
    return None


def _reviewed(subject: Subject) -> tuple[dt.date | None, Spot]:
    for matrix in subject.reading.matrices:
        days = [day for name, value in matrix.about.items() if name in _DATED and (day := read_date(value))]
        if days:
            return max(days), matrix.spot
    return None, subject.reading.matrices[0].spot


def review_overdue(subject: Subject) -> Iterator[Hit]:
    day, spot = _reviewed(subject)
    days = (subject.as_of.date() - day).days if day else 0
    if day and days > subject.options["days"]:
        yield Hit(
            f"This was last looked at on {day.isoformat()}, {days} days ago. Does it still say who does what?", spot
        )


def no_review_date(subject: Subject) -> Iterator[Hit]:
    day, spot = _reviewed(subject)
    if day is None and subject.reading.kind not in ("yaml", "program"):
        yield Hit("Nothing says when this was last looked at, so nobody can tell whether it still holds.", spot)


def sheets_disagree(subject: Subject) -> Iterator[Hit]:
    first: dict[str, tuple[frozenset[str], str, str]] = {}
    for matrix in subject.reading.matrices if len(subject.reading.matrices) > 1 else ():
        for row in matrix.rows:
            answering = held(matrix, row, "A")
            keys = frozenset(positions.same_key(role.name) for role in answering)
            name = " ".join(re.findall(r"\w+", row.name.casefold()))
            if name in first and keys and first[name][0] and keys != first[name][0]:
                text = f"Here {names(answering)} answers for it; at {first[name][2]} it is {first[name][1]}."
                yield Hit(text, row.spot, row.name, names(answering))
            first.setdefault(name, (keys, names(answering), str(row.spot)))


def _known(subject: Subject) -> Iterator[tuple[Role, Position, set[str]]]:
    """Give each position that the program describes, with the letters it holds."""
    for matrix, number, role in subject.roles():
        if role.position is not None:
            letters = {duty for row in matrix.rows if number in row.cells for duty in row.cells[number].duties}
            yield role, role.position, letters


def no_authority(subject: Subject) -> Iterator[Hit]:
    for role, position, letters in _known(subject):
        if "A" in letters and not position.may:
            yield Hit(
                f"{role.name} answers for activities and may decide nothing (`may` is empty).",
                role.spot,
                role=role.name,
            )


def no_holder(subject: Subject) -> Iterator[Hit]:
    today = subject.as_of.date().isoformat()
    for role, position, letters in _known(subject):
        if letters & {"R", "A"} and not position.on(today) and not position.found and not position.external:
            since = " any more" if any(begun <= today for _person, begun, _until in position.holders) else ""
            later = min((begun for _person, begun, _until in position.holders if begun > today), default="")
            since = f"{since} before {later}" if later else since
            yield Hit(
                f"Nobody holds the position {role.name}{since}, and it has work to do.", role.spot, role=role.name
            )


def no_deputy(subject: Subject) -> Iterator[Hit]:
    for role, position, letters in _known(subject):
        if letters & {"R", "A"} and not position.deputy and not position.found:
            yield Hit(
                f"Nobody stands in for {role.name}. Name a deputy before the holidays do.", role.spot, role=role.name
            )


def drives_nothing(subject: Subject) -> Iterator[Hit]:
    for _, row in subject.rows():
        if row.driven is False:
            text = "No check and no `attest` looks at this: its letters drive nothing. Add one, or say why none can."
            yield Hit(text, row.spot, row.name)


def not_agreed(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        waiting = [row for row in matrix.rows if row.facts.get("standing", "") == "suggested"]
        if waiting:
            text = (
                f"{plural(len(waiting), 'activity', 'activities')} of {len(matrix.rows)} are only suggested: "
                "nobody was asked yet."
            )
            yield Hit(text, matrix.spot)


_ACTIVITY = (
    "- id: patch\n  name: Patch laptops\n  responsible: [it-head]\n  accountable: ciso\n  informed: [hr]\n  "
    "standing: {}\n"
)
_ROLES = (
    "- id: ciso\n  holders: [{person: ana@a.example{}}]\n  deputy: it-head\n  may: [stop-a-change]\n"
    "- id: it-head\n  holders: [{person: bo@a.example}]\n  deputy: ciso\n  may: [spend]\n- id: hr\n"
)
_CHECK = "- id: patched\n  activity: patch\n  title: Patched\n  severity: high\n  fails: 'false'\n"


def _program(roles: str = _ROLES.replace("{}", "", 1), standing: str = "agreed", check: str = _CHECK) -> Example:
    files = {"drystone.toml": "schema = 1\n", "roles.yaml": roles, "checks/all.yaml": check}
    return Example(files={**files, "activities/all.yaml": _ACTIVITY.format(standing)})


_GOOD = _program()

RULES: tuple[Rule, ...] = (
    Rule(
        "review-overdue",
        "warning",
        "Not looked at for more than a year",
        "Organisations change; a matrix that nobody looks at describes one that is gone.",
        _REVIEW,
        review_overdue,
        Example("Last reviewed: 2019-03-01\n\n" + example("Patch laptops | A | R | I")),
        Example("Last reviewed: 2026-11-01\n\n" + example("Patch laptops | A | R | I")),
        {"days": 365},
    ),
    Rule(
        "no-review-date",
        "info",
        "No date of the last review",
        "Without a date nobody can tell whether it still holds.",
        _REVIEW,
        no_review_date,
        Example(example("Patch laptops | A | R | I")),
        Example("Last reviewed: 2026-11-01\n\n" + example("Patch laptops | A | R | I")),
    ),
    Rule(
        "sheets-disagree",
        "warning",
        "Two sheets name different holders of one A",
        "Both will be read, by different people, and each will be right.",
        "Health-ISAC: from shared to defined responsibility",
        sheets_disagree,
        Example(example("Patch laptops | A | R | ") + "\n\ntext\n\n" + example("Patch laptops | R | A | ")),
        Example(example("Patch laptops | A | R | ") + "\n\ntext\n\n" + example("Patch laptops | A | C | R")),
    ),
    Rule(
        "not-agreed",
        "warning",
        "Only suggested, nobody was asked",
        "A duty binds those who took part in deciding it. Suggested rows are one person's opinion.",
        "UK government, Secure by Design: consulted rather than having tasks assigned; NIS2 annex 10.1.1; PCI DSS "
        "x.1.2",
        not_agreed,
        _program(standing="suggested"),
        _GOOD,
        needs="program",
    ),
    Rule(
        "no-authority",
        "error",
        "Who answers may decide nothing",
        "To answer for a thing one must be able to say yes or no, to spend, or to stop.",
        "CQI Wessex: authority must accompany accountability; NIST CSF 2.0 GV.RR-02; NIS2 annex 1.2.1",
        no_authority,
        _program(_GOOD.files["roles.yaml"].replace("  may: [stop-a-change]\n", "", 1)),
        _GOOD,
        needs="program",
    ),
    Rule(
        "no-holder",
        "error",
        "A position that nobody holds",
        "A letter under an empty position is a hole with a title.",
        _ALIVE,
        no_holder,
        _program(_ROLES.replace("{}", ", to: 2020-01-31", 1)),
        _GOOD,
        needs="program",
    ),
    Rule(
        "no-deputy",
        "warning",
        "A position without a deputy",
        "Incidents, approvals and deadlines do not wait for holidays.",
        _ALIVE,
        no_deputy,
        _program(_GOOD.files["roles.yaml"].replace("  deputy: it-head\n", "", 1)),
        _GOOD,
        needs="program",
        measures=(measures.ON_PAPER, measures.MEANS),
    ),
    Rule(
        "drives-nothing",
        "warning",
        "Letters that drive nothing",
        "A letter nobody ever looks at again is decoration. Something must ask whether the duty happens.",
        "Field note: matrices whose letters are “captured but read by nothing”",
        drives_nothing,
        _program(check="[]\n"),
        _GOOD,
        needs="program",
    ),
)
