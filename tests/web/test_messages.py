"""The words of the site in its other languages: whole, compiled, and none forgotten."""

from __future__ import annotations

import re
import shutil

import polib
import pytest
from tools import messages

from conftest import missing
from drystone.web import settings

_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_MARKUP = re.compile(r"</?[a-z]+>")
LANGUAGES = messages.languages()


def _pairs(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Each translation beside the English that it stands for."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid_plural, words) for words in entry.msgstr_plural.values()]


def test_every_language_that_the_site_offers_has_a_catalogue() -> None:
    assert {code for code, _ in settings.LANGUAGES} == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_guessed(language: str) -> None:
    catalogue = messages.read(messages.path_of(language))
    assert not [entry.msgid for entry in catalogue.untranslated_entries()]
    assert not [entry.msgid for entry in catalogue.fuzzy_entries()]
    assert not [entry.msgid for entry in catalogue.obsolete_entries()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_survives_translation(language: str) -> None:
    for entry in messages.read(messages.path_of(language)):
        for english, other in _pairs(entry):
            assert set(_PLACE.findall(english)) == set(_PLACE.findall(other)), entry.msgid
            assert _MARKUP.findall(english) == _MARKUP.findall(other), entry.msgid
            assert english.isspace() == other.isspace()
            assert english[:1].isspace() == other[:1].isspace(), entry.msgid
            assert english[-1:].isspace() == other[-1:].isspace(), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_what_the_written_one_says(language: str) -> None:
    path = messages.path_of(language)
    assert path.with_suffix(".mo").read_bytes() == messages.compiled(messages.read(path)), "make messages"


def test_words_are_marked_by_names_that_the_extraction_knows() -> None:
    aliased = re.compile(r"\b(?:gettext|gettext_lazy|ngettext|ngettext_lazy|pgettext|pgettext_lazy) as (\w+)")
    code = (path.read_text(encoding="utf-8") for path in messages.SOURCE.rglob("*.py"))
    assert {name for text in code for name in aliased.findall(text)} == {"_", *messages.MARKS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_site_is_missing_from_a_catalogue(language: str) -> None:
    if shutil.which("xgettext") is None:
        missing("xgettext")
    found = {messages.key(entry) for entry in messages.extract(language)}
    known = {messages.key(entry) for entry in messages.read(messages.path_of(language))}
    assert found - known == set(), "make messages"
    assert known - found == set(), "make messages"


def test_a_merge_keeps_what_is_known_and_guesses_nothing() -> None:
    found, known = polib.POFile(), polib.POFile()
    found.metadata = {"Plural-Forms": "nplurals=2; plural=(n != 1);"}
    found.append(polib.POEntry(msgid="Turn it on"))
    found.append(polib.POEntry(msgid="Turn it off"))
    known.append(polib.POEntry(msgid="Turn it on", msgstr="Einschalten"))
    known.append(polib.POEntry(msgid="Gone", msgstr="Weg"))
    merged = messages.merge(found, known, "de")
    assert [(entry.msgid, entry.msgstr) for entry in merged] == [("Turn it off", ""), ("Turn it on", "Einschalten")]
