"""The page of a gap: who sees it, with which names, and what it says."""

from __future__ import annotations

from typing import Any

from django.test.utils import CaptureQueriesContext

from gaps import served_gap
from served import Served


def _page(served: Served, who: str, gap: Any) -> Any:
    return served.client(who).get(f"/gaps/{gap.gap_id}")


def test_the_responsible_reads_what_to_do_why_and_for_what(served: Served) -> None:
    from drystone.shell import site

    gap = served_gap.of("employee", served)
    check = site.program().checks[gap.check_id]
    text = _page(served, "employee", gap).content.decode()
    assert check.title.failed in text
    assert "check again" in text
    assert "by assignment" in text
    objective = site.program().activities[gap.activity_id].protects[0]
    assert site.program().objectives[objective].name in text


def test_a_gap_is_its_responsibles_and_no_colleagues(served: Served) -> None:
    gap = served_gap.of("employee", served)
    expected = {"employee": 200, "colleague": 404, "manager": 404, "auditor": 200, "leaver": 302, "anonymous": 302}
    assert {who: _page(served, who, gap).status_code for who in expected} == expected


def test_the_accountable_sees_whose_it_is(served: Served) -> None:
    gap = served_gap.of("employee", served)
    text = _page(served, gap.accountable, gap).content.decode()
    assert served.person("employee").name in text


def test_an_auditor_sees_ids_for_names_and_no_act(served: Served) -> None:
    gap = served_gap.of("employee", served)
    person, accountable = served.person("employee"), served.person(gap.accountable)
    text = _page(served, "auditor", gap).content.decode()
    assert person.person_id in text
    assert person.name not in text
    assert accountable.name not in text
    assert gap.asset_name not in text
    assert "check again" not in text


def test_what_people_wrote_names_nobody_to_an_auditor(served: Served) -> None:
    from django.test import Client

    from directory.test_tokens import token
    from drystone.gaps.models import ExceptionRequest, GapEvent
    from served import NOW

    gap, someone = served_gap.of("employee", served), served.person("colleague")
    words = f"{someone.name} <{someone.email}> has it"
    ExceptionRequest.objects.create(
        exception_id="e1", gap=gap, reason=words, until=NOW.date(), requested_by=gap.accountable, requested_at=NOW,
        decider="x", decision_reason=f"Ask {someone.name}.",
    )  # fmt: skip
    GapEvent.objects.create(gap=gap, event="exception-asked", at=NOW, by=gap.accountable, note=words)
    header = {"host": "127.0.0.1", "authorization": f"Bearer {token(served, 'auditor', 'gaps:read')}"}
    told = Client(headers=header).get(f"/api/v1/gaps/{gap.gap_id}")
    for answer in (_page(served, "auditor", gap), told):
        text = answer.content.decode()
        assert (answer.status_code, someone.name in text, someone.email in text) == (200, False, False)
        assert someone.person_id in text
    assert someone.name in _page(served, gap.accountable, gap).content.decode()


def test_on_trial_a_gap_is_not_yet_its_responsibles(served: Served) -> None:
    from drystone.gaps.models import Gap

    gap = served_gap.of("employee", served)
    Gap.objects.filter(pk=gap.pk).update(reach="trial")
    seen = {who: _page(served, who, gap).status_code for who in ("employee", "editor", "auditor", gap.accountable)}
    assert seen == {"employee": 404, "editor": 200, "auditor": 404, gap.accountable: 200}


def test_whoever_keeps_the_program_sees_a_trial_without_names(served: Served) -> None:
    from drystone.gaps.models import Gap

    gap = served_gap.of("employee", served)
    Gap.objects.filter(pk=gap.pk).update(reach="trial")
    text = _page(served, "editor", gap).content.decode()
    assert "somebody responsible" in text
    assert served.person("employee").name not in text


def test_a_gap_about_a_person_is_theirs_and_those_who_work_on_it(served: Served) -> None:
    from drystone.gaps.models import Gap

    gap = Gap.objects.filter(asset_kind="person", reach="live", check_id="first-lesson-missing").order_by("pk")[0]
    assert _page(served, gap.asset_id, gap).status_code == 200
    assert _page(served, gap.accountable, gap).status_code == 200
    for who in ("auditor", "manager", "colleague", "administrator"):
        if served.people[who] not in {gap.asset_id, gap.accountable, *_responsible(gap)}:
            assert _page(served, who, gap).status_code == 404, who


def _responsible(gap: Any) -> set[str]:
    return set(gap.responsible.values_list("person_id", flat=True))


def test_a_look_at_what_is_about_somebody_else_is_kept_for_them(served: Served) -> None:
    from drystone.audit import queries as audit
    from drystone.gaps.models import Gap

    gap = Gap.objects.filter(asset_kind="person", reach="live", check_id="first-lesson-missing").order_by("pk")[0]
    _page(served, gap.accountable, gap)
    _page(served, gap.asset_id, gap)
    looks = [one.actor for one in audit.about("person", gap.asset_id) if one.action == "looked-at-gap"]
    assert looks == [gap.accountable]


def test_a_closed_gap_says_how_it_ended_and_thanks(served: Served) -> None:
    gap = served_gap.of("employee", served)
    served_gap.close(gap)
    text = _page(served, "employee", gap).content.decode()
    assert "It is in order now. Thank you!" in text
    assert "check again" not in text


def test_a_moved_gap_says_where_it_goes_on(served: Served) -> None:
    from drystone.gaps.models import Gap

    gap = served_gap.of("employee", served)
    served_gap.close(gap, "moved")
    Gap.objects.filter(pk=gap.pk).update(moved_to="gap-elsewhere")
    assert 'href="/gaps/gap-elsewhere"' in _page(served, "employee", gap).content.decode()


def test_what_a_source_wrote_is_escaped(served: Served) -> None:
    from drystone.gaps.models import Gap

    gap = served_gap.of("employee", served)
    Gap.objects.filter(pk=gap.pk).update(asset_name="<script>alert(1)</script>", item="<b>", detail="<i>x</i>")
    text = _page(served, "employee", gap).content.decode()
    assert "<script>alert(1)" not in text
    assert "<i>x</i>" not in text


def test_a_page_asks_as_often_however_much_happened(served: Served) -> None:
    from django.db import connection

    from drystone.gaps.models import GapEvent, GapResponsible
    from served import NOW

    gap = served_gap.of("employee", served)
    client = served.client("employee")
    client.get(f"/gaps/{gap.gap_id}")
    with CaptureQueriesContext(connection) as before:
        client.get(f"/gaps/{gap.gap_id}")
    for number in range(30):
        GapEvent.objects.create(gap=gap, act=f"act-{number}", event="said-done", at=NOW, by=f"person-{number}")
        GapResponsible.objects.create(gap=gap, person_id=f"person-{number}", via="holder")
    with CaptureQueriesContext(connection) as after:
        client.get(f"/gaps/{gap.gap_id}")
    assert len(after) == len(before) <= 25


def test_a_gaps_life_says_what_changed(served: Served) -> None:
    from drystone.gaps.models import GapEvent
    from served import NOW

    gap = served_gap.of("employee", served)
    noted = "severity, due, responsible, responsible_via, via, detail"
    GapEvent.objects.create(gap=gap, act="run-2", event="changed", at=NOW, by="run", note=noted)
    text = _page(served, "employee", gap).content.decode()
    life = text[text.index('id="life"') :]
    for words in ("how serious it is", "when it is due", "whose it is", "what was found"):
        assert words in life
    assert "responsible_via" not in life
    assert "<ol" not in life


def test_every_gap_says_how_we_know_from_which_source_and_how_old(served: Served) -> None:
    gap = served_gap.of("employee", served)
    text = _page(served, "employee", gap).content.decode()
    assert "Known from " in text
    assert "Last looked at " in text
    first = served.client("employee").get("/").content.decode()
    step = first[first.index('class="next"') : first.index("</section>")]
    assert "Known from " in step


def test_a_gaps_page_and_my_page_say_the_same_to_do(served: Served) -> None:
    from drystone.gaps import mending
    from drystone.program.model import Check, Place, Titles

    gap = served_gap.of("employee", served)
    text = _page(served, "employee", gap).content.decode()
    home = served.client("employee").get("/").content.decode()
    for words in {text[at : text.index("</p>", at)] for at in (text.index('<p class="how">'),) if at}:
        assert words in home
    fix = {"macos": "Turn on.", "windows": "Switch on.", "legal": "Ask them to sign.", "it": "Push the profile."}
    check = Check("c", "a", Titles("y", "n", "u"), "high", Place("x"), fix=fix)
    assert [way.words for way in mending.ways(check, "macOS", ())] == ["Turn on."]
    assert [(way.on, way.words) for way in mending.ways(check, "", ())] == [
        ("macOS", "Turn on."), ("Windows", "Switch on."),
    ]  # fmt: skip
    assert [way.words for way in mending.ways(check, "", {"legal"})] == ["Ask them to sign."]
