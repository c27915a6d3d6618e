"""Asking, sending, waiting and taking back, in either kind of database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from drystone.messages.calendars import Slot
from drystone.messages.document import Document
from served import NOW

TOML = """
[channels]
order = ["email", "webhook"]
[channels.email]
host = "127.0.0.1"
port = 1
from = "wall@fenwick.example"
starttls = false
[channels.webhook]
url = "http://127.0.0.1:1/"
secret_env = "HOOK"
"""


def test_with_every_channel_away_each_message_waits_once_and_can_be_taken_back(state: Any, tmp_path: Path) -> None:
    from drystone.cli.main import main
    from drystone.directory.models import Person
    from drystone.messages import actions, choosing, invitations, queries, sending
    from drystone.messages.models import Message
    from drystone.shell import site

    root = tmp_path / "program"
    assert main(["init", str(root)]) == 0
    path = root / "drystone.toml"
    path.write_text(path.read_text(encoding="utf-8") + TOML, encoding="utf-8")
    site.serve(site.Served(root, lambda: "", {}))
    ids = [f"person-{number}" for number in range(20)]
    Person.objects.bulk_create([Person(person_id=one, email=f"{one}@fenwick.example", status="active") for one in ids])
    choosing.choose(ids[1], channel="webhook", rhythm="daily", off=frozenset())
    tellings = [actions.Telling(one, "digest", Document("A stone is loose"), "week-25") for one in ids]
    assert [actions.tell_all(tellings, now=NOW) for _ in range(2)] == [20, 0]
    assert len(queries.sent_since(ids, NOW)) == 20
    for minutes in range(0, 200, 20):
        assert sending.send_due(now=NOW + dt.timedelta(minutes=minutes)) == 0
    assert set(Message.objects.values_list("status", flat=True)) == {"waiting"}
    assert actions.withdraw(["week-25"], now=NOW) == 20
    slot = Slot("gap-1", "Restart", NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=2))
    assert invitations.along(ids[0], slot, now=NOW) is not None
    assert [*invitations.ahead(NOW)] == [{ids[0]: ["gap-1"]}]
    assert invitations.withdraw({"gap-1": NOW}, now=NOW) == 1
