"""A small clinic whose every gap, owner and unknown was worked out by hand, from the command line's point of view.

As of 1 July 2026: Hana (head of people) and Leo (nurse) have left. Jamf and the agent both know Nia's Mac, which Jamf
says is not encrypted; nobody is named for the spare Mac; two machines carry a placeholder serial.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import command
from tests.journeys.by_hand import AS_OF, Run


@pytest.fixture
def report(clinic_run: Run) -> dict[str, Any]:
    """Return what the first run told."""
    return clinic_run.report


@pytest.fixture
def clinic(clinic_run: Run, tmp_path: Path) -> Path:
    """Return a copy of the clinic as the first run left it."""
    return clinic_run.copy(tmp_path / "clinic")


def drystone(*words: str, exits: int = 0) -> str:
    """Run the command line as a person would and return what it printed on stdout."""
    said = command.drystone(*words)
    assert said.code == exits, said.err + said.out
    return said.out


def run(folder: Path, as_of: str = AS_OF) -> dict[str, Any]:
    return dict(json.loads(drystone("run", "--program", str(folder), "--json", "--as-of", as_of)))


def gaps(folder: Path) -> list[dict[str, Any]]:
    text = drystone(
        "gaps", "--program", str(folder), "--format", "json", "--with-people", "--reason", "checking the test by hand"
    )
    return list(json.loads(text))


def short(rows: list[dict[str, Any]]) -> set[tuple[str, str, str | None, tuple[str, ...], str | None]]:
    """Return what matters of each gap: check, thing, item, responsible, accountable."""
    return {
        (r["check"], r["asset_name"], r["item"] or None, tuple(r["responsible"]), r["accountable"])
        for r in rows
        if r["status"] == "open"
    }


PEOPLE = {n: f"{n}@brightwater.example" for n in ("ida", "sol", "nia", "pim", "wilma", "dora", "ivo")}

BY_HAND = {
    # Nia's Mac: Jamf (rank 20) says Off; the agent does not know. It is hers.
    ("laptop-disk-encrypted", "mac-nia", None, (PEOPLE["nia"],), PEOPLE["ida"]),
    # Pim's laptop says no, in words.
    ("laptop-disk-encrypted", "win-pim", None, (PEOPLE["pim"],), PEOPLE["ida"]),
    # The spare Mac's FV is empty, so nobody knows: that is unknown, and an unknown opens nothing.
    # Leo's Mac has not been seen for 61 days; he left, so it is his manager's.
    ("device-not-seen", "mac-leo", None, (PEOPLE["wilma"],), PEOPLE["ida"]),
    # Leo's account still works. The head of people has left, without a deputy, so her manager answers.
    ("leaver-account-active", "leo@brightwater.example", "Okra", (PEOPLE["ida"],), PEOPLE["dora"]),
    # Until somebody else is head of people, her manager answers, and somebody has to be found.
    ("letter-of-a-leaver", "Head of people", "A of remove-leavers", (PEOPLE["dora"],), PEOPLE["sol"]),
    # Zed has no manager; his head of department is Ida.
    ("person-has-manager", "Zed Zorn", None, (PEOPLE["ida"],), PEOPLE["sol"]),
}


def test_the_gaps_are_those_that_reading_by_hand_gives(clinic: Path) -> None:
    assert {row for row in short(gaps(clinic)) if not row[0].startswith("duty-")} == BY_HAND


def test_unknown_is_said_as_unknown(report: dict[str, Any]) -> None:
    counts = {check["id"]: check for check in report["checks"]}
    # Six laptops: nia and pim fail, leo, ida and zed pass, the spare is unknown; the terminal is no laptop.
    laptops = counts["laptop-disk-encrypted"]
    assert [laptops[key] for key in ("pass", "fail", "unknown", "not_applicable", "error")] == [3, 2, 1, 1, None]
    assert counts["leaver-account-active"]["not_applicable"] == 1  # the ghost account has no person
    assert counts["leaver-account-active"]["fail"] == 1


def test_two_records_of_one_mac_are_one_device_and_placeholders_are_not(report: dict[str, Any]) -> None:
    assert report["inventory"]["device"] == 7
    assert report["inventory"]["person"] == 10
    assert report["merges"]["rejected_keys"] >= 1


def test_a_gap_is_due_when_its_check_and_the_program_say(clinic: Path) -> None:
    due = {(r["check"], r["asset_name"]): r["due"][:10] for r in gaps(clinic)}
    assert due["laptop-disk-encrypted", "mac-nia"] == "2026-07-08"
    assert due["device-not-seen", "mac-leo"] == "2026-07-04"  # critical, criticality 2: three days
    assert due["person-has-manager", "Zed Zorn"] == "2026-07-15"  # high, criticality 2: fourteen days


def test_running_again_changes_nothing(clinic: Path, report: dict[str, Any]) -> None:
    again = run(clinic)
    assert report["gaps"]["opened"] >= len(BY_HAND)
    assert {k: again["gaps"][k] for k in ("opened", "closed", "reopened")} == {"opened": 0, "closed": 0, "reopened": 0}
    assert again["gaps"]["open"] == report["gaps"]["open"]


def test_a_mended_thing_closes_its_gap_and_a_relapse_opens_the_same_one(clinic: Path) -> None:
    before = {(r["check"], r["asset_name"]): r for r in gaps(clinic)}
    export = clinic / "exports" / "jamf.csv"
    text = export.read_text()
    export.write_text(text.replace("C02AAA,Off", "C02AAA,On"))
    assert run(clinic, "2026-07-02")["gaps"]["closed"] == 1
    assert ("laptop-disk-encrypted", "mac-nia") not in {
        (r["check"], r["asset_name"]) for r in gaps(clinic) if r["status"] == "open"
    }
    export.write_text(text)
    assert run(clinic, "2026-07-03")["gaps"]["reopened"] == 1
    after = {(r["check"], r["asset_name"]): r for r in gaps(clinic)}
    assert after["laptop-disk-encrypted", "mac-nia"]["gap_id"] == before["laptop-disk-encrypted", "mac-nia"]["gap_id"]


def test_a_source_that_shrinks_closes_nothing(clinic: Path, report: dict[str, Any]) -> None:
    export = clinic / "exports" / "jamf.csv"
    export.write_text("\n".join(export.read_text().splitlines()[:2]) + "\n")
    shrunk = run(clinic, "2026-07-02")
    assert {s["id"]: s["status"] for s in shrunk["sources"]}["jamf"] == "incomplete"
    assert shrunk["gaps"]["closed"] == 0
    assert shrunk["inventory"]["device"] == report["inventory"]["device"]


def test_a_thing_that_is_gone_from_a_complete_source_closes_its_gap(clinic: Path) -> None:
    export = clinic / "exports" / "edr.csv"
    export.write_text("\n".join(line for line in export.read_text().splitlines() if "win-pim" not in line) + "\n")
    assert run(clinic, "2026-07-02")["gaps"]["closed"] == 1


def test_people_are_opaque_ids_unless_asked_for_with_a_reason(clinic: Path) -> None:
    text = drystone("gaps", "--program", str(clinic), "--format", "json")
    assert "@brightwater.example" not in json.dumps([r["responsible"] for r in json.loads(text)])
    drystone("gaps", "--program", str(clinic), "--format", "json", "--with-people", exits=2)


def test_a_slip_in_a_checks_name_is_no_good_news(clinic: Path) -> None:
    said = command.drystone("gaps", "--check", "laptop-disk-encryptd", "--program", clinic)
    assert (said.code, said.out) == (2, "")
    assert "Did you mean 'laptop-disk-encrypted'?" in said.err


def test_who_and_why_explain_themselves(clinic: Path) -> None:
    who = json.loads(drystone("who", "device", "C02AAA", "--program", str(clinic), "--json"))
    assert "encrypt-laptops" in json.dumps(who)
    why = json.dumps(json.loads(drystone("why", "device", "mac-nia", "--program", str(clinic), "--json")))
    assert "jamf" in why
    assert "edr" in why


def test_every_key_of_the_json_answers_is_documented(clinic: Path, report: dict[str, Any]) -> None:
    page = (command.SOURCE.parent / "docs" / "cli.md").read_text(encoding="utf-8")
    told: list[Any] = [report | {"inventory": {}, "timings": {}}, gaps(clinic)]
    for words in (("who", "device", "mac-nia"), ("why", "device", "mac-nia")):
        told.append(json.loads(drystone(*words, "--program", str(clinic), "--json")))
    assert {name for name in keys(told) if f'"{name}":' not in page} == set()


def keys(document: Any) -> set[str]:
    """Return every name in a JSON document, however deep."""
    if isinstance(document, dict):
        return set(document).union(*map(keys, document.values()))
    return set().union(*map(keys, document)) if isinstance(document, list) else set()


def test_moments_are_written_one_way_everywhere(clinic: Path) -> None:
    why = json.loads(drystone("why", "device", "mac-nia", "--program", str(clinic), "--json"))
    seen = [record["seen_at"] for record in why["records"] if record["seen_at"]]
    assert seen
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment) for moment in seen)


def test_an_activity_is_a_thing_with_letters_and_without_records(clinic: Path) -> None:
    who = json.loads(drystone("who", "activity", "rehearse", "--program", str(clinic), "--json"))
    assert [(line["letter"], line["position"]) for line in who["letters"]] == [("R", "security-lead"), ("A", "it-head")]
    drystone("why", "activity", "rehearse", "--program", str(clinic), exits=2)


def test_validate_says_how_far_each_check_reaches(clinic: Path) -> None:
    def reach(as_of: str) -> dict[str, list[str]]:
        told = json.loads(drystone("validate", "--program", str(clinic), "--json", "--as-of", as_of))
        return dict(told["reach"])

    for word in ("sampled", "started"):
        settle = ("decide", word, "laptop-disk-encrypted", "--reason", "asked", "--as-of", AS_OF)
        drystone(*settle, "--program", str(clinic))
    assert "laptop-disk-encrypted" in reach("2026-07-14")["trial"]
    assert reach("2026-07-15")["live"] == ["laptop-disk-encrypted"]
    assert "1 check live: laptop-disk-encrypted" in drystone(
        "validate", "--program", str(clinic), "--as-of", "2026-07-15"
    )


def test_where_the_accountable_asks_the_nearest_superior_who_is_still_here_decides(clinic: Path) -> None:
    hr = clinic / "exports" / "hr.csv"
    hr.write_text(hr.read_text().replace("Head of IT;1", "Head of IT;5"))  # Hana, who has left; Dora led her.
    run(clinic)
    gap = next(one["gap_id"] for one in gaps(clinic) if one["asset_name"] == "win-pim")
    by = ("--program", str(clinic), "--as-of", AS_OF, "--by")
    asked = drystone("exception", "ask", gap, "--reason", "waits", "--until", "2026-08-01", *by, PEOPLE["ida"])
    exception = re.findall(r"exception-\w+", asked)[0]
    drystone("exception", "approve", exception, *by, PEOPLE["sol"], exits=2)
    drystone("exception", "approve", exception, *by, PEOPLE["dora"])
    assert [one["status"] for one in gaps(clinic) if one["gap_id"] == gap] == ["excepted"]


def test_a_file_that_cannot_be_written_is_said_in_words(clinic: Path) -> None:
    said = command.drystone("matrix", "export", clinic / "nowhere" / "m.csv", "--program", clinic)
    assert (said.code, said.out) == (3, "")
    assert "nowhere/m.csv: No such file" in said.err
    assert "Traceback" not in said.err


def test_a_typing_slip_in_a_column_is_found_before_anything_runs(clinic: Path) -> None:
    checks = clinic / "checks" / "all.yaml"
    checks.write_text(checks.read_text().replace("not disk_encrypted", "not disk_encryptd"))
    out = drystone("validate", "--program", str(clinic), exits=1)
    assert "checks/all.yaml:4" in out
    assert "disk_encrypted" in out
