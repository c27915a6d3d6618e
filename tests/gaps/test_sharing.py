"""Lists and pages of gaps are one door: who sees a row opens its page, and reads no name that it would not say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from served import KINDS, NOW, Served


def viewer_of(served: Served, kind: str) -> Any:
    from drystone.directory import queries
    from drystone.shell import site

    return queries.viewer_of(served.user(kind), site.program(), strong=True)


def listed(served: Served, kind: str) -> list[dict[str, Any]]:
    answer = served.client(kind).get("/gaps.json?status=all")
    return list(json.loads(b"".join(answer.streaming_content)))


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"anonymous", "leaver"}))
def test_a_list_holds_exactly_the_gaps_whose_page_opens(served: Served, kind: str) -> None:
    from drystone.gaps import places
    from drystone.gaps.access import may_see_gap
    from drystone.gaps.models import Gap

    person = served.people["employee"]
    about = Gap.objects.filter(asset_kind="device", responsible__person_id=person).values_list("pk", flat=True)
    for reach, pk in zip(("live", "trial", "suggested"), list(about), strict=False):
        Gap.objects.filter(pk=pk).update(reach=reach)
    viewer = viewer_of(served, kind)
    every = list(Gap.objects.values_list("pk", flat=True))
    opens = {pk for pk, place in places.several(viewer, every).items() if place.sees}
    # Asked one by one, as a page asks, they are the same: one of each sort, and of both if some open and some do not.
    sorts = {(gap.check_id, gap.asset_kind, gap.reach, gap.pk in opens): gap.pk for gap in Gap.objects.all()}
    assert {pk for pk in sorts.values() if may_see_gap(viewer, gap_id=pk)} == opens & set(sorts.values())
    assert {row["gap_id"] for row in listed(served, kind)} == opens
    client = served.client(kind)
    some = sorted(opens)[:2] + sorted(set(every) - opens)[:2]
    assert {pk: client.get(f"/gaps/{pk}").status_code for pk in some} == {
        pk: 200 if pk in opens else 404 for pk in some
    }


def test_a_list_asks_as_often_however_many_gaps_there_are(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.gaps import sharing
    from drystone.gaps.models import Gap

    looking = sharing.Looking(viewer_of(served, "approver"), NOW)
    sharing.page(sharing.Asked(), looking, after=None, limit=500)  # A process looks once what a run says of a person.
    counts = []
    for copies in (0, 300):
        first = Gap.objects.filter(status="open").order_by("gap_id").first()
        assert first is not None
        for number in range(copies):
            first.pk, first.accountable = f"gap-copy-{number}", served.people["approver"]
            first.save(force_insert=True)
        with CaptureQueriesContext(connection) as told:
            sharing.page(sharing.Asked(), looking, after=None, limit=500)
        counts.append(len(told))
    assert counts[0] == counts[1] <= 6


def test_a_file_names_nobody_but_oneself(served: Served) -> None:
    from drystone.gaps.models import Gap

    me = served.people["employee"]
    gap = Gap.objects.filter(asset_kind="device", responsible__person_id=me, responsible__via="assigned").first()
    assert gap is not None
    Gap.objects.filter(pk=gap.pk).update(
        asset_name="lt-eriksen-040", item="eriksen", detail="Ada Eriksen said so", reach="live", status="open"
    )
    Gap.objects.filter(asset_kind="person").update(detail="Ada Eriksen has no screening")
    for kind in ("auditor", gap.accountable):
        rows = {row["gap_id"]: row for row in listed(served, kind)}
        assert [rows[gap.pk][name] for name in ("asset_name", "item", "detail")] == [None, None, None]
        others = [row for row in rows.values() if row["asset_kind"] == "person"]
        others = [row for row in others if row["asset_id"] != served.person(kind).person_id]
        assert {(row["asset_name"], row["detail"]) for row in others} <= {(None, None)}
    mine = {row["gap_id"]: row for row in listed(served, "employee")}[gap.pk]
    assert (mine["asset_name"], mine["item"], mine["detail"]) == ("lt-eriksen-040", "eriksen", "Ada Eriksen said so")
    page = served.client("auditor").get(f"/gaps/{gap.pk}").content.decode()
    assert "eriksen" not in page.lower()


def test_whom_a_thing_is_named_after_is_told_of_an_export_with_people(served: Served) -> None:
    from drystone.audit import queries as audit
    from drystone.gaps import sharing, subjects
    from drystone.gaps.models import Gap, GapResponsible

    me = served.people["employee"]
    device = next(key for key in sorted(subjects.named_after(me)) if key[0] == "device")
    gap = Gap.objects.filter(asset_kind="device", asset_id=device[1]).first()
    assert gap is not None
    Gap.objects.exclude(pk=gap.pk).update(status="closed")
    GapResponsible.objects.filter(gap=gap).delete()
    Gap.objects.filter(pk=gap.pk).update(reach="live", status="open")
    list(sharing.stream(sharing.Asked(), sharing.Looking(viewer_of(served, "auditor"), NOW, "a sample")))
    (look,) = audit.naming(me, "gaps-with-people")
    assert look.payload is not None
    assert look.payload["reason"] == "a sample"


def test_a_look_at_a_screening_gap_is_kept_for_whom_it_is_about(served: Served) -> None:
    from drystone.audit import queries as audit
    from drystone.gaps.models import Gap
    from drystone.shell import site

    with site.reading() as engine:
        screening, person = engine.rows(
            "select screening_id, person_id from screening join person p using (person_id)"
            " where p.status = 'active' order by 1"
        )[0]
    gap = Gap.objects.filter(reach="live", asset_kind="person").order_by("pk").first()
    assert gap is not None
    boss = next(one for one in (served.people["approver"], served.people["editor"]) if one != person)
    Gap.objects.filter(pk=gap.pk).update(asset_kind="screening", asset_id=screening, accountable=boss)
    assert served.client(boss).get(f"/gaps/{gap.pk}").status_code == 200
    assert [one.action for one in audit.about("person", person) if one.actor == boss] == ["looked-at-gap"]
    assert served.client(person).get(f"/gaps/{gap.pk}").status_code == 200


def test_an_old_export_is_shown_however_many_came_after_it(sqlite_state: Any) -> None:
    from unittest.mock import patch

    from django.db.models.query import QuerySet

    from drystone.audit import actions
    from drystone.audit import queries as audit

    actions.record("gaps-with-people", actor="a", at=NOW, payload={"people": ["person-old"]})
    limits: list[Any] = []
    plain = QuerySet.__getitem__

    def noted(self: Any, key: Any) -> Any:
        limits.append(key)
        return plain(self, key)

    with patch.object(QuerySet, "__getitem__", noted):
        assert len(audit.naming("person-old", "gaps-with-people")) == 1
    assert limits == []
