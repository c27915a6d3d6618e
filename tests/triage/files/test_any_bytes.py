"""No bytes whatever make looking into them raise, hang or spend more than allowed."""

from __future__ import annotations

import bz2
import gzip
import lzma
import plistlib
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drystone.triage.files.inspecting import inspect
from drystone.triage.files.kinds.catalogue import KINDS
from drystone.triage.limits import Limits
from drystone.triage.signs import Content, Inspection
from hostile import archives, documents, office, pictures, programs
from hostile.archives import zipped
from hostile.compound import compound

MACRO = office.vba_project({"M": 'Sub AutoOpen()\nShell "cmd /c calc"\nEnd Sub\n'})
SAMPLES: dict[str, bytes] = {
    "zip": zipped({"a.txt": b"words" * 20, "b/c.exe": programs.PE}),
    "classic": archives.classic_locked("a.txt", b"words" * 20, "VelvetSweatshop"),
    "aes": archives.aes_locked("a.txt", b"words" * 20, "VelvetSweatshop"),
    "tar": archives.tarred({"a.txt": b"words"}, {"l": "/etc"}),
    "gzip": gzip.compress(b"words" * 50),
    "bzip2": bz2.compress(b"words" * 50),
    "xz": lzma.compress(b"words" * 50),
    "iso": archives.iso({"A.TXT": b"words", "!B.EXE": programs.PE}),
    "rar": archives.rar5(["a.txt", "b.exe"]),
    "cab": archives.cab(["a.txt"]),
    "7z": archives.seven_zip(locked=True),
    "macro": MACRO,
    "docm": office.document(office.field("DDEAUTO c:\\\\cmd.exe"), {"word/vbaProject.bin": MACRO}),
    "xlsm": office.workbook("<sheets/>", {"xl/macrosheets/sheet1.xml": office.sheet("EXEC(1)")}),
    "xls": office.old_workbook(dde="cmd\x03/c calc"),
    "ole": compound({"\x01Ole10Native": office.package_stream("a.exe", programs.PE), "x/Equation Native": b"x"}),
    "rtf": office.rtf_object("Package", office.package_stream("a.exe", programs.PE)[4:], noise="{\\x }"),
    "one": office.onenote({"a.hta": b"x"}),
    "tnef": office.tnef({"a.txt": b"x"}),
    "pdf": documents.script("app.alert(1)"),
    "pdf file": documents.carrying("a.exe", programs.PE),
    "pdf broken": documents.disguised(),
    "png": pictures.code_png("https://a.example"),
    "jpeg": pictures.code_as("https://a.example", "JPEG"),
    "gif": pictures.code_as("https://a.example", "GIF"),
    "webp": pictures.code_as("https://a.example", "WEBP"),
    "bmp": pictures.code_png("x"),
    "lnk": programs.shortcut("cmd.exe", "/c calc"),
    "plist": plistlib.dumps({"PayloadContent": [{"PayloadType": "com.apple.mdm"}]}, fmt=plistlib.FMT_BINARY),
    "profile": plistlib.dumps({"PayloadContent": [{"PayloadType": "com.apple.mdm"}]}),
    "ics": b"BEGIN:VCALENDAR\r\nATTACH;ENCODING=BASE64;FILENAME=a:QUJD\r\nSUMMARY:x\r\n",
    "csv": b"a,=cmd|'/c calc'!A0\n",
    "bat": b"@echo off\npowershell -enc aQBlAHgAIAAxACAAMgAgADMAIAA0ACAANQA=\n",
    "svg": b"<svg xmlns='x'><script>1</script></svg>",
    "url": b"[InternetShortcut]\r\nURL=file://a.example/x\r\n",
}
NAMES = ["", "a.csv", "invoice.pdf.exe", "a.js", "x\u202efdp.exe", "a" * 3_000, "a.slk", "a.iqy", "\0\n", "a.docx"]


def _checked(data: bytes, name: str, depth: int = 0) -> Inspection:
    limits = Limits(bytes_left=3_000_000, members_left=30, text_left=50_000)
    inspection = inspect(Content("1", name, "text/plain; charset=rot13", data, depth), limits)
    held = sum(len(content.data) for content in inspection.inside)
    assert limits.bytes_left >= 0
    assert held <= 3_000_000 - limits.bytes_left
    assert len(inspection.inside) == 30 - limits.members_left
    assert len(inspection.text) <= 50_000 + 1_000
    assert len({content.part for content in inspection.inside}) == len(inspection.inside)
    for sign in inspection.signs:
        assert KINDS[sign.kind].says["de"].format(**sign.values)
        assert all(len(value) <= 202 for value in sign.values.values())
    return inspection


def _stopped(inspection: Inspection) -> list[str]:
    return [sign.values["what"] for sign in inspection.signs if sign.kind == "content-stopped-us"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from(NAMES))
def test_no_bytes_make_it_raise(data: bytes, name: str) -> None:
    assert _stopped(_checked(data, name)) == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=1_000), st.sampled_from(NAMES))
def test_no_text_makes_it_raise(text: str, name: str) -> None:
    assert _stopped(_checked(text.encode("utf-8", "surrogatepass"), name)) == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_damage_makes_it_raise(sample: str) -> None:
    """Bytes changed, cut, doubled and spliced into each other, the same on every run."""
    draw = random.Random(sample)
    whole = SAMPLES[sample]
    assert _stopped(_checked(whole, "a")) == []
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(draw.choice((1, 2, 8, 40))):
            data[draw.randrange(len(data))] = draw.choice((0, 1, 0x7F, 0x80, 0xFF, draw.randrange(256)))
        shape = draw.randrange(5)
        if shape == 0:
            del data[draw.randrange(len(data)) :]
        elif shape == 1:
            at = draw.randrange(len(data))
            data[at:at] = data[: draw.randrange(len(data))]
        elif shape == 2:
            other = SAMPLES[draw.choice(sorted(SAMPLES))]
            data[draw.randrange(len(data)) :] = other
        inspection = _checked(bytes(data), draw.choice(NAMES), draw.choice((0, 3)))
        assert _stopped(inspection) == [], bytes(data)[:100]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text(max_size=30), st.binary(max_size=300), max_size=6))
def test_every_honest_member_comes_out_whole(members: dict[str, bytes]) -> None:
    members = {
        name: data for name, data in members.items() if name and "\0" not in name and not name.endswith(("/", "\\"))
    }
    try:
        data = zipped(members)
    except UnicodeEncodeError:
        return
    inspection = inspect(Content("1", "a.zip", "", data), Limits())
    assert sorted(content.data for content in inspection.inside) == sorted(members.values())
