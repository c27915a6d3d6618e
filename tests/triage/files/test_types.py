"""What a content truly is, and what its name says it is."""

from __future__ import annotations

import pytest

from hostile import office, pictures, programs
from hostile.archives import iso, zipped
from hostile.compound import compound
from hostile.documents import linking
from hostile.looking import look


@pytest.mark.parametrize(
    ("data", "true"),
    [
        (programs.PE, "application/vnd.microsoft.portable-executable"),
        (programs.ELF, "application/x-elf"),
        (programs.MACH, "application/x-mach-binary"),
        (zipped({"a.txt": b"a"}), "application/zip"),
        (office.document(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (zipped({"META-INF/MANIFEST.MF": b"", "A.class": b""}), "application/java-archive"),
        (zipped({"AndroidManifest.xml": b"", "classes.dex": b""}), "application/vnd.android.package-archive"),
        (zipped({"mimetype": b"application/epub+zip"}, stored=True), "application/epub+zip"),
        (compound({"__properties_version1.0": b"x"}), "application/vnd.ms-outlook"),
        (compound({"WordDocument": b"x"}), "application/msword"),
        (compound({"x": b"x"}, {"": "000C1084-0000-0000-C000-000000000046"}), "application/x-msi"),
        (linking("https://a.example"), "application/pdf"),
        (b"junk\n" * 3 + linking("https://a.example"), "application/pdf"),
        (b"{\\rtf1 hello}", "application/rtf"),
        (pictures.code_png("x"), "image/png"),
        (iso({"A.TXT": b"a"}), "application/x-iso9660-image"),
        (b"<!DOCTYPE html><p>x", "text/html"),
        (b"\xef\xbb\xbf<!-- x --><html>", "text/html"),
        ("<html><script>".encode("utf-16"), "text/html"),
        (b'<?xml version="1.0"?><svg xmlns="x"/>', "image/svg+xml"),
        (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
        (b"[InternetShortcut]\r\nURL=x", "application/x-mswinurl"),
        (b"Received: by a\r\nFrom: b@a.example\r\nSubject: c\r\n\r\nd", "message/rfc822"),
        (b"just words, and a few more", "text/plain"),
        (b'Dim a\nSet b = CreateObject("x")\n', "text/vbscript"),
        (b"$a = 1\nInvoke-Expression $a\n", "text/x-powershell"),
        (b"@echo off\r\nstart /min x\r\n", "text/x-msdos-batch"),
        (b"", "application/x-empty"),
        (bytes(range(256)), "application/octet-stream"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_type_is_known_by_content_alone(data: bytes, true: str) -> None:
    assert look(data, "").type == true


def test_two_endings_are_a_disguise() -> None:
    assert {"name-hides-ending", "runs-a-script"} <= look(b"var a = 1", "invoice.pdf.js").kinds
    assert {"name-hides-ending", "runs-a-program"} <= look(programs.PE, "scan.jpg .exe ").kinds


@pytest.mark.parametrize(
    "name", ["report.final.pdf", "v1.2.zip", "archive.tar.gz", "notes.html", "photo.jpg", "a.b.docx"]
)
def test_honest_names_are_left_alone(name: str) -> None:
    assert not {kind for kind in look(b"words", name).kinds if kind.startswith(("name-", "runs-"))}


def test_a_turned_name_is_told_and_shown_so_that_it_can_be_read() -> None:
    looked = look(programs.PE, "invoice_\u202efdp.exe")
    assert {"name-runs-backwards", "runs-a-program"} <= looked.kinds
    assert "\u202e" not in looked.values("name-runs-backwards")["name"]


def test_blanks_cannot_push_an_ending_out_of_sight() -> None:
    assert "name-padded" in look(b"x", "invoice.pdf" + " " * 80 + ".exe").kinds
    assert "name-hides-ending" in look(b"x", "invoice.pdf" + " " * 80 + ".exe").kinds


@pytest.mark.parametrize(
    "name",
    "a.lnk a.hta a.js a.jse a.vbs a.wsf a.ps1 a.bat a.cmd a.scr a.iso a.img a.vhd a.one a.chm a.msi a.jar a.apk "
    "a.library-ms a.search-ms a.url a.settingcontent-ms a.rdp".split(),
)
def test_every_ending_that_acts_is_told(name: str) -> None:
    kinds = look(b"x", name).kinds
    assert kinds & {"runs-a-program", "runs-a-script", "points-elsewhere", "disk-image", "seldom-sent"}


def test_a_program_under_another_name_is_told() -> None:
    assert "program-in-disguise" in look(programs.PE, "holiday.jpg").kinds
    assert "script-in-disguise" in look(b"<html><script>1</script>", "invoice.pdf").kinds
    assert "type-differs-from-name" in look(pictures.code_png("x"), "a.pdf").kinds
    assert "type-differs-from-declared" in look(zipped({"a": b"b"}), "a", "image/png").kinds


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "export.xls"),
        (b"import os\nprint(os.name)\n", "tool.py"),
        (b"#!/bin/sh\nmake test\n", "build.sh"),
        (b"words about a site", "www.a.example.com"),
        (pictures.code_png("x"), "\u202aC--photo.png"),
        (zipped({f"site/{index}.js": b"var a = 1;" for index in range(20)}), "site.zip"),
    ],
    ids=lambda value: ascii(value) if isinstance(value, str) else "",
)
def test_what_honest_people_send_is_never_decisive(data: bytes, name: str) -> None:
    assert "high" not in look(data, name).severities


def test_a_script_alone_in_an_archive_is_told() -> None:
    assert "archive-holds-runnable" in look(zipped({"invoice.js": b"x"}), "invoice.zip").kinds


def test_a_name_that_fits_is_not_questioned() -> None:
    assert look(pictures.code_png("x"), "a.png", "image/png").kinds == {"qr-code"}
    assert look(office.document(), "a.docx").kinds == set()


def test_an_archive_behind_a_picture_is_seen_and_opened() -> None:
    looked = look(pictures.code_png("x") + zipped({"run.exe": programs.PE}), "photo.png")
    assert {"two-files-in-one", "archive-holds-runnable"} <= looked.kinds
    assert looked.inside["run.exe"] == programs.PE


def test_a_picture_that_is_a_page_is_told() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><a href="https://a.example/x"/><foreignObject/></svg>'
    looked = look(svg, "logo.svg")
    assert {"picture-with-script", "picture-holds-page"} <= looked.kinds
    assert "https://a.example/x" in looked.targets
    assert look(b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0"/></svg>', "logo.svg").kinds == set()
