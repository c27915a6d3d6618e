"""What a ZIP file truly is: a document, an app, or just an archive; by the parts that its format requires."""

from __future__ import annotations

from drystone.triage.files.archives.zip_directory import Directory
from drystone.triage.files.sniffing import ZIP

_OPEN = "application/vnd.openxmlformats-officedocument."
_OFFICE = {
    "word": (f"{_OPEN}wordprocessingml.document", "application/vnd.ms-word.document.macroenabled.12"),
    "xl": (f"{_OPEN}spreadsheetml.sheet", "application/vnd.ms-excel.sheet.macroenabled.12"),
    "ppt": (f"{_OPEN}presentationml.presentation", "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
    "visio": ("application/vnd.ms-visio.drawing", "application/vnd.ms-visio.drawing.macroenabled.12"),
}


def zip_type(data: bytes, directory: Directory) -> str:
    """Return the media type of a ZIP file by its members."""
    names = {member.name.casefold().replace("\\", "/").lstrip("/") for member in directory.members}
    if "[content_types].xml" in names:
        return _office(names)
    if "androidmanifest.xml" in names or "classes.dex" in names:
        return "application/vnd.android.package-archive"
    if "meta-inf/manifest.mf" in names and any(name.endswith(".class") for name in names):
        return "application/java-archive"
    if "appxmanifest.xml" in names or "appxmetadata/appxbundlemanifest.xml" in names:
        return "application/msix"
    if any(name.startswith("payload/") and ".app/" in name for name in names):
        return "application/x-ios-app"
    for member in directory.members[:3]:
        if member.name == "mimetype" and not member.method and member.packed < 200:
            named = data[member.at : member.at + member.packed].decode("ascii", "replace").strip()
            if named.startswith("application/"):
                return named
    return ZIP


def _office(names: set[str]) -> str:
    for folder, (plain, macros) in _OFFICE.items():
        if any(name.startswith(f"{folder}/") for name in names):
            acting = any(name.endswith("vbaproject.bin") for name in names) or "xl/workbook.bin" in names
            return macros if acting else plain
    if "fixeddocumentsequence.fdseq" in names or any(name.endswith(".fdseq") for name in names):
        return "application/oxps"
    return "application/vnd.openxmlformats-package"
