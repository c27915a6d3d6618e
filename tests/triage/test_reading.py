"""Messages are split into parts, and no byte of them is lost."""

from __future__ import annotations

import email
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drystone.demo.mails import corpus, outlook_file
from drystone.demo.mails.honest import HONEST
from drystone.demo.mails.making import message
from drystone.triage import decoding, mime, reading
from drystone.triage.outlook import rtf
from drystone.triage.parts import Headers, Part

DATA = Path(os.environ.get("DRYSTONE_DATA", "/nonexistent"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="DRYSTONE_DATA is not set")


def lost(part: Part) -> Iterator[str]:
    """Yield every range of a part's bytes that stands in no place of the tree, or in two."""
    if part.head[1] != part.body[0]:
        yield f"{part.path}: between head and body"
    inside = [one for one in part.children if one.source is part.source]
    if inside or part.between:
        at = part.body[0]
        for start, end in sorted([*((one.head[0], one.body[1]) for one in inside), *part.between]):
            if start != end and start != at:
                yield f"{part.path}: {at}-{start}"
            at = max(at, end)
        if at != part.body[1]:
            yield f"{part.path}: {at}-{part.body[1]}"
    for child in part.children:
        yield from lost(child)


def split(data: bytes) -> tuple[Part, mime.Splitting]:
    splitting = mime.Splitting()
    return mime.split(data, splitting), splitting


def whole(data: bytes) -> Part:
    root, _ = split(data)
    assert not list(lost(root))
    assert (root.head[0], root.body[1]) == (0, len(data))
    return root


LINES = st.sampled_from(
    [b"From: a@b.test", b"Content-Type: multipart/mixed; boundary=x", b"Content-Type: message/rfc822", b"",
     b"--x", b"--x--",
     b"--xy", b" folded", b"text", b"Content-Transfer-Encoding: base64", b"Content-Type: multipart/mixed; boundary=xy",
     b"--",
     b"=?utf-8?q?x?=", b"\xff\xfe", b"From x", b"Subject : odd", b"--x \t"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=40), st.sampled_from([b"\n", b"\r\n"]))
def test_every_byte_of_any_message_has_its_place(lines: list[bytes], end: bytes) -> None:
    whole(end.join(lines))


@given(st.binary(max_size=300))
def test_bytes_that_are_no_message_are_one_part(data: bytes) -> None:
    whole(data)
    assert reading.read(data).root.message


def test_a_message_inside_a_message_has_its_own_numbers() -> None:
    data = corpus_one("outlook-attached")
    found = reading.read(data)
    assert [one.path for one in found.root.walk()][:4] == ["0", "1", "2", "2.0"]
    assert not list(lost(found.root))


def corpus_one(way: str) -> bytes:
    return next(one.data for one in corpus(ways=(way,)) if one.name.startswith("colleague/"))


def test_nesting_without_end_is_bounded_and_said() -> None:
    lines = "".join(f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n" for number in range(400))
    root, splitting = split(lines.encode())
    assert "too-many-parts" in splitting.notes
    assert not list(lost(root))


def test_more_parts_than_anybody_needs_are_bounded_and_said() -> None:
    data = b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 2_000
    root, splitting = split(data)
    assert sum(1 for _ in root.walk()) <= mime.MOST_PARTS + 1
    assert "too-many-parts" in splitting.notes
    assert not list(lost(root))


def test_a_boundary_that_is_not_told_is_guessed() -> None:
    root, splitting = split(b"Content-Type: multipart/mixed\n\n--q7\nContent-Type: text/html\n\n<b>x</b>\n--q7--\n")
    assert [one.type for one in root.leaves()] == ["text/html"]
    assert splitting.notes == ["guessed-boundary"]


def test_a_header_that_lost_its_fold_does_not_end_the_head() -> None:
    root, _ = split(b"To: Mary\nodd line\n <mary@example.net>\nSubject: x\n\nbody")
    assert root.headers.get("subject") == "x"
    assert root.data == b"body"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=?utf-8?b?w6Q=?= =?utf-8?b?w7Y=?=", "äö"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A4?=", "ä"),
        ("=?iso-8859-1?Q?M=FCller?= <a@b.test>", "Müller <a@b.test>"),
        ("=?no-such-charset?q?abc?=", "abc"),
        ("=?utf-8*de?q?abc?=", "abc"),
        ("=?idna?q?xn--a?=", "xn--a"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?utf-8?b?!!!?=", ""),
        ("=?broken", "=?broken"),
    ],
)
def test_encoded_words_are_read_as_mail_programs_read_them(written: str, meant: str) -> None:
    assert decoding.words(written) == meant


def test_base64_goes_on_behind_padding_in_its_middle() -> None:
    assert decoding.base64(b"aGlk\nZGVu\nIQ==\nYmVoaW5k")[0] == b"hidden!behind"
    assert decoding.base64(b"aG!l?k")[1] == 2


def test_a_long_name_in_pieces_is_joined() -> None:
    value = b" attachment;\n filename*0*=utf-8''f%C3%BCr;\n filename*1=\"-dich.exe\"\n"
    headers = Headers((mime.Header("content-disposition", value),))
    assert headers.parameters("content-disposition") == ("attachment", {"filename": "für-dich.exe"})


def test_files_in_the_text_are_found() -> None:
    assert decoding.uuencoded(b"hi\nbegin 644 a.txt\n#0V%T\n`\nend\n") == [("a.txt", b"Cat")]
    written = bytes((byte + 42) & 255 for byte in b"Cat")
    assert decoding.yencoded(b"=ybegin line=128 size=3 name=a.bin\n" + written + b"\n=yend size=3\n") == [
        ("a.bin", b"Cat")
    ]


def test_a_message_saved_by_outlook_is_read_as_the_same_message() -> None:
    original = message(HONEST["colleague-with-file"]())
    found = reading.read(outlook_file.saved(original))
    assert found.form == "msg"
    assert found.root.headers.get("from") == original["From"]
    assert found.root.headers.plain("received")
    assert [one.name for one in found.root.leaves()] == ["", "minutes.pdf"]
    pdf = next(original.iter_attachments()).get_payload(decode=True)
    assert list(found.root.leaves())[1].data == pdf


def test_a_saved_message_without_its_way_says_so() -> None:
    found = reading.read(outlook_file.saved(message(HONEST["colleague"]()), transport=False))
    assert found.notes == ("no-transport-headers",)
    assert "jonas.wolf@fenwick.example" in found.root.headers.get("from")


def test_a_damaged_saved_message_is_no_crash() -> None:
    data = outlook_file.saved(message(HONEST["colleague"]()))
    for at in range(0, len(data), 700):
        reading.read(data[:at] + b"\xff" * 60 + data[at + 60 :])
        reading.read(data[:at])


def test_a_compressed_body_is_read_as_its_specification_shows() -> None:
    written = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    plain = rtf.decompressed(bytes.fromhex(written))
    assert plain == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert rtf.body(plain) == ("hello world", False)


def test_html_inside_rtf_comes_out_as_html() -> None:
    written = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag84 <a href='https://x.test/'>}"
        rb"\htmlrtf {\ul \htmlrtf0 click \'e4 \u8364?\htmlrtf }\htmlrtf0{\*\htmltag92 </a>}}"
    )
    assert rtf.body(written) == ("<a href='https://x.test/'>click ä €</a>", True)


@needs_data
@pytest.mark.data
def test_real_mails_parse_with_nothing_lost() -> None:
    """Every byte has its place, and every part decodes to what the standard library decodes, counted independently."""
    paths = [one for name in ("mail-ham-spam", "mail-fixtures-mikel") for one in sorted((DATA / name).rglob("*"))]
    mails = [one for one in paths if one.is_file() and one.name not in ("LICENSE", "SOURCE.txt", "MIT-LICENSE")]
    assert len(mails) >= 404
    for path in mails:
        data = path.read_bytes()
        root = whole(data)
        theirs = [one for one in email.message_from_bytes(data).walk() if not one.is_multipart()]
        # What we leave whole and they take apart (a bounce's status lines), or read behind damage, is more, never less.
        ours = b"".join(b"".join(one.data.split()) for one in root.leaves()) + b"".join(data.split())
        for one in theirs:
            payload = one.get_payload(decode=True)
            assert isinstance(payload, bytes)
            assert b"".join(payload.split()) in ours, f"{path.name}: a part of {len(payload)} bytes"
        known = {name.lower().strip() for name in email.message_from_bytes(data)}
        assert known <= {one.name for one in root.headers.items}, path.name
