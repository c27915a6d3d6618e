"""Whoever administers sees how the site stands, and lets failed work be tried again."""

from __future__ import annotations

from typing import Any

from served import NOW, Served


def _failed(name: str = "send-messages", **more: Any) -> Any:
    from drystone.jobs.models import Job

    told = {"status": "failed", "error": "no route to host", "attempts": 8, "finished_at": NOW}
    return Job.objects.create(name=name, created_at=NOW, run_at=NOW, **told, **more)


def test_failed_work_is_shown_and_can_be_tried_again(served: Served) -> None:
    job, client = _failed(), served.client("administrator")
    assert "no route to host" in client.get("/administration/").content.decode()
    assert client.post(f"/administration/jobs/{job.pk}/again").status_code == 302
    job.refresh_from_db()
    assert (job.status, job.attempts, job.finished_at) == ("waiting", 0, None)
    assert client.post(f"/administration/jobs/{job.pk}/again").status_code == 404


def test_what_waits_already_is_not_asked_for_twice(served: Served) -> None:
    from drystone.jobs import queue

    job = _failed(unique="every:x")
    queue.enqueue("send-messages", now=NOW, unique="every:x")
    assert queue.again(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.status == "failed"


def test_a_broken_program_and_an_incomplete_source_are_shown(served: Served) -> None:
    from drystone.shell import site

    path = served.root / "roles.yaml"
    client = served.client("administrator")
    assert client.get("/administration/").status_code == 200
    path.write_text(path.read_text(encoding="utf-8") + "\n- id: half\n  nonsense: 1\n", encoding="utf-8")
    site.reread()
    page = client.get("/administration/").content.decode()
    assert "an earlier version is in use" in page
    assert "roles.yaml" in page


def test_the_account_and_the_answering_lead_on(served: Served) -> None:
    assert "/account/tokens" in served.client("employee").get("/account/").content.decode()
    assert "/teams/card" in served.client("department-head").get("/answer-for").content.decode()
    assert "/teams/card" not in served.client("employee").get("/answer-for").content.decode()
