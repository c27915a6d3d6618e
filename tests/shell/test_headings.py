"""Texts in headers: what people write, however their programs send it."""

from __future__ import annotations

import pytest

from drystone.lib.errors import UsageError
from drystone.shell import headings


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a sample", "a sample"),
        ("Pr%C3%BCfung der  Zug%C3%A4nge", "Prüfung der Zugänge"),
        ("UTF-8''Pr%C3%BCfung%20Q2", "Prüfung Q2"),
        ("utf-8'de'Pr%c3%bcfung", "Prüfung"),
        ("Prüfung".encode().decode("latin-1"), "Prüfung"),
        ("Prüfung", "Prüfung"),  # Latin-1, as old programs send it.
        ("проверка", "проверка"),
        ("50% of them, or 100 %", "50% of them, or 100 %"),
        ("%FF is no letter", "%FF is no letter"),
        ("two%0Alines", "two lines"),
    ],
)
def test_a_reason_is_read_as_it_was_meant(value: str, said: str) -> None:
    assert headings.text_of(value, where="X-Reason") == said


@pytest.mark.parametrize("value", ["a%00b", "UTF-8''%FF", "%1B[31m", "%E2%80%AEabc"])
def test_what_is_no_text_is_refused(value: str) -> None:
    with pytest.raises(UsageError):
        headings.text_of(value, where="X-Reason")
