"""Rules about what letters do in a program, and what their holders need for them: authority and competence.

R gets the gaps. A gets what is overdue, the exceptions and the sign-off. C is asked before an exception is granted. I
gets a line in a digest. Where nothing of that can reach its holder, the letter drives nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from drystone.program.relations import OWN, is_relation
from drystone.program.vocabulary import TABLES
from drystone.responsibility.matrices.model import Matrix, Role, Row
from drystone.responsibility.matrices.rules.rule import Example, Hit, Rule, Subject, held, names

_DRIVES = "Field note: matrices whose letters are “captured but read by nothing”"
_AUTHORITY = "CQI Wessex: authority must accompany accountability; NIST CSF 2.0 GV.RR-02; NIS2 annex 1.2.1"
_COMPETENCE = "NIS2 implementing regulation 2024/2690, annex 10.1.3; ISO/IEC 27001 clause 7.2"


def _rows(subject: Subject, letter: str) -> Iterator[tuple[Matrix, Row, list[Role]]]:
    """Give each activity of a program in which somebody holds a letter, with its holders."""
    for matrix, row in subject.rows():
        holders = held(matrix, row, letter) if row.judged is not None else []
        if holders:
            yield matrix, row, holders


def _nobody(role: Role, today: str) -> str:
    """Say why nobody hears what a position is told, or "" where somebody does."""
    position = role.position
    if position is None or position.found:
        return ""
    if position.external:
        return "is held outside the organisation and has no page here"
    return "" if position.on(today) or position.deputy else "is held by nobody"


def asked_in_vain(subject: Subject) -> Iterator[Hit]:
    today = subject.as_of.date().isoformat()
    for _matrix, row, holders in _rows(subject, "C"):
        if not row.judged:
            text = (
                f"Nothing is ever decided here: no check can ask for an exception, so {names(holders)} is never asked."
            )
            yield Hit(text, row.spot, row.name, names(holders))
            continue
        for role in holders:
            why = _nobody(role, today)
            text = f"{role.name} is to be asked and {why}: its time runs out each time." if why else ""
            if _about_people(row):
                text = f"{role.name} is to be asked, and nobody is asked about what is about a person."
            if text:
                yield Hit(text, row.spot, row.name, role.name)


def _about_people(row: Row) -> bool:
    """Whether an activity is about people; what is open of one is for few eyes, and no C or I is among them."""
    table = TABLES.get(row.facts.get("about", ""))
    return table is not None and (table.asset_kind or table.name) in ("person", "screening")


def _untold(row: Row, relation: str) -> str:
    """Say why nobody hears of an activity by a relation, or "" where whoever has the thing hears of what is theirs."""
    about = row.facts.get("about", "")
    if not about:
        return "is nobody in particular where an activity is about no things"
    if relation == "asset.team.lead":
        return ""
    return "" if relation in OWN else "hears nothing of what is other people's"


def told_in_vain(subject: Subject) -> Iterator[Hit]:
    today = subject.as_of.date().isoformat()
    for _matrix, row, holders in _rows(subject, "I"):
        for role in holders:
            relation = role.position is None and is_relation(role.key)
            why = _untold(row, role.key) if relation else _nobody(role, today)
            if _about_people(row):
                why = "hears of nothing that is about a person"
            if why:
                yield Hit(f"{role.name} is to be told and {why}: no message goes to it.", row.spot, row.name, role.name)


def no_say(subject: Subject) -> Iterator[Hit]:
    found: dict[str, tuple[Role, list[str]]] = {}
    for _matrix, row, holders in _rows(subject, "A"):
        for role in holders:
            if row.judged and role.position is not None and "accept-exceptions" not in role.position.may:
                found.setdefault(role.key, (role, []))[1].append(row.name)
    for role, rows in found.values():
        if role.position is not None and role.position.may:
            text = (
                f"Exceptions to “{rows[0]}”{f' and {len(rows) - 1} more' if len(rows) > 1 else ''} are for {role.name} "
                "to accept, and its `may` does not say accept-exceptions."
            )
            yield Hit(text, role.spot, role=role.name)


def ungranted(subject: Subject) -> Iterator[Hit]:
    for _matrix, _number, role in subject.roles():
        position = role.position
        if position is not None and position.may and not position.granted_by:
            text = f"{role.name} may {', '.join(position.may)}; nothing says who granted that (`granted_by`)."
            yield Hit(text, role.spot, role=role.name)


def competence_lacking(subject: Subject) -> Iterator[Hit]:
    today = subject.as_of.date().isoformat()
    for _matrix, _number, role in subject.roles():
        known = role.position.competence if role.position is not None else None
        if role.position is None or known is None:
            continue
        since = max(role.position.on(today).values(), default="")
        had = {word.casefold() for word in known.has}
        lacking = [word for word in known.needs if word.casefold() not in had]
        if lacking and (not known.planned or known.planned < today):
            over = f"the plan was for {known.planned}" if known.planned else "no plan says by when"
            yield Hit(f"{role.name} needs {', '.join(lacking)}: {over}.", role.spot, role=role.name)
        elif known.has and since and known.looked_at < since:
            looked = f"was last looked at on {known.looked_at}" if known.looked_at else "says no day (`looked_at`)"
            text = f"What {role.name} knows {looked}; its holder began on {since}. Look again."
            yield Hit(text, role.spot, role=role.name)


_ACTIVITY = "- id: patch\n  name: Patch laptops\n  responsible: [it-head]\n  accountable: ciso\n{}  standing: agreed\n"
_ROLES = (
    "- id: ciso\n  holders: [{person: ana@a.example, from: 2026-03-01}]\n  deputy: it-head\n"
    "  may: [accept-exceptions]\n  granted_by: it-head\n"
    "- id: it-head\n  holders: [{person: bo@a.example}]\n  deputy: ciso\n"
    "- id: dpo\n  holders: [{person: cy@a.example}]\n"
)
_CHECK = "- id: patched\n  activity: patch\n  title: Patched\n  severity: high\n  fails: 'false'\n"


def _program(more: str = "", roles: str = _ROLES, check: str = _CHECK) -> Example:
    files = {"drystone.toml": "schema = 1\n", "roles.yaml": roles, "checks/all.yaml": check}
    return Example(files={**files, "activities/all.yaml": _ACTIVITY.format(more)})


def _knowing(text: str) -> Example:
    return _program(roles=_ROLES.replace("- id: it-head", f"  competence:\n{text}- id: it-head", 1))


RULES: tuple[Rule, ...] = (
    Rule(
        "asked-in-vain",
        "warning",
        "Somebody is to be asked and never is",
        "C is asked before an exception is granted. Without a check there is none to grant; without a holder nobody "
        "answers; and what is about a person is nobody else's to read.",
        _DRIVES,
        asked_in_vain,
        _program("  consulted: [dpo]\n", check="[]\n"),
        _program("  consulted: [dpo]\n"),
        needs="program",
    ),
    Rule(
        "told-in-vain",
        "warning",
        "Somebody is to be told and never is",
        "I gets a line in a weekly message. It goes to whoever fills a position, and to whoever has a thing for what "
        "is theirs; outsiders get none, and managers none of what is their people's.",
        _DRIVES,
        told_in_vain,
        _program("  about: device\n  informed: [asset.owner.manager]\n"),
        _program("  about: device\n  informed: [dpo, asset.owner]\n"),
        needs="program",
    ),
    Rule(
        "no-say",
        "warning",
        "Who answers has no authority to accept exceptions",
        "Whoever answers for an activity is the only one who can accept that it is not done for a while. Say in the "
        "program that they may.",
        _AUTHORITY,
        no_say,
        _program(roles=_ROLES.replace("[accept-exceptions]", "[spend]")),
        _program(),
        needs="program",
    ),
    Rule(
        "ungranted",
        "warning",
        "An authority that nobody granted",
        "Authority comes from somebody. Where nothing says from whom, it can be taken and denied at will.",
        _AUTHORITY,
        ungranted,
        _program(roles=_ROLES.replace("  granted_by: it-head\n", "")),
        _program(),
        needs="program",
    ),
    Rule(
        "competence-lacking",
        "warning",
        "What a position needs to know is not there, and no plan says when",
        "A duty given to somebody who was never shown how is a trap for both. Not knowing yet is fine, with a day by "
        "which one will; and what was true of the holder before says nothing of the present one.",
        _COMPETENCE,
        competence_lacking,
        _knowing("    needs: [incident command]\n    plan: {by: 2026-06-30, how: A course}\n"),
        _knowing("    needs: [incident command]\n    plan: {by: 2027-06-30, how: A course}\n"),
        needs="program",
    ),
)

#: The rules that say where a letter can do nothing, or its holder lacks what it takes.
IDS = frozenset({"drives-nothing", *(rule.id for rule in RULES)})
