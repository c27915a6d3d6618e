"""Open XML documents (.docx, .xlsx, .pptx and kin): what starts, what is fetched, what is embedded, what is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from drystone.triage.files import markup
from drystone.triage.files.archives.members import allowed, keep
from drystone.triage.files.archives.zips import Package, note_structure
from drystone.triage.files.findings import BrokenError, Findings
from drystone.triage.files.office.binary_formulas import judge_formula_bytes
from drystone.triage.files.office.commands import judge_command, judge_exchange, judge_formula
from drystone.triage.files.office.relations import read_relations

#: The parts that hold what a person reads, and the element that holds the words.
_READ = re.compile(
    r"^(?:word/(?:document|header\d*|footer\d*|footnotes|comments)\d*\.xml|xl/sharedstrings\.xml|ppt/slides/slide\d+\.xml"
    r"|visio/pages/page\d+\.xml|content\.xml)$",
    re.I,
)
_EMBEDDED = re.compile(r"(?:^|/)(?:embeddings|media)/[^/]+$|vbaproject\.bin$|(?:^|/)(?:activex\d*\.bin)$", re.I)
_SKIPPED_MEDIA = re.compile(r"\.(?:emf|wmf|xml|rels|fntdata|odttf|wdp)$", re.I)
_SHEETS = re.compile(r"^xl/(macrosheets|dialogsheets)/[^/]+\.(xml|bin)$", re.I)
MAX_READ = 60
MAX_PICTURES = 20


def read_openxml(found: Findings) -> None:
    """Add everything that an Open XML document gives away; embedded objects and macros go inside."""
    package = Package(found)
    note_structure(found, package)
    read_relations(found, package)
    for name in [name for name in package.names if _READ.match(name)][:MAX_READ]:
        _part(found, package, name, _words)
    _workbook(found, package)
    _sheets(found, package)
    for name in package.names:
        folded = name.casefold()
        if folded.startswith("customui/") and folded.endswith(".xml"):
            _part(found, package, name, _ribbon)
        elif folded.startswith(("word/settings", "xl/connections", "xl/externallinks/")) and folded.endswith(".xml"):
            _part(found, package, name, _fetching)
        elif "/activex/" in folded and folded.endswith(".xml"):
            _part(found, package, name, _control)
    _embedded(found, package)


def _part(found: Findings, package: Package, name: str, reader: Callable[[Findings, bytes], None]) -> None:
    data = package.text_of(name, 8_000_000)
    try:
        reader(found, data)
    except BrokenError as error:
        if data:
            found.sign_once("content-broken", what=f"{name}: {error}")


class _Words:
    """Collects words, and the instructions of fields, which Word spreads over many runs."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.field: list[str] = []
        self.fields: list[str] = []

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "fldSimple":
            self.fields.append(attributes.get("instr", ""))
        elif element == "fldChar" and attributes.get("fldCharType") in ("separate", "end") and self.field:
            self.fields.append("".join(self.field))
            self.field = []
        elif element in ("p", "si", "br", "tr"):
            self.words.append("\n")

    def text(self, element: str, text: str) -> None:
        if element == "instrText":
            self.field.append(text)
        elif element in ("t", "span", "a", "p", "h"):
            self.words.append(text)


def _words(found: Findings, data: bytes) -> None:
    collected = _Words()
    try:
        markup.walk(data, collected.start, collected.text)
    finally:
        found.say("".join(collected.words).strip())
        for instruction in (*collected.fields, "".join(collected.field)):
            judge_command(found, instruction)


def _workbook(found: Findings, package: Package) -> None:
    """Sheets that are hidden, and names that start something, from the list of a workbook."""
    data = package.text_of("xl/workbook.xml")
    if package.find("xl/workbook.bin"):
        binary = package.text_of("xl/workbook.bin")
        if "auto_open".encode("utf-16-le") in binary.lower():
            found.sign("formula-starts-by-itself", defined="Auto_Open")

    def sheet(element: str, attributes: Mapping[str, str]) -> None:
        state = attributes.get("state", "visible")
        if element == "sheet" and state != "visible":
            found.sign("sheet-hidden", sheet=attributes.get("name", "?"), state=state)
        if element == "definedName" and re.match(r"(?:_xlnm\.)?auto_", attributes.get("name", ""), re.I):
            found.sign("formula-starts-by-itself", defined=attributes["name"])

    if data:
        try:
            markup.walk(data, sheet)
        except BrokenError as error:
            found.sign_once("content-broken", what=f"xl/workbook.xml: {error}")


def _sheets(found: Findings, package: Package) -> None:
    """Formulas: of macro sheets whatever they call, of ordinary sheets those that start or reach something."""
    for name in package.names:
        match = _SHEETS.match(name)
        if match:
            found.sign("old-macro-sheet", sheet=name.rpartition("/")[2], state=match.group(1))
            data = package.text_of(name, 8_000_000)
            if match.group(2).casefold() == "bin":
                judge_formula_bytes(found, data)
            else:
                _formulas(found, data)
    ordinary = [name for name in package.names if re.match(r"xl/worksheets/[^/]+\.xml$", name, re.I)]
    for name in ordinary[:MAX_READ]:
        data = package.text_of(name, 8_000_000)
        # Sheets without a formula are most of the bytes; only those that have one are read.
        if b"<f>" in data or b"<f " in data or b":f>" in data or b"ddeLink" in data:
            _formulas(found, data)


def _formulas(found: Findings, data: bytes) -> None:
    pieces: list[str] = []

    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element in ("f", "c") and pieces:
            judge_formula(found, "".join(pieces))
            pieces.clear()

    def text(element: str, words: str) -> None:
        if element == "f" and len(pieces) < 10_000:
            pieces.append(words)

    try:
        markup.walk(data, start, text)
    except BrokenError as error:
        found.sign_once("content-broken", what=str(error))
    judge_formula(found, "".join(pieces))


def _ribbon(found: Findings, data: bytes) -> None:
    def start(element: str, attributes: Mapping[str, str]) -> None:
        for name in ("onLoad", "loadImage"):
            if attributes.get(name):
                found.sign("ribbon-calls-macro", call=attributes[name])

    markup.walk(data, start)


def _fetching(found: Findings, data: bytes) -> None:
    def start(element: str, attributes: Mapping[str, str]) -> None:
        if element == "ddeLink":
            command = f"{attributes.get('ddeService', '')}|{attributes.get('ddeTopic', '')}"
            judge_exchange(found, command)
        if element in ("webPr", "dbPr"):
            target = attributes.get("url") or attributes.get("connection", "")
            found.link(target, "office")
            found.sign("links-to-other-data", kind=element, target=target)

    markup.walk(data, start)


def _control(found: Findings, data: bytes) -> None:
    def start(element: str, attributes: Mapping[str, str]) -> None:
        if attributes.get("classid"):
            found.sign("active-control", control=attributes["classid"].strip("{}").upper())

    markup.walk(data, start)


def _embedded(found: Findings, package: Package) -> None:
    pictures = 0
    for member in package.directory.members:
        folded = member.name.casefold()
        if not _EMBEDDED.search(folded) or _SKIPPED_MEDIA.search(folded) or member.packed < 0 or member.is_folder:
            continue
        if "/media/" in f"/{folded}":
            pictures += 1
            if pictures > MAX_PICTURES:
                continue
        elif "embeddings/" in folded:
            found.sign("embedded-object", object=member.name.rpartition("/")[2])
        try:
            unpacked = package.unpack(member, allowed(found, member.packed))
        except BrokenError as error:
            found.sign_once("content-broken", what=f"{member.name}: {error}")
            continue
        if unpacked and unpacked.data:
            keep(found, member.name, unpacked.data, member.packed, more=unpacked.more)
