"""What the mail server of the made-up organisation says went to whom: everyday mail, and one wave of a trap.

The trap is a mail of ``demo.mails``, so that reports of that corpus find who else received it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random

from drystone.demo.people import Person

_DAYS = 10
_TRAP = ("it@evil.test", "Your password expires today")
_EVERYDAY = (
    ("news@suppliers.example", "Prices of oats in June"), ("orders@market-hall.example", "Re: Order 4711"),
    ("travel@railways.example", "Your ticket"), ("canteen@fenwick.example", "What there is to eat this week"),
)  # fmt: skip


def traced(people: Sequence[Person], *, seed: int, by: dt.datetime) -> list[dict[str, object]]:
    """Return the rows of a message trace of the ten days up to a moment (UTC), as Exchange exports it."""
    random = Random(f"{seed} mail trace")  # noqa: S311 - the same every time
    on = by.date()
    there = [one for one in people if one.email and one.status(on) == "active"]
    rows = [*_everyday(random, there, on), *_wave(random, there, on)]
    return [row for row in rows if str(row["Received"]) <= f"{by.isoformat()}Z"]


def _everyday(random: Random, people: Sequence[Person], on: dt.date) -> Iterator[dict[str, object]]:
    for back in range(_DAYS, 0, -1):
        for person in random.sample(people, k=min(len(people), 15)):
            sender, subject = random.choice(_EVERYDAY)
            at = dt.datetime.combine(on - dt.timedelta(days=back), dt.time(8)) + dt.timedelta(
                seconds=random.randrange(30_000)
            )
            yield _row(random, at, sender, person.email, subject, "Delivered")


def _wave(random: Random, people: Sequence[Person], on: dt.date) -> Iterator[dict[str, object]]:
    """One message to a third of the house within a minute; the filter held every fifth, and the canteen got it too."""
    first = dt.datetime.combine(on, dt.time(6, 55))
    addresses = [one.email for number, one in enumerate(people) if number % 3 == 0] + ["canteen@fenwick.example"]
    for number, address in enumerate(addresses):
        at = first + dt.timedelta(seconds=min(number, 59))
        yield _row(random, at, _TRAP[0], address, _TRAP[1], "Quarantined" if number % 5 == 4 else "Delivered")


def _row(random: Random, at: dt.datetime, sender: str, to: str, subject: str, status: str) -> dict[str, object]:
    return {
        "Received": f"{at.isoformat()}Z",
        "SenderAddress": sender,
        "RecipientAddress": to,
        "Subject": subject,
        "Status": status,
        "MessageId": f"<{random.getrandbits(64):016x}@{sender.partition('@')[2]}>",
    }
