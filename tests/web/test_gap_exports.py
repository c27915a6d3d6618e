"""Lists of gaps for programs and for spreadsheets: whose they are allowed to be, and how they are written."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from served import AS_OF, NOW, Served


def api(served: Served, who: str, *scopes: str, query: str = "", **headers: str) -> Any:
    from django.test import Client

    from drystone.directory import queries, tokens
    from drystone.shell import site

    viewer = queries.viewer_of(served.user(who), site.program(), strong=True)
    secret = tokens.make(tokens.Wish("test", scopes), viewer=viewer, at=NOW)
    client = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {secret}"})
    return client.get(f"/api/v1/gaps{query}", headers=headers)


def text(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_i_get_what_is_mine_to_mend_or_about_me_and_nothing_else(served: Served) -> None:
    me = served.people["employee"]
    told = api(served, "employee", "gaps:read").json()
    assert told["items"]
    assert all(me in {*row["responsible"], row["accountable"], row["asset_id"]} for row in told["items"])


def test_an_auditor_gets_what_is_in_use_without_a_name(served: Served) -> None:
    from drystone.directory.models import Person
    from drystone.gaps.models import Gap

    rows = api(served, "auditor", "gaps:read", query="?status=all&limit=500").json()["items"]
    live = Gap.objects.filter(reach="live").exclude(asset_kind__in=["person", "screening"])
    assert set(live.values_list("pk", flat=True)) <= {row["gap_id"] for row in rows}
    names = {one for pair in Person.objects.values_list("name", "email") for one in pair if one}
    for row in rows:
        assert row["accountable"] is None or row["accountable"].startswith("person-")
        assert all(one.startswith("person-") for one in row["responsible"])
        if served.people["auditor"] != row["asset_id"]:
            assert row["asset_name"] not in names


def test_other_powers_open_no_gaps_about_a_person(served: Served) -> None:
    me = served.people["approver"]
    rows = api(served, "approver", "gaps:read", query="?limit=500").json()["items"]
    personal = [row for row in rows if row["asset_kind"] in {"person", "screening"}]
    assert all(me in row["responsible"] or row["accountable"] == me for row in personal)


def test_pages_join_without_a_gap_lost_or_doubled(served: Served) -> None:
    whole = [row["gap_id"] for row in api(served, "auditor", "gaps:read", query="?limit=500").json()["items"]]
    parts, cursor = [], ""
    while True:
        told = api(served, "auditor", "gaps:read", query=f"?limit=17&cursor={cursor}").json()
        parts += [row["gap_id"] for row in told["items"]]
        cursor = told["next"]
        served.user("auditor").tokens.all().delete()
        if cursor is None or len(parts) >= 170:
            break
    assert parts == whole[: len(parts)]
    assert len(parts) == len(set(parts))


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "WyIyMDI2IiwgIngiXQ", "////"])
def test_a_made_up_cursor_is_refused(served: Served, cursor: str) -> None:
    answer = api(served, "employee", "gaps:read", query=f"?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json()["where"] == "cursor"


def test_filters_leave_out_the_rest(served: Served) -> None:
    from drystone.gaps.models import Gap

    check = Gap.objects.filter(status="open").order_by("check_id").values_list("check_id", flat=True).first()
    rows = api(served, "auditor", "gaps:read", query=f"?check={check}&limit=500").json()["items"]
    assert {row["check"] for row in rows} == {check}
    early = api(served, "auditor", "gaps:read", query="?due_before=2026-06-20&limit=500").json()["items"]
    assert all(row["due"] < "2026-06-20" for row in early)
    assert api(served, "auditor", "gaps:read", query="?status=nonsense").status_code == 422
    for slip in ("check", "activity"):
        answer = api(served, "auditor", "gaps:read", query=f"?{slip}=nope")
        assert (answer.status_code, answer.json()["where"]) == (400, slip)
    assert answer["Cache-Control"] == "private, no-store"


def test_names_need_the_scope_and_a_reason(served: Served) -> None:
    assert api(served, "auditor", "gaps:read", query="?with_people=true").status_code == 403
    silent = api(served, "auditor", "gaps:read", "gaps:people", query="?with_people=true")
    assert (silent.status_code, silent.json()["where"]) == (400, "X-Reason")


@pytest.mark.parametrize("form", ["json", "csv", "ocsf"])
def test_a_look_at_names_is_kept_with_its_reason_and_whom_it_was_at(served: Served, form: str) -> None:
    from drystone.audit import queries as audit

    query = f"?with_people=true&format={form}&limit=500"
    answer = api(served, "auditor", "gaps:read", "gaps:people", query=query, **{"x-reason": "a sample"})
    assert answer.status_code == 200
    body = text(answer) if answer.streaming else answer.text
    assert "@" in body
    look = audit.about("gaps", "")[-1]
    assert (look.action, look.actor) == ("gaps-with-people", served.people["auditor"])
    assert look.payload is not None
    assert look.payload["reason"] == "a sample"
    assert look.payload["people"]
    assert set(look.payload["people"]) <= {*_people()}


def _people() -> set[str]:
    from drystone.directory.models import Person

    return set(Person.objects.values_list("person_id", flat=True))


def test_no_cell_starts_a_formula(served: Served) -> None:
    from drystone.gaps.models import Gap

    for at, start in enumerate(("=", "+", "-", "@", "\t", "＝")):
        gap = Gap.objects.filter(status="open")[at]
        gap.asset_name, gap.item = f'{start}cmd|" /C calc"!A0', f"{start}1\n=2"
        gap.asset_kind, gap.reach = "vendor", "live"
        gap.save()
    answer = api(served, "auditor", "gaps:read", accept="text/csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(text(answer), newline="")))
    assert rows[0][0] == "gap_id"
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r＝" and cell]
    assert any("calc" in cell for row in rows for cell in row)


def test_ocsf_findings_come_a_line_each_with_their_owners(served: Served) -> None:
    answer = api(served, "auditor", "gaps:read", accept="application/x-ndjson")
    findings = [json.loads(line) for line in text(answer).splitlines()]
    assert findings
    assert {one["class_uid"] for one in findings} == {2003}
    told = [one["finding_info"] for one in findings]
    assert all(" " in one["title"] for one in told)
    # The run saw what is open, and said so; only what could not be verified was seen before.
    assert int(AS_OF.timestamp() * 1000) == max(one["last_seen_time"] for one in told)
    assert all(one["first_seen_time"] <= one["last_seen_time"] for one in told)
    owners = [resource["owner"] for one in findings for resource in one["resources"]]
    assert all(one["uid"].startswith("person-") and not {"name", "email_addr"} & one.keys() for one in owners)


def test_ocsf_findings_with_people_keep_the_id_and_say_who_it_is(served: Served) -> None:
    from drystone.gaps.models import Gap, GapResponsible

    gap = Gap.objects.filter(status="open", reach="live", asset_kind="device").exclude(accountable="").first()
    assert gap is not None
    GapResponsible.objects.filter(gap=gap).delete()
    nobody = Gap.objects.filter(status="open", reach="live", asset_kind="device").exclude(pk=gap.pk).first()
    assert nobody is not None
    GapResponsible.objects.filter(gap=nobody).delete()
    Gap.objects.filter(pk=nobody.pk).update(accountable="")
    query = "?with_people=true&format=ocsf"
    answer = api(served, "auditor", "gaps:read", "gaps:people", query=query, **{"x-reason": "Pr%C3%BCfung"})
    found = {one["metadata"]["uid"]: one for one in map(json.loads, text(answer).splitlines())}
    card = served.person(gap.accountable)
    (resource,) = found[gap.pk]["resources"]
    assert resource["owner"] == {
        "uid": gap.accountable, "type_id": 1, "type": "User", "name": card.name, "email_addr": card.email,
    }  # fmt: skip
    assert "owner" not in found[nobody.pk]["resources"][0]
    assert None not in [value for one in found.values() for value in (*one.values(), *one["finding_info"].values())]


def test_at_the_terminal_findings_are_the_same_in_the_same_words(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    from drystone.cli.main import main
    from drystone.gaps import subjects

    answer = api(served, "auditor", "gaps:read", query="?format=ocsf&status=all")
    told = {one["metadata"]["uid"]: one for one in map(json.loads, text(answer).splitlines())}
    words = ["gaps", "--program", str(served.root), "--format", "ocsf", "--status", "all"]
    assert main(words) == 0
    here = {one["metadata"]["uid"]: one for one in json.loads(capsys.readouterr().out)}
    own = {asset_id for _kind, asset_id in subjects.named_after(served.people["auditor"])}
    assert {uid for uid, one in told.items() if here[uid] != one and one["resources"][0]["uid"] not in own} == set()
    assert told
    assert main([*words, "--with-people", "--reason", "a test"]) == 0
    named = [one["finding_info"] for one in json.loads(capsys.readouterr().out)]
    assert {one["title"] for one in named} == {one["finding_info"]["title"] for one in here.values()}


@pytest.mark.parametrize("form", ["json", "csv", "ocsf"])
def test_a_thing_that_is_called_after_somebody_has_an_id_for_them_as_on_its_page(served: Served, form: str) -> None:
    from drystone.gaps.models import Gap

    somebody, gap = served.person("colleague"), Gap.objects.filter(status="open", reach="live").first()
    assert gap is not None
    gap.asset_kind, gap.asset_name, gap.item = "application", f"{somebody.name}'s tables", f"asked by {somebody.email}"
    gap.activity_id, gap.accountable = "", served.people["approver"]
    gap.save()
    query = f"?format={form}&limit=500"
    page = served.client("auditor").get(f"/gaps/{gap.pk}").content.decode()
    for who, hidden in (("auditor", True), ("approver", False)):
        answer = api(served, who, "gaps:read", query=query)
        body = text(answer) if answer.streaming else answer.text
        assert (f"{somebody.person_id} tables" in body) is hidden
        assert (somebody.name in body) is not hidden
        if form != "ocsf" or not hidden:
            assert (somebody.email in body) is not hidden
    assert f"{somebody.person_id} tables" in page


def test_the_site_has_the_same_downloads(served: Served) -> None:
    mine = {row["gap_id"] for row in api(served, "employee", "gaps:read", query="?limit=500").json()["items"]}
    told = json.loads(text(served.client("employee").get("/gaps.json")))
    table = list(csv.DictReader(io.StringIO(text(served.client("employee").get("/gaps.csv")), newline="")))
    assert {row["gap_id"] for row in told} == mine
    assert {row["gap_id"] for row in table} == mine
    assert served.client("employee").get("/gaps.csv?status=nonsense").status_code == 400
    assert served.client("anonymous").get("/gaps.csv").status_code == 302


def test_a_stream_asks_the_state_once_per_thousand_gaps(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.gaps.models import Gap

    counts = []
    for copies in (0, 400):
        first = Gap.objects.filter(status="open", reach="live", asset_kind="device").order_by("gap_id").first()
        assert first is not None
        for at in range(copies):
            first.pk = f"gap-copy-{at}"
            first.save(force_insert=True)
        answer = api(served, "auditor", "gaps:read", query="?format=csv")
        with CaptureQueriesContext(connection) as told:
            assert text(answer).count("\r\n") > copies
        counts.append(len(told))
    assert counts[1] - counts[0] <= 1


def test_an_unknown_address_is_said_in_json(served: Served) -> None:
    from django.test import Client

    for path in ("/api/v1/nothing", "/api/v2/gaps", "/api/"):
        answer = Client(headers={"host": "127.0.0.1"}).post(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


def test_the_description_of_the_api_is_openapi(served: Served) -> None:
    told = served.client("anonymous").get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert {"/api/v1/gaps", "/api/v1/me"} <= set(told["paths"])
