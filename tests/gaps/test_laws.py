"""Whatever outcomes and decisions come in whatever order, the state is what a few lines of Python say."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from fake_pipeline import MAY, failing, world
from gap_life import GapLife

THINGS = ("d0", "d1", "d2")
OUTCOMES = st.sampled_from(["fail", "fail", "pass", "unknown", "gone", "missing"])


@dataclass
class Expected:
    """One gap as the model knows it."""

    status: str = "open"
    outcome: str = "fail"
    reason: str = ""
    reopened: int = 0
    first_seen: int = 0
    opened: int = 0
    until: int = -1
    asked: str = ""
    events: list[str] = field(default_factory=list)


class Life(RuleBasedStateMachine):
    """Runs, decisions and days, in any order."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        from drystone.web.setup import configure

        self.folder = tempfile.mkdtemp()
        shutil.copy(self.template, Path(self.folder, "state.sqlite3"))
        configure(None, Path(self.folder, "state.sqlite3"))
        self.life, self.day = GapLife(), 0
        self.gaps: dict[str, Expected] = {}

    def teardown(self) -> None:
        from django.db import connection

        connection.close()
        self.life.engine.close()
        shutil.rmtree(self.folder)

    @rule(outcomes=st.tuples(OUTCOMES, OUTCOMES, OUTCOMES), days=st.integers(0, 9))
    def run(self, outcomes: tuple[str, str, str], days: int) -> None:
        self.day += days
        saying = dict(zip(THINGS, outcomes, strict=True))
        findings = [
            row for one, said in saying.items() if said in {"fail", "unknown"} for row in failing(one, outcome=said)
        ]
        told = world(findings, things=3)
        told["asset"] = [row for row in told["asset"] if saying[row["asset_id"]] not in {"gone", "missing"}]
        told["member"] = [
            {"asset_kind": "device", "source": "sleepy" if saying[one] == "missing" else "mdm", "asset_id": one}
            for one in THINGS
        ]
        told["source_status"].append({"source_id": "sleepy", "status": "failed"})
        self.life(told, day=self.day)
        for one, said in saying.items():
            self._expect(one, said)
        for one in self.gaps.values():
            if one.asked and one.until < self.day:
                one.events.append("exception-ended")
                one.asked, one.until = "", -1
                one.status = "open" if one.status == "excepted" else one.status

    def _expect(self, thing: str, said: str) -> None:
        gap = self.gaps.get(thing)
        standing = gap is not None and gap.status != "closed"
        if said == "fail" and gap is None:
            gap = self.gaps[thing] = Expected(first_seen=self.day, opened=self.day, events=["opened"])
        elif said == "fail" and gap is not None and not standing:
            gap.status, gap.outcome, gap.reason, gap.opened = "open", "fail", "", self.day
            gap.reopened += 1
            gap.events.append("reopened")
        elif said == "fail" and gap is not None and gap.outcome == "unknown":
            gap.outcome = "fail"
            gap.events.append("verified")
        elif said in {"unknown", "missing"} and gap is not None and standing and gap.outcome == "fail":
            gap.outcome = "unknown"
            gap.events.append("unknown")
        elif said in {"pass", "gone"} and gap is not None and standing:
            gap.status, gap.reason = "closed", "fixed" if said == "pass" else "gone"
            gap.events.append("closed")
        if gap is not None and gap.status == "open" and gap.until >= self.day:
            gap.status = "excepted"

    @rule(thing=st.sampled_from(THINGS), days=st.integers(0, 20))
    def accept(self, thing: str, days: int) -> None:
        from drystone.gaps import actions
        from drystone.gaps.models import Gap

        gap = self.gaps.get(thing)
        if gap is None or gap.status != "open" or gap.asked:
            return
        at = MAY + dt.timedelta(days=self.day)
        wish = actions.Wish(Gap.objects.get(asset_id=thing).gap_id, "Soon.", at.date() + dt.timedelta(days=days))
        gap.asked = actions.request(wish, by="person-1", at=at)
        actions.approve(gap.asked, by="person-9", at=at)
        gap.status, gap.until = "excepted", self.day + days
        gap.events += ["exception-asked", "excepted"]

    @rule(thing=st.sampled_from(THINGS))
    def take_back(self, thing: str) -> None:
        from drystone.gaps import actions

        gap = self.gaps.get(thing)
        if gap is None or not gap.asked:
            return
        actions.end(gap.asked, by="person-1", at=MAY + dt.timedelta(days=self.day))
        gap.asked, gap.until = "", -1
        gap.status = "open" if gap.status == "excepted" else gap.status
        gap.events.append("exception-ended")

    @invariant()
    def the_state_is_what_the_model_says(self) -> None:
        from drystone.gaps.models import Gap, GapEvent

        found: dict[str, Any] = {}
        for gap in Gap.objects.all():
            told = list(GapEvent.objects.filter(gap=gap).order_by("id").values_list("event", flat=True))
            days = ((gap.first_seen - MAY).days, (gap.opened_at - MAY).days)
            outcome = gap.outcome if gap.status != "closed" else ""
            found[gap.asset_id] = (gap.status, outcome, gap.close_reason, gap.reopened_count, *days, told)
        assert found == {
            thing: (
                gap.status,
                gap.outcome if gap.status != "closed" else "",
                gap.reason,
                gap.reopened,
                gap.first_seen,
                gap.opened,
                gap.events,
            )
            for thing, gap in self.gaps.items()
        }


def test_a_gaps_life_is_what_the_model_says(sqlite_template: Path) -> None:
    Life.template = sqlite_template
    quick = settings(
        max_examples=10,
        stateful_step_count=10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    run_state_machine_as_test(Life, settings=quick)


@pytest.mark.parametrize("batch", [1, 2, 7])
def test_applying_the_same_changes_again_changes_nothing(state: Any, run: GapLife, batch: int) -> None:
    from drystone.gaps import actions, redo
    from drystone.gaps.models import Gap, GapEvent, GapResponsible

    run(world(failing("d0", "d1", "d2")))
    run(world(failing("d1", "d3", "d4") + failing("d2", outcome="unknown")), day=1)

    def told() -> tuple[Any, ...]:
        rows = (Gap, GapEvent, GapResponsible)
        return tuple(sorted(str(row) for row in model.objects.values_list()) for model in rows[:1]) + tuple(
            sorted(str(row) for row in model.objects.values_list("gap_id")) for model in rows[1:]
        )

    before = told()
    stamp = actions.Stamp("run-2", MAY + dt.timedelta(days=1))
    actions.apply(redo.read(run.engine, after=0, size=batch), stamp, keep=lambda _upto, _counts: None)
    assert told() == before
