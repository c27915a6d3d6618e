"""Files to attach to made-up mails. They have the shape of what attackers send, and do nothing."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib

import segno

PROGRAM = b"MZ" + bytes(58) + b"\x40\0\0\0" + b"PE\0\0" + bytes(400)
SCRIPT = b"var shell = new ActiveXObject('WScript.Shell');\r\n// shell.Run('nothing');\r\n"
SHORTCUT = (
    b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F"
    + b"\x80\0\0\0"
    + bytes(52)
    + "cmd.exe /c rem nothing".encode("utf-16-le")
)
INTERNET_SHORTCUT = b"[InternetShortcut]\r\nURL=file://203.0.113.9/share/open.exe\r\n"
_STAMP = (2026, 11, 2, 8, 0, 0)


def packed(**files: bytes) -> bytes:
    """Return a ZIP; an underscore pair in a name stands for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "."), _STAMP), data)
    return stream.getvalue()


def locked(name: str, data: bytes, password: str) -> bytes:
    """Return a ZIP whose one member is encrypted the old way (APPNOTE §6.1), which the standard library cannot write."""
    check = zlib.crc32(data)
    keys = _Keys(password.encode())
    body = keys.encrypt(bytes(11) + bytes([check >> 24]) + data)
    written = name.encode()
    shared = b"\x14\0\x01\0\0\0\0\x40\x62\x5b" + b"".join(
        number.to_bytes(4, "little") for number in (check, len(body), len(data))
    )
    local = b"PK\x03\x04" + shared + len(written).to_bytes(2, "little") + b"\0\0" + written + body
    central = b"PK\x01\x02\x14\0" + shared + len(written).to_bytes(2, "little") + bytes(12) + bytes(4) + written
    end = (
        b"PK\x05\x06"
        + bytes(4)
        + b"\x01\0\x01\0"
        + len(central).to_bytes(4, "little")
        + len(local).to_bytes(4, "little")
    )
    return local + central + end + b"\0\0"


class _Keys:
    def __init__(self, password: bytes) -> None:
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self._update(byte)

    def _update(self, byte: int) -> None:
        keys = self.keys
        keys[0] = _crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc(keys[2], keys[1] >> 24)

    def encrypt(self, data: bytes) -> bytes:
        out = bytearray()
        for byte in data:
            two = (self.keys[2] | 2) & 0xFFFF
            out.append(byte ^ ((two * (two ^ 1)) >> 8 & 255))
            self._update(byte)
        return bytes(out)


def _crc(key: int, byte: int) -> int:
    return zlib.crc32(bytes([byte]), key ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def code(target: str) -> bytes:
    """Return the picture of a code to scan."""
    stream = io.BytesIO()
    segno.make(target, error="m").save(stream, kind="png", scale=5, border=4)
    return stream.getvalue()


def pdf(target: str = "", *, script: bool = False, text: str = "Please open the document") -> bytes:
    """Return a PDF of one page, with a link or a script that runs when it is opened."""
    link = f"<< /Type /Annot /Subtype /Link /Rect [50 600 300 700] /A << /S /URI /URI ({target}) >> >>"
    opening = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\);) >>" if script else ""
    stream = f"BT /F1 14 Tf 60 640 Td ({text}) Tj ET"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {opening} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        f" /Resources << /Font << /F1 5 0 R >> >> {f'/Annots [{link}]' if target else ''} >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode()
    start = len(out)
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += (
        f"xref\n0 6\n0000000000 65535 f \n{rows}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(out)


def document(template: str = "") -> bytes:
    """Return a Word document, with a template that is fetched from elsewhere."""
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml'
        '.document.main+xml"/></Types>'
    )
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    top = f'<Relationships {space}><Relationship Id="r1" Type="{base}/officeDocument" Target="word/document.xml"/></Relationships>'
    away = (
        f'<Relationship Id="r1" Type="{base}/attachedTemplate" Target="{template}" TargetMode="External"/>'
        if template
        else ""
    )
    words = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        "The figures of October</w:t></w:r></w:p></w:body></w:document>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in (
            ("[Content_Types].xml", kinds),
            ("_rels/.rels", top),
            ("word/document.xml", words),
            ("word/_rels/settings.xml.rels", f"<Relationships {space}>{away}</Relationships>"),
        ):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), said)
    return stream.getvalue()


def smuggling_page() -> bytes:
    """Return a page whose script puts a file together."""
    held = base64.b64encode(packed(invoice__js=SCRIPT) + bytes(900)).decode()
    return (
        "<html><body><p>Your document is being prepared</p><script>"
        f"var b=atob('{held}');var a=new Uint8Array(b.length);for(var i=0;i<b.length;i++)a[i]=b.charCodeAt(i);"
        "var u=URL.createObjectURL(new Blob([a]));var "
        "l=document.createElement('a');l.href=u;l.download='invoice.zip';l.click();"
        "</script></body></html>"
    ).encode()


def sign_in_page(target: str) -> bytes:
    """Return a page that asks for a password."""
    return (
        "<!doctype html><html><body><h1>Session expired</h1>"
        f'<form action="{target}" method="post"><input name="u" value="{"anna.bauer"}"><input type="password" name="p">'
        "<button>Sign in</button></form></body></html>"
    ).encode()


def invitation(target: str, organiser: str) -> bytes:
    """Return a calendar invitation with a link."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//made up//EN", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:1@made-up.test",
        "DTSTAMP:20261102T080000Z", "DTSTART:20261103T090000Z", "DTEND:20261103T093000Z",
        f"ORGANIZER:mailto:{organiser}", "SUMMARY:Review of your salary", f"DESCRIPTION:Please sign in before: {target}",
        f"LOCATION:{target}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def profile() -> bytes:
    """Return a configuration profile for Apple devices that would install a root certificate."""
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
        b'"http://www.apple.com/DTDs/PropertyList-1.0.dtd"><plist version="1.0"><dict><key>PayloadContent</key><array><dict>'
        b"<key>PayloadType</key><string>com.apple.security.root</string><key>PayloadVersion</key><integer>1</integer>"
        b"<key>PayloadContent</key><data>AAAA</data></dict></array><key>PayloadType</key><string>Configuration</string>"
        b"<key>PayloadDisplayName</key><string>Mail settings</string></dict></plist>"
    )
