"""The organisation's own matrix, as everyone may read it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from served import Served


def text(served: Served, who: str, url: str) -> str:
    answer = served.client(who).get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_search_finds_by_every_word_in_name_or_words(served: Served) -> None:
    found = text(served, "employee", "/activities?q=thief+BRICK")
    assert "Encrypt laptops and phones" in found
    assert "1 activity for" in found
    nothing = text(served, "employee", "/activities?q=%3Cscript%3E")
    assert "0 activities for" in nothing
    assert "<script>" not in nothing.replace("<script src=", "")


def test_an_agreed_activity_names_positions_and_their_holders(served: Served) -> None:
    found = text(served, "employee", "/activities/encrypt-laptops")
    assert "Head of IT" in found
    assert "whoever it belongs to" in found
    holder = served.person("bilal.mueller@fenwick.example") if "Bilal" in found else None
    assert holder is None or holder.name in found


def test_the_letters_of_a_suggested_activity_are_hidden_from_those_who_will_chart_it(served: Served, some: Any) -> None:
    from drystone.shell import site

    url = f"/activities/{some.suggested}"
    assert "It is still open who does it" in text(served, "employee", url)
    assert "It is still open who does it" not in text(served, "editor", url)
    role = site.program().activities[some.suggested].accountable
    from drystone.directory.models import Duty

    answering = Duty.objects.filter(activity_id=some.suggested, letter="A").values_list("person_id", flat=True)
    assert answering, role
    assert "It is still open who does it" not in text(served, answering[0], url)


def test_my_own_departments_words_come_first(served: Served) -> None:
    from drystone.catalogue import activities
    from drystone.shell.viewer import Viewer

    page = activities.page(Viewer(user_id=1, roles=frozenset({"it-head"})), "encrypt-laptops")
    assert [party for party, _ in page.my_words] == ["IT", "Everyone"]
    page = activities.page(Viewer(user_id=1), "encrypt-laptops")
    assert [party for party, _ in page.my_words] == ["Everyone"]


def test_no_check_on_any_activitys_page_counts_things_of_few_people(served: Served) -> None:
    from drystone.catalogue import activities
    from drystone.shell import site
    from drystone.shell.viewer import Viewer

    program = site.program()
    with site.reading() as engine:
        owners = dict(engine.rows(_OWNERS))
    lines = [line for key in program.activities for line in activities.page(Viewer(user_id=1), key).checks]
    few = [line for line in lines if 0 < owners.get(line.check_id, 0) < 5]
    assert len(few) > 20
    assert {line.counts["fail"] for line in few} == {None}
    assert any(line.counts.get("fail") for line in lines), "what enough people own is counted"


_OWNERS = """
select f.check_id, count(distinct a.owner_id) from finding f join asset a using (asset_kind, asset_id)
where f.outcome = 'fail' and f.origin = 'check' group by 1
"""


def test_what_asks_nothing_of_anyone_counts_no_thing_as_asked(served: Served) -> None:
    from drystone.catalogue import activities
    from drystone.shell import site
    from drystone.shell.viewer import Viewer

    quiet = 0
    for one in site.program().activities.values():
        if one.standing == "suggested":
            page = activities.page(Viewer(user_id=1), one.id)
            assert page.open_gaps == 0
            quiet += page.quiet_gaps != 0
    assert quiet, "what they would ask is said apart, or that it is not shown"


def test_the_list_asks_as_often_for_one_activity_as_for_all(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(url: str) -> int:
        client = served.client("employee")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    assert cost("/activities") == cost("/activities?q=thief") <= 8
    assert cost("/activities/encrypt-laptops") <= 12


def test_an_attestation_that_is_over_is_said_so(served: Served, monkeypatch: Any) -> None:
    import datetime as dt

    from drystone.gaps.models import Attestation
    from drystone.shell import site
    from served import NOW

    activity = next(
        one for one in site.program().activities.values() if one.attest is not None and one.standing == "agreed"
    )
    assert "nobody has said so yet" in text(served, "employee", f"/activities/{activity.id}")
    Attestation.objects.create(
        attestation_id="a1",
        activity_id=activity.id,
        asset_id=activity.id,
        attested_by="someone",
        attested_at=NOW - dt.timedelta(days=400),
        evidence="a private note",
        valid_until=(NOW - dt.timedelta(days=35)).date(),
    )
    found = text(served, "employee", f"/activities/{activity.id}")
    assert "Last said to be done on" in found
    assert ">over<" in found
    assert "a private note" not in found


def test_an_auditor_can_open_whatever_is_said_to_stand_longest(served: Served) -> None:
    """Not what is on trial or only suggested; what is about people takes no place from the rest.

    And no list that is whole where a number that it would tell is withheld.
    """
    import re

    from drystone.gaps.models import Gap

    Gap.objects.filter(activity_id="use-approved-tools", status="open").update(activity_id="match-screening")
    Gap.objects.filter(activity_id="match-screening", asset_kind="device").update(first_seen="2026-06-14T00:00:00Z")
    client, found = served.client("auditor"), {}
    # The first has more about people than are listed, all older; then trial, live and suggested ones.
    activities = ("match-screening", "know-every-device", "keep-logs", "review-code", "patch-machines")
    for activity in (*activities, "require-second-factor"):
        _before, _mark, told = text(served, "auditor", f"/activities/{activity}").partition("What stands longest")
        found[activity] = re.findall(r'href="(/gaps/[^"]+)"', told)
        assert ("It is not listed here" in told) is (activity in ("patch-machines", "require-second-factor"))
        assert [link for link in found[activity] if client.get(link).status_code != 200] == []
    assert {key: len(links) for key, links in found.items()} == {
        "match-screening": 10, "know-every-device": 10, "keep-logs": 2, "review-code": 0, "patch-machines": 0,
        "require-second-factor": 0,
    }  # fmt: skip


def test_a_seat_is_said_with_its_department(served: Served) -> None:
    from drystone.catalogue import wording
    from drystone.shell import site

    program = site.program()
    assert wording.position(program, "it-head") == "Head of IT"
    assert wording.position(program, "department-head/Sales").endswith(": Sales")
    assert wording.position(program, "no-such-role") == "no-such-role"
    gone = replace(program, roles={})
    assert wording.position(gone, "it-head") == "it-head"
