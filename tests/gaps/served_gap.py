"""Gaps of the served organisation that tests act on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from served import NOW, Served


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
