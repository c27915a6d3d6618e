"""The sentences of all signs."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from drystone.triage.files.kinds.catalogue import KINDS

SOURCE = Path(__file__).parents[3] / "src" / "drystone" / "triage" / "files"


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_speaks_both_languages(name: str) -> None:
    kind = KINDS[name]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    for sentences in (kind.says, kind.why):
        assert set(sentences) == {"en", "de"}
        fields = {
            language: {field for _, field, _, _ in string.Formatter().parse(text) if field}
            for language, text in sentences.items()
        }
        assert fields["de"] <= fields["en"]
    assert kind.says["en"] != kind.says["de"]


def test_no_kind_is_left_unused() -> None:
    written = "\n".join(path.read_text() for path in SOURCE.rglob("*.py") if path.parent.name != "kinds")
    assert {name for name in KINDS if f'"{name}"' not in written} == set()


def test_no_sentence_blames_or_promises() -> None:
    words = re.compile(r"\b(violation|non-compliant|offender|you failed|is safe|harmlos ist die)\b", re.I)
    for kind in KINDS.values():
        assert not any(words.search(text) for text in (*kind.says.values(), *kind.why.values()))
