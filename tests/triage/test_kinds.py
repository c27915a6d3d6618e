"""Every kind of sign is a plain sentence in every language."""

from __future__ import annotations

import string
from pathlib import Path
from types import MappingProxyType

import pytest
from tools import triage_signs

from drystone.triage import catalogue, judging
from drystone.triage.looking import Looker
from drystone.triage.options import Options
from drystone.triage.signs import Sign


def fields(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


@pytest.mark.parametrize("name", sorted(catalogue.KINDS))
def test_every_kind_is_said_in_every_language_with_the_same_evidence(name: str) -> None:
    kind = catalogue.KINDS[name]
    for language in catalogue.LANGUAGES:
        assert kind.says[language].strip()
        assert kind.why[language].strip()
        assert fields(kind.says[language]) | fields(kind.why[language]) <= fields(kind.says["en"]) | fields(
            kind.why["en"]
        )
    assert "safe" not in kind.says["en"].lower() or "not make" in kind.says["en"]


def test_no_two_rooms_use_one_name_for_different_kinds() -> None:
    assert sum(map(len, catalogue.FAMILIES.values())) == len(catalogue.KINDS)


def test_what_a_sign_holds_is_never_read_as_a_pattern() -> None:
    sign = Sign("odd-date", "0", MappingProxyType({"text": "{0} {x!r} https://evil.test"}))
    assert catalogue.says(sign) == "Its date cannot be read: {0} {x!r} hxxps[:]//evil[.]test"


def test_every_rule_of_judging_is_said_in_every_language() -> None:
    for words in (*judging.RULES.values(), *judging.SPOKEN.values()):
        assert all(words[language] for language in catalogue.LANGUAGES)


def test_judging_knows_only_kinds_that_exist() -> None:
    named = judging._WANTS | judging._SEEMS | judging._HIDES | judging._ASKS | judging._UNSEEN
    assert named <= set(catalogue.KINDS)


def test_what_could_not_be_seen_is_never_harmless() -> None:
    seen = judging.Seen((), whole=False)
    assert judging.judge(seen, Options()).hint is judging.Hint.UNSURE
    assert Looker.make(Options()).look(b"").judged.hint is judging.Hint.UNSURE


def test_the_page_is_what_the_code_declares() -> None:
    page = Path(__file__).parent.parent.parent / "docs" / "triage.md"
    assert page.read_text(encoding="utf-8") == triage_signs.page()
