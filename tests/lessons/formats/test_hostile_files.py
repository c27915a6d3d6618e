"""Files made to do harm are refused whole, in words: what is the matter, where, and what to do."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from drystone.lessons.formats import archives, gift, h5p, limits, markup, moodle_xml, registry, scorm, trees
from drystone.lessons.formats.archives import Archive, pack
from drystone.lessons.formats.refusing import RefusedFileError

MANIFEST = b'<manifest xmlns="x"><resources/></manifest>'
MOODLE = '<quiz><question type="multichoice"><name><text>n</text></name>{}</question></quiz>'
CHOICE = "<questiontext format='html'><text>{}</text></questiontext><answer fraction='{}'><text>a</text></answer>"
OTHER = "<answer fraction='0'><text>b</text></answer>"


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return buffer.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def renamed(content: bytes, before: bytes, after: bytes) -> bytes:
    assert len(before) == len(after)
    return content.replace(before, after)


def shared() -> bytes:
    """Two entries of the directory that are one and the same bytes of the file."""
    whole = bytearray(zipped(("a.txt", b"x" * 50), ("b.txt", b"x" * 50)))
    second = whole.rindex(b"PK\x01\x02")
    whole[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(whole)


def claimed() -> bytes:
    """An entry whose headers claim to be a gigabyte, again and again."""
    whole = bytearray(zipped(*((f"{number}.txt", b"x" * 100) for number in range(3))))
    at = -1
    while (at := whole.find(b"PK\x01\x02", at + 1)) >= 0:
        whole[at + 20 : at + 28] = struct.pack("<II", 30_000_000, 200_000_000)
    return bytes(whole)


PACKAGES = {
    "up": (zipped(("../../etc/passwd", b"x")), "leads out of the package"),
    "up inside": (zipped(("a/../../b", b"x")), "leads out of the package"),
    "root": (zipped(("/etc/passwd", b"x")), "has a path from the root"),
    "drive": (zipped(("C:/x.txt", b"x")), "has a path from the root"),
    "backslash": (renamed(zipped(("a/b.txt", b"x")), b"a/b.txt", b"a\\b.txt"), "has a backslash in its name"),
    "zero byte": (
        renamed(zipped(("ok.xml_exe", b"x")), b"ok.xml_exe", b"ok.xml\0exe"),
        "name that no file should have",
    ),
    "direction": (zipped(("cod\u202elmx.exe.xml", b"x")), "name that no file should have"),
    "link": (zipped((link("imsmanifest.xml"), b"/etc/passwd")), "is a link or a device"),
    "archive": (zipped(("inner.zip", b"x")), "is an archive inside the package"),
    "hidden archive": (
        zipped(("imsmanifest.xml", zipped(("a", b"x")))),
        "an archive inside the package under another name",
    ),
    "program": (zipped(("setup.exe", b"x")), "is a program"),
    "twice": (zipped(("A.txt", b"x"), ("a.TXT", b"x")), "is there twice"),
    "ratio": (zipped(("a.xml", b"\0" * 2_000_000)), "unpacks to over 100 times its size"),
    "shared bytes": (shared(), "share their bytes"),
    "claims": (claimed(), "the most is 400,000,000"),
    "not whole": (zipped(("a", b"x"))[:-30], "no whole zip archive"),
    "old QTI": (
        zipped(("imsmanifest.xml", b'<manifest><resources><resource type="imsqti_xmlv1p2"/></resources></manifest>')),
        "holds an older QTI; 2.1 and 3.0 come in",
    ),
    "nothing known": (zipped(("readme.txt", b"x")), "of no kind that we know"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", PACKAGES)
def test_a_hostile_package_is_refused_before_anything_of_it_is_read(name: str) -> None:
    content, why = PACKAGES[name]
    with pytest.raises(RefusedFileError, match=why) as refused:
        registry.kind(content, "lesson.zip")
    assert refused.value.where == "lesson.zip"
    assert refused.value.do


def test_an_encrypted_package_is_refused() -> None:
    whole = bytearray(zipped(("imsmanifest.xml", MANIFEST)))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.index(sign)
        whole[at + offset] |= 1
    with pytest.raises(RefusedFileError, match="is encrypted"):
        registry.kind(bytes(whole), "x")


def test_what_unpacks_to_more_than_its_header_says_is_counted_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_DOCUMENT", 1_000)
    archive = Archive(zipped(("a.xml", b"<a>" + b" " * 5_000)), "x")
    with pytest.raises(RefusedFileError, match="more bytes than a document has"):
        archive.read("a.xml")
    monkeypatch.setattr(limits, "MAX_DOCUMENT", 10_000)
    monkeypatch.setattr(limits, "MAX_READ", 1_000)
    with pytest.raises(RefusedFileError, match="more bytes than we read"):
        archive.read("a.xml")


def test_too_many_entries_and_too_large_a_file_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, "MAX_ENTRIES", 2)
    with pytest.raises(RefusedFileError, match="3 entries"):
        Archive(zipped(("a", b""), ("b", b""), ("c", b"")), "x")
    monkeypatch.setattr(limits, "MAX_FILE", 10)
    (tmp_path / "large.gift").write_bytes(b"x" * 11)
    with pytest.raises(RefusedFileError, match="too large; the most is 10"):
        registry.read(tmp_path / "large.gift")


def test_damage_inside_a_package_is_told() -> None:
    whole = bytearray(pack({"imsmanifest.xml": MANIFEST * 20}))
    whole[60] ^= 0xFF
    with pytest.raises(RefusedFileError, match=r"imsmanifest\.xml is damaged inside the package"):
        registry.kind(bytes(whole), "x")


ENTITIES = '<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'
DOCUMENTS = {
    "entities": (ENTITIES, "declares a document type or entities"),
    "outside": (OUTSIDE, "declares a document type or entities"),
    "bare type": ("<!DOCTYPE quiz SYSTEM 'http://127.0.0.1:9/x.dtd'><quiz/>", "declares a document type or entities"),
    "deep": ("<quiz>" + "<a>" * 100 + "</a>" * 100 + "</quiz>", "nested too deep; the most is 60"),
    "attributes": ("<quiz " + " ".join(f"a{n}='1'" for n in range(70)) + "/>", "too many attributes"),
    "attribute": (f'<quiz a="{"x" * 5_000}"/>', "an attribute in this document is too long"),
    "text": (f"<quiz><a>{'x' * 200_000}</a></quiz>", "a text in this document is too long"),
    "not XML": ("<quiz>", "not well-formed XML"),
    "another": ("<rss/>", "of no kind that comes in; it begins with <rss>"),
    "old QTI": ("<questestinterop/>", "QTI 1.2"),
    "huge number": (MOODLE.format(CHOICE.format("q", "1e308") + OTHER), "'1e308' is no percentage"),
    "long number": (MOODLE.format(CHOICE.format("q", "9" * 3_000) + OTHER), "is no percentage"),
    "script": (MOODLE.format(CHOICE.format("&lt;script&gt;x()&lt;/script&gt;", 100) + OTHER), "holds <script>"),
    "frame": (MOODLE.format(CHOICE.format("&lt;iframe src='//x'&gt;", 100) + OTHER), "holds <iframe>"),
    "handler": (MOODLE.format(CHOICE.format("&lt;p onclick='x()'&gt;q", 100) + OTHER), r"runs \(p onclick\)"),
    "address": (MOODLE.format(CHOICE.format("&lt;a href=' java&amp;#9;script:x()'&gt;q", 100) + OTHER), r"\(a href\)"),
    "no choice": (MOODLE.format("<answer fraction='100'><text>a</text></answer>"), "no question in this file"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_refused(name: str) -> None:
    text, why = DOCUMENTS[name]
    with pytest.raises(RefusedFileError, match=why):
        registry.read_bytes(text.encode(), "quiz.xml")


def test_too_many_elements_and_questions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ELEMENTS", 20)
    with pytest.raises(RefusedFileError, match="too many elements"):
        registry.read_bytes(b"<quiz>" + b"<a/>" * 30 + b"</quiz>", "x")
    monkeypatch.setattr(limits, "MAX_QUESTIONS", 2)
    with pytest.raises(RefusedFileError, match="asks too many questions"):
        registry.read_bytes(b"::a::b{=c~d}\n\n" * 3, "x")
    monkeypatch.setattr(limits, "MAX_ANSWERS", 3)
    with pytest.raises(RefusedFileError, match="too many answers"):
        registry.read_bytes(b"q{=c~d~e~f}", "x")


def never(*_words: object, **_more: object) -> None:
    raise AssertionError("it was read before it was counted")


def test_what_is_too_much_is_counted_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, reader in ((gift, "_answer"), (moodle_xml, "number"), (h5p, "_answer"), (zipfile, "ZipFile")):
        monkeypatch.setattr(module, reader, never)
    answers = "<answer fraction='0'><text>a</text></answer>" * 51
    for content in (b"q{=a" + b"~b" * 60 + b"}", MOODLE.format(answers).encode()):
        with pytest.raises(RefusedFileError, match="too many answers"):
            registry.read_bytes(content, "x")
    with pytest.raises(RefusedFileError, match="10,001 entries"):
        registry.kind(b"PK\x03\x04" + b"PK\x01\x02" * 10_001, "x")


def test_too_many_answers_of_h5p_are_counted_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    about = json.dumps({"mainLibrary": "H5P.MultiChoice"}).encode()
    content = json.dumps({"question": "q", "answers": [{"text": str(n)} for n in range(51)]}).encode()
    package = pack({"h5p.json": about, "content/content.json": content})
    monkeypatch.setattr(h5p, "_answer", never)
    with pytest.raises(RefusedFileError, match="too many answers"):
        registry.read_bytes(package, "x.h5p")


def test_a_file_full_of_what_does_not_come_in_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_LEFT", 3)
    with pytest.raises(RefusedFileError, match="too much that does not come in"):
        registry.read_bytes(b"why{}\n\n" * 4 + b"q{=a~b}", "x")


def test_many_small_bombs_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RATIO_MATTERS_FROM", 1_000)
    monkeypatch.setattr(limits, "MAX_RATIO", 20)
    small = [(f"{number}.txt", b"\0" * 900) for number in range(20)]
    Archive(zipped(*small[:5]), "x")
    with pytest.raises(RefusedFileError, match="this package unpacks to over 20 times its size"):
        Archive(zipped(*small), "x")


def test_a_bracket_that_never_comes_hides_no_id_or_tag() -> None:
    comment = "// " + "[tag:" * 3_000 + "a [id:one] [tag:b\\]c] [tag:"
    [bank] = registry.read_bytes(f"{comment}\nq{{=a~b}}".encode(), "x").banks
    [question] = bank.questions
    assert question.id == "one"
    assert "b]c" in question.tags


@pytest.mark.parametrize("scheme", ["javascript:x()", "java&#9;script:x()", " &#10;data:text/html,x", "VBSCRIPT :x"])
def test_a_package_that_would_launch_a_script_is_refused(scheme: str) -> None:
    manifest = f'<manifest><resources><resource identifier="r" href="{scheme}"/></resources></manifest>'
    package = Archive(pack({"imsmanifest.xml": manifest.encode()}), "x")
    with pytest.raises(RefusedFileError, match="a launch of this package runs something"):
        scorm.look(package, trees.parse(manifest.encode(), "x"))


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "cp1252"])
def test_xml_in_another_encoding_keeps_its_words_and_its_refusals(encoding: str) -> None:
    start = f"<?xml version='1.0' encoding='{encoding}'?>"
    text = start + MOODLE.format(CHOICE.format("Tür?", 100) + OTHER)
    assert registry.read_bytes(text.encode(encoding), "x").banks[0].questions[0].stem == "Tür?"
    with pytest.raises(RefusedFileError, match="declares a document type"):
        registry.read_bytes((start + ENTITIES).encode(encoding), "x")


@pytest.mark.parametrize("encoding", ["utf-7", "idna", "rot13", "zlib_codec", "undefined", "big5", "no-such"])
def test_an_encoding_that_is_none_of_xmls_is_refused(encoding: str) -> None:
    with pytest.raises(RefusedFileError, match="not well-formed XML"):
        registry.read_bytes(f"<?xml version='1.0' encoding='{encoding}'?><quiz/>".encode(), "x")


CONTENTS = {
    "endless": ('{"a": 1e999}', "number without end"),
    "nan": ('{"a": NaN}', "number without end"),
    "digits": ('{"a": ' + "9" * 5_000 + "}", "number without end"),
    "deep": ('{"a":' * 100 + "1" + "}" * 100, "nested too deep"),
    "deeper": ("[" * 100_000, "nested too deep"),
    "long": (json.dumps({"a": "x" * 60_000}), "a text in this document is too long"),
    "list": ("[]", "is not what the format says"),
    "broken": ("{", "this is not JSON"),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_hostile_h5p_content_is_refused(name: str) -> None:
    text, why = CONTENTS[name]
    about = json.dumps({"mainLibrary": "H5P.QuestionSet"}).encode()
    with pytest.raises(RefusedFileError, match=why):
        registry.read_bytes(pack({"h5p.json": about, "content/content.json": text.encode()}), "x.h5p")


ITEM = '<resource identifier="r" type="imsqti_item_xmlv2p1" href="{}"><file href="{}"/></resource>'
QTI = '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{}</resources></manifest>'


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("../../../etc/passwd", "outside the package"),
        ("%2e%2e/%2e%2e/x.xml", "outside the package"),
        ("file:///etc/passwd", "outside the package"),
        ("https://elsewhere.example/x.xml", "outside the package"),
        ("gone.xml", "which is not in it"),
    ],
)
def test_a_manifest_cannot_name_what_is_not_in_its_package(href: str, why: str) -> None:
    manifest = QTI.format(ITEM.format(href, href)).encode()
    with pytest.raises(RefusedFileError, match=why):
        registry.read_bytes(pack({"imsmanifest.xml": manifest}), "x.zip")


def test_a_package_of_questions_may_carry_no_page_or_script() -> None:
    manifest = QTI.format(ITEM.format("a.xml", "a.xml")).encode()
    with pytest.raises(RefusedFileError, match="a page or a script, which no question needs"):
        registry.read_bytes(pack({"imsmanifest.xml": manifest, "a.js": b"x"}), "x.zip")


def test_html_becomes_words_and_nothing_of_it_survives() -> None:
    left: list[str] = []
    text = (
        "<h2>Head</h2><p class=x style='color:red'>one <b>two</b><i>three</i> &lt;b&gt;</p>"
        "<ul><li><p>four</p><li>five</ul>"
        "<table><tr><td>six<td>seven</table><img src=x alt='a cat'><style>p{}</style><unknown>eight</unknown>"
        "<a href='https://x.example/y'>nine</a><br>ten<!-- gone --><ol><li>eleven<ol><li>twelve</ol></ol>"
    )
    assert markup.to_markdown(markup.blocks_of_html(text, "x", left)).split("\n") == [
        *("**Head**", "", "one **two***three* <b>", "", "- four", "- five", "", "six seven", ""),
        *("a cat eightnine (https://x.example/y)", "", "ten", "", "1. eleven", "2. twelve"),
    ]
    assert left == ["a picture or recording was left out (a cat)"]


def test_a_file_with_no_end_to_its_hidden_part_is_not_half_read() -> None:
    with pytest.raises(RefusedFileError, match="never ends"):
        markup.blocks_of_html("seen<style>hidden", "x", [])


def test_what_an_entry_is_called_is_judged_as_it_is_written() -> None:
    assert archives.is_archive(zipped(("a", b"x")))
    assert not archives.is_archive(b"<quiz/>")
