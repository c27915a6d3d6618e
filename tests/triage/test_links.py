"""Links lead where a browser would go, however they are written."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from drystone.triage import drawn, markup, pages, urls
from drystone.triage.collecting import Gathered


@pytest.mark.parametrize(
    ("written", "host", "odd"),
    [
        ("https://evil.test/a", "evil.test", ()),
        ("https://www.fenwick.example@evil.test/", "evil.test", ()),
        ("https:\\\\evil.test\\a", "evil.test", ("backslashes",)),
        ("https:/evil.test", "evil.test", ("wrong number of slashes",)),
        ("ht\ntps://ev\til.test", "evil.test", ("line ends or tabs inside",)),
        ("//evil.test/a", "evil.test", ("no scheme",)),
        ("http://e%76il.test", "evil.test", ("encoded letters in the name",)),
        ("http://evil。test", "evil.test", ("letters that only look like letters",)),
        ("http://ｅvil.test", "evil.test", ("letters that only look like letters",)),
        ("http://3405803785/", "203.0.113.9", ("disguised number",)),
        ("http://0xCB.0.0x71.9/", "203.0.113.9", ("disguised number",)),
        ("http://0313.0.0161.011/", "203.0.113.9", ("disguised number",)),
        ("http://203.0.28937/", "203.0.113.9", ("disguised number",)),
        ("http://203.0.113.9/", "203.0.113.9", ()),
        ("http://[2001:DB8::1]:80/", "2001:db8::1", ()),
        ("http://bücher.example/", "xn--bcher-kva.example", ()),
        ("  https://evil.test", "evil.test", ()),
    ],
)
def test_a_link_leads_where_a_browser_would_go(written: str, host: str, odd: tuple[str, ...]) -> None:
    found = urls.parse(written)
    assert found is not None
    assert (found.host, found.odd) == (host, odd)


@given(st.text(alphabet="htps:/\\@.%#?[]0x1a。\t ", max_size=60))
def test_no_link_is_too_odd(written: str) -> None:
    found = urls.parse(written)
    if found is not None:
        urls.wrapped(found)
        urls.inside(found)


def test_links_that_were_made_harmless_in_writing_are_read_too() -> None:
    text = "see hxxps://evil[.]test/a, (http://x.test/a_(b)) and www.foo.test. Or evil[.]test/y; not plain.test"
    assert urls.in_text(text) == [
        "https://evil.test/a",
        "http://x.test/a_(b)",
        "http://www.foo.test",
        "http://evil.test/y",
    ]


@pytest.mark.parametrize(
    ("written", "inner"),
    [
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.test%2Fa&data=05",
            "https://evil.test/a",
        ),
        ("https://urldefense.com/v3/__https://evil.test/a__;!!x", "https://evil.test/a"),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__evil.test_a&d=x", "https://evil.test/a"),
        ("https://evil.test/a", ""),
    ],
)
def test_what_a_protection_service_wrapped_is_unwrapped(written: str, inner: str) -> None:
    found = urls.parse(written)
    assert found is not None
    assert urls.wrapped(found) == inner


def test_text_made_to_take_long_does_not() -> None:
    # Each would take minutes where matching is more than linear.
    for text in ("http://" * 20_000, "[.]" * 60_000, "a-" * 60_000 + "[.]", "www." * 30_000, "https:" + "/" * 90_000):
        urls.in_text(text)
        urls.parse(text)


def seen(page: str, *, attached: bool = False) -> dict[str, dict[str, str]]:
    signs = Gathered()
    pages.look(markup.read(page), signs, "1", attached=attached)
    return {one.kind: dict(one.values) for one in signs.all()}


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display:none", False),  # Short: the preview that newsletters write for the inbox.
        ("font-size:0px", True),
        ("color:#fff;background-color:#fff", True),
        ("visibility : hidden", True),
        ("text-indent:-9999px", True),
        ("color:red", False),
    ],
)
def test_hidden_text_is_seen_but_not_the_preview_of_a_newsletter(style: str, hidden: bool) -> None:
    page = f'<p style="{style}">words that filters should read and nobody else does</p>'
    assert ("hidden-text" in seen(page)) is hidden


def test_a_password_field_is_seen_with_where_it_sends() -> None:
    page = '<form action="https://evil.test/p"><input TYPE=Password></form>'
    assert seen(page)["password-field"] == {"target": "evil.test"}


def test_a_base_moves_relative_links_and_is_told() -> None:
    page = '<base href="https://evil.test/x/"><a href="login">here</a>'
    assert seen(page) == {"moved-links": {"target": "https://evil.test/x/"}}


def test_a_page_that_leads_on_by_itself_is_told() -> None:
    page = "<meta http-equiv=REFRESH content=\"0; url='https://evil.test/'\">"
    assert seen(page, attached=True)["leads-on"] == {"target": "https://evil.test/"}


def test_a_code_drawn_with_letters_is_read_however_it_is_drawn() -> None:
    matrix = [list(row) for row in segno.make("https://evil.test/mfa", error="m").matrix_iter(border=2)]
    rows = [*matrix, [0] * len(matrix[0])]
    halves = {(1, 1): "█", (1, 0): "▀", (0, 1): "▄", (0, 0): " "}
    half = "\n".join(
        "".join(map(halves.get, zip(rows[at], rows[at + 1], strict=True))) for at in range(0, len(matrix), 2)
    )  # type: ignore[arg-type]
    turned = half.translate(str.maketrans("█ ▀▄", " █▄▀"))
    whole = "\n".join("".join("██" if dot else "  " for dot in row) for row in matrix)
    narrow = "\n".join("".join("█" if dot else " " for dot in row) for row in matrix)
    for text in (half, turned, whole, narrow):
        assert drawn.codes(f"Scan this:\n{text}\nThanks") == ["https://evil.test/mfa"]
    assert drawn.codes("\n".join(["█▀▄"] * 30)) == [""]
    assert drawn.codes("████ 40 %\n▀▀▀\nno code") == []


def test_deep_and_broken_pages_are_read() -> None:
    for page in (
        "<div>" * 30_000,
        "<a href='" * 5_000,
        "<" * 100_000,
        "<table>" * 3_000,
        "\0<svg><p><style><!--</style>",
    ):
        markup.read(page)
