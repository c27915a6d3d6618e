"""What the letters of a cell mean: the families of matrices, other languages, look-alikes, several letters in one cell.

Rules of this module: a letter is understood only where it can mean one thing; what a legend says wins over what is
usual; a mark ("x") says that somebody has a part but not which, so it has no duty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from drystone.responsibility.matrices.model import DUTIES, Oddity

_SAME = {"R": "R", "A": "A", "C": "C", "I": "I"}
#: The families of matrices: each symbol with the duty it stands for; "" stands for none.
SCHEMES: dict[str, dict[str, str]] = {
    "RACI": _SAME,
    "RASCI": {**_SAME, "S": "S"},
    "RACIO": {**_SAME, "O": ""},
    "RACIQ": {**_SAME, "Q": "V"},
    "RACI-VS": {**_SAME, "V": "V", "S": "V"},
    "DACI": {"D": "R", "A": "A", "C": "C", "I": "I"},
    "DARCI": {**_SAME, "D": "V"},
    "RAPID": {"R": "R", "A": "V", "P": "R", "I": "C", "D": "A"},
    "RATSI": {"R": "A", "A": "V", "T": "R", "S": "S", "I": "I"},
    "PACSI": {"P": "R", "A": "A", "C": "V", "S": "C", "I": "I"},
    "DEMI": {"D": "R", "E": "A", "M": "S", "I": "I"},
    "ОУКИ": {"О": "R", "У": "A", "К": "C", "И": "I"},
}
_NAMES = re.compile(
    r"\b(RACI[ -]?VS|VRASC|RASCI|RASIC|RACIQ|CAIRO|RACIO|DARCI|DACI|RAPID|RATSI|PACSI|DEMI|RACI|ARCI|ОУКИ)\b"
)
_OTHER_NAMES = {"RASIC": "RASCI", "CAIRO": "RACIO", "ARCI": "RACI", "RACI VS": "RACI-VS", "RACIVS": "RACI-VS"}
_OTHER_NAMES["VRASC"] = "RACI-VS"

#: Words that say what a letter means, by duty, as they begin in several languages.
_MEANINGS: dict[str, tuple[str, ...]] = {
    "A": (
        "accountab", "answers", "approv", "agrees and answers", "owns", "owner", "decid", "decision", "final ",
        "ultimate", "rechenschaft", "gesamtverantwort", "entscheid", "genehmig", "eindverantwoord", "autorit",
        "approbat", "aprob", "aprueb", "rinde cuentas", "aprova", "approva", "утвержд", "подотч", "zatwierdz",
    ),
    "R": (
        "responsib", "does", "do the", "doer", "perform", "execut", "carr", "driv", "lead", "recommend", "works",
        "durchführ", "ausführ", "umsetz", "verantwortlich", "responsab", "réalis", "ejecut", "esegu", "uitvoer",
        "verantwoordelijk", "исполн", "ответствен", "odpowiedzial", "wykonuj",
    ),
    "C": (
        "consult", "asked", "is asked", "input", "contribut", "advis", "konsult", "berat", "geraadpleegd", "raadple",
        "suggest", "консульт", "provides expertise", "zu befragen", "befragt",
    ),
    "I": (
        "inform", "told", "is told", "notif", "kept in", "keep in", "must be kept", "benachricht", "geïnformeerd",
        "информир", "уведомл", "zu informieren", "poinform",
    ),
    "S": (
        "support", "assist", "help", "unterstütz", "mitwirk", "mitarbeit", "soutien", "apoy", "ondersteun", "поддерж",
        "wspier",
    ),
    "V": ("verif", "check", "sign", "quality", "review", "prüf", "kontroll", "control", "agree", "audit"),
    "": ("omit", "out of the loop", "not involved", "none", "n/a", "nicht beteiligt", "keine"),
}  # fmt: skip
_LOOK_ALIKES = str.maketrans(
    {
        "А": "A", "С": "C", "І": "I", "Ѕ": "S", "Ρ": "P", "Р": "P", "Α": "A", "Ι": "I", "Ꭱ": "R", "Ꭺ": "A", "Ꮯ": "C",
        "а": "A", "с": "C", "і": "I", "ѕ": "S", "ʀ": "R", "ᴀ": "A", "ᴄ": "C", "ɪ": "I", "Ⅽ": "C", "Ⅰ": "I", "ϲ": "C",
        "Ϲ": "C", "ⅰ": "I", "ⅽ": "C", "Ӏ": "I", "О": "O", "Ο": "O", "Т": "T", "Ѵ": "V", "Ꮩ": "V", "Ꭰ": "D",
    }
)  # fmt: skip
#: Letters that people type for how they sound, where no letter that looks like them is meant.
_SOUNDS = str.maketrans({"Р": "R", "р": "R", "И": "I", "и": "I", "К": "C", "к": "C"})
#: Letters that are pictures: negative circled and squared ones, and those that flags are made of.
_PICTURED = str.maketrans(
    {first + number: chr(65 + number) for first in (0x1F150, 0x1F170, 0x1F1E6) for number in range(26)}
)
_MARKS = frozenset({"✅", "X", "✓", "✔", "☑", "☒", "●", "•", "■", "✗", "✕", "×", "Х", "Χ"})
_BLANK = frozenset({"", "-", "–", "—", "−", ".", "·", "/", "N/A", "NA", "NONE", "TBD?", "_", "⁃", "0"})
_WRAPPING = re.compile(r"[\s*_`~()\[\]{}\"'“”‘’.:]+")
_SPLIT = re.compile(r"\s*(?:[/,;+&|\\·•\n-]|\s+and\s+|\s+und\s+|\s+et\s+|\s+y\s+|\s+)\s*", re.IGNORECASE)
_FOOTNOTE = re.compile(r"[*†‡§¹²³⁴⁵⁶⁷⁸⁹]+|(?<=^[A-Z])[0-9]$")
_NOTED = re.compile(r"^([A-Z](?:\s*[/,]\s*[A-Z])*)\s*(?:\(|[-–:]\s).+$", re.DOTALL)
_PICTURES = frozenset({"So", "Sk", "Cf"})
_LONGEST = 40
_TOGETHER = set("RACISV")


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell's text means: its duties, the symbols as written, and what is odd about it."""

    duties: tuple[str, ...]
    symbols: tuple[str, ...]
    oddity: Oddity = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A family of matrices with its symbols, as this file uses them."""

    name: str
    symbols: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, name: str, legend: Mapping[str, str] | None = None) -> Scheme:
        """Return a family by its name; what ``legend`` says (symbol → duties such as "R" or "RA") wins."""
        symbols = {symbol: tuple(duty) for symbol, duty in SCHEMES[name].items()}
        symbols |= {symbol: tuple(duties) for symbol, duties in (legend or {}).items()}
        return cls(name, symbols)


def blank(text: str) -> bool:
    """Whether a cell says that nobody is meant."""
    return text.strip().upper() in _BLANK


def mark(text: str) -> bool:
    """Whether a cell holds a tick or a cross and no letter."""
    return text.strip().upper() in _MARKS


def plain(text: str) -> tuple[str, bool]:
    """Return the text in capitals of plain letters, and whether look-alikes had to be turned into them."""
    shown = _FOOTNOTE.sub("", _bare(text).strip().strip("*_`"))
    turned = unicodedata.normalize("NFKC", shown).translate(_LOOK_ALIKES)
    return turned.upper(), turned != shown and turned.isascii()


def _bare(text: str) -> str:
    """Return a text without the pictures that decorate its letters ("✅ R"); a picture of a letter is that letter."""
    if text.isascii():
        return text
    kept = (one for one in text.translate(_PICTURED) if unicodedata.category(one) not in _PICTURES or "Ⓐ" <= one <= "ⓩ")
    return "".join(one for one in kept if not "\ufe00" <= one <= "\ufe0f")


def read(text: str, scheme: Scheme, *, loosely: bool = False) -> Read | None:
    """Return what a cell means, or None where it holds no letters of the scheme.

    ``loosely`` also takes a letter with a remark ("R (backup)"): only where the column is known to hold letters.
    """
    if blank(text) or len(text) > (_LONGEST * 4 if loosely else _LONGEST):
        return None
    if mark(text):
        return Read((), (), "mark")
    text = _bare(text)
    if not text.isascii() and all(symbol in scheme.symbols for symbol in _tokens(text.upper())):
        return _made(_tokens(text.upper()), scheme, "")
    capitals, turned = plain(text)
    noted = _NOTED.match(capitals) if loosely else None
    symbols = _symbols(_FOOTNOTE.sub("", noted[1] if noted else capitals), scheme)
    if not symbols and not text.isascii():
        symbols, turned = _symbols(plain(text.translate(_SOUNDS))[0], scheme), True
    return _made(symbols, scheme, "look-alike" if turned else "") if symbols else None


def _tokens(text: str) -> list[str]:
    return [token for token in _SPLIT.split(_WRAPPING.sub(" ", text).strip()) if token]


def _symbols(text: str, scheme: Scheme) -> list[str]:
    found: list[str] = []
    for token in _tokens(text):
        token = _FOOTNOTE.sub("", token)
        worded = word(token) if len(token) > 4 else None
        if worded is not None:
            found.append(worded)
        elif _run(token, scheme):
            found.extend(token)
        else:
            return []
    return found


def _run(token: str, scheme: Scheme) -> bool:
    """Whether a token is one symbol, or several of those that people write together ("AR"); "CTO" is a role."""
    known = bool(token) and all(letter in scheme.symbols for letter in token)
    return known and (
        len(token) == 1 or (len(token) <= 4 and len(set(token)) == len(token) and set(token) <= _TOGETHER)
    )


def _made(symbols: list[str], scheme: Scheme, oddity: Oddity) -> Read:
    held = {duty for symbol in symbols for duty in scheme.symbols.get(symbol, (symbol,))}
    return Read(tuple(duty for duty in DUTIES if duty in held), tuple(dict.fromkeys(symbols)), oddity)


_WHOLE_WORDS = {
    "R": ("RESPONSIBLE", "RESPONSABLE", "RESPONSABILE", "RESPONSÁVEL", "DURCHFÜHRUNG", "PERFORMER", "DOER"),
    "A": ("ACCOUNTABLE", "APPROVER", "APPROVES", "RECHENSCHAFTSPFLICHTIG", "GESAMTVERANTWORTUNG", "AUTORITÉ"),
    "C": ("CONSULTED", "CONSULT", "CONTRIBUTOR", "CONSULTÉ", "CONSULTADO", "KONSULTIERT", "CONSULTANT"),
    "I": ("INFORMED", "INFORM", "INFORMÉ", "INFORMADO", "INFORMIERT", "INFORMATO"),
    "S": ("SUPPORT", "SUPPORTS", "SUPPORTIVE", "UNTERSTÜTZUNG"),
    "V": ("VERIFIES", "VERIFIER", "VERIFY", "SIGN-OFF", "SIGNATORY"),
}


def word(text: str) -> str | None:
    """Return the duty that a whole word names ("Responsible"), or None."""
    capitals = _WRAPPING.sub("", text).upper()
    return next((duty for duty, words in _WHOLE_WORDS.items() if capitals in words), None)


def meaning(text: str) -> str | None:
    """Return the duty that the words of a legend speak of first, or None where they speak of none."""
    said = text.strip().lstrip("-–—:=.)* ").lower()[:60]
    near = [
        (said.find(start), -len(start), duty) for duty, starts in _MEANINGS.items() for start in starts if start in said
    ]
    at, _, duty = min(near, default=(99, 0, ""))
    return duty if at <= 24 else None


def named(text: str) -> str | None:
    """Return the family that a title names, or None."""
    found = [match.upper() for match in _NAMES.findall(text.upper())]
    return _OTHER_NAMES.get(found[0], found[0]) if found else None


def guess(symbols: set[str], title: str, legend: Mapping[str, str]) -> Scheme:
    """Return the family that fits these symbols: what the title names, else what the letters themselves show."""
    said = named(title)
    if said and symbols - set(legend) <= set(SCHEMES[said]) | set("RACI"):
        return Scheme.of(said, legend)
    return Scheme.of(_by_letters(symbols - set(legend)), legend)


def _by_letters(symbols: set[str]) -> str:
    if {"D", "P"} <= symbols and symbols <= set("RAPID"):
        return "RAPID"
    if symbols & set("УКИ") and symbols <= set("ОУКИ"):
        return "ОУКИ"
    if "E" in symbols and symbols <= set("DEMI"):
        return "DEMI"
    if "D" in symbols and "R" not in symbols and symbols <= set("DACI"):
        return "DACI"
    ranked = ("RACI", "RASCI", "RACIQ", "RACIO", "RACI-VS", "DARCI", "RATSI", "PACSI")
    return next((name for name in ranked if symbols <= set(SCHEMES[name])), "RASCI")


#: Every symbol that some family knows, for finding the grid before the family is known.
ANY = Scheme("", {letter: (letter,) for letter in "RACISV"})
LOOSE = Scheme("", {letter: (letter,) for letter in "RACISVDPQOTEMОУКИ"})
