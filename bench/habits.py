"""This week's lessons for a hundred thousand people: choosing what is worth doing, for everybody at once.

``python -m bench.habits [--people 100000] [--cards 30] [--done 12]`` fills a state of its own with people, cards and
finished lessons, then asks ``habits.queries.due_for`` for all of them and for one, and reviews cards one by one. The bar
is ten seconds for all of them, on two cores.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

NOW = dt.datetime(2026, 6, 17, 9, tzinfo=dt.UTC)
BAR = 10.0


def _named(number: int) -> str:
    return f"person-{number:06d}"


def _people(count: int, lots: random.Random, named: Callable[[int], str]) -> Iterator[tuple[object, ...]]:
    kinds = ("", "", "", "managers", "developers", "admins developers", "leaders managers", "hr")
    for number in range(count):
        joined = (NOW - dt.timedelta(days=lots.randrange(3_000))).date()
        yield named(number), True, joined, None, f"department-{number % 40}", kinds[number % 8], "usual"


def fill(count: int, cards: int, done: int, *, named: Callable[[int], str] = _named) -> None:
    """Write people by the names that ``named`` gives their numbers, each with so many cards and finished lessons."""
    from django.db import connection, transaction

    from drystone.habits import course
    from drystone.shell import site

    lots = random.Random(7)
    items, lessons = sorted(course.items(site.program())), sorted(site.program().lessons)
    moment = (NOW - dt.timedelta(days=60)).replace(tzinfo=None)
    spread = [(NOW + dt.timedelta(days=day)).replace(tzinfo=None) for day in range(-10, 111)]

    def some_cards() -> Iterator[tuple[object, ...]]:
        for number in range(count):
            for item_id in lots.sample(items, cards):
                yield (
                    named(number),
                    item_id,
                    12.0,
                    3.0,
                    24,
                    2,
                    moment,
                    (due := lots.choice(spread)),
                    due,
                    moment,
                )

    def finished() -> Iterator[tuple[object, ...]]:
        for number in range(count):
            for lesson_id in lots.sample(lessons, done):
                yield named(number), lesson_id, moment, None, moment, False

    tables = {
        "habits_learner (person_id, here, joined_on, gone_on, department, audiences, pace)": _people(
            count, lots, named
        ),
        "habits_card (person_id, item_id, stability, difficulty, interval_days, reviews, reviewed_at, due, overdue, touched_at)": (
            some_cards()
        ),
        "habits_taken (person_id, lesson_id, begun_at, skipped_at, done_at, elsewhere)": finished(),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in tables.items():
            width = table.count(",") + 1
            cursor.executemany(f"insert into {table} values ({', '.join(['%s'] * width)})", rows)


def main() -> int:
    """Fill a state, choose for everybody, and say how long it took; 1 where it took longer than the bar."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--people", type=int, default=100_000)
    words.add_argument("--cards", type=int, default=30)
    words.add_argument("--done", type=int, default=12)
    words.add_argument("--keep", type=Path, help="a folder to fill once and to ask again")
    asked = words.parse_args()
    if asked.keep:
        return _measure(asked.keep, asked.people, asked.cards, asked.done)
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder), asked.people, asked.cards, asked.done)


def _measure(folder: Path, people: int, cards: int, done: int) -> int:
    from drystone.program import write_starter
    from drystone.web import setup

    filled = (folder / "program").exists()
    if not filled:
        write_starter(folder / "program")
        (folder / "program" / "var").mkdir(exist_ok=True)
    setup.site(folder / "program", demo=True)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from drystone.habits import queries, spacing
    from drystone.shell import site

    began = time.perf_counter()
    if not filled:
        fill(people, cards, done)
    print(
        f"{people:,} people, {people * cards:,} cards, {people * done:,} lessons done: {_since(began):.1f} s to write"
    )
    program = site.program()
    began, worked = time.perf_counter(), time.process_time()
    found = queries.due_for(None, NOW, program)
    took, worked = _since(began), time.process_time() - worked
    asked = sum(len(due.item_ids) for due in found.values())
    lessons = sum(bool(due.lesson_id) for due in found.values())
    print(
        f"everybody: {took:.2f} s ({worked:.2f} s of a core), {len(found):,} people with {asked:,} questions and {lessons:,} lessons"
    )
    worked = time.process_time()
    for number in range(200):
        queries.two_minutes(_named(number * 97 % people), NOW, program)
    print(f"one person: {(time.process_time() - worked) / 200 * 1e3:.2f} ms of a core")
    began, memory = time.perf_counter(), None
    for number in range(5_000):
        memory = spacing.review(
            memory if number % 8 else None, right=number % 5 > 0, chance=1 / 3, at=NOW + dt.timedelta(days=number * 9)
        )
    print(f"an answer's spacing: {_since(began) / 5_000 * 1e6:.0f} µs")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0 if took < BAR else 1


def _since(began: float) -> float:
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
