"""Any bank of questions, with the signs that formats trip over."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from drystone.lessons.formats import markup, tagging
from drystone.lessons.formats.bank import Answer, Bank, Question, settled

#: What somewhere means something: GIFT's signs, HTML's and XML's, Markdown's, JSON's, and words that look like keys.
ODD = [
    *(
        "=",
        "~",
        "#",
        "####",
        "{",
        "}",
        "{}",
        ":",
        "::",
        "->",
        "\\",
        "\\n",
        "\\=",
        "%50%",
        "[html]",
        "[plain]",
        "[x]",
        "//",
        "$CATEGORY:",
    ),
    *(
        "<",
        ">",
        "&",
        "&amp;",
        "<b>",
        "</p>",
        "<!--",
        "]]>",
        "<script>",
        "&#60;",
        "&lt;b&gt;",
        '"',
        "'",
        "/>",
        "T",
        "TRUE",
    ),
    *(
        "*",
        "**",
        "_",
        "__",
        "`",
        "*a*",
        "**b**",
        "_c_",
        "a_b_c",
        "-",
        "+",
        "1.",
        "2)",
        "•",
        "#",
        "|",
        "\\*",
        "![",
        "[a](b)",
    ),
    *("id:", "tag:", "misconception:x", "null", "\u2060", "é", "ß", "漢", "\U0001f642", "\u00a0", "0", "…"),
]
WORDS = st.lists(
    st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=6),
    min_size=1,
    max_size=8,
).map(" ".join)
LINES = WORDS.map(markup.line).filter(bool)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map("\n\n".join).map(markup.tidy).filter(bool)
SAID = st.just("") | TEXTS
#: A few of the other shapes that our Markdown has.
MARKED = st.lists(
    st.builds("{}{}".format, st.sampled_from(["", "", "- ", "1. "]), WORDS | WORDS.map("*{}*".format)), max_size=4
).map("\n\n".join)
IDS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
BELIEFS = st.none() | IDS
PERCENT = st.integers(-10_000_000, 9_999_999).map(lambda step: Decimal(step).scaleb(-5).normalize() + 0)


@st.composite
def questions(draw: st.DrawFn, name: str) -> Question:
    several = draw(st.booleans())
    wrong = draw(st.integers(1, 4))
    best = draw(st.integers(1, 3)) if several else 1
    said = draw(st.booleans())
    answers = []
    for right in draw(st.permutations([True] * best + [False] * wrong)):
        worth = None
        if said:
            worth = (
                draw(PERCENT.map(abs).filter(bool) if several else st.just(Decimal(100))) if right else draw(PERCENT)
            )
            worth = min(worth, Decimal(0)) if several and not right else worth
        belief = None if right else draw(BELIEFS)
        answers.append(Answer(draw(LINES), right, draw(SAID), belief, worth))
    title = draw(st.just("") | LINES)
    # Misconceptions without a place would be given to the wrong answers in order; all have their place here.
    return Question(
        name,
        draw(TEXTS),
        settled(answers, several=several),
        "" if title == name else title,
        draw(st.sampled_from(["choice", "what-would-you-do"])),
        several,
        draw(SAID),
        draw(tags()),
    )


@st.composite
def tags(draw: st.DrawFn) -> tuple[str, ...]:
    return tagging.free(draw(st.lists(LINES, max_size=2)))


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    names = draw(
        st.lists(st.builds("{}{}".format, IDS, st.sampled_from(["", "", "/b"])), min_size=1, max_size=3, unique=True)
    )
    return Bank(
        draw(IDS),
        draw(LINES),
        draw(st.sampled_from(["en", "de", "pt-BR"])),
        tuple(draw(questions(name)) for name in names),
        markup.markdown(draw(MARKED)),
        markup.markdown(draw(MARKED)),
        draw(tags()),
    )


@st.composite
def several_banks(draw: st.DrawFn) -> tuple[Bank, ...]:
    """Banks of one file: ids of their own, in banks and in questions."""
    made = draw(st.lists(banks(), min_size=1, max_size=2))
    return tuple(
        replace(
            bank,
            id=f"{bank.id}-{place}",
            questions=tuple(replace(one, id=f"{place}-{one.id}") for one in bank.questions),
        )
        for place, bank in enumerate(made)
    )
