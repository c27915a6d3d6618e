"""Formulas in the binary form of Excel ([MS-XLS] 2.5.198, [MS-XLSB] 2.5.97): which functions their tokens call."""

from __future__ import annotations

import re

from drystone.triage.files.findings import Findings

#: Function numbers of the table Ftab that reach out of the sheet.
_CALLS = {110: "EXEC", 149: "REGISTER", 150: "CALL", 132: "FOPEN", 136: "FWRITELN", 138: "FWRITE", 148: "ON.TIME"}
_CALLS |= {53: "GOTO", 54: "HALT", 96: "FORMULA", 186: "GET.WORKSPACE", 17: "RUN", 267: "REGISTER.ID"}
_TELLING = {"EXEC", "REGISTER", "CALL", "FOPEN", "FWRITELN", "FWRITE", "REGISTER.ID"}
#: PtgFuncVar: token, number of parameters, function number (its highest bit says: from a menu).
_TOKEN = re.compile(rb"[\x22\x42\x62]([\x00-\x7f])([\x00-\xff][\x00-\x8f])", re.S)
_WORDS = re.compile(r"[ -~]{4,200}")


def judge_formula_bytes(found: Findings, data: bytes) -> None:
    """Add the calls and the texts of a macro sheet's tokens; only for sheets whose formulas are macros."""
    calls = set()
    for match in _TOKEN.finditer(data[:4_000_000]):
        name = _CALLS.get(int.from_bytes(match.group(2), "little") & 0x7FFF)
        if name:
            calls.add(name)
    if calls & _TELLING:
        found.sign("old-macro-calls", calls=", ".join(sorted(calls & _TELLING)))
    wide = data[:1_000_000].decode("utf-16-le", "replace")
    shifted = data[1:1_000_000].decode("utf-16-le", "replace")
    narrow = data[:1_000_000].decode("latin-1")
    words = [word for text in (wide, shifted, narrow) for word in _WORDS.findall(text)]
    found.say("\n".join(word for word in words[:2_000] if sum(map(str.isalnum, word)) * 2 > len(word)))
