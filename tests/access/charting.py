"""Who may open rounds. The editor leads; the CISO, who is the approver, answers for security, the screener for HR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from charting import rounds_made
from served import NOW, Served

_NOBODY = {
    "anonymous": 302, "employee": 404, "manager": 404, "colleague": 404, "department-head": 404, "approver": 404,
    "responder": 404, "auditor": 404, "administrator": 404, "editor": 404, "leaver": 302,
}  # fmt: skip
_EVERYBODY = dict.fromkeys(_NOBODY, 200) | {"anonymous": 302, "leaver": 302}
_LEADS, _LED = {"responder": 200, "editor": 200}, {"responder": 302, "editor": 302}
#: Rounds are nothing for a screen that others use too.
_INVITED = {"approver": 200, "screener": 200, "approver-on-a-screen": 404}
_SECURITY = {"approver": 200, "approver-on-a-screen": 404}
_ON_SCREENS = ("head-on-a-screen", "approver-on-a-screen")

TABLE: dict[str, dict[str, int]] = {
    "charting:rounds": _EVERYBODY,
    "charting:new": dict.fromkeys(_NOBODY, 403) | {"anonymous": 302, "leaver": 302} | _LEADS,
    "charting:round": _NOBODY | _LEADS | _INVITED,
    "charting:parties": _NOBODY | _LEADS,
    "charting:begin": _NOBODY | _LED,
    "charting:extend": _NOBODY | _LED,
    "charting:remind": _NOBODY | _LED,
    "charting:again": _NOBODY | _LED,
    "charting:reveal": _NOBODY | _LED,
    "charting:cancel": _NOBODY | _LED,
    "charting:hand-on": _NOBODY | _LED,
    "charting:ballot": _NOBODY | _SECURITY,
    "charting:send": _NOBODY | _SECURITY,
    "charting:agenda": _NOBODY | _LEADS | _INVITED | {"auditor": 200},
    "charting:present": _NOBODY | _LED,
    "charting:minutes": _NOBODY | _LEADS | _INVITED | {"auditor": 200},
    "charting:publish": _NOBODY | _LED,
    "charting:topic": _NOBODY | _LEADS | _INVITED | {"auditor": 200},
    "charting:act": _NOBODY | _LED,
    "charting:vote": _NOBODY | _INVITED,
    "charting:dissent": _NOBODY | {"approver": 302, "screener": 302, "approver-on-a-screen": 404},
    "charting:profiles": dict.fromkeys(_NOBODY, 403) | {"anonymous": 302, "leaver": 302, "auditor": 200} | _LEADS,
    "charting:profile": _NOBODY | _LEADS | {"auditor": 200},
    "charting:rows": _EVERYBODY | dict.fromkeys(_ON_SCREENS, 403),
    "charting:row": _NOBODY | {"administrator": 200},
    "charting:refuse": _NOBODY | {"administrator": 302},
    # Whoever fills a position of a party has words of its own, those of department heads and team leads too.
    "charting:words": _EVERYBODY
    | {"employee": 404, "colleague": 404, "screener": 200}
    | dict.fromkeys(_ON_SCREENS, 404),
}
_OTHERS = ("manager", "department-head", "approver", "auditor", "screener")
POSTED: dict[str, dict[str, int]] = {
    # The row asks IT operations; the words are IT's.
    "charting:rows": dict.fromkeys({*_NOBODY, "screener", "looker"} - {"anonymous", "leaver"}, 409)
    | {"administrator": 302},
    "charting:words": dict.fromkeys(_OTHERS, 409),
}
_OWN = "asked again whose it is: the page is of the viewer's own part"
HIDDEN: dict[str, str] = dict.fromkeys(("charting:row", "POST charting:row", "charting:refuse"), _OWN)


def _round(served: Served, state: str, make: Callable[[Served], Any]) -> Any:
    """The round in one of its states; made once for a test."""
    from drystone.charting.models import Round

    title = f"Round: {state}"
    found = Round.objects.filter(title=title).first()
    if found is None:
        found = make(served)
        Round.objects.filter(pk=found.pk).update(title=title)
    return found


def open_round(served: Served) -> Any:
    """A round that asks: three have answered, and differ; security has filled in its ballot."""
    return _round(served, "open", _answered)


def _answered(served: Served) -> Any:
    one = rounds_made.made(served)
    for key, whom in {"it": "it-head", "hr": "ciso", "finance": "it-head"}.items():
        rounds_made.answer(one, key, whom, "I")
    rounds_made.answer(one, "security", "ciso", "A", send=False)
    return one


def draft(served: Served) -> Any:
    """A round that is being prepared."""
    return _round(served, "draft", lambda one: rounds_made.made(one, begun=False))


def on_the_table(served: Served) -> Any:
    """A revealed round: one activity is decided and not published, one is being voted on."""
    return _round(served, "revealed", _decided)


def _decided(served: Served) -> Any:
    from drystone.charting import meeting
    from drystone.shell import site

    one = rounds_made.decided(served).round
    topic = one.topics.order_by("ordinal")[1]
    meeting.propose(topic, {"A": "it-head", "R": ["it-operations"]}, program=site.program())
    meeting.call_vote(topic)
    return one


def invited() -> dict[str, str]:
    """Six parties and who answers for each."""
    return {key: rounds_made.holder(role) for key, role in rounds_made.PARTIES.items()}


def version(served: Served) -> Any:
    """A published row that asks IT operations and the head of IT."""
    from drystone.charting import versions
    from drystone.charting.models import Version
    from drystone.shell import site

    program = site.program()
    topic = on_the_table(served).topics.get(state="decided")
    found = Version.objects.filter(activity_id=topic.activity_id, newest=True).first()
    if found is None:
        activity = program.activities[topic.activity_id]
        found = versions.publish(activity, program, versions.Made("editor", NOW))
        found.asked.all().delete()
        found.asked.create(role_id="it-operations", letter="R")
    return found


def _open(served: Served) -> dict[str, Any]:
    return {"round_id": open_round(served).round_id}


def _party(served: Served) -> dict[str, Any]:
    one = open_round(served)
    return {"round_id": one.round_id, "number": one.parties.get(key="security").pk}


def _revealed(served: Served) -> dict[str, Any]:
    return {"round_id": on_the_table(served).round_id}


def _topic(served: Served) -> dict[str, Any]:
    one = on_the_table(served)
    return {"round_id": one.round_id, "activity_id": one.topics.order_by("ordinal").first().activity_id}


def _voting(served: Served) -> dict[str, Any]:
    one = on_the_table(served)
    return {"round_id": one.round_id, "activity_id": one.topics.get(state="voting").activity_id}


def _row(served: Served) -> dict[str, Any]:
    return {"activity_id": version(served).activity_id}


ARGUMENTS: dict[str, Callable[[Served], dict[str, Any]]] = {
    **dict.fromkeys(("charting:round", "charting:extend", "charting:remind", "charting:again"), _open),
    **dict.fromkeys(("charting:reveal", "charting:cancel"), _open),
    **dict.fromkeys(
        ("charting:parties", "charting:begin"), lambda served: {"round_id": draft(served).round_id}
    ),
    **dict.fromkeys(("charting:ballot", "charting:send", "charting:hand-on"), _party),
    **dict.fromkeys(("charting:agenda", "charting:present", "charting:minutes", "charting:publish"), _revealed),
    **dict.fromkeys(("charting:topic", "charting:act", "charting:dissent"), _topic),
    "charting:vote": _voting,
    "charting:profile": lambda _served: {"name": "nis2"},
    **dict.fromkeys(("charting:row", "charting:refuse", "charting:words"), _row),
}  # fmt: skip
_CLOSES = {"closes_on": rounds_made.CLOSES.isoformat()}
POSTS: dict[str, Any] = {
    "charting:new": lambda _served: {"title": "Who holds what", "activity": rounds_made.activities()},
    "charting:parties": lambda _served: {
        "party": list(rounds_made.PARTIES),
        **{f"who.{key}": person for key, person in invited().items()},
    },
    "charting:begin": _CLOSES,
    "charting:extend": _CLOSES,
    "charting:again": _CLOSES,
    "charting:remind": {},
    "charting:reveal": {},
    "charting:cancel": {},
    "charting:hand-on": lambda served: {"who": served.people["colleague"]},
    "charting:ballot": {"n": "1", "answers_for": "ciso", "mine": "A", "do": "next"},
    "charting:send": {},
    "charting:present": {"present": ["Security"]},
    "charting:publish": {},
    "charting:act": {"do": "note", "note": "We talked about it."},
    "charting:vote": {"agrees": "yes"},
    "charting:dissent": {"dissent": "We would rather not."},
    "charting:rows": lambda served: {"row": f"{version(served).activity_id}/1"},
    "charting:row": {"version": "1"},
    "charting:refuse": {"version": "1", "reason": "Nobody asked us."},
    "charting:words": {"party": "it", "was": "", "words": "Ours now."},
}
