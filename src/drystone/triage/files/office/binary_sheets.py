"""Workbooks of Excel 97 to 2003 ([MS-XLS]): the records that say which sheets exist, what starts, what is fetched."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.triage.files.binary import number
from drystone.triage.files.findings import BrokenError, Findings
from drystone.triage.files.office.binary_formulas import judge_formula_bytes
from drystone.triage.files.office.commands import judge_exchange

MAX_RECORDS = 500_000
_SHEET, _NAME, _FORMULA, _SUPPLIER, _LOCKED, _STRINGS, _LABEL = 0x85, 0x18, 0x06, 0x1AE, 0x2F, 0xFC, 0x204
_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_BUILT_IN = {1: "Auto_Open", 2: "Auto_Close", 10: "Auto_Activate", 11: "Auto_Deactivate"}


def records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield place, kind and body of each record, as far as they make sense."""
    at = 0
    for _ in range(MAX_RECORDS):
        if at + 4 > len(data):
            return
        kind, size = number(data, at, 2), number(data, at + 2, 2)
        yield at, kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def is_locked(data: bytes) -> bool:
    """Whether the workbook's records are encrypted (FilePass stands near the beginning)."""
    return any(kind == _LOCKED for _, kind, _ in _first(data, 200))


def _first(data: bytes, count: int) -> Iterator[tuple[int, int, bytes]]:
    for index, record in enumerate(records(data)):
        if index >= count:
            return
        yield record


def judge_workbook(found: Findings, data: bytes) -> None:
    """Add the signs of a workbook stream."""
    macro_sheets: list[int] = []
    formulas: list[bytes] = []
    for _, kind, body in records(data):
        try:
            if kind == _SHEET:
                _sheet(found, body, macro_sheets)
            elif kind == _NAME:
                _name(found, body)
            elif kind == _SUPPLIER:
                _supplier(found, body)
            elif kind == _FORMULA and len(formulas) < 20_000:
                formulas.append(body[20:])
            elif kind in (_STRINGS, _LABEL):
                _text(found, body)
        except BrokenError:
            found.sign_once("content-broken", what="a record of the workbook is too short")
    if macro_sheets:
        judge_formula_bytes(found, b"\n".join(formulas))


def _sheet(found: Findings, body: bytes, macro_sheets: list[int]) -> None:
    state = _STATES.get(number(body, 4, 1) & 3, "?")
    kind = number(body, 5, 1)
    name = _short_text(body, 6)
    if kind == 1:
        macro_sheets.append(number(body, 0, 4))
        found.sign("old-macro-sheet", sheet=name, state=state)
    elif state != "visible":
        found.sign("sheet-hidden", sheet=name, state=state)


def _name(found: Findings, body: bytes) -> None:
    flags, length = number(body, 0, 2), number(body, 3, 1)
    raw = body[15 : 15 + 2 * length] if body[14:15] == b"\1" else body[15 : 15 + length]
    text = raw.decode("utf-16-le" if body[14:15] == b"\1" else "latin-1", "replace")
    if flags & 0x20 and text:
        built_in = _BUILT_IN.get(ord(text[0]))
        if built_in in ("Auto_Open", "Auto_Close", "Auto_Activate"):
            found.sign("formula-starts-by-itself", defined=built_in)
    elif text.casefold().startswith(("auto_open", "auto_close", "auto_activate")):
        found.sign("formula-starts-by-itself", defined=text)


def _supplier(found: Findings, body: bytes) -> None:
    """A SupBook whose path holds a bar with a 3 in it is DDE: program and topic."""
    if len(body) < 5 or body[2:4] in (b"\x01\x04", b"\x01\x3a"):
        return
    length, wide = number(body, 2, 2), body[4] & 1
    raw = body[5 : 5 + length * (2 if wide else 1)]
    text = raw.decode("utf-16-le" if wide else "latin-1", "replace")
    if "\x03" in text and not text.startswith("\x01"):
        judge_exchange(found, text.replace("\x03", "|"))
    elif "http" in text.casefold() or "\\\\" in text:
        found.link(text.strip("\x01\x05"), "office")


def _short_text(body: bytes, at: int) -> str:
    length, wide = number(body, at, 1), number(body, at + 1, 1) & 1
    raw = body[at + 2 : at + 2 + length * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _text(found: Findings, body: bytes) -> None:
    """Words of the shared strings; most are stored a byte a letter, others two."""
    for charset in ("latin-1", "utf-16-le"):
        text = body.decode(charset, "ignore")
        kept = "".join(letter if letter.isprintable() and ord(letter) < 0x2000 else " " for letter in text)
        if charset == "latin-1" or sum(map(str.isascii, text)) > len(text) * 0.8:
            found.say(" ".join(kept.split()))
