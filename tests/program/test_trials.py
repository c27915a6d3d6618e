"""Trials of reminders: what is declared, and what would be unfair or could answer nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from drystone.program import Loaded
from drystone.program.trial_model import Arm, ArmWords, spoken

TOML = """schema = 1
[organisation]
name = "Fenwick"
languages = ["de", "en"]
written_in = "en"
[authority]
fallback = "security-lead"
[reminders]
trials = true
[channels.email]
host = "mail.fenwick.example"
from = "wall@fenwick.example"
"""
CHECKS = """- {id: disk, activity: encrypt-laptops, title: Encrypt, severity: high, fails: not managed,
   habit: lock-and-encrypt}
- {id: lock, activity: encrypt-laptops, title: Lock, severity: medium, fails: not managed,
   habit: lock-and-encrypt}
- {id: update, activity: encrypt-laptops, title: Up, severity: low, fails: not managed,
   habit: lock-and-encrypt, settle: 3d}
- {id: quiet, activity: encrypt-laptops, title: Quiet, severity: low, fails: not managed, consequence: report}
"""
TRIAL = """- id: kinder
  question: Do people lock sooner?
  checks: [lock]
  from: 2026-03-01
  until: 2026-05-31
  matters: 2d
  arms:
    - id: usual
    - id: short
      words: {en: {title: Lock it in one minute}, de: {title: Sperren in einer Minute}}
    - {id: late, after: 2d, days: tue-thu, hours: "14:00-16:00", channels: [email]}
"""
DAY = dt.timedelta(days=1)


def files(trials: str = TRIAL, toml: str = TOML) -> dict[str, str]:
    return {"drystone.toml": toml, "checks/devices.yaml": CHECKS, "trials.yaml": trials}


def test_a_trial_is_declared_beforehand_with_its_arms_its_time_and_what_would_matter(
    loaded: Callable[..., Loaded],
) -> None:
    program = loaded(files()).program
    assert program is not None
    assert program.settings.reminders.trials
    trial = program.trials["kinder"]
    assert (trial.since, trial.until, trial.watch, trial.matters) == (
        dt.date(2026, 3, 1), dt.date(2026, 5, 31), 28 * DAY, 2 * DAY,
    )  # fmt: skip
    usual, short, late = trial.arms
    assert trial.usual == usual == Arm("usual")
    assert late == Arm("late", {}, 2 * DAY, ("tue", "wed", "thu"), "14:00-16:00", ("email",))
    assert spoken(short, "de-AT", "en") == ArmWords("Sperren in einer Minute")
    assert spoken(short, "fr", "en") == ArmWords("Lock it in one minute")
    assert program.tried(trial) == ("lock",)
    by_habit = loaded(files(TRIAL.replace("checks: [lock]", "habit: lock-and-encrypt").replace("title:", "why:")))
    assert by_habit.program is not None
    assert by_habit.program.tried(by_habit.program.trials["kinder"]) == ("lock", "update")


def test_without_a_word_of_the_program_no_trial_may_begin(loaded: Callable[..., Loaded]) -> None:
    program = loaded(files(toml=TOML.replace("trials = true", ""))).program
    assert program is not None
    assert not program.settings.reminders.trials


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ("[lock]", "[disk]", "`disk` is high: nothing is tried on what is serious; name checks of low or medium"),
        ("[lock]", "[quiet]", "nobody is reminded of `quiet`: its consequence is `report`; leave it out"),
        ("[lock]", "[lokc]", "unknown check `lokc`; did you mean `lock`?"),
        ("  checks: [lock]\n", "", "a trial is about `checks` or about one `habit`; write checks: [some-check]"),
        ("[lock]", "[lock, update]", "one title cannot stand for 2 checks; change `why` alone"),
        ("  from: 2026-03-01\n", "", "`from` is missing; add from: …"),
        ("  until: 2026-05-31\n", "", "`until` is missing; add until: …"),
        ("2026-05-31", "2026-02-01", "it would end before it begins"),
        ("2026-05-31", "2027-05-31", "takes in what comes up within a year at most"),
        ("matters: 2d", "matters: 40d", "less than the time for which things are watched"),
        ("    - id: usual\n", "", "no arm is the usual way, so nobody could say whether another helps more"),
        ("    - {id: late, after: 2d", "    - {id: usual, after: 2d", "two arms are called `usual`"),
        ("    - {id: late", "    - {id: same}\n    - {id: late", "`usual` and `same` are both the usual way"),
        ("en: {title: Lock it in one minute}, ", "", "arm `short` has no words in `en`, the language of this program"),
        ("de: {title", "fr: {title", "nobody is written to in `fr`; languages are en and de"),
        ("after: 2d", "after: 9d", "arm `late` would speak too late: nothing is withheld from anybody"),
        ("tue-thu", "fri-sun", "nobody is told anything on sat and sun; [work] days are mon-fri"),
        ("14:00-16:00", "19:00-20:00", "nobody works at 19:00-20:00; [work] hours are 09:00-17:00"),
        ("[email]", "[slack]", "no channel `slack` reaches people; in [channels] there are: email"),
    ],
)  # fmt: skip
def test_what_is_unfair_or_answers_nothing_is_refused_in_its_place(
    told: Callable[..., list[str]], find: str, put: str, said: str
) -> None:
    problems = [one for one in told(files(TRIAL.replace(find, put, 1))) if "trials.yaml" in one]
    assert len(problems) == 1, problems
    assert problems[0].startswith("trials.yaml:")
    assert ": error: " in problems[0]
    assert said in problems[0]


def test_one_arm_alone_is_no_trial(told: Callable[..., list[str]]) -> None:
    alone = TRIAL.partition("    - id: short")[0]
    assert [one for one in told(files(alone)) if "compared with nothing; add the usual way" in one]


def test_two_trials_touch_no_check_at_the_same_time_until_the_last_thing_was_watched(
    told: Callable[..., list[str]],
) -> None:
    second = TRIAL.replace("kinder", "other").replace("[lock]", "[update]")
    assert not [one for one in told(files(TRIAL + second)) if "trials.yaml" in one]
    meeting = TRIAL.replace("kinder", "other").replace("2026-03-01", "2026-06-28").replace("2026-05-31", "2026-07-31")
    (problem,) = [one for one in told(files(TRIAL + meeting)) if "trials.yaml" in one]
    assert "`other` and `kinder` would both touch `lock` at the same time; let one begin after 2026-06-28" in problem
    after = meeting.replace("2026-06-28", "2026-06-29")
    assert not [one for one in told(files(TRIAL + after)) if "trials.yaml" in one]
