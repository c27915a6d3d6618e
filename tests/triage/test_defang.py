"""Whatever is shown cannot be pressed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drystone.triage import defang

#: What mail programs, chat tools and terminals turn into something to press.
PRESSABLE = (
    re.compile(r"(?i)\b(?:https?|ftps?|file|smb|ldap|ssh|tel|mailto|javascript|data|vbscript|ms-[a-z]+):\S"),
    re.compile(r"(?i)[a-z][a-z0-9+.-]*:[/\\]{1,2}\S"),
    re.compile(r"(?i)\bwww\.[a-z0-9]"),
    re.compile(r"(?i)[^\s@\[\]]+@[^\s@\[\]]+"),
    re.compile(r"(?i)[a-z0-9-]+\.[a-z][a-z0-9-]"),
    re.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!\.)"),
)
PIECES = st.sampled_from(
    [
        *"http https hxxp :// : // www. evil . test @ [.] [@] [ ]".split(),
        *"10.0.0.1 mailto: javascript: data: ftp:// 。 ＠".split(),
        *"%3a file _ - 1 x ä tel:".split(),
        *("\\\\", " ", "\n", "\u202e", "\u200b"),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
@example("http:http://x.test")
@example("see https://a@b.test:80/x?u=http%3A%2F%2Fc.test and 10.0.0.1.")
def test_nothing_that_is_shown_can_be_pressed(text: str) -> None:
    shown = defang.shown(text)
    for pattern in PRESSABLE:
        assert pattern.search(shown) is None, (shown, pattern.pattern)


@given(TEXTS)
def test_doing_it_twice_changes_nothing_more(text: str) -> None:
    once = defang.shown(text)
    assert defang.shown(once) == once


@given(TEXTS)
def test_nothing_that_is_shown_paints_or_hides(text: str) -> None:
    assert not [
        one for one in defang.shown(text) if one not in "\n\t" and unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co")
    ]


def test_what_is_visible_is_told_as_unicode_tells_it() -> None:
    wrong = [
        code
        for code in range(0x110000)
        if (unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
        is not ("‹" in defang.shown(chr(code)))
        and chr(code) not in "\n\t‹"
        and unicodedata.category(chr(code)) != "Cn"
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://evil.test/a", "hxxps[:]//evil[.]test/a"),
        ("a@b.test", "a[@]b[.]test"),
        ("version 2.5 of 3.11", "version 2.5 of 3.11"),
        ("Dear Anna. How are you?", "Dear Anna. How are you?"),
        ("\u202egnp.exe", "‹202E›gnp[.]exe"),
    ],
)
def test_it_stays_readable(written: str, shown: str) -> None:
    assert defang.shown(written) == shown


def test_a_whole_document_is_shown_so() -> None:
    assert defang.document({"a": ["http://x.test", {"b": 1}]}) == {"a": ["hxxp[:]//x[.]test", {"b": 1}]}
