"""The program folder as files: found, bounded, and read once.

Rules of this module: only the files that a program consists of are looked at; nothing outside the folder is read, also
not through a symbolic link; no file is larger than 1 MB; the digest names exactly the bytes that were read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from drystone.lib.text import suggest
from drystone.program.model import Place, Problem
from drystone.program.tree import Text

MAX_BYTES = 1_000_000
MAX_FILES = 5_000

#: The single files of a program, and its folders with the ending that counts in each.
SINGLE = ("drystone.toml", "objectives.yaml", "roles.yaml", "habits.yaml", "trials.yaml", "promise.md")
FOLDERS = {
    "activities": ".yaml",
    "checks": ".yaml",
    "sources": ".yaml",
    "guardrails": ".yaml",
    "detections": ".yml",
    "lessons": ".md",
    "misconceptions": ".yaml",
    "playbooks": ".yaml",
    "answers": ".yaml",
    "yara": ".yar",
    "calendars": ".ics",
}
_OTHER_ENDINGS = {".yaml": ".yml", ".yml": ".yaml", ".md": ".markdown", ".yar": ".yara", ".ics": ".ical"}


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a program by relative path, decoded, and the digest of their bytes."""

    texts: dict[str, Text]
    digest: str

    def under(self, folder: str) -> list[Text]:
        """Return the files of one folder in order of their paths."""
        return [text for path, text in self.texts.items() if path.startswith(f"{folder}/")]


def read_folder(root: Path, problems: list[Problem]) -> Folder:
    """Read every file of a program once; what cannot be read is added to ``problems``."""
    with contextlib.suppress(OSError, RuntimeError):  # A root that leads nowhere: reading from it says so.
        root = root.resolve()
    digest = hashlib.sha256()
    texts: dict[str, Text] = {}
    for path in _paths(root, problems):
        content = _bytes(root, path, problems)
        if content is None:
            continue
        digest.update(len(path.encode()).to_bytes(8, "big") + path.encode())
        digest.update(len(content).to_bytes(8, "big") + content)
        text = _decoded(path, content, problems)
        if text is not None:
            texts[path] = text
    return Folder(texts, digest.hexdigest())


def _paths(root: Path, problems: list[Problem]) -> list[str]:
    found = [name for name in SINGLE if os.path.lexists(root / name)]
    for folder, ending in FOLDERS.items():
        found.extend(_in_folder(root, folder, ending, problems))
    if len(found) > MAX_FILES:
        message = f"this program has more than {MAX_FILES:,} files; only the first were read"
        problems.append(Problem(Place(sorted(found)[MAX_FILES]), message, "put several entries into one file"))
    return sorted(found)[:MAX_FILES]


def _in_folder(root: Path, folder: str, ending: str, problems: list[Problem]) -> list[str]:
    top = root / folder
    if not os.path.lexists(top):
        return []
    if not _inside(root, top):
        problems.append(Problem(Place(folder), "this link leads out of the program folder", "copy what it points to"))
        return []
    found: list[str] = []

    def refused(error: OSError) -> None:
        problems.append(Problem(Place(folder), f"this folder cannot be read: {error.strerror}"))

    for parent, folders, names in os.walk(top, onerror=refused):
        links = [Path(parent, name) for name in folders if Path(parent, name).is_symlink()]
        problems.extend(
            Problem(Place(link.relative_to(root).as_posix()), "links to folders are not followed", "copy the folder")
            for link in links
        )
        for name in sorted(names):
            path = Path(parent, name).relative_to(root).as_posix()
            if name.endswith(ending) and not name.startswith("."):
                found.append(path)
            elif name.endswith(_OTHER_ENDINGS[ending]):
                problems.append(Problem(Place(path), f"files in {folder}/ end in {ending}", "rename it", "warning"))
        if len(found) > MAX_FILES:
            break
    return found


def _inside(root: Path, path: Path) -> bool:
    """Whether a path leads to something below a root that is resolved already."""
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return True  # Reading it reports a link that leads nowhere or round in a circle.


def _bytes(root: Path, path: str, problems: list[Problem]) -> bytes | None:
    place = Place(path)
    if "\n" in path or not path.isprintable():
        problems.append(Problem(Place(ascii(path)), "this file's name holds characters that cannot be shown"))
        return None
    if not _inside(root, root / path):
        problems.append(Problem(place, "this link leads out of the program folder", "copy the file into it"))
        return None
    try:
        # Opening a pipe would wait for ever; a regular file is all a program is made of.
        if not stat.S_ISREG((root / path).stat().st_mode):
            problems.append(Problem(place, "this is not a regular file"))
            return None
        with (root / path).open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        problems.append(Problem(place, f"this file cannot be read: {error.strerror}"))
        return None
    if len(content) > MAX_BYTES:
        problems.append(Problem(place, "this file is larger than 1 MB", "split it into several"))
        return None
    return content


def _decoded(path: str, content: bytes, problems: list[Problem]) -> Text | None:
    try:
        return Text.of(path, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        good = Text.of(path, content[: error.start].decode("utf-8-sig", errors="replace"))
        place = good.place(len(good.content))
        problems.append(Problem(place, "this file is not UTF-8 from here on", "save it as UTF-8"))
        return None


def unknown_files(root: Path) -> list[Problem]:
    """Return a warning for each file beside the known ones whose name looks like a slip of one of them."""
    known = (*SINGLE, *FOLDERS)
    try:
        names = sorted(path.name for path in root.iterdir())
    except OSError:
        return []
    found = []
    for name in names:
        near = suggest(name, known) if name not in known and name.endswith((".yaml", ".yml", ".toml")) else None
        if near:
            message = f"nothing reads {name}"
            found.append(Problem(Place(name), message, f"did you mean {near}?", "warning"))
    return found
