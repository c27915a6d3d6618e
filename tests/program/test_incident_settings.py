"""Which laws' clocks may run stands in the program, and what it names must be there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from drystone.program import Loaded

Told = Callable[..., list[str]]


def test_the_clocks_of_incidents_are_read_and_what_cannot_be_is_said(told: Told, loaded: Callable[..., Loaded]) -> None:
    program = loaded().program
    assert program is not None
    assert program.settings.incidents.clocks == ()
    toml = (program.root / "drystone.toml").read_text(encoding="utf-8")

    def having(text: str) -> dict[str, str]:
        return {"drystone.toml": f"{toml}\n[incidents]\n{text}\n"}

    whole = 'clocks = ["nis2", "dora"]\nkeep = "365d"\n[incidents.authorities.nis2]\nname = "The response team"'
    made = loaded(having(whole)).program
    assert made is not None
    found = made.settings.incidents
    assert (found.clocks, found.keep, found.authorities["nis2"].name) == (
        ("nis2", "dora"), dt.timedelta(days=365), "The response team",
    )  # fmt: skip
    assert "a law stands here twice" in told(having('clocks = ["gdpr", "gdpr"]'))[0]
    assert "30d at least" in told(having('keep = "7d"'))[0]
    assert "no holidays are known for `Atlantis`" in told(having('holidays_at = "Atlantis"'))[0]
    assert told(having('clocks = ["sox"]'))[0].startswith("drystone.toml:")
