"""Coverage: which functions and categories of the NIST CSF 2.0 no activity touches."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.responsibility.matrices import csf
from drystone.responsibility.matrices.rules.rule import Example, Hit, Rule, Subject, example

_SOURCE = "NIST Cybersecurity Framework 2.0 (ids; words our own)"


def covered(subject: Subject) -> tuple[set[str], bool]:
    """Return the categories that activities touch, and whether they name them (else it is a guess by words)."""
    texts = [
        (row.name, " ".join((row.key, row.group, *row.facts.values())))
        for m in subject.reading.matrices
        for row in m.rows
    ]
    by_id = set().union(*(csf.named(f"{name} {rest}") for name, rest in texts)) if texts else set()
    if by_id:
        return by_id, True
    return set().union(*(csf.guessed(name) for name, _ in texts)) if texts else set(), False


_HINT = " (judged by the words of the activities; name CSF ids to be sure)"


def functions(subject: Subject) -> Iterator[Hit]:
    found, named = covered(subject)
    spot = subject.reading.matrices[0].spot
    if not found:
        yield Hit("No activity seems to belong to any function of the framework. Is this matrix about security?", spot)
        return
    present = {category.split(".")[0] for category in found}
    for function, words in csf.FUNCTIONS.items():
        if function not in present:
            yield Hit(f"No activity belongs to {function}: {words}{'' if named else _HINT}.", spot)


def categories(subject: Subject) -> Iterator[Hit]:
    found, named = covered(subject)
    present = {category.split(".")[0] for category in found}
    for name, category in csf.CATEGORIES.items():
        if name not in found and name.split(".")[0] in present:
            text = f"No activity belongs to {name}: {category.words}{'' if named else _HINT}."
            yield Hit(text, subject.reading.matrices[0].spot)


_ALL = example(
    *(
        f"Look after part {number} | {' '.join(group)} | A | R"
        for number, group in enumerate([list(csf.CATEGORIES)], 1)
    ),
    head="Activity | CSF | CISO | IT",
)

RULES: tuple[Rule, ...] = (
    Rule(
        "csf-function",
        "warning",
        "A whole function without an activity",
        "A matrix that only prevents leaves nobody to notice, act or bring things back. If the scope is narrow, say "
        "so.",
        _SOURCE,
        functions,
        Example(example("Patch laptops | A | R | I")),
        Example(_ALL),
    ),
    Rule(
        "csf-category",
        "info",
        "A category without an activity",
        "Something that most organisations have to do has nobody's name on it here.",
        _SOURCE,
        categories,
        Example(example("Patch laptops | A | R | I")),
        Example(_ALL),
    ),
)
