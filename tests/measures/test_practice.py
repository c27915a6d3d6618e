"""Practice messages: machines' clicks told apart, no share without its difficulty, and nobody found in any figure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from drystone.lake.engines import DuckEngine
from drystone.lib.proportions import share
from drystone.measures import (
    machine_clicks,
    practice,
    practice_counting,
    practice_drawing,
    practice_trend,
    practice_words,
)
from drystone.measures.machine_clicks import RULES
from drystone.measures.practice import Campaign, Group
from drystone.measures.shares import Rate, about
from drystone.program.model import Place, Program, Source
from served import NOW
from small_world import AS_OF, program

SENT = AS_OF.replace(tzinfo=None) - dt.timedelta(days=20)
_TABLE = (
    "_source varchar, _stale boolean, person_id varchar, campaign varchar, campaign_name varchar, act varchar,"
    " acted_at timestamp, agent varchar, address varchar, origin varchar, method varchar"
)
RATED = {"spring": {"cues": 11, "alignment": dict.fromkeys(("process", "relevance", "situations"), 6)}}
RATED["spring"]["alignment"] |= {"consequences": 0, "training": 0}  # type: ignore[operator]


class Mails:
    """A campaign made by hand: who got it, and what each of them did, in minutes after it was sent."""

    def __init__(self) -> None:
        self.engine = DuckEngine(threads=1, memory="200MB")
        self.engine.execute(f"create table practice ({_TABLE})")
        self.engine.execute("create table person (person_id varchar, department varchar)")
        self.known: set[str] = set()

    def act(self, person: str, what: str, minutes: float | None = 0, **trace: Any) -> None:
        department = person.split("-", maxsplit=1)[0]
        if person not in self.known:
            self.known.add(person)
            self.engine.insert("person", ("person_id", "department"), [(person, department)])
        at = None if minutes is None else SENT + dt.timedelta(minutes=minutes)
        row = {"_source": "mails", "_stale": False, "person_id": person, "campaign": "spring", "act": what,
               "acted_at": at, "agent": "browser", "origin": person, **trace}  # fmt: skip
        self.engine.insert("practice", tuple(row), [tuple(row.values())])

    def sent(self, department: str, count: int, *, reported: int = 0, clicked: int = 0) -> None:
        """So many people; the first report after one, two, … hours, the last click half an hour before that."""
        for number in range(count):
            self.act(f"{department}-{number}", "sent", agent=None, origin=None)
            if number < reported:
                self.act(f"{department}-{number}", "reported", 60 * (number + 1))
            if number >= count - clicked:
                self.act(f"{department}-{number}", "clicked", 60 * (count - number) - 30)

    def counted(self) -> practice_counting.Campaign:
        [found] = practice_counting.counted(self.engine, AS_OF)
        return found

    def shown(self, rated: dict[str, Any] | None = None) -> Campaign:
        return practice.rated(practice.shown(self.counted(), 5), declared(RATED if rated is None else rated))


def declared(campaigns: dict[str, Any]) -> Program:
    """A program whose source says so much of its campaigns."""
    source = Source("mails", "gophish", Place("sources/mails.yaml"), options={"campaigns": campaigns})
    return replace(program(), sources={"mails": source})


@pytest.fixture
def mails() -> Iterator[Mails]:
    made = Mails()
    yield made
    made.engine.close()


def test_each_rule_takes_what_it_is_for_and_no_persons_click(mails: Mails) -> None:
    mails.sent("sales", 30)
    mails.act("sales-0", "clicked", 5, agent="scanner")
    mails.act("sales-1", "clicked", 5, agent="none")
    mails.act("sales-2", "clicked", 5, method="head")
    mails.act("sales-3", "clicked", 5, address="machine")
    mails.act("sales-4", "clicked", 9 / 60)
    for number in (5, 6, 7):
        mails.act(f"sales-{number}", "clicked", 7 + number / 60, origin="one place")
    mails.act("sales-8", "reported", 10)
    mails.act("sales-8", "clicked", 19)
    for number in (10, 11, 12):
        mails.act(f"sales-{number}", "clicked", 7 + number / 60, origin="an office")
    mails.act("sales-12", "submitted", 9, origin="an office")
    mails.act("sales-13", "clicked", 11 / 60)
    mails.act("sales-14", "reported", 10)
    mails.act("sales-14", "clicked", 21)
    found = mails.counted()
    assert found.clicks == {
        "machine-agent": 2, "head-request": 1, "machine-address": 1, "too-fast": 1, "one-address": 3,
        "after-report": 1, "": 5,
    }  # fmt: skip
    assert found.groups["sales"].clicked == 5
    assert set(found.clicks) - {""} | {"before-opening"} == {rule.id for rule in machine_clicks.RULES}


def test_a_click_before_opening_is_a_machines_only_where_opening_is_seen(mails: Mails) -> None:
    mails.sent("sales", 10)
    for number in range(10):
        mails.act(f"sales-{number}", "opened", 20)
        mails.act(f"sales-{number}", "clicked", 5 if number == 0 else 25)
    assert mails.counted().clicks == {"before-opening": 1, "": 9}
    mails.engine.execute("delete from practice where act = 'opened' and person_id not in ('sales-0', 'sales-1')")
    assert mails.counted().clicks == {"": 10}


def test_a_click_of_a_machine_hides_no_later_click_of_its_person(mails: Mails) -> None:
    mails.sent("sales", 20)
    mails.act("sales-0", "clicked", 1 / 60, agent="scanner")
    mails.act("sales-0", "clicked", 45)
    mails.act("sales-1", "clicked", 1 / 60)
    mails.act("sales-1", "submitted", 50)
    found = mails.counted()
    assert (found.groups["sales"].clicked, found.clicks) == (2, {"machine-agent": 1, "too-fast": 1, "": 1})
    assert found.first_click == (SENT + dt.timedelta(minutes=45)).replace(tzinfo=dt.UTC)


def test_an_act_said_twice_counts_once_and_as_the_one_that_says_when(mails: Mails) -> None:
    """GoPhish's results say without a time what its raw events say with one: both files together, and once each."""
    mails.sent("sales", 20, reported=2)
    mails.act("sales-5", "clicked", 5, agent="scanner")
    mails.act("sales-5", "clicked", None, agent=None, origin=None)
    mails.act("sales-6", "submitted", 6, agent="scanner")
    mails.act("sales-6", "submitted", None, agent=None, origin=None)
    mails.act("sales-0", "reported", None)
    mails.act("sales-7", "clicked", None, agent=None, origin=None)
    found = mails.counted()
    assert (found.groups["sales"].clicked, found.clicks) == (1, {"machine-agent": 1, "": 1})
    assert practice_counting.own(mails.engine, "sales-5") == {("mails", "spring"): "nothing"}
    assert mails.shown().whole.timed, "the report has its time"


def test_those_who_did_not_report_count_in_how_long_it_took(mails: Mails) -> None:
    mails.sent("sales", 20, reported=12)
    assert mails.shown().whole.half == 10 * 3600, "the tenth of twenty"
    mails.sent("warehouse", 20)
    told = mails.shown()
    assert (told.whole.reported.count, told.whole.reported.of, told.whole.half) == (12, 40, None)
    assert told.curve[0] == (0, 0)
    assert told.curve[-1][1] == pytest.approx(12 / 40)


def test_a_report_without_a_time_counts_and_nothing_is_said_of_times(mails: Mails) -> None:
    mails.sent("sales", 20, reported=12)
    mails.act("sales-19", "reported", None)
    told = mails.shown()
    assert (told.whole.reported.count, told.whole.half, told.whole.timed, told.curve) == (13, None, False, ())


def test_the_first_report_is_set_beside_the_first_click(mails: Mails) -> None:
    mails.sent("sales", 30, reported=8, clicked=8)
    told = mails.shown()
    assert told.first == practice.First(report_first=False, seconds=1800)
    mails.act("sales-0", "reported", 10)
    assert mails.shown().first == practice.First(report_first=True, seconds=1200)


def test_over_time_a_campaign_counts_within_its_difficulty_and_no_line_joins_them(mails: Mails, served: Any) -> None:
    mails.sent("sales", 30, reported=8, clicked=8)
    lost = mails.shown()
    assert lost.rating is not None
    easy = replace(lost.rating, level="least")
    won = replace(lost, first=practice.First(report_first=True, seconds=60))
    days = [lost.began + dt.timedelta(days=number) for number in range(9)] if lost.began else []
    told = [
        replace(lost, began=days[8]),
        *(replace(won, began=days[number]) for number in (3, 1, 2)),
        replace(won, began=days[4], rating=easy),
        replace(lost, began=days[5], first=None),
        replace(won, began=days[6], rating=None),
        replace(won, began=None),
        practice.without(replace(won, began=days[7]), "withheld"),
    ]
    found = practice_trend.ahead(told)
    assert [(one.level, one.count, one.of) for one in found] == [("least", 1, 1), ("very", 3, 4)]
    assert found[1].share == share(3, 4)
    assert (found[0].share.low < 0.21, found[0].share.high) == (True, 1.0), "one campaign says next to nothing"
    ordered = practice_trend.in_order(told)
    assert [one.began for one in ordered] == [days[number] for number in (1, 2, 3, 4, 5, 8)]
    drawn = practice_drawing.trend(ordered)
    assert drawn.count("<circle") == 6
    assert not [mark for mark in ("<path", "<polyline", "<polygon") if mark in drawn]
    assert "easy to detect" in drawn
    assert practice_drawing.trend(ordered[:1]) == ""
    with translation.override("de"):
        longest = max(len(str(level)) for level in practice_words.LEVELS.values())
    assert longest * 6 <= practice_drawing._LEFT_OF_LEVELS - 12, "six units a letter: nothing cuts it short"


def test_without_a_difficulty_there_is_no_share(mails: Mails) -> None:
    mails.sent("sales", 60, reported=30, clicked=10)
    told = mails.shown({"spring": {"name": "Spring"}})
    assert (told.name, told.rating, told.whole.people) == ("Spring", None, 60)
    groups = (told.whole, *told.departments)
    assert {rate.said for group in groups for rate in (group.reported, group.clicked)} == {"unrated"}
    assert (told.first, told.curve, {group.half for group in groups}) == (None, (), {None})
    rated = mails.shown()
    assert rated.rating is not None
    assert (rated.rating.level, rated.whole.unsure, rated.departments[0].reported.said) == ("very", False, "shown")


def test_nobody_and_everybody_are_said_of_no_department(mails: Mails) -> None:
    mails.sent("sales", 20, reported=20)
    mails.sent("warehouse", 20, reported=0)
    mails.sent("finance", 20, reported=8)
    mails.sent("quality", 20, reported=9)
    told = {group.name: group.reported.said for group in mails.shown().departments}
    assert told == {"finance": "shown", "quality": "shown", "sales": "withheld", "warehouse": "withheld"}


def possible(counts: dict[str, tuple[int, int]], told: Campaign, floor: int) -> dict[str, set[int]]:
    """Every number of reports in each group of which none is shown that a reader must think possible.

    The reader is given more than stands on the page: the size of every department.
    """
    shown = {group.name: group.reported.count for group in told.departments if group.reported.count is not None}
    sizes = {name: sent for name, (sent, _reported) in counts.items() if name not in shown}
    everybody, whole = sum(sent for sent, _reported in counts.values()), told.whole.reported
    totals = range(everybody + 1) if whole.count is None else range(whole.count, whole.count + 1)
    totals = range(floor) if whole.said == "few" else totals
    totals = range(everybody - floor + 1, everybody + 1) if whole.said == "nearly-all" else totals
    left = [total - sum(shown.values()) for total in totals]
    return {
        name: {
            number
            for number in range(sent + 1)
            if any(0 <= rest - number <= sum(sizes.values()) - sent for rest in left)
        }
        for name, sent in sizes.items()
    }


def test_no_department_is_found_by_subtraction_however_its_people_chose() -> None:
    random, shown = Random(7), 0
    for _attempt in range(150):
        counts = {}
        for name in "abcdef"[: random.randint(1, 6)]:
            sent = random.randint(1, 40)
            counts[name] = (sent, random.choice((0, sent, random.randint(0, sent))))
        groups = {
            name: practice_counting.Group(sent, reported, 0, times=[]) for name, (sent, reported) in counts.items()
        }
        raw = practice_counting.Campaign("mails", "spring", "", None, None, None, groups)
        told = practice.rated(practice.shown(raw, 5), declared(RATED))
        for group in (told.whole, *told.departments):
            if group.reported.count is not None:
                shown += bool(group.name)
                assert group.reported.of is not None
                assert min(group.reported.count, group.reported.of - group.reported.count) >= 5
        for name, values in possible(counts, told, 5).items():
            assert len(values) > 1, (counts, name, told)
    assert shown > 50


def test_the_page_and_the_api_say_the_same_of_groups_and_name_nobody(served: Any) -> None:
    from drystone.directory import queries
    from drystone.measures import api
    from drystone.shell import site

    page = served.client("employee").get("/practice").content.decode()
    viewer = queries.viewer_of(served.user("employee"), site.program(), strong=True)
    request: Any = SimpleNamespace(viewer=replace(viewer, scopes=frozenset({"measures:read"})))
    found = api.practice(request)
    assert [api.CampaignOut(**one) for one in found]
    assert [one["name"] for one in found] == ["Your new timetable", "A parcel that waits"]
    assert all(one["difficulty"] and one["name"] in page for one in found)
    for one in api.practice_over_time(request):
        assert api.AheadOut(**one).between[0] <= one["share"] <= one["between"][1]
        assert f"the first report came first in {one['count']} of {one['of']}" in page
    assert "Campaign by campaign, as a table" in page
    whole = found[0]["everybody"]["reported"]
    assert f"{whole['count']} of {whole['of']} people reported it" in page
    with site.reading() as engine:
        names = engine.rows("select name, email, p.person_id from person p join practice using (person_id)")
        taken = engine.rows("select campaign, count(*) from practice where act = 'clicked' group by 1")
    main = page[page.index("<main") : page.index("</main>")]
    assert len(names) > 100
    said = main + str(found)
    assert not [one for row in names for one in row if one in said]
    for campaign, clicks in taken:
        [one] = [one for one in found if one["campaign"] == campaign]
        rules = sum(rule["clicks"] for rule in one["clicks"]["taken"])
        assert one["clicks"]["recorded"] in (about(clicks, 5), None)
        assert one["clicks"]["recorded"] is None or abs(one["clicks"]["left"] + rules - clicks) < 5 * (2 + len(RULES))
        assert [rule["clicks"] % 5 for rule in one["clicks"]["taken"] if rule["clicks"]] == [0] * len(
            one["clicks"]["taken"]
        )


def test_no_question_behind_the_address_changes_what_is_told(served: Any) -> None:
    asked = ("?person=ada", "?department=Finance&by=person", "?as_of=2026-01-01", "?campaign=17&format=csv")
    client = served.client("administrator")
    plain = client.get("/practice").content.decode()
    main = slice(plain.index("<h1"), plain.index("</main>"))
    for query in asked:
        page = client.get(f"/practice{query}").content.decode()
        assert page[page.index("<h1") : page.index("</main>")] == plain[main]


def test_a_person_sees_their_own_results_and_nobody_elses(served: Any) -> None:
    from drystone.shell import site

    client = served.client("employee")
    mine = served.people["employee"]
    rows = [row for row in json.loads(client.get("/me/data.json").getvalue())["records"] if row["kind"] == "practice"]
    with site.reading() as engine:
        [(count,)] = engine.rows("select count(*) from practice where person_id = $id", {"id": mine})
    assert len(rows) == count > 0
    assert {row["says"]["person_id"] for row in rows} == {mine}


def test_everybody_who_got_one_reads_a_kind_word_about_what_they_did_and_nobody_elses(
    mails: Mails, served: Any
) -> None:
    for number, acts in enumerate(({}, {"reported": 60}, {"clicked": 30}, {"clicked": 30, "reported": 60})):
        mails.act(f"sales-{number}", "sent", agent=None, origin=None)
        for what, minutes in acts.items():
            mails.act(f"sales-{number}", what, minutes)
    mails.act("sales-0", "clicked", 1, agent="scanner")
    did = [practice_counting.own(mails.engine, f"sales-{number}") for number in range(4)]
    assert [one[("mails", "spring")] for one in did] == ["nothing", "reported", "clicked", "clicked-and-reported"]
    assert practice_counting.own(mails.engine, "sales-9") == practice_counting.own(mails.engine, "") == {}
    from drystone.measures import practice_keeping

    me = served.people["employee"]
    told = practice_keeping.own(me)
    assert told
    page = served.client("employee").get("/me/practice").content.decode()
    for campaign, what in told:
        assert campaign.name in page
        first = practice_words.kind_word(what, campaign=campaign.name).text.split("\n\n")[0]
        assert first.replace("'", "&#x27;") in page


def test_whoever_opens_their_own_page_finds_the_kind_word_while_it_is_fresh(served: Any) -> None:
    from drystone.measures import practice_keeping
    from drystone.measures.models import PracticeFigures

    def own_page() -> str:
        return str(served.client("employee").get("/").content.decode())

    newest = PracticeFigures.objects.order_by("-began").first()
    assert newest is not None
    newest.began = NOW - practice_keeping.SETTLED - practice_keeping.TOLD + dt.timedelta(hours=1)
    newest.save()
    PracticeFigures.objects.exclude(pk=newest.pk).delete()
    assert "made up for practice" in own_page()
    assert 'href="/me/practice"' in own_page()
    # It says nothing of what anybody did: that stands on the page that it leads to, for them alone.
    assert not [word for word in ("You told us", "You followed", "You did not") if word in own_page()]
    PracticeFigures.objects.update(began=newest.began - dt.timedelta(hours=1))
    assert "made up for practice" not in own_page()
    assert 'href="/me/practice"' in served.client("employee").get("/lessons").content.decode()


def test_no_check_may_look_at_what_single_people_did() -> None:
    from drystone.program.sql import Parsed, parse_check

    asked = parse_check("select person_id as asset_id from practice where act = 'clicked'")
    assert not isinstance(asked, Parsed)
    assert "practice" in asked[0].message


@pytest.mark.parametrize("did", ["reported", "clicked-and-reported", "clicked", "nothing"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_everybody_gets_a_kind_word_also_who_did_nothing(did: practice_words.Did, language: str) -> None:
    from django.utils import translation

    with translation.override(language):
        word = practice_words.kind_word(did, campaign="A parcel")
    assert "A parcel" in word.subject
    assert not [bad for bad in ("fail", "wrong", "versag", "falsch gemacht") if bad in word.text.lower()]
    assert "report it" in word.text or "melde sie" in word.text
    assert len(word.text) < 700


def test_figures_are_written_once_and_no_move_or_departure_changes_them(mails: Mails, served: Any) -> None:
    from drystone.measures import practice_keeping
    from drystone.measures.models import PracticeFigures

    def kept(days: int) -> list[Any]:
        as_of = SENT.replace(tzinfo=dt.UTC) + dt.timedelta(days=days)
        practice_keeping.keep(declared(RATED), mails.engine, as_of=as_of, run_id="r")
        return list(PracticeFigures.objects.filter(source="mails").values_list("figures", flat=True))

    mails.sent("sales", 20, reported=9)
    mails.sent("finance", 20, reported=8)
    assert kept(6) == [], "it is still running"
    first = kept(7)
    assert [group["reported"]["count"] for group in first[0]["groups"]] == [17, 8, 9]
    mails.engine.execute("update person set department = 'finance' where person_id = 'sales-0'")
    mails.engine.execute("delete from practice where person_id = 'sales-1'")
    assert kept(30) == first
    assert "sales-0" not in str(first)
    [row] = PracticeFigures.objects.filter(source="mails")
    assert practice_keeping._read(row, 5).departments[1].reported.share is not None
    stricter = practice_keeping._read(row, 6)
    assert (stricter.whole.reported.said, stricter.departments) == ("withheld", ())


def test_groups_of_less_than_fifty_are_said_to_say_little() -> None:
    rate = Rate("withheld")
    assert Group("a", 49, rate, rate).unsure
    assert not Group("a", 50, rate, rate).unsure
