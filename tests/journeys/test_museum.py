"""A museum as Okta, Intune and Jamf answer; every outcome was worked out by hand from their answers."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.journeys.by_hand import Organisation


def test_vendors_answers_give_the_outcomes_and_owners_that_they_say(
    organisation: Callable[[str], Organisation],
) -> None:
    museum = organisation("museum")
    report = museum.run("2026-07-01")
    # MUS-M-02 is one machine in Intune and, in small letters, in Jamf.
    assert (report["inventory"]["device"], report["inventory"]["account"]) == (6, 6)
    assert report["outcomes"] == {
        # Intune says MUS-M-02 is not encrypted and is Ana's; Jamf (rank 20) says it is, and Ben's. M-06 is unknown.
        "disk": (2, 3, 1, 0),
        # Ana: a key beside SMS. Cyd: SMS, push was never finished. Dir: an empty list of factors. Benno: no answer.
        "mfa": (2, 2, 1, 1),
        # Benno's address is Ben's; nobody in HR is the robot.
        "nobody": (4, 1, 0, 1),
    }
    rows = museum.gaps("check", "asset_name", "responsible", "via")
    assert {row for row in rows if row[0] in report["outcomes"]} == {
        ("disk", "MUS-M-03", "cyd", "assigned"), ("disk", "MUS-W-04", "cyd", "assigned"),
        ("disk", "MUS-M-05", "cyd", "assigned"), ("mfa", "cyd@museum.example", "cyd", "assigned"),
        ("mfa", "dir@museum.example", "dir", "assigned"), ("nobody", "svc-robot@museum.example", "dir", "fallback"),
    }  # fmt: skip

    # M-03 is gone from Intune, which covers Windows only; M-05 from Jamf, which covers Macs.
    for name, rows, gone in (("intune", "value", "g3"), ("jamf", "results", "12")):
        path = museum.folder / "exports" / f"{name}.json"
        answer = json.loads(path.read_text())
        answer[rows] = [row for row in answer[rows] if row["id"] != gone]
        path.write_text(json.dumps(answer))
    museum.run("2026-07-02")
    assert museum.gaps("asset_name", "status", check="disk") == {
        ("MUS-M-03", "open"), ("MUS-W-04", "open"), ("MUS-M-05", "closed"),
    }  # fmt: skip
