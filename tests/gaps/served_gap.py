"""Gaps of the served organisation that tests act on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from served import AS_OF, NOW, Served

#: A harmless, valid body of each act.
BODIES: dict[str, dict[str, str]] = {
    "done": {},
    "not-now": {"until": "2026-06-20"},
    "help": {"text": "The switch is grey."},
    "exception": {"until": "2026-07-01", "reason": "A new laptop comes in July."},
    "not-mine": {"unknown": "1", "note": "I gave it back."},
}


def of(who: str, served: Served, **more: Any) -> Any:
    """Return an open, live gap of somebody, about a device that is assigned to them unless ``more`` says else."""
    from drystone.gaps.models import Gap

    chosen = {"asset_kind": "device", "responsible__via": "assigned", "reach": "live", **more}
    person = served.person(who).person_id
    found = Gap.objects.filter(status="open", responsible__person_id=person, **chosen).order_by("gap_id").first()
    assert found is not None
    return found


def close(gap: Any, reason: str = "fixed") -> None:
    """Close a gap as a run would."""
    from drystone.gaps.models import Gap

    Gap.objects.filter(pk=gap.pk).update(status="closed", closed_at=NOW, close_reason=reason)


def events(gap: Any) -> list[str]:
    """Return what people did about a gap, in order."""
    from drystone.gaps import queries

    return [event["event"] for event in queries.history(gap.gap_id) if event["by"] != "run"]


def later(monkeypatch: Any, **more: float) -> dt.datetime:
    """Move the site's clock on."""
    at = NOW + dt.timedelta(**more)
    monkeypatch.setattr("drystone.lib.clock.now", lambda: at)
    return at


def jobs(name: str) -> list[Any]:
    """Return the jobs of a name that were asked for."""
    from drystone.jobs.models import Job

    return list(Job.objects.filter(name=name))


def laptops(served: Served, count: int = 3) -> list[Any]:
    """Further gaps of the employee that are mended the same way, of things that the run does not know."""
    from drystone.gaps.models import Gap, GapResponsible

    me, made = served.people["employee"], []
    GapResponsible.objects.filter(person_id=me).delete()
    for number in range(count):
        one = Gap.objects.create(
            gap_id=f"gap-made-{number}", origin="check", check_id="laptop-disk-encrypted",
            activity_id="encrypt-laptops", asset_kind="device", asset_id=f"device-made-{number}",
            asset_name=f"made-{number}", severity="high", reach="live", first_seen=AS_OF, opened_at=AS_OF,
            due=NOW + dt.timedelta(days=3 + number), last_run="made", accountable=served.people["approver"],
        )  # fmt: skip
        GapResponsible.objects.create(gap=one, person_id=me, via="assigned")
        made.append(one)
    return made
