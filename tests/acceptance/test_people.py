"""People, their managers and their suppliers from files that nobody here wrote; counts were made by hand beforehand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from tests.acceptance.conftest import Ran

pytestmark = pytest.mark.data

MainJob = Callable[..., Ran]


def responsible(gaps: list[dict[str, Any]]) -> Counter[tuple[str, ...]]:
    """Return how many gaps each has to mend."""
    return Counter(tuple(gap["responsible"]) for gap in gaps)


def test_a_thousand_employees_of_an_sql_dump_have_managers_leavers_and_a_circle(main_job: MainJob) -> None:
    ran = main_job("employees")
    assert ran.source("hr") == {
        "id": "hr", "status": "complete", "rows": 1000, "quarantined": 2, "error": None,
    }  # fmt: skip
    assert ran.rows("select status, count(*) from person group by status order by 1") == [
        ("active", 802),
        ("left", 198),
    ]
    assert ran.rows(
        "select name, department, title, start_date::varchar from person where name = 'Georgi Facello'"
    ) == [("Georgi Facello", "Development", "Senior Engineer", "1986-06-26")]
    # The heads of Marketing and of Human Resources work in each other's department: a circle, cut and listed.
    circle = "select p.name from quarantine q join person p on p.person_id = q.excerpt where q.reason like '%circle%'"
    assert sorted(ran.rows(circle)) == [("Alejandro Brender",), ("Karoline Cesareni",)]
    # 242 active people work in departments without any manager; the two of the circle make 244.
    assert ran.check("person-without-a-manager") == (558, 244, 0, 198)
    # The manager of Production left in 2000, and 186 people who stayed still report to him.
    assert ran.check("manager-has-left") == (372, 186, 0, 442)
    assert {gap["detail"] for gap in ran.gaps_of("manager-has-left")} == {"Kaijung Riesenhuber"}
    assert ran.check("leaver") == (0, 198, 0, 802)
    assert responsible(ran.gaps_of("leaver")) == {("Karoline Cesareni",): 198}
    # No address is in the dump. Each manager answers for their people; where there is none, the fallback does: a hole.
    assert responsible(ran.gaps_of("person-without-an-address")) == {
        ("Uwe Garnier",): 430,
        ("Dietrich Journel",): 203,
        ("Jagoda Nannarelli",): 48,
        ("Karoline Cesareni",): 45,
        ("Munir Demeyer",): 43,
        ("Alejandro Brender",): 33,
    }
    assert ran.report["responsibility"] == {"pairs": 1000, "resolved": 570, "by_fallback": 430, "holes": 1}
    assert [gap["asset_name"] for gap in ran.gaps_of("duty-without-a-holder")] == ["asset.manager"]


def test_files_without_a_header_are_read_by_the_names_that_the_program_gives(main_job: MainJob) -> None:
    ran = main_job("adventureworks")
    assert {name: ran.report["inventory"][name] for name in ("person", "account", "vendor", "membership")} == {
        "person": 290, "account": 290, "vendor": 104, "membership": 290,
    }  # fmt: skip
    assert sum(one["quarantined"] for one in ran.report["sources"]) == 0
    # The roles find their holders by title.
    assert ran.rows("select h.role, p.name from holding h join person p using (person_id) order by 1") == [
        ("hr-head", "paula0"), ("it-head", "jean0"), ("purchasing-head", "sheela0"),
    ]  # fmt: skip
    # Four of the 104 suppliers are no longer active; nobody is named for the others.
    assert ran.check("vendor-without-a-sponsor") == (0, 100, 0, 4)
    assert responsible(ran.gaps_of("vendor-without-a-sponsor")) == {("sheela0",): 100}
    # Nothing says how anyone signs in: unknown, and an unknown opens nothing.
    assert ran.check("second-factor") == (0, 0, 290, 0)
    assert not ran.gaps_of("second-factor")
    # Rows of a second file find the accounts by their number: ten people work in department 11.
    works_in_it = ran.gaps_of("administrators-are-in-it")
    assert sorted(gap["responsible"][0] for gap in works_in_it) == [
        "ashvini0", "dan0", "dan1", "françois0", "janaina0", "jean0", "karen1", "peter1", "ramesh0", "stephanie0",
    ]  # fmt: skip


def test_the_examples_of_the_scim_standard_are_three_people_and_reasons_for_the_rest(main_job: MainJob) -> None:
    ran = main_job("scim")
    assert (ran.source("directory")["status"], ran.source("directory")["rows"]) == ("incomplete", 11)
    assert ran.rows(
        "select p.name, p.email, p.department, p.title, a.username, a.status from person p join account a"
        " using (person_id) where p.email is not null"
    ) == [
        ("Babs Jensen", "bjensen@example.com", "Tour Operations", "Tour Guide", "bjensen@example.com", "active"),
    ]  # fmt: skip
    # Two examples have no address; their accounts are theirs all the same.
    assert ran.rows("select count(*) from account a join person p using (person_id)") == [(3,)]
    assert not ran.rows("select * from claim_skipped")
    # Two users go by one name there, so that name is nobody's key.
    assert ran.rows("select key_name, value, records from rejected_key") == [
        ("system and username", "directory jsmith", 2)
    ]
    reasons = dict(ran.rows("select split_part(reason, ';', 1), count(*) from quarantine where file <> '' group by 1"))
    assert reasons["describes a schema"] == 6
    assert reasons["a request to change a record (PATCH), not the record"] == 10
    assert sum(reasons.values()) == 38
    # The manager that the standard names has no record of their own.
    assert ran.check("person-without-a-manager") == (0, 3, 0, 0)
    assert ran.check("second-factor") == (0, 0, 3, 0)


def test_febrl_people_meet_by_their_number_or_by_name_and_day(main_job: MainJob) -> None:
    ran = main_job("febrl")
    pairs = ran.rows("""
        select a.team, b.team from member m join member n using (asset_id)
        join record_person a on a._source = m.source and a._key = m.key
        join record_person b on b._source = n.source and b._key = n.key
        where m.asset_kind = 'person' and m.source = 'original' and n.source = 'duplicate'
    """)
    right = sum(one.split("-")[1] == other.split("-")[1] for one, other in pairs)
    # 5,000 true pairs: a precision of 1, a recall of 0.955 by exact keys alone; typing slips in both keys stay apart.
    assert (len(pairs), right) == (4776, 4776)
    rules = dict(ran.rows("select rule, count(*) from merge_reason group by rule"))
    assert sum(rules.values()) == 4776
    assert rules["person_id"] > rules["name and start date"] > 0
    assert ran.report["merges"]["things"] == 10_000 - 4776
    assert not ran.rows("select * from split")
    # Typing slips made 64 days that do not exist: unknown, and listed.
    assert (ran.source("original")["quarantined"], ran.source("duplicate")["quarantined"]) == (0, 64)


def test_purchases_meet_the_suppliers_that_they_were_made_from(main_job: MainJob) -> None:
    ran = main_job("vendors")
    assert ran.report["inventory"]["vendor"] == 562
    # Five domains stand with two or three suppliers each, so they identify none of them.
    rejected = "select value, records from rejected_key where asset_kind = 'vendor' order by 1"
    assert ran.rows(rejected) == [
        ("adobe.com", 3), ("akamai.com", 3), ("google.com", 2), ("ovhcloud.com", 2), ("tawk.to", 2),
    ]  # fmt: skip
    assert ran.check("bought-from-without-a-review") == (560, 2, 0, 0)
    assert ran.check("supplier-without-a-name-we-know") == (2, 1, 0, 0)
    assert {(gap["check"], gap["asset_name"], *gap["responsible"], gap["accountable"]) for gap in ran.gaps} == {
        ("bought-from-without-a-review", "1Password", "pia@buyers.example", "sam@buyers.example"),
        ("bought-from-without-a-review", "Airtable", "pia@buyers.example", "sam@buyers.example"),
        ("supplier-without-a-name-we-know", "Nobody Heard Of It Ltd", "pia@buyers.example", "pia@buyers.example"),
    }
