"""Who may open the routes of gaps. The gap is the employee's, about their device; nobody else listed works on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from access.decisions import _EMPLOYEES, _NOBODY
from served import NOW, Served

_HIS = _NOBODY | {"employee": 200}
#: The exception is theirs to decide.
_APPROVER = {"approver": 200}

TABLE: dict[str, dict[str, int]] = {
    "gaps:gap": _HIS | _APPROVER | {"auditor": 200},  # An exception of it waits for them.
    "gaps:done": _HIS,
    "gaps:not-now": _HIS,
    "gaps:help": _HIS,
    "gaps:ask-exception": _HIS,
    "gaps:not-mine": _HIS,
    "gaps:thing-not-mine": _HIS,
    # A task is for whoever fills a position, and whoever answers for it gives it to another one.
    "gaps:reopen-task": _NOBODY | dict.fromkeys(("approver", "responder", "editor"), 200),
    "gaps:give-task": _NOBODY | dict.fromkeys(("responder", "editor"), 200),
    "gaps:waiting": _EMPLOYEES,
    "gaps:approve": _NOBODY | _APPROVER,
    "gaps:refuse": _NOBODY | _APPROVER,
    "gaps:end": _HIS,
    "gaps:asked-first": _EMPLOYEES,
    "gaps:answer": _NOBODY | {"responder": 200, "editor": 200},  # One person, whose position is asked first.
}


def gap_of_the_employee(served: Served) -> Any:
    """A gap of a device that is assigned to the employee; the people of the table neither hold R nor A of it."""
    from drystone.gaps.models import Gap

    mine = Gap.objects.filter(
        status="open", reach="live", asset_kind="device", responsible__person_id=served.people["employee"],
        responsible__via="assigned",
    ).order_by("gap_id")  # fmt: skip
    found = mine.first()
    assert found is not None
    return found


def _gap(served: Served) -> dict[str, str]:
    _exception(served)  # So that the table is the same for every route, whichever is asked first.
    return {"gap_id": gap_of_the_employee(served).gap_id}


def _thing(served: Served) -> dict[str, str]:
    gap = gap_of_the_employee(served)
    return {"kind": gap.asset_kind, "asset_id": gap.asset_id}


def _exception(served: Served) -> dict[str, str]:
    import datetime as dt

    from drystone.gaps import acts, exceptions
    from drystone.gaps.models import ExceptionRequest

    wish = exceptions.Wish(gap_of_the_employee(served).gap_id, "A new laptop comes in July.", dt.date(2026, 7, 1))
    asked = acts.ask_exception(wish, by=served.people["employee"], at=NOW, superior=None)
    ExceptionRequest.objects.filter(pk=asked).update(decider=served.people["approver"])
    return {"exception_id": asked}


def task(served: Served, *, done: bool = False) -> dict[str, str]:
    """A task for the position that the approver fills; the responder's position answers for it."""
    import datetime as dt

    from drystone.gaps import tasks

    responder = served.people["responder"]
    title = "Look at the keys" if done else "Change the keys"
    order = tasks.Order(title, "One was copied.", "ciso", NOW + dt.timedelta(days=9), "incident", "incident-walk")
    standing = {one.title: one for one in tasks.of("incident", "incident-walk")}
    gap_id = standing[title].gap_id if title in standing else tasks.set_task(order, by=responder, now=NOW)
    if done and gap_id not in {one.gap_id for one in standing.values()}:
        tasks.done(gap_id, "Ticket 12", by=served.people["approver"], now=NOW)
    return {"gap_id": gap_id}


def consultation(served: Served) -> dict[str, int]:
    import datetime as dt

    from drystone.gaps.models import Consultation, Consulted, ExceptionRequest, Gap

    other = Gap.objects.filter(asset_kind="application").exclude(pk=gap_of_the_employee(served).pk).order_by("pk")[0]
    asked, _new = ExceptionRequest.objects.get_or_create(
        exception_id="exception-asked-first",
        defaults={"gap": other, "reason": "The maker mends it in July.", "until": dt.date(2026, 7, 1),
                  "requested_by": served.people["employee"], "requested_at": NOW, "decider": "nobody-here"},
    )  # fmt: skip
    made, _new = Consultation.objects.get_or_create(
        exception=asked, position_id="security-lead",
        defaults={"asked_at": NOW, "until": NOW + dt.timedelta(days=3)},
    )  # fmt: skip
    Consulted.objects.get_or_create(consultation=made, person_id=served.people["responder"])
    return {"consultation": made.pk}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    "gaps:gap": _gap,
    "gaps:done": _gap,
    "gaps:not-now": _gap,
    "gaps:help": _gap,
    "gaps:ask-exception": _gap,
    "gaps:not-mine": _gap,
    "gaps:thing-not-mine": _thing,
    "gaps:reopen-task": lambda served: task(served, done=True),
    "gaps:give-task": task,
    "gaps:approve": _exception,
    "gaps:refuse": _exception,
    "gaps:end": _exception,
    "gaps:answer": consultation,
}
POSTS: dict[str, dict[str, str]] = {
    "gaps:done": {},
    "gaps:not-now": {"until": "2026-06-20"},
    "gaps:help": {"text": "The switch is grey."},
    "gaps:ask-exception": {"until": "2026-07-01", "reason": "A new laptop comes in July."},
    "gaps:not-mine": {"unknown": "1"},
    "gaps:thing-not-mine": {"unknown": "1"},
    "gaps:reopen-task": {"why": "One was missed."},
    "gaps:give-task": {"role": "it-operations", "why": "They run the gateways."},
    "gaps:approve": {"reason": "Fine until then."},
    "gaps:refuse": {"reason": "IT lends you one."},
    "gaps:end": {},
    "gaps:answer": {"opinion": "fine"},
}
