"""Names for a sample: with a reason, of this activity only, and shown to everyone concerned."""

from __future__ import annotations

import json
from typing import Any

from accountability.test_evidence import accountable
from served import Served

URL = "/answer-for/encrypt-laptops/reveal"
REASON = "Visiting five laptops for the yearly audit"


def laptop(served: Served) -> Any:
    from drystone.gaps.models import Gap

    mine = Gap.objects.filter(status="open", asset_kind="device", responsible__person_id=served.people["employee"])
    return mine.order_by("gap_id")[0]


def looks(served: Served, who: str) -> list[str]:
    found = json.loads(served.client(who).get("/me/data.json").getvalue())["looks"]
    return [look["reason"] for look in found if look["action"] == "revealed-in-a-sample"]


def test_an_auditor_sees_names_of_a_sample_and_the_people_see_who_looked(served: Served) -> None:
    gap = laptop(served)
    page = served.client("auditor").post(URL, {"ids": gap.asset_id, "reason": REASON})
    assert page.status_code == 200
    assert served.person("employee").name in page.content.decode()
    assert gap.asset_name in page.content.decode()
    assert looks(served, "employee") == [REASON]
    assert looks(served, "colleague") == []


def test_ids_of_a_pack_are_understood_and_given_back_as_they_were_written(served: Served) -> None:
    from drystone.accountability import masks
    from drystone.audit import signing

    gap, key = laptop(served), signing.key(served.root / "var" / "evidence-key.pem")
    masked = masks.Masks(key).thing("device", gap.asset_id)
    page = served.client("auditor").post(URL, {"ids": masked, "reason": REASON}).content.decode()
    assert masked in page
    assert gap.asset_name in page
    assert gap.asset_id not in page
    stranger = masks.Masks(key).actor(served.people["leaver"])
    answer = served.client("auditor").post(URL, {"ids": stranger, "reason": REASON})
    assert (answer.status_code, served.people["leaver"] in answer.content.decode()) == (422, False)


def test_the_accountable_may_too_and_whoever_only_does_it_may_not(served: Served) -> None:
    body = {"ids": laptop(served).asset_id, "reason": REASON}
    assert served.client(accountable(served)).post(URL, body).status_code == 200
    assert served.client("employee").post(URL, body).status_code == 404


def test_without_a_reason_with_too_many_or_with_ids_of_something_else_nothing_shows(served: Served) -> None:
    from drystone.directory.models import Person

    asset, stranger = laptop(served).asset_id, served.people["leaver"]
    several = " ".join(f"device-{number}" for number in range(11))
    client = served.client("auditor")
    for body in (
        {"ids": asset, "reason": "so"},
        {"ids": several, "reason": REASON},
        {"ids": stranger, "reason": REASON},
        {"ids": "", "reason": REASON},
    ):
        page = client.post(URL, body)
        assert page.status_code == 422, body
        assert Person.objects.get(person_id=stranger).name not in page.content.decode()
    assert looks(served, "employee") == []


def test_a_token_with_the_scope_does_the_same_and_leaves_the_same_trace(served: Served) -> None:
    import json

    from django.test import Client

    from directory.test_tokens import token

    body = json.dumps({"ids": [laptop(served).asset_id], "reason": REASON})
    for scope, status in (("evidence:read", 403), ("evidence:people", 200)):
        header = {"host": "127.0.0.1", "authorization": f"Bearer {token(served, 'auditor', scope)}"}
        told = Client(headers=header).post(f"/api/v1{URL}", body, content_type="application/json")
        assert told.status_code == status
    assert told.json()[0]["owner"] == served.person("employee").name
    assert looks(served, "employee") == [REASON]
