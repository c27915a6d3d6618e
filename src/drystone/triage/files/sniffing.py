"""What a content truly is: by its signature and structure, never by its name or by what the sender declares.

Media types are the registered ones where there is one. A type that two formats share (zip, compound file, XML, text) is
told apart by what the format itself requires inside.
"""

from __future__ import annotations

import re

from drystone.triage.files.sniffing_text import text_type
from drystone.triage.files.wording import is_text

PE = "application/vnd.microsoft.portable-executable"
OLE = "application/x-ole-storage"
ZIP = "application/zip"
PDF = "application/pdf"
UNKNOWN = "application/octet-stream"
COMPOUND_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: Where a signature stands, the signature, and the type.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\xfe\xed\xfa\xce", "application/x-mach-binary"),
    (0, b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    (0, b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"dex\n", "application/x-dex"),
    (0, b"\0asm", "application/wasm"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"MSCF\0\0\0\0", "application/vnd.ms-cab-compressed"),
    (0, b"\x60\xea", "application/x-arj"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"\x04\x22\x4d\x18", "application/x-lz4"),
    (0, b"LZIP", "application/x-lzip"),
    (0, b"\x1f\x9d", "application/x-compress"),
    (0, b"\x1f\xa0", "application/x-compress"),
    (7, b"**ACE**", "application/x-ace-compressed"),
    (257, b"ustar", "application/x-tar"),
    (0x8001, b"CD001", "application/x-iso9660-image"),
    (0x8001, b"BEA01", "application/x-udf-image"),
    (0, b"conectix", "application/x-vhd"),
    (0, b"vhdxfile", "application/x-vhdx"),
    (0, b"KDMV", "application/x-vmdk"),
    (0, b"QFI\xfb", "application/x-qcow"),
    (0, b"MSWIM\0\0\0", "application/x-ms-wim"),
    (0, bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"), "application/onenote"),
    (0, bytes.fromhex("4c0000000114020000000000c000000000000046"), "application/x-ms-shortcut"),
    (0, b"ITSF\x03\0\0\0", "application/vnd.ms-htmlhelp"),
    (0, b"\x3f\x5f\x03\0", "application/winhlp"),
    (0, b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"bplist00", "application/x-bplist"),
    (0, b"\xac\xed\0\x05", "application/x-java-serialized-object"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"\0\0\x01\0", "image/vnd.microsoft.icon"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"%!PS", "application/postscript"),
    (0, b"!<arch>\n", "application/x-archive"),
    (0, b"\xed\xab\xee\xdb", "application/x-rpm"),
)


_LATE_PDF = re.compile(rb"%PDF-[12]\.\d")


def sniff(data: bytes) -> str:
    """Return the media type that the bytes themselves show; zip and compound files are refined by their readers."""
    if not data:
        return "application/x-empty"
    for test in (_executable, _by_signature, _container, _at_the_end, _media):
        found = test(data)
        if found:
            return found
    kind = text_type(data) if is_text(data) else _disk(data)
    if kind in ("", "text/plain") and _LATE_PDF.search(data[:1_024]) and b" obj" in data:
        return PDF  # Readers look for the mark in the first thousand bytes.
    return kind or UNKNOWN


def _executable(data: bytes) -> str:
    if data[:2] in (b"MZ", b"ZM") and len(data) >= 64:
        header = int.from_bytes(data[0x3C:0x40], "little")
        if data[header : header + 4] == b"PE\0\0":
            return PE
        return "" if is_text(data[:512]) else "application/x-dosexec"
    if data[:4] == b"\xca\xfe\xba\xbe" and len(data) >= 8:
        # A fat Mach-O has a handful of architectures there, a Java class its version, from 45 up.
        count = int.from_bytes(data[4:8], "big")
        return "application/x-mach-binary" if 0 < count < 40 else "application/java-vm"
    return ""


def _by_signature(data: bytes) -> str:
    for at, mark, name in _SIGNATURES:
        if data.startswith(mark, at):
            return name
    return ""


def _container(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return ZIP
    if data.startswith(COMPOUND_MARK):
        return OLE
    if data.lstrip(b" \t\r\n")[:4].lower() == b"{\\rt":
        return "application/rtf"
    if data.lstrip(b" \t\r\n\0\xef\xbb\xbf")[:5] == b"%PDF-":
        return PDF
    # ContentInfo of type signedData or envelopedData (RFC 5652), in DER or BER.
    if data[:1] == b"\x30" and b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07" in data[:32]:
        return "application/pkcs7-mime"
    if data[2:5] == b"-lh" and data[6:7] == b"-":
        return "application/x-lzh-compressed"
    return ""


def _at_the_end(data: bytes) -> str:
    if data[-512:-508] == b"koly":
        return "application/x-apple-diskimage"
    if data[-512:].startswith(b"conectix"):
        return "application/x-vhd"
    return ""


def _media(data: bytes) -> str:
    if data[:4] == b"RIFF":
        inner = {b"WEBP": "image/webp", b"WAVE": "audio/x-wav", b"AVI ": "video/x-msvideo"}
        return inner.get(data[8:12], "application/x-riff")
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        return "image/heic" if brand in (b"heic", b"mif1", b"heix", b"avif") else "video/mp4"
    if data[:2] == b"BM" and len(data) > 30 and int.from_bytes(data[14:18], "little") in (12, 40, 52, 56, 64, 108, 124):
        return "image/bmp"
    if data[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "audio/mpeg"
    return ""


def _disk(data: bytes) -> str:
    """A raw disk or floppy image: a boot sector's mark, and a file system's name or a partition that starts in it."""
    if data[510:512] != b"\x55\xaa":
        return ""
    if data[54:57] == b"FAT" or data[82:85] == b"FAT" or data[3:7] == b"NTFS" or data[446:447] in (b"\0", b"\x80"):
        return "application/x-raw-disk-image"
    return ""
