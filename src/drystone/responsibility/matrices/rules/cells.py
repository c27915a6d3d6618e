"""Rules about what is written: cells that cannot be read, rows that have moved, names that say little."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drystone.responsibility.matrices.rules.rule import Example, Hit, Rule, Subject, example

_KEY = "A matrix is read by people who did not write it (UK government, Secure by Design: every matrix carries its key)"
_VERBS = "Geratools and Boardsnap: name activities by a verb, specifically"
_VAGUE = re.compile(
    r"^\W*(security|compliance|governance|it|risk|other|others|misc\w*|general|various|etc|support|tbd|n/?a)\W*$", re.I
)
_NOUN = re.compile(
    r"(tion|sion|ment|ance|ence|ity|ing|als?|ure|ysis|design|reports?|review|triage|learned|updates?|backups?)s?$"
)
_MANY, _SHORT_NAME = 5, 4
_VERB = frozenset(
    """
    accept acknowledge act address agree analyse analyze announce answer apply appoint approve archive ask assess
    assign audit authorise authorize back be block bring build buy calculate call capture carry change charge
    chart check choose classify clean close collect come communicate compare complete conduct configure confirm
    consider contain control coordinate copy correct count create decide declare define delete deliver deploy
    design destroy detect determine develop disable discuss do document draft drive enable encrypt end enforce
    engage ensure establish estimate evaluate examine execute exercise explain fill finance find finish fix follow
    forward fund gather get give govern grant guide handle harden hire hold identify implement improve include
    inform inspect install integrate inventory investigate invite isolate issue join judge keep know label launch
    lead learn leave let list listen lock log look maintain make manage map mark match measure meet minute
    mitigate monitor move name negotiate notice notify obtain offer open operate order organise organize own patch
    pay perform plan prepare present prevent prioritise prioritize procure produce promote propose protect prove
    provide publish purchase put raise rank re-confirm reach read reassess receive recertify recommend reconcile
    record recover reduce refine refresh refuse register rehearse release remediate remind remove renew reopen
    replace report represent request require resolve respond restart restore restrict retire return review revise
    revoke rotate route run scan schedule screen secure see segment select sell send separate set share shut sign
    sort specify staff start state stop store submit support survey take talk teach tell terminate test think tidy
    track train triage turn understand update upgrade use validate verify vet wait wake walk warn watch weigh wipe
    withdraw work write
    """.split()
)


def unreadable_cell(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        for row, role, cell in matrix.letters():
            if cell.oddity == "unreadable":
                shown = cell.written if len(cell.written) <= 60 else f"{cell.written[:59]}…"
                text = f"“{shown}” is not a letter of {matrix.scheme}. What is {role.name}'s part?"
                yield Hit(text, cell.spot, row.name, role.name)


def mark_without_a_letter(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        for row, role, cell in matrix.letters():
            if cell.oddity == "mark":
                text = (
                    f"“{cell.written}” says that {role.name} has a part, but not which. Does it, answers, is "
                    "asked, is told?"
                )
                yield Hit(text, cell.spot, row.name, role.name)


def look_alike_letter(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        for row, role, cell in matrix.letters():
            if cell.oddity == "look-alike":
                meant = "/".join(cell.duties)
                text = (
                    f"This looks like {meant} and is typed in another alphabet. Counts and filters will pass it over."
                )
                yield Hit(text, cell.spot, row.name, role.name)


def shifted_row(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        for spot, width, wanted in matrix.shifted:
            name = next((row.name for row in matrix.rows if row.spot.line == spot.line), "")
            text = f"This row has {width} cells and the header {wanted}: its letters may stand under the wrong roles."
            yield Hit(text, spot, name)


def calculated_letter(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        if matrix.formulas:
            more = f", and {len(matrix.formulas) - 1} more" if len(matrix.formulas) > 1 else ""
            text = f"A formula makes this letter{more}. We read what was last saved and calculated nothing."
            yield Hit(text, matrix.formulas[0])


def no_legend(subject: Subject) -> Iterator[Hit]:
    if subject.reading.kind in ("yaml", "program"):
        return
    if not any(matrix.legend for matrix in subject.reading.matrices):
        matrix = subject.reading.matrices[0]
        yield Hit("Nothing says what the letters mean. One line is enough, and spares the arguments.", matrix.spot)


def vague_name(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices if subject.reading.matrices else ():
        topics = [row for row in matrix.rows if len(matrix.roles) > 1 and _is_topic(row.name)]
        if len(topics) >= _MANY and len(topics) * 2 > len(matrix.rows):
            text = (
                f"{len(topics)} of {len(matrix.rows)} names are topics, such as “{topics[0].name}”. What is done, "
                "to what?"
            )
            yield Hit(text, topics[0].spot)
        else:
            for row in topics:
                yield Hit(
                    "This names a topic. Begin with what is done: then one can say whether it was.", row.spot, row.name
                )


def _is_topic(name: str) -> bool:
    """Whether a name is a noun or ends in one ("Patching", "Incident closure") and does not begin with a verb."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", name)]
    if _VAGUE.match(name) or not words or words[0] in _VERB:
        return bool(_VAGUE.match(name))
    return len(words) <= _SHORT_NAME and (len(words) == 1 or bool(_NOUN.search(words[-1])))


def duplicate_activity(subject: Subject) -> Iterator[Hit]:
    for matrix in subject.reading.matrices:
        first: dict[tuple[str, str], str] = {}
        for row in matrix.rows:
            key = (" ".join(re.findall(r"\w+", row.name.casefold())), row.group.casefold())
            if key in first:
                yield Hit(f"This activity stands here twice; the first is at {first[key]}.", row.spot, row.name)
            first.setdefault(key, str(row.spot))


RULES: tuple[Rule, ...] = (
    Rule(
        "unreadable-cell",
        "error",
        "A cell that is not a letter",
        "What cannot be read cannot be counted, and the next reader will guess.",
        _KEY,
        unreadable_cell,
        Example(example("Patch laptops | A | R | see notes", "Train staff | A | C | R")),
        Example(example("Patch laptops | A | R | C", "Train staff | A | C | R")),
    ),
    Rule(
        "mark-without-a-letter",
        "error",
        "A tick instead of a letter",
        "A tick says that somebody is involved. It does not say who does it and who answers, which is the question.",
        _KEY,
        mark_without_a_letter,
        Example(example("Patch laptops | A | x | ", "Train staff | A | C | R")),
        Example(example("Patch laptops | A | R | ", "Train staff | A | C | R")),
    ),
    Rule(
        "look-alike-letter",
        "warning",
        "A letter of another alphabet",
        "A Cyrillic С looks like a Latin C and is not: filters, counts and formulas pass it over in silence.",
        "Seen in the field: RACI_tool, normalize_raci_tokens",
        look_alike_letter,
        Example(example("Patch laptops | A | R | \u0421")),
        Example(example("Patch laptops | A | R | C")),
    ),
    Rule(
        "shifted-row",
        "error",
        "A row narrower or wider than its header",
        "When blank cells get lost on the way from one program to another, letters move under the wrong roles.",
        "Seen in the field: one published matrix was captured once with its blanks and once without",
        shifted_row,
        Example(example("Patch laptops | A | R | I", "Train staff | A | R")),
        Example(example("Patch laptops | A | R | I", "Train staff | A | R | ")),
    ),
    Rule(
        "calculated-letter",
        "info",
        "A letter that a formula makes",
        "A duty should stand where people can read and change it. We never calculate what a file holds.",
        "OWASP: CSV and formula injection",
        calculated_letter,
        Example(),
        Example(example("Patch laptops | A | R | I")),
    ),
    Rule(
        "no-legend",
        "info",
        "Nothing says what the letters mean",
        "A is Accountable to some, Approver to others and Agree in RAPID. A legend costs one line.",
        _KEY,
        no_legend,
        Example(example("Patch laptops | A | R | I")),
        Example("R = Responsible, A = Accountable, I = Informed\n\n" + example("Patch laptops | A | R | I")),
    ),
    Rule(
        "vague-name",
        "info",
        "An activity that names a topic",
        "“Patching” is a topic; “Patch laptops within 14 days” is something one has done or has not.",
        _VERBS,
        vague_name,
        Example(example("Security | A | R | I")),
        Example(example("Patch laptops | A | R | I")),
    ),
    Rule(
        "duplicate-activity",
        "warning",
        "An activity that stands twice",
        "Two rows for one duty will be changed apart, and then contradict each other.",
        "Smith and Erwin: agree the list of activities first",
        duplicate_activity,
        Example(example("Patch laptops | A | R | I", "patch laptops | A | R | ")),
        Example(example("Patch laptops | A | R | I", "Patch servers | A | R | ")),
    ),
)
