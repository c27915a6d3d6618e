"""Syllables by rule, and the two formulas."""

from __future__ import annotations

import pytest

from drystone.lessons.reading_ease import ease, syllables

ENGLISH = (
    "every=2 month=1 carpenter=3 address=2 please=1 account=2 family=3 invoice=2 called=1 mailbox=2 because=2 people=2 "
    "table=2 boxes=2 changes=2 wanted=2 idea=3 security=4 create=2 video=3 information=4 being=2 question=2 serious=3 "
    "quiet=2 social=2 software=2 careful=2 something=2 someone=2 colleague=2 agreed=2 responsible=4 situation=4 "
    "asked=1 places=2 area=3 actual=3 handled=2 trial=2 client=2 patient=2 the=1 rescued=2"
)
GERMAN = (
    "Rechnung=2 bezahlt=2 Tischler=2 Mail=1 Adresse=3 Jahr=1 schreiben=2 Theater=3 Quelle=2 Bäume=2 heute=2 neue=2 "
    "freundliche=3 Nation=3 Information=5 ruhig=2 zuerst=2 Gewohnheit=3 Verantwortung=4 Mauer=2 geeignet=3 aktuell=3"
)


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("de", GERMAN)])
def test_syllables_are_counted_by_rule(language: str, words: str) -> None:
    expected = {word: int(number) for word, number in (pair.split("=") for pair in words.split())}
    assert {word: syllables(word, language) for word in expected} == expected


def test_the_formulas_are_flesch_and_amstad() -> None:
    found = ease("The cat sat on the mat. The dog sat too.", "en")
    assert found is not None
    assert (found.sentences, found.words, found.syllables) == (2, 10, 10)
    assert found.score == round(206.835 - 1.015 * 5 - 84.6, 1)
    german = ease("„Komm bald!“ Er geht z. B. nach Haus, 3,5 km weit.", "de")
    assert german is not None
    assert (german.sentences, german.words) == (2, 9)
    assert german.score == round(180 - 4.5 - 58.5 * german.syllables / 9, 1)


def test_what_has_no_words_or_no_formula_has_no_score() -> None:
    assert ease("16:52, 18.400!", "en") is None
    assert ease("Bonjour tout le monde.", "fr") is None
