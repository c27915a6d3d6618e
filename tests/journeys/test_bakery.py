"""A chain of bakeries whose systems disagree about whose each till is; every owner was worked out by hand.

As of 1 July 2026: Carl, Dora and Eve have left. Carl's and Dora's next living manager is Bert; Eve had none. Claims
are evidence for 90 days, that is from 2 April on. D1 to D15 are tills, known to the sources a (rank 10) and b (20).
"""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.by_hand import Organisation

OWNERS = {
    ("D1", "bert", "assigned"),  # on its last day as evidence; the last user comes after it
    ("D2", "anna", "last_user"),  # what a says is a second too old
    ("D3", "anna", "last_user"),  # Carl has left; a manager comes last
    ("D4", "bert", "manager"),
    ("D5", "bert", "manager"),  # Dora's manager Carl has left too
    ("D6", "boss", "fallback"),  # Eve had no manager
    ("D7", "boss", "fallback"),  # nobody has this address
    ("D8", "anna", "assigned"),  # by an alias; a's rank beats b's fresher and heavier claim
    ("D10", "boss", "tag"),  # a tag comes before the identity provider
    ("D11", "boss", "fallback"),  # administrators are not in the order: never owners
    ("D12", "anna", "decision"),
    ("D13", "anna", "last_user"),  # not Bert's, said Bert
    ("D14", "boss", "fallback"),  # not Bert's, and nobody else's
    ("D15", "o'hara+x", "assigned"),  # a claim without a date is as old as its file
}


def test_every_owner_is_the_one_that_the_ordered_claims_give(organisation: Callable[[str], Organisation]) -> None:
    bakery = organisation("bakery")
    bakery.run("2026-07-01")
    for word, till, person in (("owner", "D12", "anna"), ("not-mine", "D13", "bert"), ("not-mine", "D14", "bert")):
        bakery.say("decide", word, "device", till, f"{person}@bakery.example", "--reason", "seen it")
    # The same day again: decisions count at once, and no claim ages by the hour.
    assert bakery.run("2026-07-01T09:30")["inventory"]["device"] == 14
    rows = bakery.gaps("check", "asset_name", "item", "responsible", "accountable", "via", "status")
    found = {check: {(row[1], row[3], row[5]) for row in rows if row[0] == check} for check in {row[0] for row in rows}}
    assert found["c-own"] == OWNERS
    assert found["c-boss"] == {
        ("D1", "anna", "asset.owner.manager"), ("D4", "anna", "asset.owner.manager"), ("D10", "boss", "fallback"),
    }  # fmt: skip
    assert found["c-lead"] == {("D1", "anna", "holder"), ("D2", "anna", "holder")}
    assert found["c-backup"] == {
        ("B1", "anna", "parent"), ("B2", "bert", "assigned"), ("B3", "anna", "parent"), ("B4", "anna", "parent"),
        ("B5", "boss", "fallback"),
    }  # fmt: skip
    assert found["c-app"] == {
        ("Oven control", "anna", "assigned"), ("Till", "anna", "parent"), ("Recipes", "anna", "parent"),
        ("Rota", "boss", "fallback"),
    }  # fmt: skip
    assert found["c-vendor"] == {
        ("Flour Ltd", "anna", "asset.sponsor"), ("Sugar Ltd", "bert", "manager"), ("Salt Ltd", "boss", "fallback"),
    }  # fmt: skip
    assert {(row[1], row[3], row[4], row[5]) for row in rows if row[0] == "c-project"} == {
        ("P1", "bert", "bert", "asset.lead"), ("P2", "bert", "bert", "manager"), ("P3", "boss", "boss", "fallback"),
    }  # fmt: skip
    assert {row[1] for row in rows if row[0] == "duty-without-a-holder" and row[6] == "open"} == {
        "asset.owner", "asset.owner.manager", "asset.sponsor", "asset.lead",
    }  # fmt: skip
    gone, old = "left", "stale"
    assert {(row[1], row[2]) for row in rows if row[0] == "skipped" and row[6] == "open"} == {
        ("D2", f"assigned:bert@bakery.example:{old}"), ("D3", f"assigned:carl@bakery.example:{gone}"),
        ("D4", f"assigned:carl@bakery.example:{gone}"), ("D5", f"assigned:dora@bakery.example:{gone}"),
        ("D6", f"assigned:eve@bakery.example:{gone}"), ("D7", "assigned:ghost@bakery.example:nobody"),
    }  # fmt: skip
