"""What is known about me is all of it, without anybody's secrets, and without what is somebody else's."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from served import NOW, Served


def _live(served: Served) -> str:
    """Let the employee have something of every sort that is kept."""
    from allauth.mfa.models import Authenticator

    from drystone.decisions import questions
    from drystone.directory import badges, links
    from drystone.directory.models import Token
    from drystone.gaps import acts, exceptions
    from drystone.gaps.models import Attestation, Gap
    from drystone.messages import actions as messages

    me, other = served.people["employee"], served.people["administrator"]
    user = served.user("employee")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "hidden-secret"})
    Token.objects.create(
        user=user, name="my script", prefix="abc", digest="hidden-digest", created_at=NOW, expires_at=NOW
    )
    badges.make(me, by=other, now=NOW)
    user.grants.create(power="edit-the-program", granted_by=other, granted_at=NOW)
    links.make(links.PERSON, now=NOW, by=other, person_id=me)
    mine = Gap.objects.filter(status="open", responsible__person_id=me).exclude(accountable="")
    gap = mine.order_by("gap_id")[0]
    day = NOW.date()
    acts.put_off(gap.gap_id, acts.Delay(day + dt.timedelta(days=3), day, dt.timedelta(days=14)), by=me, at=NOW)
    exceptions.request(
        exceptions.Wish(gap.gap_id, "in July", day + dt.timedelta(days=9)), by=me, at=NOW, superior=other
    )
    Attestation.objects.create(
        attestation_id="a", activity_id="x", asset_id="x", attested_by=me, attested_at=NOW, evidence="a ticket",
        valid_until=day,
    )  # fmt: skip
    messages.open_thread(("", ""), by=other, to=[me], text="What did you mean?", now=NOW)
    questions.ask(questions.NotMine("device", "device-1", likely_owner=me), by=other, holder="somebody", at=NOW)
    return me


def _export(served: Served, who: str = "employee") -> dict[str, Any]:
    told = served.client(who).get("/me/data.json")
    assert told.status_code == 200
    found: dict[str, Any] = json.loads(told.content)
    return found


def test_everything_that_is_kept_is_shown_and_exported(served: Served) -> None:
    _live(served)
    kept = _export(served)["kept"]
    assert set(kept) >= {
        "sign-in", "factors", "tokens", "powers", "badge", "links", "exceptions", "attestations", "put-off", "acts",
        "threads", "posts", "questions",
    }  # fmt: skip
    page = served.client("employee").get("/me/data").content.decode()
    assert "What did you mean?" in page
    assert "my script" in page


def test_no_secret_is_shown_or_exported(served: Served) -> None:
    _live(served)
    words = json.dumps(_export(served))
    assert "hidden" not in words
    assert "_hash" not in words


def test_what_is_kept_of_others_is_not_there(served: Served) -> None:
    _live(served)
    kept = _export(served, "colleague")["kept"]
    assert set(kept) <= {"sign-in", "sessions"}


def test_a_look_at_many_that_included_me_is_shown_to_me(served: Served) -> None:
    from drystone.audit import actions as audit

    me = served.people["employee"]
    payload = {"reason": "the yearly review", "people": [me, "person-of-no-one"]}
    audit.record("gaps-with-people", actor="service:x", at=NOW, about=("gaps", ""), payload=payload)
    assert [look["reason"] for look in _export(served)["looks"]] == ["the yearly review"]
    assert _export(served, "colleague")["looks"] == []


def test_what_a_provider_pushed_is_shown_whatever_it_calls_me_there(served: Served) -> None:
    from drystone.directory import knowing
    from drystone.directory.models import ScimUser

    me = served.user("employee")
    for number, (name, mail) in enumerate((("e.4711", me.email), ("e.4712", f"not-{me.email}"))):
        ScimUser.objects.create(
            scim_id=f"{number}", user_name=name, user_key=name, created_at=NOW, modified_at=NOW,
            attributes={"emails": [{"value": mail.upper(), "primary": True}]},
        )  # fmt: skip
    assert [row["user_name"] for row in knowing.known_of(me.pk, me.person_id)["pushed"]] == ["e.4711"]
