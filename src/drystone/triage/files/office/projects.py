"""A VBA project inside a compound file, as [MS-OVBA] lays it out: the list of modules and the text of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from drystone.triage.files.binary import number, slice_of
from drystone.triage.files.findings import BrokenError
from drystone.triage.files.office.compound import Compound
from drystone.triage.files.office.compression import decompress

MAX_MODULES = 200
MAX_SOURCE = 1_000_000
MAX_ALL_SOURCE = 4_000_000


@dataclass(slots=True)
class Module:
    """One module: its name, the stream that holds it, and where in the stream its text begins."""

    name: str = ""
    stream: str = ""
    offset: int = 0
    source: str = ""
    problem: str = ""


@dataclass(slots=True)
class Project:
    """All modules of one project; ``compiled`` is what Office keeps of the compiled form (identifiers among it)."""

    modules: list[Module] = field(default_factory=list)
    compiled: bytes = b""
    charset: str = "cp1252"
    problem: str = ""
    signed: bool = False


def read_projects(compound: Compound) -> list[Project]:
    """Return every VBA project of a compound file, wherever its storage lies."""
    tops = [path[:-1] for path in compound.streams if len(path) >= 2 and path[-1].casefold() == "dir"]
    return [_project(compound, top) for top in tops[:10] if top and top[-1].casefold() == "vba"]


def _project(compound: Compound, storage: tuple[str, ...]) -> Project:
    project = Project()
    project.compiled = compound.read((*storage, "_VBA_PROJECT"), 2_000_000)
    project.signed = any("digitalsignature" in path[-1].casefold() for path in compound.streams)
    try:
        _directory(decompress(compound.read((*storage, "dir"), 2_000_000), 2_000_000), project)
    except BrokenError as error:
        project.problem = str(error)
    if not project.modules:
        _modules_by_stream(compound, storage, project)
    left = MAX_ALL_SOURCE
    for module in project.modules:
        _source(compound, storage, module, project.charset, min(left, MAX_SOURCE))
        left = max(0, left - len(module.source))
    return project


def _directory(data: bytes, project: Project) -> None:
    """Walk the records of the dir stream (2.3.4.2): id, size, data; PROJECTVERSION alone says a false size."""
    at, module = 0, Module()
    while at + 6 <= len(data) and len(project.modules) < MAX_MODULES:
        kind, size = number(data, at, 2), number(data, at + 2, 4)
        if kind == 0x0009:
            size = 6
        body = slice_of(data, at + 6, size)
        at += 6 + size
        if kind == 0x0003:
            project.charset = _charset(number(body, 0, 2))
        elif kind == 0x0019:
            module = Module(name=body.decode(project.charset, "replace"))
        elif kind == 0x001A:
            module.stream = body.decode(project.charset, "replace")
        elif kind == 0x0032:  # The same name in Unicode.
            module.stream = body.decode("utf-16-le", "replace") or module.stream
        elif kind == 0x0031:
            module.offset = number(body, 0, 4)
        elif kind == 0x002B:
            project.modules.append(module)
            module = Module()
        elif kind == 0x0010:
            return


def _charset(page: int) -> str:
    known = {932: "cp932", 936: "gbk", 949: "cp949", 950: "cp950", 10000: "mac_roman", 65001: "utf-8", 874: "cp874"}
    return known.get(page, f"cp{page}" if 1250 <= page <= 1258 else "cp1252")


def _modules_by_stream(compound: Compound, storage: tuple[str, ...], project: Project) -> None:
    """Without a list of modules, every stream of the storage is tried; the text begins where a container does."""
    for path in compound.streams:
        if path[:-1] == storage and path[-1].casefold() not in ("dir", "_vba_project") and "__SRP" not in path[-1]:
            project.modules.append(Module(path[-1], path[-1], -1))


def _source(compound: Compound, storage: tuple[str, ...], module: Module, charset: str, limit: int) -> None:
    data = compound.read((*storage, module.stream or module.name), 4_000_000)
    offset = module.offset
    if offset < 0 or data[offset : offset + 1] != b"\x01":
        # Every module's text begins with "Attribut", whose first eight letters are never packed.
        mark = data.find(b"\x00Attribut")
        offset = mark - 3 if mark >= 3 else -1
    if offset < 0:
        module.problem = "its text was not found"
        return
    try:
        module.source = decompress(data[offset:], limit).decode(charset, "replace")
    except BrokenError as error:
        module.problem = str(error)
