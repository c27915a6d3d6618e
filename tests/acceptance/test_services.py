"""Nine services' recorded answers in one program, rooted in Workday: whose is what, and what is to do.

A made-up list of logins says which of the four people of Workday goes by which name elsewhere: the recorded answers
come from different made-up companies and would not meet otherwise.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.acceptance.conftest import Ran

pytestmark = pytest.mark.data

ALICE, BOB, CAROL, DAVID = (f"{n}@example.com" for n in ("alice.johnson", "bob.smith", "carol.williams", "david.brown"))


def test_nine_services_give_people_accounts_devices_and_gaps_with_owners(main_job: Callable[..., Ran]) -> None:
    ran = main_job("saas")
    assert {one["id"]: one["rows"] for one in ran.report["sources"]} == {
        "workday": 4, "okta": 10, "entra": 8, "google": 5, "intune": 8, "jamf": 8, "kandji": 4, "snipeit": 15,
        "github": 17, "logins": 6,
    }  # fmt: skip
    assert all(one["status"] == "complete" for one in ran.report["sources"])
    counted = {name: rows for name, rows in ran.report["inventory"].items() if rows}
    assert counted == {
        "person": 4, "account": 17, "device": 16, "software": 4, "application": 5, "repository": 7, "credential": 4,
        "vulnerability": 1, "membership": 5, "alias": 7, "claim": 32,
    }  # fmt: skip
    _people(ran)
    _accounts(ran)
    _devices(ran)
    _repositories(ran)
    # What several of one source share is no key: Kandji's four devices have two serial numbers, both placeholders.
    assert set(ran.rows("select key_name, value from rejected_key where records > 1")) == {
        ("serial_number", "AAAAAAAA"), ("serial_number", "BBBBBBBB"),
    }  # fmt: skip
    assert ran.report["gaps"]["unowned"] == 0


def _people(ran: Ran) -> None:
    led = ran.rows("select p.email, m.email from person p left join person m on m.person_id = p.manager_id order by 1")
    assert led == [(ALICE, CAROL), (BOB, CAROL), (CAROL, DAVID), (DAVID, None)]
    [top] = ran.gaps_of("person-without-a-manager")
    assert (top["asset_name"], top["via"]) == ("David Brown", "fallback")


def _accounts(ran: Ran) -> None:
    theirs = ran.rows("""
        select a.system, a.username, p.email from account a join person p using (person_id) order by 1, 2
    """)
    assert theirs == [
        ("entra", "hjsimpson@simpson.corp", BOB),
        ("github", "hjsimpson", BOB),  # known to GitHub by another address, which GitHub itself calls an alias
        ("github", "mbsimpson", CAROL),
        ("google-workspace", "alice@example.com", ALICE),
        ("google-workspace", "bob@example.com", BOB),
        ("snipeit", "hjsimpson", BOB),
        ("snipeit", "mbsimpson", CAROL),
    ]
    assert ran.check("account-without-a-person") == (7, 10, 0, 0)
    nobodys = {(*gap["responsible"], gap["accountable"]) for gap in ran.gaps_of("account-without-a-person")}
    assert nobodys == {(CAROL, DAVID)}
    # Google says that Bob has none, Snipe-IT that none of its four users has one; ten accounts do not say.
    assert sorted((gap["asset_name"], *gap["responsible"], gap["via"]) for gap in ran.gaps_of("second-factor")) == [
        ("bob@example.com", BOB, "assigned"),
        ("ecartman", DAVID, "fallback"),
        ("hjsimpson", BOB, "assigned"),
        ("kbroflovski", DAVID, "fallback"),
        ("mbsimpson", CAROL, "assigned"),
    ]
    assert ran.check("second-factor") == (2, 5, 10, 0)
    assert ran.check("administrator-second-factor") == (2, 4, 2, 9)


def _devices(ran: Ran) -> None:
    owned = ran.rows("""
        select d.hostname, p.email, o.source from device d join owner o on o.asset_id = d.device_id
        join person p on p.person_id = d.owner_id order by 1
    """)
    assert owned == [
        ("Shyam's MacBook Pro", ALICE, "intune"),
        ("Springfield-Admin-Mac-01", ALICE, "jamf"),
        ("bluemarge-linux", CAROL, "snipeit"),
        ("donut-mac", BOB, "snipeit"),
        ("homer-iphone", BOB, "snipeit"),
        ("itchy-windows", CAROL, "snipeit"),
        ("slingshot-galaxy", CAROL, "snipeit"),
    ]
    assert ran.check("device-without-an-owner") == (7, 9, 0, 0)
    assert ran.check("disk-encrypted") == (4, 2, 10, 0)
    assert {gap["asset_name"] for gap in ran.gaps_of("disk-encrypted")} == {
        "Springfield-Design-Mac-02", "Test Windows Laptop",
    }  # fmt: skip
    assert ran.check("device-not-seen") == (6, 4, 6, 0)
    installed = ran.rows("select d.hostname, s.name, s.version from software s join device d using (device_id)")
    assert sorted(installed) == [
        ("Shyam's MacBook Pro", "Google Chrome", "123.0.6312.86"),
        ("Shyam's MacBook Pro", "Tailscale", "1.62.0"),
        ("Test Windows Laptop", "Google Chrome", "123.0.6312.86"),
        ("Test Windows Laptop", "Microsoft Device Inventory Agent", "26.4.20.2000"),
    ]


def _repositories(ran: Ran) -> None:
    assert ran.check("branch-protected") == (0, 3, 4, 0)
    [flaw] = ran.gaps_of("known-flaw")
    assert (flaw["asset_name"], flaw["item"], flaw["detail"]) == ("simpsoncorp/sample_repo", "CVE-2018-6188", "django")
    assert (flaw["responsible"], flaw["accountable"]) == ([CAROL], DAVID)
