"""Who may open the routes of decisions. The question is the employee's, about their device; its A settles it."""

from __future__ import annotations

from collections.abc import Callable

from served import NOW, Served

#: A table of everybody who is signed in and known to the people data.
_EMPLOYEES = {
    "anonymous": 302, "employee": 200, "manager": 200, "colleague": 200, "department-head": 200, "approver": 200,
    "responder": 200, "auditor": 200, "administrator": 200, "editor": 200, "leaver": 403,
}  # fmt: skip
_NOBODY = dict.fromkeys(_EMPLOYEES, 404) | {"anonymous": 302}

#: The colleague alone, and not those who are like them but for a power.
_COLLEAGUE = {"colleague": 200, "looker": 404, "screener": 404}

TABLE: dict[str, dict[str, int]] = {
    "decisions:questions": _EMPLOYEES,
    "decisions:question": _NOBODY | {"employee": 200, "department-head": 200} | _COLLEAGUE,
    # The colleague was said to own it.
    "decisions:mine": _NOBODY | _COLLEAGUE,
    "decisions:pass-on": _NOBODY | _COLLEAGUE,
    "decisions:accept": _NOBODY | {"department-head": 200},
    "decisions:refuse": _NOBODY | {"department-head": 200},
    "decisions:withdraw": _NOBODY | {"employee": 200},
}


def _question(served: Served) -> dict[str, str]:
    """The employee's question, which waits for the head of their department."""
    from drystone.decisions import queries, questions
    from drystone.decisions.models import Suggestion

    me, holder = served.people["employee"], served.people["department-head"]
    said = questions.NotMine("device", "device-of-the-access-table", "a laptop")
    asked = queries.asked_about(said.asset_kind, said.asset_id, by=me)
    found = asked.question_id if asked else questions.ask(said, by=me, holder=holder, at=NOW)
    told = {"asked_at": NOW, "due": NOW}
    Suggestion.objects.get_or_create(question_id=found, person_id=served.people["colleague"], defaults=told)
    return {"question_id": found}


ARGUMENTS: dict[str, Callable[[Served], dict[str, str]]] = {
    "decisions:question": _question,
    "decisions:accept": _question,
    "decisions:refuse": _question,
    "decisions:withdraw": _question,
    "decisions:mine": _question,
    "decisions:pass-on": _question,
}
POSTS: dict[str, dict[str, str]] = {
    "decisions:accept": {"owner": "", "reason": "They gave it back."},
    "decisions:refuse": {"reason": "It is on their desk."},
    "decisions:withdraw": {},
    "decisions:mine": {},
    "decisions:pass-on": {"to": ""},
}
