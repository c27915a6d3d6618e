"""Rounds at size: 300 activities, 60 roles, 500 ballots; how long each page takes, in the processor's time of one core.

``python -m bench.charting [--parties 500]``. The state is SQLite, pages are asked of Django as a request
comes in: once for the first time in the process, then seven times. Said are the first look, the median and the worst.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from drystone.program import load, write_starter

NOW = dt.datetime(2026, 6, 15, 9, tzinfo=dt.UTC)
ACTIVITIES, ROLES, TOPICS = 300, 60, 20


def program(folder: Path) -> None:
    """Write a program of 300 activities and 60 roles over the starter's settings."""
    write_starter(folder)
    for name in ("activities", "checks", "lessons", "playbooks"):
        for one in (folder / name).rglob("*.*"):
            one.unlink()
    parties = ["security", "it", "hr", "legal", "finance", "engineering", "board", "procurement"]
    roles = (folder / "roles.yaml").read_text()
    known = roles.count("- id: ")
    more = [f"- id: position-{n}\n  name: Position {n}\n  party: {parties[n % 8]}\n" for n in range(ROLES - known)]
    (folder / "roles.yaml").write_text(f"{roles}\n{''.join(more)}")
    draw = random.Random(1)
    names = [f"position-{n}" for n in range(ROLES - known)] + ["ciso", "it-head", "hr-head", "finance-head"]
    rows = []
    for n in range(ACTIVITIES):
        who = draw.sample(names, 6)
        rows.append(
            f"- id: activity-{n}\n  name: Look after thing number {n}\n  responsible: [{who[0]}, {who[1]}]\n"
            f"  accountable: {who[2]}\n  consulted: [{who[3]}]\n  informed: [{who[4]}, {who[5]}]\n"
            f"  protects: [customer-trust]\n  held_by: memory\n  standing: suggested\n"
            f"  words: {{everyone: This is thing {n}., it: In our words thing {n}.}}\n"
        )
    (folder / "activities" / "all.yaml").write_text("".join(rows))
    with (folder / "drystone.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[matrix]\nprofiles = ["nis2", "dora", "pci-dss", "iso-27001", "cis-v8"]\n')
    told = load(folder)
    if told.program is None:
        raise SystemExit("\n".join(str(one) for one in told.errors[:5]))


def people(parties: int) -> Any:
    """Make one person for every party, and one who leads."""
    from drystone.directory.models import Holding, Person, User
    from drystone.shell import site

    roles = list(site.program().roles)
    made = [Person(person_id=f"p{n}", name=f"Person {n}", email=f"p{n}@bench.example") for n in range(parties + 1)]
    Person.objects.bulk_create(made)
    Holding.objects.bulk_create(
        Holding(position_id=role, role_id=role, person_id=f"p{n % parties}", step="holder")
        for n, role in enumerate(roles)
        if role != "security-lead"
    )
    # One person with many hats: every page that lists rows has many to list.
    Holding.objects.bulk_create(
        Holding(position_id=role, role_id=role, person_id="p0", step="holder")
        for role in (f"position-{n}" for n in range(10))
        if not Holding.objects.filter(position_id=role, person_id="p0").exists()
    )
    Holding.objects.create(position_id="security-lead", role_id="security-lead", person_id=f"p{parties}", step="holder")
    return [
        User.objects.create_user(login=f"p{n}@bench.example", person_id=f"p{n}", created_at=NOW, language="en")
        for n in (0, parties)
    ]


def a_round(parties: int, *, reveal: bool) -> Any:
    """Make a round of twenty activities with so many parties, each with a ballot."""
    from drystone.charting import rounds
    from drystone.charting.models import Ballot, BallotAnswer, Party, Round, Topic
    from drystone.shell import site

    told, draw = site.program(), random.Random(2)
    ids = list(told.activities)[:TOPICS]
    round_id = rounds.make(f"Bench {reveal}", ids, program=told, by="bench", at=NOW)
    one = Round.objects.get(round_id=round_id)
    roles = list(told.roles)
    Party.objects.bulk_create(
        Party(
            round=one,
            key=f"party-{n}",
            name=f"Party {n}",
            words="it",
            positions=[roles[n % len(roles)]],
            person_id=f"p{n}",
        )
        for n in range(parties)
    )
    rounds.begin(round_id, NOW.date(), today=NOW.date(), by="bench", at=NOW)
    for party in Party.objects.filter(round=one)[0 if reveal else 1 :]:
        ballot = Ballot.objects.create(
            ballot_id=f"b{reveal}{party.pk}", party=party, sent_by=party.person_id, sent_on=NOW.date()
        )
        BallotAnswer.objects.bulk_create(
            BallotAnswer(ballot=ballot, activity_id=key, answers_for=draw.choice(roles[:12]), mine=draw.choice(["A", "R", "I", ""]),
                   said={"line": "A line about it.", "sure": 2, "does": draw.sample(roles, 2)})
            for key in ids
        )  # fmt: skip
    if reveal:
        rounds.reveal(round_id, by="bench", at=NOW)
        Topic.objects.filter(round=one).update(
            proposal={"R": ["it-head"], "A": "ciso", "C": [], "I": []}, decided={}, began_at=NOW
        )
    return one


def rows() -> None:
    """Publish every activity as it stands, so that everybody has rows to accept."""
    from django.db import transaction

    from drystone.charting import versions
    from drystone.shell import site

    told = site.program()
    with transaction.atomic():
        for one in told.activities.values():
            versions.publish(one, told, versions.Made("bench", NOW))


def _row() -> str:
    """Return the address of a row that asks the party whose pages are measured."""
    from drystone.charting.models import Asked
    from drystone.directory.models import Holding

    roles = Holding.objects.filter(person_id="p0").values("role_id")
    asked = Asked.objects.filter(version__newest=True, role_id__in=roles).order_by("pk").first()
    return f"/rows/{asked.version.activity_id}" if asked else "/rows"


def measured(clients: dict[str, Any], pages: list[tuple[str, str]]) -> None:
    """Ask every page and say how long it took: the median and the worst, in milliseconds of the processor."""
    for who, url in pages:
        client, times = clients[who], []
        began = time.process_time()
        status = client.get(url).status_code
        first = 1000 * (time.process_time() - began)
        for _n in range(7):
            began = time.process_time()
            size = len(client.get(url).content)
            times.append(1000 * (time.process_time() - began))
        told = f"{first:7.0f} {statistics.median(times):7.0f} {max(times):7.0f} ms  {status} {size / 1024:6.0f} KB"
        print(f"{told}  {who:6} {re.sub(r'round-[0-9a-f]+', '…', url)}", flush=True)


def main() -> None:
    """Make it all and measure."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--parties", type=int, default=500)
    parties = words.parse_args().parties
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "program"
        program(root)
        from drystone.lib import clock

        clock.now = lambda: NOW  # The bench stands at one moment.
        from drystone.web import setup

        setup.site(root)
        from django.test import Client

        from drystone.runs import state

        state.migrate(now=NOW)
        member, lead = people(parties)
        began = time.process_time()
        asking, told = a_round(parties, reveal=False), a_round(parties, reveal=True)
        rows()
        print(f"made in {time.process_time() - began:.1f} s of the processor", flush=True)
        clients = {}
        for name, user in (("party", member), ("lead", lead)):
            client = clients[name] = Client(headers={"host": "127.0.0.1", "accept-language": "en"})
            client.force_login(user)
            session = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0}]
            session["account_authentication_methods_user"] = str(user.pk)
            session["proved_at"] = session["seen_at"] = NOW.isoformat()
            session.save()
        ballot = f"/rounds/{asking.round_id}/ballots/{asking.parties.get(key='party-0').pk}"
        topic = f"/rounds/{told.round_id}/agenda/activity-3"
        measured(clients, [
            ("party", "/rounds"), ("party", f"/rounds/{asking.round_id}"), ("party", ballot), ("party", f"{ballot}/send"),
            ("party", "/rows"), ("lead", "/rounds"), ("lead", "/rounds/new"), ("lead", f"/rounds/{asking.round_id}"),
            ("lead", f"/rounds/{told.round_id}"), ("lead", f"/rounds/{told.round_id}/agenda"), ("lead", topic),
            ("party", topic), ("party", f"{topic}/vote"), ("lead", f"/rounds/{told.round_id}/minutes"),
            ("lead", "/profiles"), ("lead", "/profiles/nis2"), ("lead", "/activities"), ("lead", "/activities/activity-3"),
            ("party", "/activities"), ("party", "/activities/activity-3"), ("party", _row()), ("party", f"{_row()}/words"),
        ])  # fmt: skip


if __name__ == "__main__":
    main()
