"""Opening a file of any kind: what it is shows in its bytes first, and in its name only where they leave a choice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drystone.responsibility.matrices.finding.sheet_matrices import of_sheet
from drystone.responsibility.matrices.model import Matrix, Reading
from drystone.responsibility.matrices.reading import delimited, markdown, packages, programs, webpage, word, workbooks
from drystone.responsibility.matrices.sheets import Sheet, UnreadableError, too_much

MAX_BYTES = 20_000_000
_MAX_MATRICES = 100
#: More than this in one grid is a list of something else, and no rule is made to look through it.
_MAX_ROWS = 10_000
_MAX_ROLES = 1_000


def read(path: Path) -> Reading:
    """Return every matrix of a file or of a program folder. Raises UnreadableError saying what to do."""
    if path.is_dir():
        if not (path / "drystone.toml").is_file() and not (path / "activities").is_dir():
            raise UnreadableError("this folder is no program", where=str(path), do="Name a file, or a program folder.")
        matrix, wishes = programs.from_folder(path)
        return _checked(Reading(str(path), "program", (matrix,), program=True, wishes=wishes))
    try:
        if not path.is_file():
            raise UnreadableError("there is no such file", where=str(path), do="Check the name.")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"this file cannot be read: {error.strerror}", where=str(path)) from error
    return read_bytes(content, str(path))


def read_bytes(content: bytes, name: str) -> Reading:
    """Return every matrix of a file's bytes; ``name`` is for messages and settles what the bytes leave open."""
    if len(content) > MAX_BYTES:
        raise too_much(name, f"more than {MAX_BYTES // 1_000_000} MB")
    if not content.strip():
        raise UnreadableError("this file is empty", where=name, do="Name the file that holds the matrix.")
    packages.refuse_sealed(content, name)
    if content.startswith(b"%PDF"):
        raise UnreadableError("a PDF keeps no table that can be read", where=name, do="Use the file it was made from.")
    if content.startswith(b"PK"):
        kind, sheets = _package(packages.Package(content, name))
        return _checked(Reading(name, kind, _matrices(sheets, name)))
    text = delimited.decode(content, name)
    return _checked(_from_text(text, name))


def _package(package: packages.Package) -> tuple[str, list[Sheet]]:
    if "xl/workbook.xml" in package.names:
        return "xlsx", workbooks.sheets(package)
    if "word/document.xml" in package.names:
        return "docx", word.sheets(package)
    raise UnreadableError(
        "this is neither a workbook (.xlsx) nor a Word document (.docx)",
        where=package.where,
        do="Save it as .xlsx, .docx or .csv, then try again.",
    )


def _from_text(text: str, name: str) -> Reading:
    lowered = name.lower()
    if lowered.endswith((".yaml", ".yml")):
        made = programs.from_text(text, name)
        return Reading(name, "yaml", (made,) if made else ())
    head = text[:4_000].lstrip().lower()
    if lowered.endswith((".html", ".htm", ".xhtml")) or head.startswith(("<!doctype html", "<html", "<table")):
        return Reading(name, "html", _matrices(webpage.sheets(text, name), name))
    if not lowered.endswith((".csv", ".tsv", ".txt")) or lowered.endswith(".txt"):
        made_of = _matrices(markdown.sheets(text, name), name)
        if made_of or lowered.endswith((".md", ".markdown")):
            return Reading(name, "markdown", made_of)
        if "<table" in text.lower():
            return Reading(name, "html", _matrices(webpage.sheets(text, name), name))
    return Reading(name, "csv", _matrices(delimited.sheets(text, lowered, name), name))


def _matrices(sheets: Sequence[Sheet], name: str) -> tuple[Matrix, ...]:
    title = Path(name).stem
    found = [matrix for sheet in sheets for matrix in of_sheet(sheet, title)]
    if len(found) > _MAX_MATRICES:
        raise too_much(name, f"{len(found)} matrices")
    return tuple(found)


def _checked(reading: Reading) -> Reading:
    if not reading.matrices or not any(matrix.rows for matrix in reading.matrices):
        raise UnreadableError(
            "there is no responsibility matrix in this file that we could find",
            where=reading.path,
            do="A matrix has activities down one side, roles along the other and letters such as R, A, C and I where "
            "they meet. If yours looks so and was not found, tell us how it is laid out.",
        )
    for matrix in reading.matrices:
        if len(matrix.rows) > _MAX_ROWS or len(matrix.roles) > _MAX_ROLES:
            raise too_much(reading.path, f"{len(matrix.rows):,} activities and {len(matrix.roles):,} roles in one grid")
    return reading
