"""Results of practice messages: GoPhish, Microsoft's attack simulation, and lists from anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Stage = Callable[..., Any]

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def details(agent: str = BROWSER, address: str = "198.51.100.7", **payload: Any) -> str:
    """What GoPhish keeps of a click, written as text into its event."""
    return json.dumps({"payload": payload, "browser": {"address": address, "user-agent": agent}})


def gophish() -> dict[str, Any]:
    """A campaign as the API gives it."""
    event = {"email": "ada@fenwick.example"}
    return {
        "id": 17,
        "name": "A parcel",
        "status": "In progress",
        "timeline": [
            {"email": "", "time": "2026-03-02T07:59:00.5Z", "message": "Campaign Created", "details": ""},
            {**event, "time": "2026-03-02T08:00:00.123456789Z", "message": "Email Sent", "details": ""},
            {**event, "time": "2026-03-02T08:00:04Z", "message": "Clicked Link", "details": details("curl/8.0")},
            {
                **event,
                "time": "2026-03-02T08:05:00Z",
                "message": "Submitted Data",
                "details": details(password=["correct horse"]),
            },
            {**event, "time": "2026-03-02T08:09:00Z", "message": "Email Reported", "details": ""},
        ],
        "results": [
            {
                "id": "a",
                "email": "ada@fenwick.example",
                "status": "Submitted Data",
                "send_date": "2026-03-02T08:00:00Z",
            },
            {"id": "b", "email": "bob@fenwick.example", "status": "Email Sent", "send_date": "2026-03-02T08:00:10Z"},
            {"id": "c", "email": "cy@fenwick.example", "status": "Scheduled", "send_date": "2026-03-09T08:00:10Z"},
        ],
    }


def test_a_campaign_of_gophish_says_what_happened_and_nothing_that_was_typed(stage: Stage) -> None:
    result = stage("gophish", gophish())
    acts = [(row["person_id"].split("@")[0], row["act"], row["acted_at"][11:]) for row in result.rows["practice"]]
    assert acts == [
        ("ada", "sent", "08:00:00"), ("ada", "clicked", "08:00:04"), ("ada", "submitted", "08:05:00"),
        ("ada", "reported", "08:09:00"), ("bob", "sent", "08:00:10"),
    ]  # fmt: skip
    assert {row["campaign"] for row in result.rows["practice"]} == {"17"}
    assert [row.get("agent") for row in result.rows["practice"]] == [None, "tool", "browser", None, None]
    written = json.dumps(result.rows)
    assert not [word for word in ("correct horse", "curl", "Firefox", "198.51.100.7") if word in written]


def test_both_files_of_gophishs_export_speak_of_one_campaign(stage: Stage) -> None:
    told = gophish()
    lines = [f"17,{event['email']},{event['time']},{event['message']}," for event in told["timeline"]]
    events = "\n".join(["campaign_id,email,time,message,details", *lines])
    rows = stage("gophish", events, file="A parcel - Events.csv").rows["practice"]
    assert [row["act"] for row in rows] == ["sent", "clicked", "submitted", "reported"]
    assert {row["campaign"] for row in rows} == {"A parcel"}
    head = "id,status,ip,send_date,reported,modified_date,email"
    results = f"{head}\nx,Clicked Link,,2026-03-02T08:00:00Z,true,,ada@fenwick.example"
    rows = stage("gophish", results, file="A parcel - Results.csv").rows["practice"]
    assert [(row["act"], row.get("acted_at")) for row in rows] == [
        ("sent", "2026-03-02 08:00:00"), ("clicked", None), ("reported", None),
    ]  # fmt: skip
    assert {row["campaign"] for row in rows} == {"A parcel"}


def simulation_user(name: str, **more: Any) -> dict[str, Any]:
    """A user of an attack simulation as Graph tells of one."""
    return {"simulationUser": {"userId": name, "email": f"{name}@fenwick.example"}, "isCompromised": False, **more}


def test_an_answer_of_graph_names_its_simulation_in_its_context(stage: Stage) -> None:
    event = {"ipAddress": "203.0.113.5", "browser": "Edge", "osPlatformDeviceDetails": "Windows"}
    users = [
        simulation_user(
            "ada",
            isCompromised=True,
            compromisedDateTime="2026-03-02T08:06:00Z",
            reportedPhishDateTime="2026-03-02T08:07:00Z",
            simulationEvents=[
                {"eventName": "SuccessfullyDeliveredEmail", "eventDateTime": "2026-03-02T08:00:00Z"},
                {"eventName": "EmailLinkClicked", "eventDateTime": "2026-03-02T08:05:00Z", **event},
                {"eventName": "CredSupplied", "eventDateTime": "2026-03-02T08:06:00Z", **event},
            ],
        ),
        simulation_user("bob", isCompromised=True, compromisedDateTime="2026-03-02T09:00:00Z", simulationEvents=[]),
        simulation_user("cy", simulationEvents=[]),
    ]
    context = "https://graph.microsoft.com/v1.0/$metadata#security/attackSimulation/simulations('ab-1')/report/simulationUsers"
    rows = stage("attack-simulation", {"@odata.context": context, "value": users}).rows["practice"]
    assert {row["campaign"] for row in rows} == {"ab-1"}
    acts = [(row["person_id"].split("@")[0], row["act"]) for row in rows]
    assert acts == [
        ("ada", "sent"), ("ada", "clicked"), ("ada", "submitted"), ("ada", "reported"),
        ("bob", "sent"), ("bob", "clicked"), ("cy", "sent"),
    ]  # fmt: skip


def test_a_simulation_with_its_report_gives_its_name_and_its_launch(stage: Stage) -> None:
    one = {
        "id": "ab-2",
        "displayName": "Your timetable",
        "attackTechnique": "linkInAttachment",
        "launchDateTime": "2026-03-02T08:00:00Z",
        "report": {"simulationUsers": [simulation_user("ada")]},
    }
    row = stage("attack-simulation", {"value": [one]}).one("practice")
    assert (row["campaign_name"], row["act"], row["acted_at"]) == ("Your timetable", "sent", "2026-03-02 08:00:00")


def test_any_list_will_do_whether_it_says_when_or_only_that(stage: Stage) -> None:
    lines = (
        "email,campaign,sent_at,clicked_at,reported,user_agent,ip,network\n"
        "ada@fenwick.example,spring,2026-03-02T08:00:00Z,2026-03-02T08:00:02Z,yes,,203.0.113.9,hosting\n"
        "bob@fenwick.example,spring,2026-03-02T08:00:00Z,,no,,,\n"
    )
    rows = stage("practice", lines).rows["practice"]
    assert [(row["person_id"][:3], row["act"], row.get("acted_at", "")[11:]) for row in rows] == [
        ("ada", "sent", "08:00:00"), ("ada", "clicked", "08:00:02"), ("ada", "reported", ""),
        ("bob", "sent", "08:00:00"),
    ]  # fmt: skip
    assert (rows[1]["agent"], rows[1]["address"]) == ("none", "machine")
    events = [
        {"email": "ada@fenwick.example", "event": "Link clicked", "time": "2026-03-02T08:00:02Z", "method": "HEAD"}
    ]
    row = stage("practice", events, campaign="autumn").one("practice")
    assert (row["campaign"], row["act"], row["method"]) == ("autumn", "clicked", "head")


def test_an_address_leaves_a_mark_that_is_another_one_in_every_campaign(stage: Stage) -> None:
    def marks(campaign: str) -> list[str]:
        rows = [
            {"email": f"{name}@fenwick.example", "campaign": campaign, "clicked_at": "2026-03-02T08:00:02Z", "ip": ip}
            for name, ip in (("ada", "203.0.113.9"), ("bob", "203.0.113.9"), ("cy", "203.0.113.10"))
        ]
        found = stage("practice", rows, machine_addresses=["203.0.113.10/32", "no network"]).rows["practice"]
        clicks = [row for row in found if row["act"] == "clicked"]
        assert [row["address"] for row in clicks][2] == "machine"
        return [row["origin"] for row in clicks]

    first, second = marks("one"), marks("two")
    assert first[0] == first[1] != first[2]
    assert not set(first) & set(second)
    assert {len(mark) for mark in first} == {6}, "too short to say which address it is of"
