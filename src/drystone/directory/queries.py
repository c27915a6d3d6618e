"""Who someone is: cards of people, positions and the duties that come with them, and a user's viewer."""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation.trans_real import parse_accept_lang_header

from drystone.directory.models import Duty, Holding, Person, User
from drystone.program.model import Program
from drystone.shell.many import Listed
from drystone.shell.viewer import ANONYMOUS, PRIVILEGED, Viewer


@dataclass(frozen=True, slots=True)
class Card:
    """A person as pages show them to those who may know."""

    person_id: str
    name: str
    email: str
    department: str
    team: str
    title: str
    manager_id: str
    status: str
    location: str


#: No address, id or name is longer; SQLite refuses to compare with a text of some ten thousand letters.
_LONGEST_NAME = 1_000
_CARD = ("person_id", "name", "email", "department", "team", "title", "manager_id", "status", "location")


def card(person_id: str) -> Card | None:
    """Return the card of one person, or None where the people data do not know them."""
    return cards([person_id]).get(person_id)


def cards(person_ids: Iterable[str]) -> dict[str, Card]:
    """Return the cards of those people that are known, by id, in one query."""
    wanted = sorted({one for one in person_ids if one})
    if not wanted:
        return {}
    return {row[0]: Card(*row) for row in Person.objects.filter(person_id__in=wanted).values_list(*_CARD)}


def by_address(address: str) -> str:
    """Return the id of the one living person with this address, or ""."""
    found = list(
        Person.objects.filter(email=address.strip().lower())
        .exclude(status="left")
        .values_list("person_id", flat=True)[:2]
    )
    return found[0] if len(found) == 1 else ""


def manages(manager_id: str, person_id: str) -> bool:
    """Whether somebody is another's direct manager."""
    return bool(manager_id) and Person.objects.filter(person_id=person_id, manager_id=manager_id).exists()


def roles(person_id: str) -> list[str]:
    """Return the roles that somebody fills today, themselves or stepping in, sorted."""
    if not person_id:
        return []
    return sorted(set(Holding.objects.filter(person_id=person_id).values_list("role_id", flat=True)))


def duties(person_id: str, letters: str = "RACI", *, fallback: bool = True) -> list[tuple[str, str, str]]:
    """Return (activity id, letter, position id) of what somebody holds through positions, sorted.

    Without ``fallback``, what is theirs only because nobody else was found is left out.
    """
    rows = Duty.objects.filter(person_id=person_id, letter__in=list(letters))
    if not fallback:
        rows = rows.exclude(step="fallback")
    return sorted(rows.values_list("activity_id", "letter", "position_id"))


def holders(activity_id: str, letters: str = "RA") -> set[str]:
    """Return everybody who holds one of these letters of an activity through a position."""
    return set(
        Duty.objects.filter(activity_id=activity_id, letter__in=list(letters)).values_list("person_id", flat=True)
    )


def told_after(after: str, most: int) -> list[str]:
    """Return the next people, by id, who are told about an activity (I) through a position."""
    rows = Duty.objects.filter(letter="I", person_id__gt=after).order_by("person_id")
    return list(rows.values_list("person_id", flat=True).distinct()[:most])


def told_about(person_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the activities that each of these people is told about (I) through a position, sorted; one query."""
    found: dict[str, list[str]] = {}
    rows = Duty.objects.filter(letter="I", person_id__in=Listed(person_ids)).order_by("activity_id")
    for person_id, activity_id in rows.values_list("person_id", "activity_id").distinct():
        found.setdefault(person_id, []).append(activity_id)
    return found


def answering() -> set[str]:
    """Return everybody who answers for an activity."""
    return set(Duty.objects.filter(letter="A").values_list("person_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Held:
    """A letter of an activity that somebody holds: by which role, and which ``seat`` of it ("" where it has none)."""

    person_id: str
    role: str
    seat: str


def seats(activity_id: str, letters: str = "RA", *, person_id: str = "") -> list[Held]:
    """Return who holds one of these letters of an activity through which seat; of one person where one is given."""
    rows = Duty.objects.filter(activity_id=activity_id, letter__in=list(letters))
    if person_id:
        rows = rows.filter(person_id=person_id)
    found = rows.values_list("person_id", "position_id").distinct().order_by("position_id", "person_id")
    return [Held(person, *position.partition("/")[::2]) for person, position in found]


def doers(activity_id: str, program: Program, *, among: Collection[str]) -> list[str]:
    """Return who of these people does an activity by position, in their order, and after each who stands in for it.

    Whoever is away is among them. What is somebody's only because nobody else was found comes last.
    """
    chosen = Duty.objects.filter(activity_id=activity_id, letter="R", person_id__in=among)
    rows = list(chosen.values_list("position_id", "person_id", "step"))
    roles = [program.roles.get(position.partition("/")[0]) for position, _person, _step in rows]
    deputies = {role.id: role.deputy for role in roles if role and role.deputy}
    wanted = Q(position_id__in=[row[0] for row in rows]) | Q(role_id__in=deputies.values())
    held = list(
        Holding.objects.filter(wanted)
        .order_by("ordinal", "person_id")
        .values_list("position_id", "role_id", "person_id")
    )
    place = {(position, person): at for at, (position, _role, person) in enumerate(held)}
    rows.sort(key=lambda row: (row[2] == "fallback", place.get(row[:2], len(place)), row[1]))
    found: dict[str, None] = {}
    for position, person, _step in rows:
        found[person] = None
        deputy = deputies.get(position.partition("/")[0])
        found |= {holder: None for _position, role, holder in held if deputy and role == deputy}
    return list(found)


def powerful(program: Program, power: str) -> set[str]:
    """Return the ids of everybody whose position gives them a power."""
    granting = [role.id for role in program.roles.values() if power in role.may]
    return set(
        Holding.objects.filter(role_id__in=granting).exclude(step="fallback").values_list("person_id", flat=True)
    )


def holding(roles: Collection[str]) -> set[str]:
    """Return the ids of everybody who fills one of these roles today, but who does only as the fallback."""
    held = Holding.objects.filter(role_id__in=sorted(roles)).exclude(step="fallback")
    return set(held.values_list("person_id", flat=True))


def filling(positions: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """Return who fills each of these positions today, and by which step, in the order that they are named."""
    rows = Holding.objects.filter(position_id__in=set(positions)).order_by("ordinal", "person_id")
    found: dict[str, list[tuple[str, str]]] = {}
    for position_id, person_id, step in rows.values_list("position_id", "person_id", "step"):
        found.setdefault(position_id, []).append((person_id, step))
    return found


def seats_of(role_id: str) -> list[str]:
    """Return the positions that are seats of a role and that somebody fills, sorted."""
    rows = Holding.objects.filter(role_id=role_id).exclude(position_id=role_id)
    return sorted(set(rows.values_list("position_id", flat=True)))


def user_of(viewer: Viewer) -> User:
    """Return the user of somebody who is signed in."""
    assert viewer.user_id is not None
    return User.objects.get(pk=viewer.user_id)


#: Written out and asked at once, because every page asks it: three queries put together anew would take longer than
#: most pages need for anything else.
_STANDING_SQL = """
    select 'person', name, status, language, zone from directory_person where person_id = %(person)s
    union all select 'holds', role_id, step, '', '' from directory_holding where person_id = %(person)s
    union all select 'granted', power, '', '', '' from directory_grant where user_id = %(user)s
"""


@dataclass(slots=True)
class _Standing:
    """What the people data and first grants say of a user now; ``known`` is false where the people data say nothing."""

    known: bool = False
    name: str = ""
    status: str = ""
    language: str = ""
    zone: str = ""
    roles: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)


def _standing(user: User) -> _Standing:
    found = _Standing()
    with connection.cursor() as cursor:
        # Nobody's person id is "", so a user without a person finds none.
        cursor.execute(_STANDING_SQL, {"person": user.person_id, "user": user.pk})
        for what, first, second, language, zone in cursor.fetchall():
            if what == "person":
                found.known, found.name, found.status, found.language, found.zone = True, first, second, language, zone
            elif what == "granted":
                found.granted.add(first)
            elif second != "fallback":
                # The fallback answers for what nobody else does; its powers do not come with that.
                found.roles.add(first)
    return found


def viewer_of(user: User, program: Program, *, strong: bool, shared: bool = False) -> Viewer:
    """Return what rules of access may know of a user, in one query. A leaver is nobody from that day on.

    So is whoever the people data no longer list; only users that never had a person are known without one.
    """
    now = _standing(user)
    if user.person_id and (not now.known or now.status == "left"):
        return ANONYMOUS
    powers = {may for role in now.roles & program.roles.keys() for may in program.roles[role].may} | now.granted
    asked = program.settings.sign_in.second_factor == "everyone" or bool(powers & PRIVILEGED)
    known = powers if strong or not asked else set[str]()
    return Viewer(
        user_id=int(user.pk),
        person_id=user.person_id,
        name=now.name or user.name or user.login,
        powers=frozenset(known if not shared else ()),
        roles=frozenset(now.roles),
        strong=strong,
        owes_factor=asked and not strong and not shared,
        factor_asked=asked,
        shared=shared,
        language=_language(user.language, now.language, *program.settings.organisation.languages),
        zone=_zone(user.zone or now.zone, program),
    )


def sessions(user_id: int) -> int:
    """Return in how many browsers a user is signed in."""
    return int(UserSession.objects.filter(user_id=user_id).count())


def language_for(accepted: str, program: Program) -> str:
    """Return the language for somebody unknown: what their browser asks for among the program's, else its first.

    ``accepted`` is the header Accept-Language.
    """
    offered = [code for wish in program.settings.organisation.languages if (code := _language(wish, otherwise=""))]
    wished = (_language(wish, otherwise="") for wish, _weight in parse_accept_lang_header(accepted.lower()))
    return next((code for code in wished if code in offered), offered[0] if offered else _language())


def zone_for(program: Program) -> zoneinfo.ZoneInfo:
    """Return the time zone for somebody unknown: the program's."""
    return _zone("", program)


def _language(*wished: str, otherwise: str | None = None) -> str:
    """Return the first wish that the site speaks; a region's language is spoken as the language."""
    spoken = [code for code, _words in settings.LANGUAGES]
    last = spoken[0] if otherwise is None else otherwise
    return next((code for wish in wished if (code := wish.lower().partition("-")[0]) in spoken), last)


def _zone(name: str, program: Program) -> zoneinfo.ZoneInfo:
    for one in (name, program.settings.organisation.time_zone, "UTC"):
        try:
            return zoneinfo.ZoneInfo(one)
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
            continue
    return zoneinfo.ZoneInfo("UTC")


def called(words: str) -> str:
    """Return the id of the one living person with this address, id or name, or "" where it is nobody or several."""
    asked = words.strip()
    if not asked or len(asked) > _LONGEST_NAME:
        return ""
    found = by_address(asked)
    if found:
        return found
    living = Person.objects.exclude(status="left")
    named = list(living.filter(Q(person_id=asked) | Q(name__iexact=asked)).values_list("person_id", flat=True)[:2])
    return named[0] if len(named) == 1 else ""


def living(person_id: str) -> bool:
    """Whether the people data know somebody, and that they have not left."""
    return Person.objects.filter(person_id=person_id).exclude(status="left").exists()


def holder(role_id: str | None) -> str:
    """Return the first person who fills a role today, themselves or stepping in, or ""."""
    held = Holding.objects.filter(role_id=role_id or "").order_by("ordinal", "person_id")
    return held.values_list("person_id", flat=True).first() or ""


def names_among(texts: Collection[str]) -> list[str]:
    """Return which of these texts are somebody's whole name, sorted, also of those who left; one query."""
    wanted = {one for one in texts if 0 < len(one) <= _LONGEST_NAME}
    return sorted(set(Person.objects.filter(name__in=wanted).values_list("name", flat=True))) if wanted else []


def parts_of_names(words: Collection[str]) -> set[str]:
    """Return which of these words are a part of the name of somebody who is here; one query, however many."""
    living = Person.objects.exclude(status="left").values_list("name", flat=True)
    return {part for name in living.iterator() for part in name.split() if part in words}
