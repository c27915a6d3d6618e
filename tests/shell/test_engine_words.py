"""What the engine writes down in English is told in the viewer's language; a program's own words are left alone."""

from __future__ import annotations

import pytest
from django.utils import translation

from served import Served


@pytest.mark.parametrize(
    ("written", "german"),
    [
        (
            "nobody is known for 12 accounts and 1 application",
            "für 12 Konten und 1 Anwendung ist niemand bekannt",
        ),
        (
            "nobody is known for 5 accounts, 2 people and 3 repositories",
            "für 5 Konten, 2 Personen und 3 Repositorys ist niemand bekannt",
        ),
        ("nobody is named", "niemand ist genannt"),
        (
            "nobody is found for Sales; mira@fenwick.example has left",
            "für Sales wurde niemand gefunden; mira@fenwick.example ist gegangen",
        ),
        (
            "the time of mira@fenwick.example ended on 2026-05-01",
            "die Zeit von mira@fenwick.example endete am 1. Mai 2026",
        ),
        ("mira@fenwick.example begins on 2027-01-01", "mira@fenwick.example beginnt am 1. Januar 2027"),
        ("newest 4.46.101", "newest 4.46.101"),
        ("nobody is known for 3 unicorns", "für 3 unicorns ist niemand bekannt"),
        ("", ""),
    ],
)
def test_a_sentence_of_the_engine_is_told_in_german(served: Served, written: str, german: str) -> None:
    from drystone.shell import engine_words

    with translation.override("de"):
        assert engine_words.told(written) == german
    with translation.override("en"):
        english = written.replace("2026-05-01", "May 1, 2026").replace("2027-01-01", "Jan. 1, 2027")
    assert engine_words.told(written) == english


def test_every_reason_that_the_engine_gives_is_known(served: Served) -> None:
    from drystone.shell import engine_words, site

    with site.reading() as engine:
        reasons = [str(row[0]) for row in engine.rows("select reason from hole")]
    assert reasons
    with translation.override("de"):
        assert [reason for reason in reasons if engine_words.told(reason) == reason] == []
