"""How the program stands against a law or standard, as editors and auditors see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from drystone.charting import wording
from drystone.charting.models import Version
from drystone.directory import filling
from drystone.gaps import queries as gaps
from drystone.program.model import PROFILES, Activity, Program
from drystone.responsibility.matrices import linting, programs
from drystone.responsibility.matrices.model import Role
from drystone.responsibility.matrices.profiles import shipped
from drystone.responsibility.matrices.profiles.model import LANGUAGES, Profile, Words
from drystone.responsibility.matrices.standing import Standing, standings
from drystone.shell.viewer import EDIT_PROGRAM, Viewer


@dataclass(frozen=True, slots=True)
class Answering:
    """An activity that answers a row, and what shows that it is so: agreed, accepted, attested until, looked at by."""

    activity: Activity
    agreed: bool
    accepted: bool
    attested: tuple[dt.datetime, dt.date] | None
    checks: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a profile, in words. ``state`` is a key of ``wording.STANDS``; ``notes`` say what is still open."""

    id: str
    cite: str
    asks: str
    only: str
    evidence: str
    letter: str
    by: tuple[str, ...]
    state: str
    state_words: Promise
    holders: tuple[str, ...]
    answering: tuple[Answering, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A profile: whether the program asks for it, and how many of its rows are held as asked."""

    id: str
    name: str
    source: str
    about: str
    on: bool
    held: int
    rows: int


def summaries(viewer: Viewer, program: Program, *, now: dt.datetime) -> list[Summary]:
    """Return every profile, those that the program asks for first; how they stand is told of these alone."""
    made = []
    filled = _filled(program)
    for name in sorted(PROFILES, key=lambda one: one not in program.settings.matrix.profiles):
        profile, on = shipped.profile(name), name in program.settings.matrix.profiles
        found = _found(profile, viewer, program, filled, now=now) if on else []
        held = sum(state == "held" for _one, state in found)
        made.append(Summary(name, profile.name, profile.source, said(profile.about), on, held, len(found)))
    return made


def lines(name: str, viewer: Viewer, program: Program, *, now: dt.datetime) -> list[Line]:
    """Return a profile's rows as they stand, in a constant number of queries."""
    found = _found(shipped.profile(name), viewer, program, _filled(program), now=now)
    ids = {row.key for one, _state in found for row in one.rows}
    attested = gaps.last_attested(sorted(ids))
    settled = set(
        Version.objects.filter(activity_id__in=ids, newest=True, settled_at__isnull=False).values_list(
            "activity_id", flat=True
        )
    )
    checks = [check.activity for check in program.checks.values()]
    known = {
        one: Answering(
            program.activities[one],
            program.activities[one].standing == "agreed",
            one in settled,
            attested.get(one),
            checks.count(one),
        )
        for one in ids
    }
    return [_line(one, state, [known[row.key] for row in one.rows]) for one, state in found]


def _filled(program: Program) -> dict[str, frozenset[str]]:
    return {
        role: frozenset(one.person_id for one in held) for role, held in filling.filled(list(program.roles)).items()
    }


def said(words: Words) -> str:
    """Return words in the reader's language, else in English."""
    language = (get_language() or "").partition("-")[0]
    return words[language if language in LANGUAGES else "en"]


def _found(
    profile: Profile, viewer: Viewer, program: Program, filled: dict[str, frozenset[str]], *, now: dt.datetime
) -> list[tuple[Standing, str]]:
    """Each row with its state: whoever may not see what is suggested is told that it is, and nothing of its letters."""
    every = list(program.activities)
    agreed = [one for one in every if program.activities[one].standing == "agreed"]
    whole = _standings(profile, program, filled, every, now=now)
    if viewer.may(EDIT_PROGRAM):
        return [(one, _state(one)) for one in whole]
    seen = _standings(profile, program, filled, agreed, now=now)
    made: list[tuple[Standing, str]] = []
    for one, all_of_it in zip(seen, whole, strict=True):
        if one.state == "missing" and all_of_it.rows:
            made.append((Standing(one.wanted, "nobody", all_of_it.rows), "suggested"))
        else:
            made.append((one, one.state))
    return made


def _state(one: Standing) -> str:
    """What is held as asked on paper alone is only suggested."""
    agreed = any(row.facts.get("standing") == "agreed" for row in one.rows)
    return "suggested" if one.state == "held" and one.rows and not agreed else one.state


def _standings(
    profile: Profile,
    program: Program,
    filled: dict[str, frozenset[str]],
    activities: Collection[str],
    *,
    now: dt.datetime,
) -> list[Standing]:
    reading = programs.reading_of(program, filled, activities=activities)
    rules = {rule for row in profile.rows for rule in row.lint}
    return standings(profile, linting.lint(reading, as_of=now, only=rules))


def _line(one: Standing, state: str, answering: list[Answering]) -> Line:
    wanted = one.wanted
    return Line(
        id=wanted.id,
        cite=wanted.cite,
        asks=said(wanted.wants),
        only=said(wanted.only) if wanted.only else "",
        evidence=said(wanted.evidence),
        letter="" if wanted.lint else wanted.letter,
        by=tuple(str(wording.KINDS[kind]) for kind in wanted.by),
        state=state,
        state_words=wording.STANDS[state],
        holders=_names(one.holders),
        answering=tuple(answering),
        notes=tuple(_notes(one)),
    )


def _names(roles: tuple[Role, ...]) -> tuple[str, ...]:
    return tuple(str(wording.RELATIONS.get(role.key, role.name)) for role in roles)


def _notes(one: Standing) -> list[str]:
    notes = [_("Nobody fills the position %(name)s.") % {"name": name} for name in _names(one.empty)]
    notes += [_("Nobody stands in for %(name)s.") % {"name": name} for name in _names(one.alone)]
    notes += [_("%(name)s runs what it controls.") % {"name": name} for name in _names(one.close)]
    if one.wanted.accepted and one.agreed is False:
        notes.append(_("Those who hold it have not accepted it yet."))
    if one.open and one.rows:
        many = ngettext("No activity names safeguard %(ids)s.", "No activity names safeguards %(ids)s.", len(one.open))
        notes.append(many % {"ids": ", ".join(one.open)})
    if one.findings:
        named = dict.fromkeys(finding.activity or finding.role for finding in one.findings)
        notes.append(_("One pair of hands: %(names)s.") % {"names": "; ".join(named)})
    return notes
