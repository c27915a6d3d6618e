"""The people of the made-up organisation: a tree of managers, joiners, leavers, contractors and people on leave."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from random import Random

from drystone.demo.names import DEPARTMENTS, FIRST, LAST, SITES

DOMAIN = "fenwick.example"
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ı": "i"})


@dataclass(slots=True)
class Person:
    """One member of staff, as the truth has it; the exports then get some of it wrong."""

    number: int
    first: str
    last: str
    department: str
    team: str
    title: str
    site: str
    manager: int | None
    start: dt.date
    end: dt.date | None = None
    kind: str = "employee"
    on_leave: bool = False
    has_laptop: bool = True
    email: str = ""
    aliases: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    def status(self, on: dt.date) -> str:
        """Return active, leave or left on a day."""
        if self.end is not None and self.end < on:
            return "left"
        return "leave" if self.on_leave else "active"


def plain(word: str) -> str:
    """Spell a name with the letters that mail addresses have."""
    spelled = word.lower().translate(_SPELLED_OUT)
    return "".join(c for c in unicodedata.normalize("NFKD", spelled) if c.isascii() and c.isalnum())


def make_people(random: Random, count: int, today: dt.date) -> list[Person]:
    """Return ``count`` people, first the managing director, then heads, team leads and the others."""
    people = [_person(random, 0, ("Management", "Board", "Managing Director"), None, today)]
    people.append(_person(random, 1, ("Management", "Board", "Chief Financial Officer"), 0, today))
    leads: dict[tuple[str, str], int] = {}
    heads: dict[str, int] = {}
    for department, (_, teams, head, _, _) in DEPARTMENTS.items():
        heads[department] = len(people)
        people.append(_person(random, len(people), (department, teams[0], head), 0, today))
    for department, (_, teams, _, _, _) in DEPARTMENTS.items():
        for team in teams if count >= 60 else ():
            leads[department, team] = len(people)
            title = f"Team Lead {team}"
            people.append(_person(random, len(people), (department, team, title), heads[department], today))
    shares = [DEPARTMENTS[department][0] for department in DEPARTMENTS]
    while len(people) < count:
        department = random.choices(list(DEPARTMENTS), shares)[0]
        _, teams, _, titles, _ = DEPARTMENTS[department]
        team = random.choice(teams)
        boss = leads.get((department, team), heads[department])
        people.append(_person(random, len(people), (department, team, random.choice(titles)), boss, today))
    people = people[: max(count, len(heads) + 2)]
    _give_addresses(people)
    _let_life_happen(random, people, today)
    return people


def _person(random: Random, index: int, post: tuple[str, str, str], manager: int | None, today: dt.date) -> Person:
    department, team, title = post
    leading = title.startswith(("Head", "Team Lead", "Managing", "Chief"))
    start = today - dt.timedelta(days=random.randint(30, 3_600) if not leading else random.randint(800, 4_500))
    works_at_desk = department == "Management" or DEPARTMENTS[department][4] or leading
    return Person(
        number=10_000 + index * 7,
        first=random.choice(FIRST),
        last=random.choice(LAST),
        department=department,
        team=team,
        title=title,
        site=random.choices(list(SITES), (6, 3, 1))[0],
        manager=manager,
        start=start,
        has_laptop=works_at_desk,
    )


def _give_addresses(people: list[Person]) -> None:
    taken: set[str] = set()
    for person in people:
        address = f"{plain(person.first)}.{plain(person.last)}"
        while address in taken:
            address += "2" if not address[-1].isdigit() else ""
            address = address if address not in taken else address[:-1] + str(int(address[-1]) + 1)
        taken.add(address)
        person.email = f"{address}@{DOMAIN}"


def _let_life_happen(random: Random, people: list[Person], today: dt.date) -> None:
    """Leavers, contractors whose end has passed, leave, marriages (a new name, the old address kept as an alias)."""
    others = [p for p in people if not p.title.startswith(("Head", "Managing", "Chief"))]
    for person in random.sample(others, max(3, len(others) // 14)):
        person.end = today - dt.timedelta(days=random.choice((3, 9, 16, 40, 90, 200, 400)))
        person.start = min(person.start, person.end - dt.timedelta(days=60))
    for person in random.sample(others, max(2, len(others) // 20)):
        person.kind = "contractor"
        person.end = person.end or (today + dt.timedelta(days=random.randint(-30, 200)))
    for person in random.sample(others, max(1, len(others) // 50)):
        person.on_leave = person.end is None
    for person in random.sample(others, max(2, len(others) // 40)):
        old = person.email
        person.last = random.choice(LAST)
        person.email = f"{plain(person.first)}.{plain(person.last)}.{person.number}@{DOMAIN}"
        person.aliases.append(old)
    for person in people:
        if random.random() < 0.1:
            person.aliases.append(f"{plain(person.first)[0]}{plain(person.last)}@{DOMAIN}")
    seen: set[str] = set()
    for person in people:
        person.aliases = [alias for alias in person.aliases if alias not in seen]
        seen.update(person.aliases)
