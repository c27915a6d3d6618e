"""The page of one thing: who sees it, what it says, and that it stays bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from served import Served

Shadow = Callable[[str, str], None]


def page(served: Served, who: str, kind: str, asset_id: str) -> tuple[int, str]:
    answer = served.client(who).get(f"/things/{kind}/{asset_id}")
    return answer.status_code, answer.content.decode()


def test_its_owner_sees_why_it_is_theirs_and_who_answers_for_it(served: Served, some: Any) -> None:
    status, text = page(served, "employee", "device", some.laptop)
    assert status == 200
    assert "because it is assigned to you in jamf" in text or "because it is assigned to you in intune" in text
    assert "Answers for it" in text
    assert "This decides whose it is." in text


def test_a_colleague_and_a_manager_see_no_thing_of_hers(served: Served, some: Any) -> None:
    assert page(served, "colleague", "device", some.laptop)[0] == 404
    assert page(served, "manager", "device", some.laptop)[0] == 404


def test_what_is_not_there_and_what_is_not_hers_answer_alike(served: Served, some: Any) -> None:
    answers = {
        page(served, "employee", kind, key)[0]
        for kind, key in (
            ("device", some.foreign),
            ("device", "device-0000000000000000"),
            ("device", "lt-frank-053"),
            ("wizard", "x"),
            ("software", "x"),
            ("activity", "encrypt-laptops"),
            ("device", "x' or 1=1 --"),
        )
    }
    assert answers == {404}


def test_whoever_holds_a_letter_on_it_sees_it_with_its_owner(served: Served, some: Any) -> None:
    status, text = page(served, "administrator", "device", some.laptop)
    assert status == 200
    assert served.person("employee").name in text
    assert "because you are IT operations" in text


def test_a_letter_of_a_suggested_activity_opens_nothing(served: Served, some: Any, monkeypatch: Any) -> None:
    from dataclasses import replace

    from drystone.catalogue import access, knowing
    from drystone.shell.viewer import Viewer

    thing = knowing.find("device", some.laptop)
    assert thing is not None
    viewer = Viewer(user_id=1, person_id="someone")
    line = replace(knowing.letters(thing)[0], person_id="someone", letter="C")
    for standing, letter, seen in (("agreed", "C", "letter"), ("suggested", "C", ""), ("suggested", "A", "letter")):
        lines = (replace(line, standing=standing, letter=letter),)
        monkeypatch.setattr(knowing, "letters", lambda _thing, lines=lines: lines)
        assert access.sees_by(viewer, thing) == seen
    shown = access.letters_for(viewer, (replace(line, standing="suggested", person_id="other"),))
    assert shown == []


def test_a_manager_opens_no_account_of_a_report_without_a_recorded_agreement(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from drystone.catalogue import access, knowing
    from drystone.shell import site

    me = served.people["manager"]
    with site.reading() as engine:
        accounts = engine.rows(
            "select asset_id from asset join account on account_id = asset_id join person p using (person_id)"
            " where asset_kind = 'account' and p.manager_id = $me and asset.owner_id <> $me order by 1",
            {"me": me},
        )
    assert {page(served, "manager", "account", account)[0] for (account,) in accounts} == {404}

    thing = knowing.find("account", accounts[0][0])
    assert thing is not None
    viewer = access.Viewer(user_id=1, person_id=me)
    line = replace(knowing.letters(thing)[0], person_id=me, letter="R", standing="agreed")
    for who, via in (("asset.owner.manager", "asset.owner.manager"), ("asset.owner", "manager")):
        held = replace(line, who=who, via=via)
        monkeypatch.setattr(knowing, "letters", lambda _thing, held=held: (held,))
        assert access.sees_by(viewer, thing) == ""
    program = site.program()
    agreed = replace(program.settings.privacy, managers_see="Works agreement of 1 March 2026")
    widened = replace(program, settings=replace(program.settings, privacy=agreed))
    monkeypatch.setattr(site, "program", lambda: widened)
    assert access.sees_by(viewer, thing) == "letter"


@pytest.mark.parametrize("kind", ["device", "account", "vendor", "share", "application"])
def test_an_auditor_sees_ids_and_no_name_or_address_of_anybody(served: Served, kind: str) -> None:
    from drystone.directory.models import Person
    from drystone.shell import site

    auditor = served.person("auditor").name
    people = [one for one in Person.objects.values_list("name", "email") if one[0] != auditor]
    with site.reading() as engine:
        ids = [row[0] for row in engine.rows(f"select {kind}_id from {kind} order by 1 limit 2")]
    client = served.client("auditor")
    for asset_id in ids:
        answer = client.get(f"/things/{kind}/{asset_id}")
        assert answer.status_code == 200
        text = answer.content.decode()
        found = [word for pair in people for word in pair if word and word in text]
        assert found == [], asset_id


def test_an_auditor_reads_tags_without_the_people_in_them(served: Served) -> None:
    from django.test import Client

    from directory.test_tokens import token
    from drystone.directory.models import Person
    from drystone.shell import site

    auditor = served.person("auditor").name
    known = [one for one in Person.objects.values_list("name", "email", "person_id") if one[0] != auditor]
    with site.reading() as engine:
        rows = engine.rows(
            "select cloud_resource_id, tags::text from cloud_resource where tags::text like '%@%' order by 1 limit 4"
        )
    assert rows, "tags name somebody"
    api = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {token(served, 'auditor', 'things:read')}"})
    client = served.client("auditor")
    for asset_id, tags in rows:
        whose = next((one[2] for one in known if one[1] and one[1] in tags), None)
        for answer in (
            client.get(f"/things/cloud_resource/{asset_id}"),
            api.get(f"/api/v1/things/cloud_resource/{asset_id}"),
        ):
            assert answer.status_code == 200
            text = answer.content.decode()
            assert [word for one in known for word in one[:2] if word and word in text] == []
            assert f"owner={whose or '…@'}" in text
            assert "env=" in text, "what names nobody is shown as it was written"


def test_a_persons_record_is_that_persons_alone(served: Served) -> None:
    mine = served.people["employee"]
    status, text = page(served, "employee", "person", mine)
    assert status == 200
    assert served.person("employee").email in text
    for who in ("manager", "auditor", "administrator", "approver", "editor", "colleague"):
        assert page(served, who, "person", mine)[0] == 404


def test_the_four_outcomes_are_told_apart_with_the_title_for_each(served: Served, some: Any) -> None:
    from drystone.checks import outcomes_of
    from drystone.shell import site

    snapshot, program = site.snapshot(), site.program()
    assert snapshot is not None
    with site.reading() as engine:
        outcomes = outcomes_of(engine, program, "device", some.laptop, as_of=snapshot.as_of)
    assert {"pass", "fail"} <= {one.outcome for one in outcomes}
    text = page(served, "employee", "device", some.laptop)[1].replace("&#x27;", "'")
    for one in outcomes:
        title = program.checks[one.check_id].title
        words = {"pass": title.passed, "unknown": title.unknown}.get(one.outcome, title.failed)
        assert words in text, one


def test_the_value_that_counts_is_marked_where_sources_disagree(served: Served, some: Any) -> None:
    text = page(served, "administrator", "device", some.merged)[1]
    assert '<tr role="row" class="differs">' in text
    assert text.count('class="tick"') == text.count('class="differs"')


def test_what_a_source_wrote_is_never_markup(served: Served, some: Any, shadow: Shadow) -> None:
    evil = "<img src=x onerror=alert(1)>"
    for table, columns in (
        ("asset", f"name := '{evil}'"),
        ("device", f"hostname := '{evil}'"),
        ("record_device", f"hostname := '{evil}', _key := '{evil}'"),
        ("member", f"key := '{evil}'"),
        ("claim", f"source := '{evil}', _given := '{evil}'"),
        ("finding", f"item := '{evil}', detail := '{evil}'"),
        ("owner", f"source := '{evil}'"),
    ):
        names = ", ".join(f"{value} as {name}" for name, value in (one.split(" := ") for one in columns.split(", ")))
        shadow(table, f"select * replace ({names}) from memory.main.{table}")
    status, text = page(served, "employee", "device", some.laptop)
    assert status == 200
    assert "<img src=x" not in text
    assert text.count("&lt;img src=x onerror") >= 5


def test_a_former_id_leads_to_the_present_one(served: Served, some: Any, shadow: Shadow) -> None:
    shadow("asset_alias", f"select 'device' as asset_kind, 'device-old' as old_id, '{some.laptop}' as asset_id")
    answer = served.client("employee").get("/things/device/device-old")
    assert (answer.status_code, answer["Location"]) == (302, f"/things/device/{some.laptop}")
    assert served.client("colleague").get("/things/device/device-old").status_code == 404
    assert "device-old" in page(served, "employee", "device", some.laptop)[1]


def test_its_history_tells_what_opened_and_what_was_settled(served: Served, some: Any) -> None:
    from drystone.gaps.models import Gap, GapEvent
    from served import NOW

    gap = Gap.objects.filter(asset_id=some.laptop, status="open").order_by("gap_id").first()
    assert gap is not None
    GapEvent.objects.create(gap=gap, act="later", event="closed", at=NOW, note="a private word")
    text = page(served, "employee", "device", some.laptop)[1]
    assert "Settled" in text
    assert "First seen in a source" in text
    assert "a private word" not in text


def test_a_position_is_a_thing_with_holders_and_what_comes_with_it(served: Served) -> None:
    status, text = page(served, "employee", "position", "it-head")
    assert status == 200
    assert "Encrypt laptops and phones" in text
    assert page(served, "employee", "position", "department-head/Sales")[0] == 200
    assert page(served, "employee", "position", "no-such-position")[0] == 404


def test_before_the_first_run_there_are_no_things_but_the_program_can_be_read(served: Served, some: Any) -> None:
    from drystone.shell import site

    site.serve(site.Served(served.root, lambda: "", {}))
    client = served.client("employee")
    assert client.get(f"/things/device/{some.laptop}").status_code == 404
    for url in ("/activities", "/activities/encrypt-laptops", "/objectives", "/objectives/customer-trust"):
        assert client.get(url).status_code == 200, url


def test_the_page_asks_as_often_whatever_there_is_to_say(served: Served, some: Any, monkeypatch: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.gaps.models import Gap, GapEvent
    from drystone.lake.engines.duck import DuckEngine

    asked: list[str] = []
    rows = DuckEngine.rows

    def counted(self: Any, sql: str, *more: Any, **named: Any) -> Any:
        asked.append(sql)
        return rows(self, sql, *more, **named)

    monkeypatch.setattr(DuckEngine, "rows", counted)

    def cost() -> tuple[int, int]:
        from drystone.catalogue import knowing

        knowing._find.cache_clear()
        knowing._letters.cache_clear()
        client = served.client("administrator")
        asked.clear()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(f"/things/device/{some.laptop}").status_code == 200
        return len(captured), len(asked)

    before = cost()
    first = Gap.objects.filter(asset_id=some.laptop).order_by("gap_id").first()
    assert first is not None
    for number in range(30):
        first.gap_id = f"gap-more-{number}"
        first.item = f"item {number}"
        first.save(force_insert=True)
        GapEvent.objects.create(gap_id=first.gap_id, act="x", event="opened", at=first.first_seen)
    assert cost() == before
    assert before[0] <= 22
    assert before[1] <= 36
