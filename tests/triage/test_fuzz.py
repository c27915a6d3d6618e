"""Seconds' worth of changed mails: looking at them never fails (hours' worth: ``make fuzz``)."""

from __future__ import annotations

import random

from bench import fuzz

from drystone.triage.looking import Looker


def test_no_changed_mail_makes_looking_fail(looker: Looker) -> None:
    seeds = fuzz.seeds()
    random_ = random.Random(20_261_122)
    for _ in range(60):
        fuzz.one(looker, fuzz.changed(random_.choice(seeds), seeds, random_))
