"""What a file's name says, against what its content is."""

from __future__ import annotations

import re
import unicodedata

from drystone.triage.files import endings
from drystone.triage.files.findings import Findings
from drystone.triage.files.sniffing import PDF, PE, UNKNOWN

#: Characters that turn what follows round; others of their family stand in honest names too.
_TURNING = re.compile("[\u202d\u202e\u2067]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202c\u2060-\u2064\u2066\u2068\u2069\u3164\ufeff\uffa0]"
)
_BLANKS = re.compile(r"[\s\u2800\u3164_.-]{8,}\S*\.\w+\s*$")
PROGRAM_TYPES = frozenset(
    (
        PE,
        "application/x-dosexec",
        "application/x-elf",
        "application/x-mach-binary",
        "application/x-msi",
        "application/x-dex",
        "application/java-archive",
        "application/vnd.android.package-archive",
        "application/java-vm",
        "application/x-rpm",
    )
)
SCRIPT_TYPES = frozenset(
    """text/html text/javascript text/vbscript text/vbscript-encoded text/x-powershell text/x-msdos-batch
    text/x-shellscript application/x-wsf text/scriptlet application/x-ms-shortcut application/x-mswinurl
    application/x-desktop application/windows-library+xml application/windows-search-connector+xml
    application/windows-search+xml application/windows-settings+xml application/x-rdp
    application/x-java-jnlp-file""".split()
)
_DISK_TYPES = frozenset(
    """application/x-iso9660-image application/x-udf-image application/x-vhd application/x-vhdx application/x-vmdk
    application/x-qcow application/x-ms-wim application/x-raw-disk-image application/x-apple-diskimage""".split()
)
#: Which types an ending may truly be; an ending that is not listed is compared with nothing.
_TRUE = {
    "pdf": (PDF,),
    "png": ("image/png",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    "bmp": ("image/bmp",),
    "svg": ("image/svg+xml",),
    "zip": ("application/zip",),
    "rar": ("application/vnd.rar",),
    "7z": ("application/x-7z-compressed",),
    "gz": ("application/gzip",),
    "docx": ("wordprocessingml", "x-encrypted-office"),
    "docm": ("ms-word", "x-encrypted-office"),
    "xlsx": ("spreadsheetml", "x-encrypted-office"),
    "xlsm": ("ms-excel", "x-encrypted-office"),
    "xlsb": ("ms-excel", "x-encrypted-office"),
    "pptx": ("presentationml", "x-encrypted-office"),
    "doc": ("application/msword", "application/rtf", "wordprocessingml"),
    "xls": ("application/vnd.ms-excel", "spreadsheetml"),
    "ppt": ("application/vnd.ms-powerpoint", "presentationml"),
    "rtf": ("application/rtf",),
    "odt": ("opendocument",),
    "ods": ("opendocument",),
    "mp3": ("audio/",),
    "wav": ("audio/",),
    "mp4": ("video/",),
    "ics": ("text/calendar",),
    "vcf": ("text/vcard",),
    "eml": ("message/rfc822", "text/"),
    "msg": ("application/vnd.ms-outlook",),
    "txt": ("text/",),
    "csv": ("text/",),
}
_VAGUE = frozenset(("", UNKNOWN, "application/x-empty", "text/plain", "application/download", "application/binary"))


def judge_name(found: Findings) -> None:
    """Add the signs of a content's name, alone and against ``found.true_type``."""
    name = unicodedata.normalize("NFC", found.content.name[:2_000])
    ending = endings.ending_of(_TURNING.sub("", _INVISIBLE.sub("", name)))
    if _TURNING.search(name):
        found.sign("name-runs-backwards")
    elif _INVISIBLE.search(name) or any(unicodedata.category(character) == "Cc" for character in name):
        found.sign("name-holds-invisible-characters")
    _ending(found, name, ending)
    _against_type(found, ending)
    _against_declared(found)


def _ending(found: Findings, name: str, ending: str) -> None:
    kind = endings.family_of(ending)
    if ending == "com" and found.true_type.startswith(("text/", "image/", "message/")):
        kind = ending = ""  # The end of a web address rather than a program of long ago.
    if kind == "runs-a-script" and found.content.depth > 0:
        kind = "program-text"  # Its archive says when it stands there alone.
    dangerous = ending in endings.ACTS or ending in endings.DISKS or ending in endings.PAGES
    before = endings.ending_of(name.rstrip(". ")[: -len(ending) - 1]) if ending else ""
    if dangerous and before in endings.PLAIN and before != ending and not (before in endings.PAGES and kind == ""):
        found.sign("name-hides-ending", shown=before, ending=ending)
    if dangerous and _BLANKS.search(name):
        found.sign("name-padded", ending=ending)
    if kind:
        found.sign(kind, ending=ending)


def _against_type(found: Findings, ending: str) -> None:
    true = found.true_type
    if true in _DISK_TYPES:
        found.sign_once("disk-image")
    if true in PROGRAM_TYPES:
        if any(sign.kind == "runs-a-program" for sign in found.signs):
            return  # Its ending says the same.
        if not ending or ending in ("class", "so", "dylib"):
            found.sign("program", type=true)
        else:
            found.sign("program-in-disguise", type=true, ending=ending)
        return
    expected = _TRUE.get(ending)
    if not expected or true in ("application/x-empty", UNKNOWN) or any(word in true for word in expected):
        return
    # Many programs export tables as pages and call them workbooks.
    exported = true == "text/html" and ending in ("doc", "xls", "rtf", "csv")
    if true in SCRIPT_TYPES and ending not in ("eml", "txt") and not exported:
        found.sign("script-in-disguise", type=true, ending=ending)
    else:
        found.sign("type-differs-from-name", type=true, ending=ending)


def _against_declared(found: Findings) -> None:
    declared = found.content.declared.partition(";")[0].strip().casefold()
    true = found.true_type
    major = declared.partition("/")[0]
    if declared in _VAGUE or true in _VAGUE or not true or declared == true:
        return
    media = major in ("image", "audio", "video") and not true.startswith(major + "/")
    if media or declared == PDF:
        found.sign("type-differs-from-declared", declared=declared, type=true)
