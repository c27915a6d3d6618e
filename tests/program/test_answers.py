"""Answers are whole in every language that people are written to in, and promise nothing that is not filled in."""

from __future__ import annotations

from collections.abc import Callable

from drystone.program import Loaded
from drystone.program.answer_model import chosen, filled

Told = Callable[..., list[str]]
_ANSWER = """id: {id}
verdict: harmful
{kinds}was: {{en: "A trap from {{{place}}}.", de: Eine Falle.}}
did: {{en: We took it away., de: Weg damit.}}
thanks: {{{thanks}}}
"""


def _answer(
    id: str = "trap", kinds: str = "", place: str = "sender", thanks: str = "en: Thank you., de: Danke."
) -> str:
    return _ANSWER.format(id=id, kinds=f"for: [{kinds}]\n" if kinds else "", place=place, thanks=thanks)


def test_the_answer_for_a_kind_goes_before_the_one_for_all(loaded: Callable[..., Loaded]) -> None:
    special = _answer(id="own", kinds="clicked")
    program = loaded({"answers/a.yaml": _answer(), "answers/b.yaml": special}).program
    assert program is not None
    found = [chosen(program.answers.values(), "harmful", kind) for kind in ("clicked", "paid")]
    assert [one.id for one in found if one] == ["own", "trap"]
    assert chosen(program.answers.values(), "junk", "paid") is None
    text = program.answers["trap"].text("en")
    assert filled(text, {"sender": "{day}", "day": "x"}) == "A trap from {day}. We took it away. Thank you."
    assert program.answers["trap"].text("fr") == ""


def test_what_an_answer_leaves_out_or_cannot_fill_in_is_told_at_its_place(
    told: Told, loaded: Callable[..., Loaded]
) -> None:
    program = loaded().program
    assert program is not None
    toml = (program.root / "drystone.toml").read_text(encoding="utf-8")
    both = toml.replace("[authority]", 'languages = ["en", "de"]\n[authority]')
    half = _answer(place="sendr", thanks="en: Thank you.")
    lines = told({"drystone.toml": both, "answers/a.yaml": half, "answers/b.yaml": _answer(id="again")})
    assert [line for line in lines if line.startswith("answers/")] == [
        "answers/a.yaml:3:11: error: nothing is filled in for {sendr}; did you mean {sender}?",
        "answers/a.yaml:5:9: warning: people are written to in de too, and this is not; add de: …",
        "answers/b.yaml:1:1: error: harmful, of all kinds, has the answer `trap` already; leave it out of one of them",
    ]


def test_an_answer_without_thanks_is_none(told: Told) -> None:
    (line,) = told({"answers/a.yaml": _answer().partition("thanks")[0]})
    assert "thanks" in line
