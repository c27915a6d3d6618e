"""Trials: drawn by lot and told to everybody, judged once at their end, of groups alone, and off until allowed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from served import NOW, Served

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
Decide = Callable[..., list[Any]]
Leave = Callable[..., int]
TRIAL = """- id: kinder
  question: Do people do it sooner?
  checks: [{check}]
  from: 2026-06-01
  until: 2026-08-31
  watch: 28d
  matters: 2d
  arms:
    - id: usual
    - id: other
      {changes}
"""
SAID = "words: {en: {title: A minute is enough, why: It keeps your evenings free}}"


#: Of low or medium severity, and fourteen people have it, each alone.
CHECK = "updates-waiting"


@pytest.fixture
def tried(switched_on: Served, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Declare a trial whose lots always fall alike, on a check that alone reaches people; return that check."""
    monkeypatch.setattr("drystone.reminders.trials.secrets.token_hex", lambda size: "ab" * size)

    def declared(changes: str = SAID, *, allowed: bool = True) -> str:
        from drystone.gaps.models import Gap
        from drystone.shell import site

        check = CHECK
        (switched_on.root / "trials.yaml").write_text(TRIAL.format(check=check, changes=changes), encoding="utf-8")
        path = switched_on.root / "drystone.toml"
        if allowed:
            text = path.read_text(encoding="utf-8").replace("on = true", "on = true\ntrials = true", 1)
            path.write_text(text, encoding="utf-8")
        site.reread()
        assert site.problems() == ()
        assert "kinder" in site.program().trials
        Gap.objects.filter(check_id=check).update(reach="live", due=NOW + 30 * DAY)
        Gap.objects.exclude(check_id=check).filter(status="open").update(reach="trial")
        return check

    return declared


def follow(days: float, *, run: str = "") -> None:
    from drystone.reminders import trials
    from drystone.shell import site

    at = NOW + days * DAY
    trials.follow(site.program(), trials.Seen(run or f"run-{days}", at), now=at)


def begin() -> None:
    """Begin at first, and take in what came up since and can be said from ``NOW`` on."""
    from drystone.gaps.models import Gap
    from drystone.shell import site

    settle = site.program().checks[CHECK].settle or dt.timedelta()
    follow(-7)
    Gap.objects.filter(check_id=CHECK, status="open").update(opened_at=NOW - settle)
    follow(1)


def subjects() -> dict[str, str]:
    from drystone.messages.models import Message

    return {one.person_id: one.subject for one in Message.objects.filter(purpose="reminder")}


def arms() -> dict[str, str]:
    from drystone.reminders.models import TrialThing

    return dict(TrialThing.objects.values_list("person_id", "arm"))


def test_nothing_begins_until_the_program_allows_it(tried: Callable[..., str]) -> None:
    from drystone.audit import queries as audit
    from drystone.reminders.models import Trial

    tried(allowed=False)
    begin()
    assert not Trial.objects.exists()
    assert not list(audit.about("trial", "kinder", newest=5))


def test_everybody_is_told_in_the_words_of_their_arm_and_their_arm_is_always_the_same(
    tried: Callable[..., str], decide: Decide, leave: Leave
) -> None:
    from drystone.audit import queries as audit
    from drystone.reminders import trials
    from drystone.reminders.deciding.trying import drawn
    from drystone.reminders.models import Trial, TrialThing
    from drystone.shell import site

    check = tried()
    begin()
    row = Trial.objects.get()
    (entry,) = audit.about("trial", "kinder", newest=5)
    assert (entry.action, entry.actor) == ("trial-begun", "reminders")
    first = arms()
    assert set(first.values()) == {"usual", "other"}
    program = site.program()
    assert {one: drawn(row.salt, one, program.trials["kinder"].arms).id for one in first} == first
    follow(1, run="another-run")  # As after kill -9: taken in once more.
    assert arms() == first
    assert TrialThing.objects.count() == len(set(TrialThing.objects.values_list("gap_id", flat=True)))
    decide(NOW + DAY)
    leave(NOW + DAY)
    told = subjects()
    usual = program.checks[check].title.failed
    assert {one: "A minute is enough" in told[one] for one in first if one in told} == {
        one: arm == "other" for one, arm in first.items() if one in told
    }
    assert all(usual in told[one] for one, arm in first.items() if arm == "usual" and one in told)
    assert set(first) & set(told)
    assert trials.running(program)


def test_an_arm_waits_for_its_time_and_nothing_is_withheld(tried: Callable[..., str], decide: Decide) -> None:
    tried('{after: 2d, days: fri, hours: "14:00-15:00"}'.strip("{}").replace(", ", "\n      "))
    begin()
    first = arms()
    soon = {one.person_id for one in decide(NOW + DAY)}
    usual = {one for one, arm in first.items() if arm == "usual"}
    other = set(first) - usual
    assert usual & soon
    assert not other & soon
    friday = NOW + 4 * DAY
    assert friday.weekday() == 4
    later = {one.person_id: one for one in decide(friday) if one.person_id in other}
    assert later
    assert {one.at.astimezone(dt.timezone(2 * HOUR)).hour for one in later.values()} == {14}
    assert other - set(later) <= other - soon  # Whoever is away or has no address is told by nobody, in any arm.


def test_an_edit_or_a_word_of_the_program_ends_it_and_who_was_in_it_is_forgotten(
    switched_on: Served, tried: Callable[..., str]
) -> None:
    from drystone.reminders.models import Trial, TrialThing
    from drystone.shell import site

    tried()
    begin()
    path = switched_on.root / "trials.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("A minute", "Two minutes"), encoding="utf-8")
    site.reread()
    follow(2)
    old, new = Trial.objects.order_by("pk")
    assert (old.status, old.why, old.salt, old.things.count()) == ("stopped", "changed", "", 0)
    assert (new.status, new.begun_at) == ("running", NOW + 2 * DAY)
    toml = switched_on.root / "drystone.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("trials = true", "trials = false"), encoding="utf-8")
    site.reread()
    follow(3)
    assert set(Trial.objects.values_list("status", "why")) == {("stopped", "changed"), ("stopped", "off")}
    assert not TrialThing.objects.exists()
    page = switched_on.client("employee").get("/measures/trials").content.decode()
    assert "what stands there now is another trial" in page


def test_a_preview_says_what_every_arm_would_say_and_nobodys_arm(tried: Callable[..., str]) -> None:
    from drystone.reminders.previewing import preview
    from drystone.shell import site

    tried()
    begin()
    program = site.program()
    for person_id in list(arms())[:6]:
        found = preview(program, None, person_id, now=NOW + DAY)
        assert found.document is not None
        assert "A minute is enough" not in found.text
        (trial,) = found.trials
        assert [one.arm for one in trial.arms] == ["usual", "other"]
        assert trial.arms[0].text == found.text
        assert "A minute is enough" in trial.arms[1].text
        assert "It keeps your evenings free" in trial.arms[1].text
        assert found.as_json()["trials"][0]["arms"][1]["changes"]


def lived(check: str, *, faster: float) -> None:
    """Let 160 people live through a trial: half of each arm's things close with time, in the other arm ``faster``."""
    from drystone.gaps.models import Gap, GapEvent, GapResponsible
    from drystone.reminders.models import Trial, TrialThing

    lots = Random(11)
    row = Trial.objects.get()
    TrialThing.objects.all().delete()
    gaps, things, events, held = [], [], [], []
    for number in range(320):
        person = f"made-up-{number // 2}"
        arm, came = ("usual", "other")[number // 2 % 2], NOW + DAY
        gap_id = f"made-up-{number}"
        gaps.append(Gap(gap_id=gap_id, origin="check", check_id=check, asset_kind="device", asset_id=gap_id,
                        severity="medium", reach="live", first_seen=came, opened_at=came, due=came))  # fmt: skip
        held.append(GapResponsible(gap_id=gap_id, person_id=person))
        things.append(TrialThing(trial=row, gap_id=gap_id, person_id=person, arm=arm, came_at=came, since=came))
        stood = lots.expovariate(1 / 12) * (faster if arm == "other" else 1)
        events.append(GapEvent(gap_id=gap_id, act="r", event="closed", at=came + stood * DAY,
                               note="gone" if number % 11 == 0 else "fixed"))  # fmt: skip
    Gap.objects.bulk_create(gaps)
    GapResponsible.objects.bulk_create(held)
    TrialThing.objects.bulk_create(things)
    GapEvent.objects.bulk_create(events)


def api(served: Served) -> Any:
    from ninja.testing import TestClient

    from drystone.directory import queries
    from drystone.reminders.api import router
    from drystone.shell import site

    viewer = queries.viewer_of(served.user("employee"), site.program(), strong=True)
    viewer = replace(viewer, scopes=frozenset({"measures:read"}))
    return TestClient(router).get("/measures/trials", viewer=viewer, now=NOW).json()


@pytest.mark.parametrize(
    ("faster", "verdict", "says"),
    [(0.45, "sooner", "sooner (between"), (1.0, "none", "no detectable effect")],
)
def test_it_is_judged_once_at_its_end_and_finds_what_was_planted_and_nothing_where_nothing_was(
    switched_on: Served, tried: Callable[..., str], faster: float, verdict: str, says: str
) -> None:
    from drystone.reminders.models import Trial, TrialThing

    check = tried()
    begin()
    lived(check, faster=faster)
    client = switched_on.client("employee")
    over = Trial.objects.get().ends_at
    last = (over - NOW) / DAY
    follow(last - 0.1)
    page = client.get("/measures/trials").content.decode()
    assert "about 160 people are in it, with about 320 things" in page
    assert "nobody sees any of it before" in page
    assert "sooner" not in page.partition("How this is judged")[0].replace("Do people do it sooner?", "")
    told = api(switched_on)
    assert (told[0]["state"], told[0]["effects"]) == ("running", [])
    follow(last)
    row = Trial.objects.get()
    assert row.outcome is not None
    (effect,) = row.outcome["effects"]
    assert (row.status, effect["verdict"]) == ("over", verdict)
    assert effect["low"] < effect["days"] < effect["high"]
    assert not TrialThing.objects.exists()
    assert row.salt == ""
    assert says in client.get("/measures/trials").content.decode()
    told = api(switched_on)[0]
    assert [one["arm"] for one in told["effects"]] == ["other"]
    assert says in " ".join(told["effects"][0]["said"])
    assert "made-up" not in json.dumps(row.outcome)
    follow(last + 30)
    assert Trial.objects.get().outcome == row.outcome


def test_the_command_says_the_same_as_the_page(
    switched_on: Served, tried: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    from drystone.cli.main import main

    tried()
    begin()
    assert main(["reminders", "trials", "--program", str(switched_on.root), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["id"], told["state"], told["effects"]) == ("kinder", "running", [])
    assert main(["reminders", "trials", "--program", str(switched_on.root)]) == 0
    assert "Do people do it sooner?" in capsys.readouterr().out


def test_the_channel_that_somebody_chose_comes_before_any_arm(served: Served) -> None:
    from drystone.messages.ways import Ways

    asked = ("slack", "email")
    assert Ways(("email", "slack"), "weekly", frozenset(), "en").before(asked) == "slack"
    assert Ways(("email", "slack"), "weekly", frozenset(), "en", chose=True).before(asked) == "email"
    assert Ways(("email",), "weekly", frozenset(), "en").before(("slack",)) == "email"
    assert Ways(("email", "slack"), "weekly", frozenset(), "en").before(()) == "email"


def test_the_made_up_organisation_lives_through_its_trials_and_its_page_says_what_came_of_them(served: Served) -> None:
    from drystone.cli import demo_life
    from drystone.demo.trials import PLANTED
    from drystone.reminders.models import Trial
    from drystone.shell import site

    assert demo_life.live_through_trials(site.program(), NOW, PLANTED) == 2
    assert set(Trial.objects.values_list("trial_id", "status")) == {
        ("minutes-first", "over"), ("in-the-afternoon", "over"),
    }  # fmt: skip
    assert set(PLANTED) <= set(site.program().trials)
    page = served.client("employee").get("/measures/trials").content.decode()
    for trial in site.program().trials.values():
        assert trial.question in page
    assert "no detectable effect" in page or "Too few people" in page
