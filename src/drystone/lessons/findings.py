"""What the advice can be, and one piece of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from drystone.program.place import Place

Level = Literal["warning", "note"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A piece of advice: how much it matters, and why."""

    level: Level
    why: str


RULES: Final[dict[str, Rule]] = {
    "reading-ease": Rule("warning", "Text below 60 (Flesch, Amstad) asks an effort that the tired do not make."),
    "longest-is-right": Rule("warning", "Who notices that the longest answer is right needs to know nothing else."),
    "right-by-position": Rule("warning", "A right answer that often stands in one place is learnt by its place."),
    "negative-question": Rule("warning", "The small word not is read past; ask what one would do."),
    "absolute-in-right": Rule("warning", "Always and never are rarely true, and the careful reader knows it."),
    "absolute-in-wrong": Rule("note", "Always and never give a wrong answer away."),
    "options-alike": Rule("warning", "Two options that nearly say the same test reading, not the habit."),
    "jargon": Rule("warning", "A word of our trade shuts out those whose trade is another."),
    "unkind": Rule("warning", "A word that hurts makes the next person keep silent."),
    "verdict-first": Rule("warning", "Feedback that begins with wrong judges before it helps."),
    "bare-feedback": Rule("warning", "Feedback that only says right or wrong teaches nothing."),
    "no-question": Rule("note", "People answer more readily when they are asked."),
    "few-items": Rule("note", "Under three items the same ones come back too soon."),
    "one-variant": Rule("note", "An item asked in one way only is soon known by its looks."),
    "no-translation": Rule("warning", "The organisation speaks this language, and the lesson or habit does not."),
    "unused-misconception": Rule("note", "No wrong answer stands for it."),
    "habit-without-lesson": Rule("note", "A gap or a report on it then has nothing to offer that takes two minutes."),
    "habit-without-check": Rule("note", "Whether anybody does it is known from answers alone."),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice on a lesson's text in one language, or on a misconception."""

    rule: str
    place: Place
    about: str
    language: str
    text: str

    @property
    def level(self) -> Level:
        """How much it matters."""
        return RULES[self.rule].level
