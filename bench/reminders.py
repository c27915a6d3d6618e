"""Everybody's reminders: 100k people, 200k devices and 300k open gaps, decided at once and handed to the outbox.

``python -m bench.reminders [--people 100000] [--leave 2000]`` fills a state of its own (SQLite, or PostgreSQL by
``DRYSTONE_STATE_URL``), decides for everybody on a Monday at noon, when all of them have something to hear, and hands
some of the messages over. With ``--lessons`` nobody has a gap, a lesson may be a message, and everybody has 30 questions
and 12 finished lessons: the most that the hourly look for lessons can have to do. With ``--trial`` everybody has things in a
trial of words and hours that goes on. With ``--restricting`` what is serious ends in a restriction: everybody was told of
theirs, half of them have the last word now, for a tenth the day has come. It says how long that took, and the most memory
that it held with a quarter of the people and with all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import habits
from drystone.lib import clock
from drystone.program import load, write_starter
from drystone.program.consequence_model import Asked

NOW = dt.datetime(2026, 6, 15, 10, tzinfo=dt.UTC)
_BATCH = 5_000
#: Checks of the starter program that a person's own things fail, and how many of ten people do.
_SHARES = (10, 8, 5, 4, 3)


def _peak() -> float:
    """The most memory that this process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_TRIAL = """- id: bench
  question: Does anything change?
  checks: [{check}]
  from: 2026-05-01
  until: 2026-07-31
  matters: 2d
  arms: [{{id: usual}}, {{id: other, words: {{en: {{title: Do it}}}}, hours: "14:00-16:00"}}]
"""


def _program(root: Path, asked: argparse.Namespace) -> Any:
    write_starter(root)
    path = root / "drystone.toml"
    mail = '\n[reminders]\non = true\n\n[channels.email]\nhost = "127.0.0.1"\nport = 9\nfrom = "wall@fenwick.example"\n'
    if asked.lessons:
        mail = mail.replace("on = true", "on = true\nlessons = true")
    if asked.trial:
        mail = mail.replace("on = true", "on = true\ntrials = true")
        check = next(one for one in _checks(load(root).program) if one.severity == "medium")
        (root / "trials.yaml").write_text(_TRIAL.format(check=check.id), encoding="utf-8")
    hook = _HOOK if asked.restricting else ""
    path.write_text(path.read_text(encoding="utf-8") + mail + hook, encoding="utf-8")
    made: Any = load(root).program
    if asked.restricting:
        strategy = Asked("remind-then-restrict", "browser-only", dt.timedelta(days=14), dt.timedelta(days=3))
        checks = {one.id: replace(one, consequence=strategy) for one in _checks(made)}
        made = replace(made, checks={**made.checks, **checks})
    return made


_HOOK = """
[hooks.browser-only]
words = "Mail and files open in the browser only."
command = ["browser-only"]
dry_run = false
"""


def _checks(program: Any) -> list[Any]:
    return [one for one in program.checks.values() if one.fix and one.severity != "critical"][: len(_SHARES)]


def _fill(program: Any, people: int, lessons: bool) -> int:
    """Write people, and their open gaps or what they learn; returns how many gaps."""
    from django.db import transaction

    from drystone.directory.models import Person
    from drystone.gaps.models import Gap, GapResponsible

    if lessons:
        habits.fill(people, 30, 12, named=_id)
    checks = _checks(program)
    zones, gaps = ("Europe/Berlin", "Europe/Berlin", "Europe/Lisbon", "Europe/Helsinki"), 0
    for start in range(0, people, _BATCH):
        numbers = range(start, min(people, start + _BATCH))
        rows, held = [], []
        for number in numbers:
            for check, share in zip(checks, _SHARES, strict=True):
                if not lessons and number % 10 < share:
                    gap_id = f"gap-{check.id[:20]}-{number}"
                    rows.append(_gap(Gap, gap_id, check, number, people))
                    held.append(GapResponsible(gap_id=gap_id, person_id=_id(number), via="assigned"))
        with transaction.atomic():
            Person.objects.bulk_create(
                Person(
                    person_id=_id(number),
                    email=f"p{number}@fenwick.example",
                    name=f"Person {number}",
                    zone=zones[number % 4],
                    language="en",
                )
                for number in numbers
            )
            Gap.objects.bulk_create(rows)
            GapResponsible.objects.bulk_create(held)
        gaps += len(rows)
    return gaps


def _gap(model: Any, gap_id: str, check: Any, number: int, people: int) -> Any:
    opened = NOW - dt.timedelta(days=3 + number % 40)
    return model(
        gap_id=gap_id,
        origin="check",
        check_id=check.id,
        activity_id=check.activity,
        asset_kind="device",
        asset_id=f"device-{number:016x}",
        asset_name=f"lt-{number}",
        severity=check.severity,
        reach="live",
        accountable=_id(number % people % 40 * (people // 40)),
        via="assigned",
        first_seen=opened,
        opened_at=opened,
        due=opened + dt.timedelta(days=30),
        last_run="run",
    )


def _id(number: int) -> str:
    return f"person-{number:016x}"


def main() -> None:
    """Measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--leave", type=int, default=2_000, help="how many messages are handed over")
    options.add_argument("--lessons", action="store_true", help="lessons as messages, and nobody's gaps")
    options.add_argument("--trial", action="store_true", help="everybody has things in a trial")
    options.add_argument("--restricting", action="store_true", help="with strategies that end in a restriction")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "program"
        program = _program(root, asked)
        from drystone.web import setup

        setup.configure(os.environ.get("DRYSTONE_STATE_URL") or None, root / "var" / "state.sqlite3")
        from drystone.runs import state
        from drystone.shell import site

        state.migrate(now=clock.now())
        site.serve(site.Served(root, lambda: "", dict(os.environ)))
        for people in (asked.people // 4, asked.people):
            _measure(program, people, asked)


def _foretell() -> None:
    """Say to everybody what may follow for each of their gaps, as a message did weeks ago."""
    from drystone.gaps.models import GapResponsible
    from drystone.reminders.models import Foretelling

    first = NOW - dt.timedelta(days=20)
    rows = GapResponsible.objects.values_list("person_id", "gap_id", "gap__opened_at")
    told = []
    for at, (person_id, gap_id, opened_at) in enumerate(rows.iterator(chunk_size=_BATCH)):
        ends = NOW + dt.timedelta(days=2 if at % 2 else 9)
        warned = None
        if not at % 10:
            ends, warned = NOW - dt.timedelta(hours=1), NOW - dt.timedelta(days=3)
        told.append(Foretelling(person_id=person_id, gap_id=gap_id, opened_at=opened_at, first_at=first,
                                limits_at=ends, warned_at=warned))  # fmt: skip
        if len(told) == _BATCH:
            Foretelling.objects.bulk_create(told)
            told = []
    Foretelling.objects.bulk_create(told)


def _measure(program: Any, people: int, asked: argparse.Namespace) -> None:
    from drystone.directory.models import Person
    from drystone.gaps.models import Gap
    from drystone.habits.models import Card, Learner, Taken
    from drystone.reminders import leaving, planning, trials
    from drystone.reminders.models import Digest, Foretelling, Said, Trial

    for model in (Digest, Said, Foretelling, Gap, Person, Card, Taken, Learner, Trial):
        model.objects.all().delete()
    gaps = _fill(program, people, asked.lessons)
    if asked.restricting:
        _foretell()
    if program.trials:
        began, busy = time.perf_counter(), time.process_time()
        for run, days in (("first", 45), ("second", 0)):
            at = NOW - dt.timedelta(days=days)
            trials.follow(program, trials.Seen(run, at), now=at)
        print(
            f"{Trial.objects.get().things.count():,} things taken into a trial in {time.perf_counter() - began:.1f} s ",
            end="",
        )
        print(f"({time.process_time() - busy:.1f} s of one core)")
    before, began, busy = _peak(), time.perf_counter(), time.process_time()
    made = planning.decide(program, None, now=NOW)
    took = time.perf_counter() - began
    print(f"{people:,} people, {gaps:,} gaps: {made:,} messages decided in {took:.1f} s ", end="")
    print(f"({time.process_time() - busy:.1f} s of one core), ", end="")
    print(f"{_peak() - before:.0f} MB above the {before:.0f} MB before")
    began = time.perf_counter()
    left, _more = leaving.leave(program, None, now=NOW + dt.timedelta(hours=3), most=asked.leave)
    print(f"  {left:,} written and handed over in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    again = planning.decide(program, None, now=NOW)
    print(f"  decided again, with nothing new: {again} in {time.perf_counter() - began:.1f} s")
    began, busy = time.perf_counter(), time.process_time()
    later = planning.decide(program, None, now=NOW + dt.timedelta(days=1))
    took, busy = time.perf_counter() - began, time.process_time() - busy
    print(f"  the next day: {later} in {took:.1f} s ({busy:.1f} s of one core)")


if __name__ == "__main__":
    main()
