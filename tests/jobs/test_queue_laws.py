"""Whatever workers do, and whichever of them die: what was asked for is done, and nothing is settled by two."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

NOW = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
LIMITS = {"write": 1_000}

#: What may happen next: an asking under a word or none, a taking, an end of a job in hand, or time.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.sampled_from(["", "one"])),
        st.tuples(st.sampled_from(["take", "wait"]), st.just("")),
        st.tuples(st.sampled_from(["finish", "fail", "put-off"]), st.integers(0, 5).map(str)),
    ),
    max_size=40,
)


class Play:
    """Workers that do as they are told. ``settled`` counts who said that a job was done."""

    def __init__(self) -> None:
        self.now, self.hands, self.settled = NOW, list[Any](), Counter[int]()

    def step(self, what: str, which: str) -> None:
        from drystone.jobs import claims, queue

        if what == "ask":
            queue.enqueue("write", now=self.now, unique=which)
        elif what == "take":
            claims.recover(LIMITS, now=self.now)
            claim = claims.take(["write"], now=self.now)
            self.hands += [claim] if claim else []
        elif what == "wait":
            self.now += claims.LEASE
        elif self.hands:
            self.end(what, self.hands[int(which) % len(self.hands)])

    def end(self, what: str, claim: Any) -> None:
        """End a job in hand; that succeeds where it is still ours, and not where we slept too long."""
        from drystone.jobs import claims
        from drystone.jobs.models import Job

        self.hands.remove(claim)
        ours = Job.objects.filter(pk=claim.job_id, status="running", token=claim.token).exists()
        if what == "finish":
            done = claims.finish(claim, now=self.now)
            self.settled[claim.job_id] += done
        elif what == "fail":
            done = claims.fail(claim, "it broke", limit=1_000, now=self.now)
        else:
            done = claims.put_off(claim, until=self.now + dt.timedelta(seconds=30), now=self.now)
        assert done == ours


def holds() -> None:
    """Of one word at most one waits and at most one runs; whoever runs is named, and nobody else."""
    from drystone.jobs.models import Job

    for status in ("waiting", "running"):
        words = Counter(Job.objects.filter(status=status).exclude(unique="").values_list("unique", flat=True))
        assert all(count == 1 for count in words.values())
    assert not Job.objects.filter(status="running", token="").exists()
    assert not Job.objects.exclude(status="running").exclude(token="").exists()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(STEPS)
@example([("ask", ""), ("take", ""), ("wait", ""), ("take", ""), ("finish", "0"), ("finish", "0")])
@example([("ask", "one"), ("take", ""), ("ask", "one"), ("fail", "0"), ("wait", ""), ("take", ""), ("put-off", "0")])
def test_every_job_is_settled_once_in_the_end(sqlite_state: Any, steps: list[tuple[str, str]]) -> None:
    from drystone.jobs import claims
    from drystone.jobs.models import Job

    Job.objects.all().delete()
    play = Play()
    for what, which in steps:
        play.step(what, which)
        holds()
    # Everybody with a job in hand dies; one worker is left, and has time.
    play.hands.clear()
    for _ in range(3 * Job.objects.count() + 3):
        play.now += claims.LONGEST_WAIT
        claims.recover(LIMITS, now=play.now)
        while claim := claims.take(["write"], now=play.now):
            play.hands.append(claim)
            play.end("finish", claim)
    assert set(Job.objects.values_list("status", flat=True)) <= {"done"}
    assert max(play.settled.values(), default=1) == 1
    given_way = Job.objects.filter(error__startswith="job ").count()
    assert play.settled.total() + given_way == Job.objects.count()
