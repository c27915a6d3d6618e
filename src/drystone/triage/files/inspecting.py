"""Looking into one content: find out what it truly is, judge its name against that, and read it with its reader.

Rules of this module: nothing is run, fetched, drawn or written; whatever the bytes are, an answer comes back; what was
found before a reader stopped is kept, and that it stopped is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drystone.triage.files.addresses import link_all
from drystone.triage.files.archives.discs import read_iso, read_other_disc
from drystone.triage.files.archives.listed import read_cab, read_rar, read_seven_zip
from drystone.triage.files.archives.streams import read_stream, read_unopened
from drystone.triage.files.archives.tars import read_tar
from drystone.triage.files.archives.zip_directory import END, read_directory
from drystone.triage.files.archives.zips import read_zip
from drystone.triage.files.documents.pdf import read_pdf
from drystone.triage.files.documents.pictures import read_picture
from drystone.triage.files.documents.vector_pictures import read_svg
from drystone.triage.files.endings import CODE, SCRIPTS, ending_of
from drystone.triage.files.findings import BrokenError, Findings
from drystone.triage.files.naming import judge_name
from drystone.triage.files.office.compound import Compound
from drystone.triage.files.office.legacy import compound_type, read_compound
from drystone.triage.files.office.onenote import read_onenote
from drystone.triage.files.office.openxml import read_openxml
from drystone.triage.files.office.rtf import read_rtf
from drystone.triage.files.office.sheets_as_text import read_query, read_sylk, read_text_sheet
from drystone.triage.files.office.tnef import read_tnef
from drystone.triage.files.pointers.invitations import read_calendar, read_card
from drystone.triage.files.pointers.places import (
    read_desktop_entry,
    read_internet_shortcut,
    read_markup_pointer,
    read_remote_desktop,
)
from drystone.triage.files.pointers.profiles import read_profile, read_signed
from drystone.triage.files.pointers.scripts import read_script
from drystone.triage.files.pointers.shortcuts import read_shortcut
from drystone.triage.files.rules import RuleSet
from drystone.triage.files.sniffing import COMPOUND_MARK, OLE, PDF, ZIP, sniff
from drystone.triage.files.wording import decoded
from drystone.triage.files.zip_kinds import zip_type
from drystone.triage.limits import Limits
from drystone.triage.signs import Content, Inspection

Reader = Callable[[Findings], None]


def _read_words(found: Findings) -> None:
    """A text or a page: its words are kept; links and lures in them are judged by the reader of messages."""
    found.say(decoded(found.data, found.content.declared))


def _read_pointing_words(found: Findings) -> None:
    text = decoded(found.data, found.content.declared)
    found.say(text)
    link_all(found, text, "text")


#: What reads each true type; a type without a reader is told by its name and type alone.
READERS: Mapping[str, Reader] = {
    ZIP: read_zip,
    "application/gzip": read_stream,
    "application/x-bzip2": read_stream,
    "application/x-xz": read_stream,
    "application/zstd": read_unopened,
    "application/x-lz4": read_unopened,
    "application/x-lzip": read_unopened,
    "application/x-compress": read_unopened,
    "application/x-arj": read_unopened,
    "application/x-ace-compressed": read_unopened,
    "application/x-lzh-compressed": read_unopened,
    "application/x-tar": read_tar,
    "application/vnd.rar": read_rar,
    "application/x-7z-compressed": read_seven_zip,
    "application/vnd.ms-cab-compressed": read_cab,
    "application/x-iso9660-image": read_iso,
    "application/x-udf-image": read_other_disc,
    "application/x-vhd": read_other_disc,
    "application/x-vhdx": read_other_disc,
    "application/x-vmdk": read_other_disc,
    "application/x-qcow": read_other_disc,
    "application/x-ms-wim": read_other_disc,
    "application/x-apple-diskimage": read_other_disc,
    "application/x-raw-disk-image": read_other_disc,
    PDF: read_pdf,
    "application/rtf": read_rtf,
    "application/onenote": read_onenote,
    "application/vnd.ms-tnef": read_tnef,
    "application/x-sylk": read_sylk,
    "application/x-excel-query": read_query,
    "application/x-ms-shortcut": read_shortcut,
    "application/x-mswinurl": read_internet_shortcut,
    "application/x-desktop": read_desktop_entry,
    "application/x-ms-shell-command": read_desktop_entry,
    "application/windows-library+xml": read_markup_pointer,
    "application/windows-search-connector+xml": read_markup_pointer,
    "application/windows-search+xml": read_markup_pointer,
    "application/windows-settings+xml": read_markup_pointer,
    "application/x-java-jnlp-file": read_markup_pointer,
    "application/x-rdp": read_remote_desktop,
    "application/x-plist": read_profile,
    "application/x-bplist": read_profile,
    "application/pkcs7-mime": read_signed,
    "text/calendar": read_calendar,
    "text/vcard": read_card,
    "image/svg+xml": read_svg,
    "image/png": read_picture,
    "image/jpeg": read_picture,
    "image/gif": read_picture,
    "image/bmp": read_picture,
    "image/webp": read_picture,
    "text/html": _read_words,
    "text/plain": _read_words,
    "text/xml": _read_pointing_words,
    "application/vnd.adobe.xdp+xml": _read_pointing_words,
    "application/x-mimearchive": _read_words,
    "text/javascript": read_script,
    "text/vbscript": read_script,
    "text/vbscript-encoded": read_script,
    "text/x-powershell": read_script,
    "text/x-msdos-batch": read_script,
    "text/x-shellscript": read_script,
    "text/scriptlet": read_script,
    "application/x-wsf": read_script,
    "application/xslt+xml": read_script,
}
#: Kinds of ZIP that are listed by their names alone: what lies in them is code, not contents.
_CODE = ("application/java-archive", "application/vnd.android.package-archive", "application/msix")


def inspect(content: Content, limits: Limits, *, rules: RuleSet | None = None) -> Inspection:
    """Return what one content gives away: signs, links, words, and the contents inside it for the caller to look into.

    Never raises, whatever the bytes; spends ``limits`` for everything it unpacks or keeps. What is nested deeper than
    ``limits.depth`` is judged by name, type and structure, and not unpacked. ``rules`` are the program's own.
    """
    found = Findings(content, limits)
    for step in (_find_type, judge_name, _read):
        _guarded(step, found)
    if rules is not None:
        rules.judge(found)
    return found.inspection()


def _guarded(step: Reader, found: Findings) -> None:
    try:
        step(found)
    except BrokenError as error:
        found.sign("content-broken", what=str(error))
    except Exception as error:  # noqa: BLE001 - hostile bytes may break any reader; that is said, and the rest stands
        found.sign("content-stopped-us", what=type(error).__name__)


def _find_type(found: Findings) -> None:
    found.true_type = sniff(found.data)
    if found.true_type == ZIP:
        found.true_type = zip_type(found.data, read_directory(found.data))
    elif found.true_type == OLE:
        found.true_type = compound_type(Compound(found.data))
    elif not found.true_type.startswith("text/"):
        _hidden_archive(found)


def _hidden_archive(found: Findings) -> None:
    """A ZIP is read from its end, so one may stand behind anything else."""
    end = found.data.rfind(END, max(0, len(found.data) - 66_000))
    if end < 0 or found.true_type in ("application/x-tar", "application/x-iso9660-image"):
        return
    try:
        directory = read_directory(found.data)
    except BrokenError:
        return
    if directory.trusted and any(member.packed >= 0 for member in directory.members):
        found.sign("two-files-in-one", type=found.true_type, other="ZIP")
        read_zip(found)


def _read(found: Findings) -> None:
    reader = read_compound if found.data.startswith(COMPOUND_MARK) else READERS.get(found.true_type)
    if reader is None and found.true_type.startswith(("application/vnd.openxmlformats", "application/vnd.ms-")):
        reader = read_openxml if found.data.startswith(b"PK") else None
    if reader is None and found.data.startswith(b"PK"):
        reader = None if found.true_type in _CODE else read_zip
    if found.true_type == "text/html" and ending_of(found.content.name) not in ("", "eml", "txt"):
        found.sign_once("web-page-attached")
    if found.true_type == "text/plain":
        reader = _by_name(found) or reader
    if reader is not None:
        reader(found)


def _by_name(found: Findings) -> Reader | None:
    """Plain text is whatever its ending makes of it, on the computer of whoever opens it."""
    ending = ending_of(found.content.name)
    if ending in ("csv", "tsv", "tab") or found.content.declared.casefold().startswith("text/csv"):
        return read_text_sheet
    if ending in SCRIPTS | CODE:
        return read_script
    if ending == "iqy":
        return read_query
    if ending == "slk":
        return read_sylk
    return None
