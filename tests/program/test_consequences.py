"""What follows where nothing happens, as the program says it: strategies, hooks, agreements, and what goes too far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from drystone.program import Loaded
from drystone.program.consequence_model import Agreement, Consequence, Hook

TOML = """schema = 1
[organisation]
name = "Fenwick"
[authority]
fallback = "security-lead"
[consequence]
hook = "limit"
[hooks.limit]
words = "You read mail in the browser only."
command = ["limit-access", "--json"]
[agreements.reminders-2026]
name = "Agreement 12 with the works council"
day = 2026-03-01
until = "2027-02-28"
scope = ["managers-hear"]
"""
CHECK = """- id: disk
  activity: encrypt-laptops
  title: Turn on encryption
  severity: {severity}
  fails: not disk_encrypted
  consequence: {consequence}
"""
DAY = dt.timedelta(days=1)


def files(consequence: str, severity: str = "high", toml: str = TOML) -> dict[str, str]:
    check = CHECK.format(consequence=consequence, severity=severity)
    return {"drystone.toml": toml, "checks/devices.yaml": check}


def test_a_check_says_what_follows_and_the_program_says_the_rest(loaded: Callable[..., Loaded]) -> None:
    program = loaded(files("{strategy: remind-then-restrict, after: 10d}")).program
    assert program is not None
    assert program.consequence("disk") == Consequence("remind-then-restrict", "limit", 10 * DAY, 3 * DAY)
    assert program.consequence("no-check") == Consequence("remind")
    assert program.settings.hooks["limit"] == Hook(
        "limit", "You read mail in the browser only.", command=("limit-access", "--json")
    )
    assert program.settings.hooks["limit"].dry_run
    (agreed,) = program.settings.agreements
    assert agreed == Agreement(
        "reminders-2026", "Agreement 12 with the works council", dt.date(2026, 3, 1), ("managers-hear",),
        dt.date(2027, 2, 28),
    )  # fmt: skip
    assert [agreed.holds(dt.date(*day)) for day in ((2026, 2, 28), (2027, 2, 28), (2027, 3, 1))] == [False, True, False]


def test_the_programs_own_strategy_holds_for_checks_that_name_none(loaded: Callable[..., Loaded]) -> None:
    toml = TOML.replace("[consequence]\n", '[consequence]\nstrategy = "report"\n')
    program = loaded(files("{}", toml=toml)).program
    assert program is not None
    assert program.consequence("disk") == Consequence("report")
    assert not program.consequence("disk").reminds


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (files("restrict-at-once"), "`restrict-at-once` goes too far for what is high"),
        (files("remind-then-restrict", "medium"), "goes too far for what is medium"),
        (files("{strategy: remind-then-restrict, hook: limits}"), "unknown hook `limits`"),
        (files("{strategy: remind-then-restrict, after: 1d}"), "`after` is shorter than `warn`"),
        (files("remind-then-restrict", toml=TOML.replace('hook = "limit"', "")), "needs a hook that restricts"),
        (files("remind", toml=TOML.replace('hook = "limit"', 'hook = "limits"')), "unknown hook `limits`"),
        (files("frighten"), "consequence"),
        (files("remind", toml=TOML.replace('"limit-access"', '"../limit-access"')), "without a path"),
        (files("remind", toml=TOML + '[hooks.two]\nwords = "x"\n'), "`url` or a `command`"),
        (files("remind", toml=TOML + '[hooks.two]\nwords = "x"\nurl = "https://a.example/"\n'), "secret_env"),
        (files("remind", toml=TOML.replace('"2027-02-28"', '"2026-02-28"')), "would end before it begins"),
    ],
)
def test_what_cannot_be_carried_out_or_goes_too_far_is_an_error(
    loaded: Callable[..., Loaded], written: dict[str, str], words: str
) -> None:
    answer = loaded(written)
    assert answer.program is None
    assert any(words in f"{one.message} {one.suggestion}" and one.level == "error" for one in answer.problems), answer
