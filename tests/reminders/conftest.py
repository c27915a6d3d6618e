"""The made-up organisation with reminders switched on, and mail that waits in the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from served import NOW, Served

ON = """
[reminders]
on = true

[channels.email]
host = "127.0.0.1"
port = 9
from = "wall@fenwick.example"
starttls = false
"""


@pytest.fixture
def switched_on(served: Served) -> Served:
    """Reminders are on, everybody reads English, nobody was interrupted lately."""
    from drystone.directory.models import Person
    from drystone.shell import site

    path = served.root / "drystone.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{ON}", encoding="utf-8")
    Person.objects.update(language="en", zone="Europe/Berlin")
    site.reread()
    assert site.problems() == ()
    return served


@pytest.fixture
def decide() -> Callable[..., list[Any]]:
    """Decide at a moment and return all messages that were decided."""

    def decided(now: dt.datetime = NOW) -> list[Any]:
        from drystone.reminders import planning
        from drystone.reminders.models import Digest
        from drystone.shell import site

        with site.reading() as engine:
            planning.decide(site.program(), engine, now=now)
        return list(Digest.objects.filter(status="decided").order_by("pk"))

    return decided


@pytest.fixture
def leave() -> Callable[..., int]:
    """Let what is due leave at a moment and return how many did."""

    def left(now: dt.datetime = NOW) -> int:
        from drystone.reminders import leaving
        from drystone.shell import site

        with site.reading() as engine:
            return leaving.leave(site.program(), engine, now=now)[0]

    return left
