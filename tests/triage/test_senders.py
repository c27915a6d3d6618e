"""Names that are meant to be taken for ours are seen; others are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drystone.triage import addresses, confusables, domains, lookalikes
from drystone.triage.addresses import Address
from drystone.triage.options import Person

OURS = ("fenwick.example", "fenwick-foods.example")


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("fenwlck.example", "letters"),
        ("fеnwick.example", "letters"),
        ("xn--fnwick-3of.example", "letters"),
        ("fenvvick.example", "letters"),
        ("fenwíck.example", "letters"),
        ("ＦＥＮＷＩＣＫ-login.test", "words"),
        ("fenwcik.example", "spelling"),
        ("fenwic.example", "spelling"),
        ("fenwickk.example", "spelling"),
        ("fen-wick.example", "spelling"),
        ("fenwick-login.test", "words"),
        ("myfenwick.test", "words"),
        ("fenwick.evil.test", "tenant"),
        ("fenwick.test", "suffix"),
        ("portal.fenwick.co.uk", "suffix"),
        ("fenwick.example.evil.test", "subdomain"),
        ("fenwick-example.evil.test", "subdomain"),
    ],
)
def test_a_name_like_ours_is_seen(host: str, kind: str) -> None:
    found = lookalikes.compare(host, OURS)
    assert found is not None
    assert found.kind == f"lookalike-{kind}"


@pytest.mark.parametrize(
    "host", ["fenwick.example", "mail.FENWICK.example", "orchard.example", "example", "", "fen.test", "wick.test"]
)
def test_our_own_and_other_names_are_left_alone(host: str) -> None:
    assert lookalikes.compare(host, OURS) is None


@pytest.mark.parametrize("host", ["hr.test", "thr.test", "hrx.example"])
def test_short_names_do_not_accuse_their_neighbours(host: str) -> None:
    assert lookalikes.compare(host, ("hr.example",)) is None or host == "hr.test"


@given(st.text(max_size=80))
def test_no_name_is_too_odd(host: str) -> None:
    lookalikes.compare(host, OURS)
    domains.registrable(host)
    domains.unicode_name(f"xn--{host}.test")
    domains.bad_punycode(host)
    assert confusables.skeleton(host) == confusables.skeleton(host)


@given(st.text("abcd", max_size=6), st.text("abcd", max_size=6))
def test_the_distance_of_words_is_one(one: str, other: str) -> None:
    assert confusables.distance(one, other, 9) == confusables.distance(other, one, 9)
    assert (confusables.distance(one, other, 9) == 0) is (one == other)


@pytest.mark.parametrize(
    ("one", "other", "apart"), [("fenwick", "fenwcik", 1), ("ab", "ba", 1), ("abc", "axbyc", 2), ("a", "", 1)]
)
def test_a_swap_counts_once(one: str, other: str, apart: int) -> None:
    assert confusables.distance(one, other, 5) == apart


@pytest.mark.parametrize("shown", ["Mira Köhler", "KOEHLER, Mira", "Mira Kohler", "Мirа Köhler", "Dr. Mira Köhler"])
def test_a_borrowed_name_is_seen_however_it_is_written(shown: str) -> None:
    people = (Person("Mira Köhler", "mira@fenwick.example"), Person("Mira Koehler", "mira@fenwick.example"))
    assert lookalikes.borrowed(shown, "x@evil.test", people, OURS) is not None
    assert lookalikes.borrowed(shown, "mira@fenwick.example", people, OURS) is None


def test_a_colleague_with_another_address_of_ours_borrows_nothing() -> None:
    assert lookalikes.borrowed("Mira Köhler", "board@fenwick.example", (Person("Mira Köhler", ""),), OURS) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a@b.test", [Address("", "a", "b.test")]),
        (
            '"Doe, Jane" <jane@b.test>, Bob <bob@c.test>',
            [Address("Doe, Jane", "jane", "b.test"), Address("Bob", "bob", "c.test")],
        ),
        ("Group: a@b.test, c@d.test;", [Address("", "a", "b.test"), Address("", "c", "d.test")]),
        ("a@b.test (Jane Doe)", [Address("Jane Doe", "a", "b.test")]),
        ("=?utf-8?q?M=C3=BCller=2C_Eva?= <e@b.test>", [Address("Müller, Eva", "e", "b.test")]),
        ("=?utf-8?q?=3Cboss=40ours=2Etest=3E?= <x@evil.test>", [Address("<boss@ours.test>", "x", "evil.test")]),
        ("<@relay.test:a@b.test>", [Address("", "a", "b.test")]),
        ("undisclosed-recipients:;", []),
        ("Jane Doe", [Address("Jane Doe", "", "")]),
        ("", []),
    ],
)
def test_addresses_are_read_as_mail_programs_read_them(written: str, meant: list[Address]) -> None:
    assert list(addresses.parse(written)) == meant


@given(st.text(alphabet='a@b.,;:<>()"\\ =?-', max_size=120))
def test_no_address_is_too_odd(written: str) -> None:
    assert len(addresses.parse(written)) <= addresses.MOST_ADDRESSES
