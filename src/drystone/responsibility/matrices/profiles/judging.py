"""A profile's rows held against matrices: which activity answers each, who holds it, and what is still open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from drystone.responsibility.matrices import positions
from drystone.responsibility.matrices.model import Matrix, Reading, Role, Row
from drystone.responsibility.matrices.profiles.model import Profile, Wanted

#: ``held`` by the right kind of position; ``partly``: something that the row asks for is open; ``elsewhere``: another
#: position holds it; ``nobody``: there is an activity and nobody holds its letter; ``missing``: there is no activity.
State = Literal["held", "partly", "elsewhere", "nobody", "missing"]
_CSF = re.compile(r"\b[A-Z]{2}\.[A-Z]{2}-\d{2}\b")
_SAFEGUARD = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.])")
#: Categories of the CSF whose work is running systems: who does it does not also control it.
_RUNNING = re.compile(r"\bPR\.(PS|DS|AA|IR)-\d{2}\b")
_RUNS = re.compile(
    r"\b(patch\w*|back ?ups?|encrypt\w*|harden\w*|configur\w*|install\w*|administ\w*|operat\w*|deploy\w*)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How an organisation is asked: its CIS implementation group, and which positions stand for which kind."""

    group: int = 1
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a row of a profile. ``holders`` hold its letter in ``rows``; ``fitting`` are of the right kind.

    ``open`` are safeguards that no activity names. ``agreed`` is None where the file says nothing of it. ``alone``
    are the holders without a deputy, ``close`` those that run what they control; both only where a row asks for it.
    """

    wanted: Wanted
    state: State
    rows: tuple[tuple[Matrix, Row], ...] = ()
    holders: tuple[Role, ...] = ()
    fitting: tuple[Role, ...] = ()
    open: tuple[str, ...] = ()
    agreed: bool | None = None
    alone: tuple[Role, ...] = ()
    close: tuple[Role, ...] = ()


def judge(profile: Profile, reading: Reading, asked: Asked) -> list[Found]:
    """Return what answers each row of a profile, in its order.

    Rows about the lint are left out, and those that ask nothing of the organisation's implementation group.
    """
    rows = [(matrix, row) for matrix in reading.matrices for row in matrix.rows]
    known = _Known(rows, [_named(_CSF, row) for _, row in rows], [_safeguards(row) for _, row in rows])
    wanted = [row for row in profile.rows if not row.lint and (not row.safeguards or row.asked(asked.group))]
    return [_found(row, known, asked) for row in wanted]


@dataclass(frozen=True, slots=True)
class _Known:
    """Every activity of a file, with the ids that it names."""

    rows: list[tuple[Matrix, Row]]
    csf: list[set[str]]
    cis: list[set[str]]

    def named(self, csf: Collection[str], cis: Collection[str]) -> list[tuple[Matrix, Row]]:
        """Return the activities that name one of these ids."""
        wanted, safe = set(csf), set(cis)
        pairs = zip(self.rows, self.csf, self.cis, strict=True)
        return [row for row, mine, guards in pairs if mine & wanted or guards & safe]

    def identified(self, ids: Collection[str]) -> list[tuple[Matrix, Row]]:
        """Return the activities that have one of these ids."""
        return [pair for pair in self.rows if pair[1].key and pair[1].key in ids]


def kinds(role: Role, asked: Asked) -> frozenset[str]:
    """Return what kinds of position a role is: by what the organisation says, and by its name and id."""
    told = {kind for kind, names in asked.kinds.items() if {role.key.casefold(), role.name.casefold()} & names}
    return frozenset(told) | positions.kinds(role.name) | positions.kinds(role.key.replace("-", " "))


def _named(pattern: re.Pattern[str], row: Row) -> set[str]:
    return {one for text in (row.name, *row.facts.values()) for one in pattern.findall(text)}


def _safeguards(row: Row) -> set[str]:
    texts = [value for name, value in row.facts.items() if "cis" in name.casefold()]
    return {one for text in texts for one in _SAFEGUARD.findall(text)}


def _found(wanted: Wanted, known: _Known, asked: Asked) -> Found:
    safeguards = wanted.asked(asked.group)
    by_id, by_number = known.identified(wanted.activities), known.named(wanted.csf, safeguards)
    # Where safeguards are counted, what names them counts; else an activity that we know is surer than an id.
    chosen = (by_number or by_id) if safeguards else (by_id or by_number)
    if not chosen and wanted.signs is not None:
        chosen = [pair for pair in known.rows if wanted.signs.search(pair[1].name)]
    counted = safeguards if any(known.cis) else ()
    return _held(wanted, chosen, counted, asked) if chosen else Found(wanted, "missing", open=safeguards)


def _held(wanted: Wanted, chosen: list[tuple[Matrix, Row]], counted: Collection[str], asked: Asked) -> Found:
    holders = _each(role for matrix, row in chosen for role in _roles(matrix, row, wanted.letter))
    fitting = tuple(role for role in holders if not wanted.by or kinds(role, asked) & set(wanted.by))
    named = {one for _, row in chosen for one in _safeguards(row)}
    missing = tuple(one for one in counted if one not in named)
    standings = {row.facts["standing"] for _, row in chosen if "standing" in row.facts}
    agreed = standings == {"agreed"} if standings else None
    alone = tuple(role for role in fitting if wanted.deputy and _alone(role))
    close = _each(role for matrix, _ in chosen for role in fitting if wanted.apart and _runs(matrix, role))
    state: State = "partly" if missing or alone or close or (wanted.accepted and agreed is False) else "held"
    if not fitting:
        state = "elsewhere" if holders else "nobody"
    return Found(wanted, state, tuple(chosen), holders, fitting, missing, agreed, alone, close)


def _each(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Return roles once each, in their order; two of one name in two sheets are two."""
    return tuple({id(role): role for role in roles}.values())


def _roles(matrix: Matrix, row: Row, letter: str) -> list[Role]:
    return [matrix.roles[number] for number in row.holders(letter)]


def _alone(role: Role) -> bool:
    return role.position is not None and not role.position.deputy and not role.position.found


def _runs(matrix: Matrix, role: Role) -> bool:
    """Whether a role does work that it would have to control: by the ids of an activity, else by its name."""
    number = next((n for n, one in enumerate(matrix.roles) if one is role), None)
    for row in matrix.rows if number is not None else ():
        if number in row.holders("R"):
            named = _named(_CSF, row)
            if any(_RUNNING.match(one) for one in named) or (not named and _RUNS.search(row.name)):
                return True
    return False
