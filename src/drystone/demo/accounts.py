"""Logins of the made-up organisation: the identity provider, source hosting, service and shared accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from drystone.demo.people import DOMAIN, Person, plain


@dataclass(slots=True)
class Account:
    """One login. ``closed`` is the day it was disabled; None while it still works."""

    system: str
    key: str
    username: str
    email: str
    person: Person | None
    kind: str
    admin: bool
    factors: tuple[str, ...]
    factors_since: dt.date
    created: dt.date
    closed: dt.date | None
    last_sign_in: dt.datetime | None


def make_accounts(random: Random, people: list[Person], today: dt.date) -> list[Account]:
    """Return the accounts of everyone in the identity provider, some elsewhere, and those that belong to nobody."""
    accounts = [_for_person(random, person, today) for person in people]
    for person in people:
        if person.department in {"Engineering", "IT", "Security"} or person.title == "Designer":
            accounts.append(_in_source_hosting(random, person, today))
    accounts.extend(_without_a_person(random, people, today))
    return accounts


def _for_person(random: Random, person: Person, today: dt.date) -> Account:
    admin = person.department in {"IT", "Security"} and random.random() < 0.4
    factors = random.choices(((), ("sms",), ("totp",), ("push",), ("webauthn",)), (8, 10, 22, 35, 25))[0]
    closed = None
    if person.end is not None and person.end < today and random.random() < 0.65:
        closed = min(person.end + dt.timedelta(days=random.randint(0, 4)), today)
    ago = random.choices((0, 2, 9, 30, 130), (62, 20, 10, 5, 3))[0]
    last = dt.datetime.combine(today - dt.timedelta(days=ago), dt.time(random.randint(5, 20), random.randint(0, 59)))
    if person.end is not None and person.end < today:
        last = min(last, dt.datetime.combine(person.end, dt.time(16, 30)))
    # Logins outlive a change of name: whoever married keeps signing in with the old address.
    login = person.aliases[0] if person.aliases and random.random() < 0.5 else person.email
    return Account(
        system="Gatehouse",
        key=f"00u{person.number}",
        username=login,
        email=login,
        person=person,
        kind="human",
        admin=admin,
        factors=factors,
        factors_since=today - dt.timedelta(days=random.choice((400, 200, 8))),
        created=person.start,
        closed=closed,
        last_sign_in=last if random.random() > 0.02 else None,
    )


def _in_source_hosting(random: Random, person: Person, today: dt.date) -> Account:
    login = f"{plain(person.first)[0]}{plain(person.last)}"
    closed = person.end if person.end and person.end < today and random.random() < 0.4 else None
    return Account(
        system="Stackyard",
        key=f"sy-{person.number}",
        username=login,
        email=person.email,
        person=person,
        kind="human",
        admin=random.random() < 0.15,
        factors=random.choices(((), ("totp",), ("webauthn",)), (15, 60, 25))[0],
        factors_since=today - dt.timedelta(days=300),
        created=person.start + dt.timedelta(days=3),
        closed=closed,
        last_sign_in=dt.datetime.combine(today - dt.timedelta(days=random.choice((1, 5, 150))), dt.time(9, 15)),
    )


def _without_a_person(random: Random, people: list[Person], today: dt.date) -> list[Account]:
    """Return service, shared and orphaned accounts: some with an owner, some with nobody behind them."""
    names = (
        "svc-backup",
        "svc-labels",
        "svc-erp-bridge",
        "scanner-dock-1",
        "reception",
        "canteen-screen",
        "old.intern",
        "test.user",
        "j.consultant",
    )
    accounts = []
    for index, name in enumerate(names):
        kind = "service" if name.startswith("svc") else "shared" if index < 6 else "human"
        owner = random.choice(people) if index in {0, 4} else None
        accounts.append(
            Account(
                system="Gatehouse",
                key=f"00x{index}",
                username=f"{name}@{DOMAIN}",
                email=f"{name}@{DOMAIN}",
                person=owner,
                kind=kind,
                admin=name == "svc-backup",
                factors=(),
                factors_since=today,
                created=today - dt.timedelta(days=900),
                closed=None,
                last_sign_in=dt.datetime.combine(today - dt.timedelta(days=(1, 200)[index % 2]), dt.time(3, 0)),
            )
        )
    return accounts
