"""Rules that a profile switches on: its rows are there, and held by the kind of position that it names."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.lib.text import plural
from drystone.responsibility.matrices.model import Spot
from drystone.responsibility.matrices.profiles import shipped
from drystone.responsibility.matrices.profiles.judging import Found, judge
from drystone.responsibility.matrices.profiles.model import Profile
from drystone.responsibility.matrices.rules import measures
from drystone.responsibility.matrices.rules.rule import Example, Hit, Rule, Subject, example, names

_TOP = "governing-body"
#: The kinds of position in words, after "with".
KIND_WORDS = {
    "governing-body": "the governing body",
    "security-lead": "the head of security",
    "control-function": "a control function",
    "internal-audit": "internal audit",
    "risk-owner": "the owner of the thing",
    "spokesperson": "communications",
}
_DOES = {"A": "answers for it", "R": "does it", "I": "is told"}


def by_words(kinds: tuple[str, ...]) -> str:
    """Return kinds of position as a sentence lists what may be chosen among."""
    return " or ".join(KIND_WORDS[kind] for kind in kinds)


def _of(subject: Subject, rule: str) -> Iterator[tuple[Profile, Found]]:
    """Give the rows of each profile that is on and switches this rule on."""
    for name in sorted(subject.profiles):
        profile = shipped.profile(name)
        if rule in profile.rules:
            for found in judge(profile, subject.reading, subject.asked):
                yield profile, found


def _hit(profile: Profile, found: Found, text: str, role: str = "") -> Hit:
    spot, activity = found.rows[0][1].spot, found.rows[0][1].name
    return Hit(text, spot, activity, role, _source(profile, found))


def _source(profile: Profile, found: Found) -> str:
    return f"{profile.name} {found.wanted.cite}"


def _name(profile: Profile, found: Found) -> str:
    """Return the name of a row, by which an excuse can mean it alone: it has no activity and no position."""
    return f"{profile.id}/{found.wanted.id}"


def _first(subject: Subject) -> Spot:
    return subject.reading.matrices[0].spot


def profile_row(subject: Subject) -> Iterator[Hit]:
    for profile, found in _of(subject, "profile-row"):
        if found.state == "missing":
            only = found.wanted.only.get("en", "")
            text = f"No activity answers this: {found.wanted.wants['en']}{f' ({only})' if only else ''}"
            yield Hit(text, _first(subject), role=_name(profile, found), source=_source(profile, found))


def _elsewhere(subject: Subject, rule: str) -> Iterator[tuple[Profile, Found]]:
    for profile, found in _of(subject, rule):
        if found.wanted.by and found.state in ("elsewhere", "nobody"):
            yield profile, found


def governing_body(subject: Subject) -> Iterator[Hit]:
    told: set[str] = set()
    for profile, found in _elsewhere(subject, "governing-body"):
        if found.wanted.by != (_TOP,) or found.rows[0][1].name + found.wanted.letter in told:
            continue
        told.add(found.rows[0][1].name + found.wanted.letter)
        does = _DOES[found.wanted.letter]
        if found.holders:
            text = f"This is kept with the governing body; here {names(found.holders)} {does}."
        else:
            text = f"This is kept with the governing body; here nobody of it {does}."
        yield _hit(profile, found, f"{text} {found.wanted.wants['en']}", names(found.holders))


def profile_holder(subject: Subject) -> Iterator[Hit]:
    for profile, found in _elsewhere(subject, "profile-holder"):
        if found.wanted.by == (_TOP,):
            continue
        does, by = _DOES[found.wanted.letter], by_words(found.wanted.by)
        here = f"here {names(found.holders)} {does}" if found.holders else f"here nobody {does}"
        text = f"This belongs with {by}; {here}. If that is the position, say so under `kinds`."
        yield _hit(profile, found, text, names(found.holders))


def profile_deputy(subject: Subject) -> Iterator[Hit]:
    for profile, found in _of(subject, "profile-deputy"):
        if found.alone:
            text = f"Nobody stands in for {names(found.alone)}, and this asks for one who does."
            yield _hit(profile, found, text, names(found.alone))


def profile_accepted(subject: Subject) -> Iterator[Hit]:
    for profile, found in _of(subject, "profile-accepted"):
        if found.wanted.accepted and found.agreed is False and found.fitting:
            text = "Its holders have not accepted it yet, and this asks that they know and have understood their part."
            yield _hit(profile, found, text, names(found.fitting))


def control_not_apart(subject: Subject) -> Iterator[Hit]:
    for profile, found in _of(subject, "control-not-apart"):
        if found.close:
            text = f"{names(found.close)} controls this risk and runs systems too. Whoever controls should not operate."
            yield _hit(profile, found, text, names(found.close))


def cis_safeguard(subject: Subject) -> Iterator[Hit]:
    for profile, found in _of(subject, "cis-safeguard"):
        if found.open and found.rows:
            many = plural(len(found.open), "safeguard")
            text = f"{found.wanted.wants['en']} No activity names {many} of it: {', '.join(found.open)}."
            yield Hit(text, _first(subject), role=_name(profile, found), source=_source(profile, found))


_TOP_HEAD = "Activity | CISO | Managing board | HR"
_RISK = "Keep the risk register | ID.RA-05 | A | R | "
_NIS2 = ("nis2",)


def _program(deputy: str, standing: str = "agreed") -> Example:
    roles = f"- id: incident-lead\n  holders: [{{person: ana@a.example}}]\n{deputy}- id: hr-head\n"
    activities = (
        "- id: run-incidents\n  name: Lead an incident\n  responsible: [incident-lead]\n  accountable: incident-lead\n"
        "- id: confirm-reading\n  name: Confirm reading\n  responsible: [everyone]\n  accountable: hr-head\n"
        f"  standing: {standing}\n"
    )
    files = {"drystone.toml": "schema = 1\n", "roles.yaml": roles, "activities/all.yaml": activities}
    return Example(files=files, profiles=("cis-v8", "nis2"))


_DEPUTY = "  deputy: hr-head\n"

RULES: tuple[Rule, ...] = (
    Rule(
        "governing-body",
        "error",
        "What the law keeps with the governing body lies elsewhere",
        "Approving and overseeing the measures, and training for it, cannot be handed down; the work can.",
        "NIS2 Article 20(1) and (2); DORA Article 5(2) and 5(4)",
        governing_body,
        Example(example("Approve the security program | A | R | I"), profiles=_NIS2),
        Example(example("Approve the security program | R | A | I", head=_TOP_HEAD), profiles=_NIS2),
        needs="profile",
    ),
    Rule(
        "profile-row",
        "error",
        "A duty that a profile names has no row",
        "What nobody wrote down nobody has. Add the activity, or say in an excuse why it does not concern you.",
        "The profile's own articles, with each finding",
        profile_row,
        Example(example("Approve the security program | R | A | I", head=_TOP_HEAD), profiles=_NIS2),
        Example(
            "\n".join(
                (
                    "| Activity | CSF | Managing board | CISO | Internal audit |",
                    "|---|---|---|---|---|",
                    "| Approve the program | GV.RR-01 GV.OV-01 GV.RR-03 | A | R | |",
                    "| Accept the risk that remains | ID.RA-06 | A | R | |",
                    "| Draft the matrix | GV.RR-02 | A | R | |",
                    "| Report to the top | GV.OV-03 | I | A/R | |",
                    "| Keep policies, known and confirmed as read | GV.PO-01 | | A/R | |",
                    "| Write job descriptions and disciplinary rules | | A | R | |",
                    "| Audit | ID.IM-01 | | | A/R |",
                    "| Know devices | ID.AM-01 | | A/R | |",
                    "| Review access | PR.AA-05 | | A/R | |",
                    "| Look after suppliers | GV.SC-05 | | A/R | |",
                    "| Lead incidents | RS.MA-01 | | A/R | |",
                    "| Background checks | | A | R | |",
                    "| Train everybody | PR.AT-01 | | A/R | |",
                    "| Agree what outlasts the job | | A | R | |",
                    "| Report early | RS.MA-02 | | A/R | |",
                )
            ),
            profiles=("iso-27001",),
        ),
        needs="profile",
    ),
    Rule(
        "profile-holder",
        "error",
        "A duty lies with another kind of position than a profile names",
        "Where a rule names who holds a duty, others may do the work, and the answering stays.",
        "The profile's own articles, with each finding",
        profile_holder,
        Example(example("Audit the controls | ID.IM-01 | A | R", head="Activity | CSF | CISO | IT"), profiles=_NIS2),
        Example(
            example("Audit the controls | ID.IM-01 | I | A/R", head="Activity | CSF | CISO | Internal audit"),
            profiles=_NIS2,
        ),
        needs="profile",
    ),
    Rule(
        "profile-deputy",
        "error",
        "A position that a profile wants reachable has no deputy",
        "What must happen at any hour needs two who can do it.",
        "CIS Controls 17.1; PCI DSS 12.10.3; DORA Article 11(7)",
        profile_deputy,
        _program(""),
        _program(_DEPUTY),
        needs="profile",
        measures=(measures.ON_PAPER, measures.MEANS),
    ),
    Rule(
        "profile-accepted",
        "error",
        "A duty that a profile wants understood is only suggested",
        "Assigned is not understood. Those who hold it accept the row, or say why not.",
        "PCI DSS x.1.2; NIS2 implementing regulation 2024/2690, annex 10.1.1",
        profile_accepted,
        _program(_DEPUTY, "suggested"),
        _program(_DEPUTY),
        needs="profile",
    ),
    Rule(
        "control-not-apart",
        "error",
        "The control function runs what it controls",
        "Whoever operates a system finds reasons for how it is. Somebody else should say whether it is good enough.",
        "DORA Article 6(4)",
        control_not_apart,
        Example(
            example(_RISK, "Patch servers | PR.PS-02 | R | A | ", head="Activity | CSF | CISO | IT | HR"),
            profiles=("dora",),
        ),
        Example(
            example(_RISK, "Patch servers | PR.PS-02 | | A/R | ", head="Activity | CSF | CISO | IT | HR"),
            profiles=("dora",),
        ),
        needs="profile",
        measures=(measures.OUTSIDE, measures.TRAIL, measures.TOP_LOOKS),
    ),
    Rule(
        "cis-safeguard",
        "warning",
        "Safeguards of your implementation group without an activity",
        "A safeguard that no row names is nobody's. Name its id where it belongs, or say in an excuse why not.",
        "CIS Controls v8.1 (ids and implementation groups)",
        cis_safeguard,
        Example(example("Know devices | 1.1 | A | R", head="Activity | CIS | IT | HR"), profiles=("cis-v8",)),
        Example(example("Know devices | 1.1, 1.2 | A | R", head="Activity | CIS | IT | HR"), profiles=("cis-v8",)),
        needs="profile",
    ),
)
