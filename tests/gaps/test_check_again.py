"""“I've done it, check again” asks for a run where one could show it, and says when one looks where it could not."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gaps import served_gap
from served import AS_OF, NOW, Served


@pytest.fixture
def gap(served: Served) -> Any:
    return served_gap.of("employee", served)


def _not_a_demo() -> None:
    """Let the organisation be a real one, where runs start by themselves."""
    from drystone.shell import site

    site.serve(replace(site.served(), demo=False))


def test_in_the_demo_where_nothing_runs_by_itself_a_run_is_asked_for(served: Served, gap: Any) -> None:
    for path in (served.root / "exports").iterdir():
        os.utime(path, (AS_OF.timestamp() - 60, AS_OF.timestamp() - 60))
    client = served.client("employee")
    assert "we look again after the next run, about" not in client.get(f"/gaps/{gap.gap_id}/done").content.decode()
    client.post(f"/gaps/{gap.gap_id}/done")
    assert len(served_gap.jobs("run")) == 1


def test_done_says_when_we_look_again_where_only_an_export_would_tell(served: Served, gap: Any) -> None:
    _not_a_demo()
    for path in (served.root / "exports").iterdir():
        os.utime(path, (AS_OF.timestamp() - 60, AS_OF.timestamp() - 60))
    answer = served.client("employee").post(f"/gaps/{gap.gap_id}/done", follow=False)
    assert answer.status_code == 302
    assert served_gap.jobs("run") == []
    text = served.client("employee").get(f"/gaps/{gap.gap_id}/done").content.decode()
    assert 'datetime="2026-06-16T08:00:00' in text  # The last run judged on the fifteenth; one runs every day.
    assert served_gap.events(gap) == ["said-done"]
    gap.refresh_from_db()
    assert gap.status == "open"


def test_done_asks_for_one_run_where_a_newer_export_lies_there(served: Served, gap: Any) -> None:
    for path in (served.root / "exports").iterdir():
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    other = served_gap.of("employee", served)
    for one in (gap, other):
        served.client("employee").post(f"/gaps/{one.gap_id}/done")
    (job,) = served_gap.jobs("run")
    assert job.run_at == NOW


def test_saying_done_again_counts_after_ten_minutes(served: Served, gap: Any, monkeypatch: Any) -> None:
    client = served.client("employee")
    client.post(f"/gaps/{gap.gap_id}/done")
    served_gap.later(monkeypatch, minutes=9)
    client.post(f"/gaps/{gap.gap_id}/done")
    assert served_gap.events(gap) == ["said-done"]
    served_gap.later(monkeypatch, minutes=11)
    client.post(f"/gaps/{gap.gap_id}/done")
    assert served_gap.events(gap) == ["said-done", "said-done"]


def test_an_act_of_a_gap_and_of_its_source_file_can_be_told_apart(served: Served, gap: Any) -> None:
    from drystone.gaps import rereading
    from drystone.shell import site

    _not_a_demo()
    with site.reading() as engine:
        assert not rereading.worth_a_run(engine, site.program(), gap, since=NOW + dt.timedelta(days=20_000))
        assert rereading.worth_a_run(engine, site.program(), gap, since=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


def test_a_source_that_is_asked_over_the_web_can_always_be_asked_again(served: Served, tmp_path: Path) -> None:
    from drystone.gaps import rereading
    from drystone.program.model import Place, Source
    from drystone.shell import site

    for source in (
        Source("hr", "rest", Place("x")),
        Source("hr", "csv", Place("x"), location={"url": "https://hr.example/export.csv"}),
    ):
        assert rereading._has_news(source, site.program(), NOW)
    lost = Source("hr", "csv", Place("x"), location={"path": "exports/nowhere.csv"})
    assert not rereading._has_news(lost, site.program(), NOW)


def test_asked_again_it_says_what_is_true(served: Served, gap: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.gaps import rereading
    from drystone.shell import site

    real = replace(site.served(), demo=False)
    monkeypatch.setattr(site, "served", lambda: real)
    client = served.client("employee")
    monkeypatch.setattr(rereading, "_has_news", lambda *_given: False)
    for _ in range(2):
        text = client.post(f"/gaps/{gap.gap_id}/done", follow=True).content.decode()
        assert "on its way" not in text
        assert "We look again after the next run, about" in text
    assert served_gap.jobs("run") == []
    # Its source can say something new by now: then a run is asked for, though it was said before.
    monkeypatch.setattr(rereading, "_has_news", lambda *_given: True)
    text = client.post(f"/gaps/{gap.gap_id}/done", follow=True).content.decode()
    assert "said so a few minutes ago" in text
    assert len(served_gap.jobs("run")) == 1
    assert served_gap.events(gap) == ["said-done"]
