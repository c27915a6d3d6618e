"""Made-up lessons of a few lines, with one thing wrong at a time."""

from __future__ import annotations

from drystone.program.lesson_model import Item, Lesson, LessonText, Option, Variant
from drystone.program.place import Place

HERE = Place("lessons/x.md")
WRONG = ("Leave it open.", "Turn it off.", "Ask a friend.")


def variant(
    best: str = "Lock it.",
    wrong: tuple[str, ...] = WRONG,
    *,
    at: int = 1,
    stem: str = "What now?",
    name: str = "a",
    feedback: str = "Right, it takes one second.",
) -> Variant:
    """Return a way to ask, with the best option in place ``at``."""
    options = [
        Option(f"belief-{number}", text, False, "It may stay open for a long while.", HERE, f"belief-{number}")
        for number, text in enumerate(wrong, 1)
    ]
    options.insert(at - 1, Option("best", best, True, feedback, HERE))
    return Variant(name, stem, tuple(options), HERE)


def item(name: str, *variants: Variant) -> Item:
    return Item(name, "choice", variants, HERE)


def three(**first: object) -> tuple[Item, ...]:
    """Return three good items; the keywords change the first variant of the first."""
    good = [variant(at=1), variant(at=2, name="b")]
    changed = variant(**{"at": 3, **first})  # type: ignore[arg-type]
    return (item("one", changed, variant(at=2, name="b")), item("two", *good), item("three", *good))


def lesson(
    items: tuple[Item, ...] | None = None,
    *,
    language: str = "en",
    story: str = "",
    audience: tuple[str, ...] = ("everyone",),
) -> Lesson:
    story = story or "Nour gets up for a tea. Her screen stays open. She turns back and locks it."
    text = LessonText(
        language, "A good lock", story, "Press both keys once.", three() if items is None else items, HERE
    )
    return Lesson("x", language, ("lock",), audience, 1, HERE, {language: text})
