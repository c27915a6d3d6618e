"""Rules about one activity: who answers, who does, who is asked and told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drystone.responsibility.matrices import positions
from drystone.responsibility.matrices.rules import measures
from drystone.responsibility.matrices.rules.rule import Example, Hit, Rule, Subject, example, held, names

_RAM = "Responsibility assignment matrix: at least one role is responsible (Wikipedia, RAM)"
_ONE = "Gray, Brown, Macanufo: Gamestorming, p. 204; CQI Wessex, RACI: one accountability per activity"
_ACROSS = "Trackplus: horizontal analysis of a RACI chart"
_HANDS = re.compile(
    r"\b(approv\w*|accept\w*|exception\w*|review\w*|verif\w*|grant\w*|authori[sz]\w*|sign[- ]off|payments?|"
    r"re-?certif\w*|"
    r"attest\w*|genehmig\w*|freigabe|prüf\w*)\b",
    re.IGNORECASE,
)


def approves(name: str) -> bool:
    """Whether the name of an activity speaks of approving, reviewing or paying: what asks for a second pair of eyes."""
    return bool(_HANDS.search(name))


def no_letters(subject: Subject) -> Iterator[Hit]:
    for _, row in subject.rows():
        if not row.cells:
            yield Hit("Nobody has a part in this activity.", row.spot, row.name)


def no_accountable(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        if row.cells and not row.holders("A") and any(cell.duties for cell in row.cells.values()):
            doing = held(matrix, row, "R")
            rest = f" {names(doing)} would do it; who says when it is good enough?" if doing else ""
            yield Hit(f"Nobody answers for this activity.{rest}", row.spot, row.name)


def several_accountable(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        found = held(matrix, row, "A")
        if len(found) > subject.options["most"]:
            last = row.cells[row.holders("A")[-1]].spot
            text = f"{len(found)} positions answer for this: {names(found)}. Which one decides when they differ?"
            yield Hit(text, last, row.name, ", ".join(role.name for role in found))


def no_responsible(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        if any(cell.duties for cell in row.cells.values()) and not row.holders("R"):
            answering = held(matrix, row, "A")
            rest = f" If {names(answering)} also does it, write A/R." if answering else ""
            yield Hit(f"Nobody does this activity.{rest}", row.spot, row.name, names(answering))


def full_of_responsible(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        found = held(matrix, row, "R")
        if len(found) >= subject.options["least"] and len(found) > subject.options["share"] * len(matrix.roles):
            text = f"{len(found)} of {len(matrix.roles)} positions do this. Split it, so that each part is somebody's."
            yield Hit(text, row.spot, row.name)


def many_consulted(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        found, all_of_them = held(matrix, row, "C"), len(matrix.roles)
        nearly_all = len(found) >= subject.options["least"] and len(found) > subject.options["share"] * all_of_them
        if len(found) > subject.options["most"] or nearly_all:
            text = f"{len(found)} of {all_of_them} positions are asked before. Each is a wait; who could be told after?"
            yield Hit(text, row.spot, row.name)


def many_informed(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        found = held(matrix, row, "I")
        if len(found) > subject.options["most"]:
            yield Hit(f"{len(found)} positions are told. News that goes to all is read by few.", row.spot, row.name)


def nobody_asked_or_told(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        alone = row.holders("A") and not row.holders("C") and not row.holders("I") and not row.holders("S")
        if alone and len(matrix.roles) > 2:
            yield Hit("Nobody is asked or told. Do those around it need to know?", row.spot, row.name)


def one_pair_of_hands(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        answering, doing = row.holders("A"), row.holders("R")
        checked = bool(row.holders("V")) and not set(row.holders("V")) <= set(doing)
        if len(doing) == 1 and answering == doing and not checked and approves(row.name):
            role = matrix.roles[doing[0]]
            if not positions.audits(role.name):
                text = (
                    f"{role.name} does this and answers for it, alone. Approving and reviewing need a second pair "
                    "of eyes."
                )
                yield Hit(text, row.cells[doing[0]].spot, row.name, role.name)


def inverted(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        answering = held(matrix, row, "A")
        ranks = [positions.rank(role.name) for role in held(matrix, row, "R") if role not in answering]
        if len(answering) != 1 or not ranks or not all(ranks):
            continue
        high = positions.rank(answering[0].name)
        if 0 < high < min(ranks):
            text = (
                f"{answering[0].name} answers for what {names(held(matrix, row, 'R'))} does, and seems to stand below."
            )
            yield Hit(f"{text} Can they say no?", row.spot, row.name, answering[0].name)


def work_at_the_top(subject: Subject) -> Iterator[Hit]:
    for matrix, row in subject.rows():
        doing = held(matrix, row, "R")
        top = [role for role in doing if positions.governs(role.name)]
        if top and len(top) == len(doing):
            text = (
                f"Only {names(top)} does this. Could it be done where the knowledge is, with the say kept at the top?"
            )
            yield Hit(text, row.spot, row.name, names(top))


RULES: tuple[Rule, ...] = (
    Rule(
        "no-letters",
        "error",
        "An activity in which nobody has a part",
        "A duty that belongs to nobody is done by nobody. Either it is somebody's, or the row can go.",
        _RAM,
        no_letters,
        Example(example("Patch laptops | A | R | ", "Destroy old disks | | | ")),
        Example(example("Patch laptops | A | R | ", "Destroy old disks | I | A/R | ")),
    ),
    Rule(
        "no-accountable",
        "error",
        "Nobody answers for an activity",
        "When it does not happen, nobody notices, and nobody may decide what gives way.",
        _ONE,
        no_accountable,
        Example(example("Patch laptops | C | R | I")),
        Example(example("Patch laptops | A | R | I")),
    ),
    Rule(
        "several-accountable",
        "error",
        "More positions answer than one",
        "Two who answer each think the other does. Where an organisation wants shared ownership, it can allow two.",
        f"{_ONE}. Dissent: UK government, Secure by Design: typically one, but can be two",
        several_accountable,
        Example(example("Patch laptops | A | A/R | ")),
        Example(example("Patch laptops | A | R | ")),
        {"most": 1},
    ),
    Rule(
        "no-responsible",
        "error",
        "Nobody does an activity",
        "Somebody answers for it, and nobody has it on their list: the job may not get done.",
        f"{_RAM}; Trackplus: no R's",
        no_responsible,
        Example(example("Patch laptops | A | C | I")),
        Example(example("Patch laptops | A | R | I")),
    ),
    Rule(
        "full-of-responsible",
        "warning",
        "A row full of R's",
        "Work that everybody does is several pieces of work. Split, each piece has its own doer and its own end.",
        f"{_ACROSS}; Gamestorming, p. 204",
        full_of_responsible,
        Example(example("Keep systems safe | A/R | R | R | R", head="Activity | CISO | IT | HR | Legal")),
        Example(example("Keep systems safe | A | R | | ", head="Activity | CISO | IT | HR | Legal")),
        {"share": 0.5, "least": 4},
    ),
    Rule(
        "many-consulted",
        "warning",
        "Many are asked before",
        "Each C is a wait, and a veto that nobody gave. Ask those without whom the result would be wrong.",
        f"{_ACROSS}; CQI Wessex: minimise the number of consulted",
        many_consulted,
        Example(example("Change the firewall | A/R | C | C"), options={"most": 1}),
        Example(example("Change the firewall | A/R | C | I"), options={"most": 1}),
        {"most": 6, "share": 0.6, "least": 4},
    ),
    Rule(
        "many-informed",
        "warning",
        "Many are told after",
        "What is sent to everybody is read by nobody; the one who had to know misses it.",
        f"{_ACROSS}; CQI Wessex: minimise the number of informed",
        many_informed,
        Example(example("Change the firewall | A/R | I | I"), options={"most": 1}),
        Example(example("Change the firewall | A/R | I | "), options={"most": 1}),
        {"most": 10},
    ),
    Rule(
        "nobody-asked-or-told",
        "info",
        "Nobody is asked or told",
        "Most security work touches somebody else's day. A row without a C or an I may hide a conversation never held.",
        _ACROSS,
        nobody_asked_or_told,
        Example(example("Rotate keys | A | R | ")),
        Example(example("Rotate keys | A | R | I")),
    ),
    Rule(
        "one-pair-of-hands",
        "warning",
        "One position approves or reviews what it does itself",
        "Who asks, who approves, who does and who checks should not be one. In a small team, write down what makes "
        "up for it.",
        "NIS2 implementing regulation 2024/2690, annex 1.2.5; NIST CSF 2.0 PR.AA-05; ISO/IEC 27001 A.5.3",
        one_pair_of_hands,
        Example(example("Approve access requests | | A/R | I")),
        Example(example("Approve access requests | A | R | I")),
        measures=(measures.ENFORCED, measures.SECOND_LOOK, measures.TRAIL, measures.TOP_LOOKS, measures.OUTSIDE),
    ),
    Rule(
        "inverted",
        "warning",
        "The one who answers stands below the one who does",
        "Whoever answers must be able to say no, to spend and to stop. Up the line that rarely works.",
        "CQI Wessex: authority must accompany accountability; NIST CSF 2.0 GV.RR-02",
        inverted,
        Example(example("Approve policies | R | A | I", head="Activity | CISO | IT security manager | HR")),
        Example(example("Approve policies | A | R | I", head="Activity | CISO | IT security manager | HR")),
        measures=(measures.TOP_LOOKS, measures.SECOND_LOOK),
    ),
    Rule(
        "work-at-the-top",
        "info",
        "Only the governing body does the work",
        "Duties belong as low as knowledge and authority allow: nearer the action, they are done sooner.",
        "CQI Wessex: level closest to the action or knowledge; Smith and Erwin: role and responsibility charting",
        work_at_the_top,
        Example(example("Test backups | A/R | I | ", head="Activity | Managing board | IT | HR")),
        Example(example("Test backups | A | R | ", head="Activity | Managing board | IT | HR")),
    ),
)
