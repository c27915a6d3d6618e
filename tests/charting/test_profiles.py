"""What laws and standards ask, as editors and auditors read it: nobody learns of a suggested letter by it."""

from __future__ import annotations

from charting.rounds_made import viewer
from served import NOW, Served


def test_an_auditor_reads_that_a_row_is_only_suggested_and_not_whose_it_would_be(served: Served) -> None:
    from drystone.charting import standings
    from drystone.shell import site

    program = site.program()
    drafts = {one.id for one in program.activities.values() if one.standing == "suggested"}
    assert drafts
    for name in ("nis2", "iso-27001", "cis-v8"):
        seen = standings.lines(name, viewer(served, "auditor"), program, now=NOW)
        known = standings.lines(name, viewer(served, "editor"), program, now=NOW)
        assert [line.id for line in seen] == [line.id for line in known]
        for line in seen:
            only = bool(line.answering) and {one.activity.id for one in line.answering} <= drafts
            assert only == (line.state == "suggested")
            assert not (only and line.holders)


def test_a_long_profile_takes_as_many_queries_as_a_short_one(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = served.client("editor"), []
    client.get("/profiles")
    for name in ("dora", "pci-dss"):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/profiles/{name}")
        counts.append(len(asked))
        assert page.status_code == 200
    assert counts[0] == counts[1]
    assert "12.10.3" in page.content.decode()
    assert client.get("/profiles/sox").status_code == 404
