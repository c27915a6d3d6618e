"""One step for several gaps that are mended the same way: an act on it does all of them or none."""

from __future__ import annotations

import datetime as dt

from gaps import served_gap
from served import NOW, Served


def test_an_act_on_a_step_names_all_its_gaps_and_does_all_of_them(served: Served) -> None:
    from drystone.gaps.models import ExceptionRequest, PutOff

    gaps = served_gap.laptops(served)
    client = served.client("employee")
    ids = [one.gap_id for one in gaps]
    assert f"/gaps/{ids[0]}/not-now?step=1" in client.get("/").content.decode()
    for act in ("done", "help", "exception", "not-now"):
        text = client.get(f"/gaps/{ids[0]}/{act}?step=1").content.decode()
        assert all(f'name="gap" value="{one}" checked' in text for one in ids), act
        assert all(one.asset_name in text for one in gaps), act
        assert client.post(f"/gaps/{ids[0]}/{act}", {**served_gap.BODIES[act], "gap": ids}).status_code == 302
    assert [served_gap.events(one) for one in gaps] == [["said-done", "help-asked", "exception-asked", "put-off"]] * 3
    assert PutOff.objects.count() == ExceptionRequest.objects.filter(gap_id__in=ids).count() == 3
    assert len(served_gap.jobs("run")) <= 1
    assert "One thing worth doing now" not in client.get("/").content.decode()


def test_on_several_gaps_it_is_all_or_nothing(served: Served) -> None:
    from drystone.gaps.models import Gap, PutOff

    gaps = served_gap.laptops(served)
    # The last of them was put off before, so it cannot wait as long as the others.
    Gap.objects.filter(pk=gaps[2].pk).update(opened_at=NOW - dt.timedelta(days=20))
    PutOff.objects.create(
        gap=gaps[2], person_id=served.people["employee"], until=NOW.date() - dt.timedelta(days=1),
        asked_at=NOW - dt.timedelta(days=10),
    )  # fmt: skip
    client = served.client("employee")
    body = {"until": "2026-06-28", "gap": [one.gap_id for one in gaps]}
    assert client.post(f"/gaps/{gaps[0].gap_id}/not-now", body).status_code == 422
    assert PutOff.objects.count() == 1
    assert [served_gap.events(one) for one in gaps] == [[], [], []]
    assert client.post(f"/gaps/{gaps[0].gap_id}/not-now", {**body, "until": "2026-06-18"}).status_code == 302
    assert PutOff.objects.count() == 4


def test_a_gap_of_somebody_else_cannot_be_slipped_into_a_step(served: Served) -> None:
    from drystone.gaps.models import GapResponsible

    gaps = served_gap.laptops(served)
    GapResponsible.objects.filter(gap=gaps[1]).update(person_id=served.people["colleague"])
    body = {**served_gap.BODIES["done"], "gap": [gaps[0].gap_id, gaps[1].gap_id]}
    assert served.client("employee").post(f"/gaps/{gaps[0].gap_id}/done", body).status_code == 404
    assert [served_gap.events(one) for one in gaps] == [[], [], []]


def test_what_one_thing_is_silent_about_is_one_step_and_other_things_are_not(served: Served) -> None:
    from drystone.gaps import together
    from drystone.gaps.models import Gap

    gaps = served_gap.laptops(served)
    me = served.people["employee"]
    Gap.objects.filter(pk__in=[gaps[0].pk, gaps[1].pk]).update(outcome="unknown", asset_id="device-one")
    found = together.alike(Gap.objects.get(pk=gaps[0].pk), me=me, now=NOW)
    assert [one.gap_id for one in found] == [gaps[0].gap_id, gaps[1].gap_id]
