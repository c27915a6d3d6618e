"""The proposal: look at an export, recognise or map it, and write the source file with a reason for each line."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drystone.lib.errors import SourceError
from drystone.lib.text import listing, plural
from drystone.program.model import Program
from drystone.sources import shapes
from drystone.sources.proposing.evidence import Evidence, weigh
from drystone.sources.proposing.header_words import TABLES
from drystone.sources.proposing.mapping import Match, Plan, plan
from drystone.sources.proposing.phrasing import Phrase, identifier, kind_of, literal, phrase, platform_of
from drystone.sources.proposing.recognising import recognise
from drystone.sources.proposing.sampling import Sample, look_at
from drystone.sources.proposing.words import normal
from drystone.sources.proposing.writing import Line, comment, write

_SHOWN = 12
_RANK = {"person": 10}
_KIND_GUESSED = (
    "the export does not say what kind of machine it is; Windows, macOS and ChromeOS are taken for laptops: CHANGE what"
    " is not so"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source file to review. ``text`` is its YAML, ``table`` what it mainly feeds ("" for a ready-made shape).

    ``confidence`` is between 0 and 1; below a half, read every line twice.
    """

    source_id: str
    kind: str
    text: str
    reasons: tuple[str, ...]
    table: str
    confidence: float


def propose(path: Path, program: Program | None = None) -> Proposal:
    """Look at an export and propose a source file for it; nothing in the program is changed.

    A workbook is converted to CSV beside it. Raises SourceError where the file is no table, or none that is known.
    """
    with tempfile.TemporaryDirectory(prefix="drystone-") as folder:
        sample = look_at(path, Path(folder))
    sample.location["path"] = _written(Path(sample.location["path"]), program)
    source_id = _id(path, program)
    ready = recognise(sample.columns, sample.document, shapes.KINDS)
    if ready:
        return _ready(source_id, ready, sample)
    evidence = {column: weigh(row.get(column, "") for row in sample.rows) for column in sample.columns}
    planned = plan(evidence, sample.rows, path.stem)
    if planned is None:
        notes = [f"Note: {note}." for note in sample.notes]
        shown = listing([f'"{column}"' for column in sample.columns[:_SHOWN]])
        raise SourceError(
            f'it is not clear what "{path.name}" is about; its columns are {shown}',
            do=" ".join([*notes, f"Write the source by hand; tables: {listing(TABLES)}."]),
        )
    return _mapped(source_id, sample, evidence, planned)


def _ready(source_id: str, ready: tuple[str, str], sample: Sample) -> Proposal:
    kind, words = ready
    reason = f"its fields are those of {words}, which the ready-made kind {kind} reads"
    location = {name: value for name, value in sample.location.items() if name == "path"}
    head = [Line("id", source_id), Line("kind", kind, reason), Line("location", location)]
    return Proposal(source_id, kind, write(_title(sample), head, []), (reason, *sample.notes), "", 0.9)


def _mapped(source_id: str, sample: Sample, evidence: Mapping[str, Evidence], planned: Plan) -> Proposal:
    spaced = any("begin with a space" in note for note in sample.notes)
    selects = _selects(source_id, evidence, planned, trim=spaced)
    feeds = [(planned.table, selects)]
    feeds += [("claim", _claim(one, evidence, planned)) for one in planned.claims]
    head = [Line("id", source_id), Line("kind", sample.kind), Line("location", sample.location)]
    if planned.key:
        head.append(
            Line("key", list(planned.key) if len(planned.key) > 1 else planned.key[0], _key_reason(planned, sample))
        )
    if planned.table in _RANK:
        head.append(Line("rank", _RANK[planned.table], "the system that people are rooted in wins over others"))
    unused = [f'"{column}" is not used ({evidence[column]})' for column in planned.unused]
    text = write(_title(sample), head, feeds, (*sample.notes, *unused))
    reasons = [f"{line.name}: {line.reason}" for _, lines in feeds for line in lines]
    reasons = [f"it looks like {planned.table}", *sample.notes, *reasons, *unused]
    return Proposal(
        source_id, sample.kind, text, tuple(comment(reason) for reason in reasons), planned.table, planned.confidence
    )


def _selects(source_id: str, evidence: Mapping[str, Evidence], planned: Plan, *, trim: bool) -> list[Line]:
    by_column = {one.column: one for one in planned.matches}
    lines = []
    for match in planned.matches:
        if match.column.startswith("_"):
            continue
        made = phrase(planned.table, match, evidence[match.header], trim=trim)
        if match.column == "manager_id" and evidence[match.header].look == "text":
            made = Phrase(made.sql, "CHECK that these are keys, logins or e-mail addresses; names alone find nobody")
        lines.append(Line(match.column, made.sql, _reason(match, evidence, made)))
    parts = [by_column[name].header for name in ("_given", "_family") if name in by_column]
    if parts and "name" not in by_column:
        trimmed = ", ".join(f"trim({identifier(header)})" for header in parts)
        why = "made of " + listing([f'"{header}"' for header in parts])
        lines.insert(0, Line("name", f"nullif(trim(concat_ws(' ', {trimmed})), '')", why))
    if planned.table == "account":
        lines += _account(source_id, by_column)
    if planned.table == "device" and "platform" not in by_column and "os_name" in by_column:
        header = by_column["os_name"].header
        lines.append(Line("platform", platform_of(header), f'read from "{header}"'))
    if planned.table == "device" and "kind" not in by_column and {"os_name", "platform"} & set(by_column):
        header = (by_column.get("os_name") or by_column["platform"]).header
        lines.append(Line("kind", kind_of(header), _KIND_GUESSED))
    if planned.table == "approved":
        lines.append(Line("kind", literal("module"), "say what it approves: module, template, library or app"))
    if planned.table == "release" and "identifier" not in by_column and planned.key:
        lines.append(Line("identifier", identifier(planned.key[0]), "the key names the package"))
    return lines


def _account(source_id: str, by_column: Mapping[str, Match]) -> list[Line]:
    lines = []
    if "system" not in by_column:
        lines.append(Line("system", literal(source_id), "the export is of one system; name it as people do"))
    whose = by_column.get("email") or by_column.get("username")
    if whose:
        lines.append(Line("person", identifier(whose.header), f'"{whose.header}" says whose it is'))
    if "email" in by_column and "username" not in by_column:
        lines.append(Line("username", identifier(by_column["email"].header), "people sign in with their address"))
    return lines


def _claim(match: Match, evidence: Mapping[str, Evidence], planned: Plan) -> list[Line]:
    kind = match.column.removeprefix("_claim:")
    made = Phrase(identifier(match.header))
    lines = [
        Line("person", made.sql, _reason(match, evidence, made)),
        Line("kind", literal(kind), "evidence of who uses it, weighed with other claims"),
    ]
    seen = next((one for one in planned.matches if one.column == "last_seen_at"), None)
    if seen:
        lines.append(Line("seen_at", phrase("device", seen, evidence[seen.header]).sql, f'as fresh as "{seen.header}"'))
    return lines


def _reason(match: Match, evidence: Mapping[str, Evidence], made: Phrase) -> str:
    same = match.word == normal(match.column)
    told = f'"{match.header}"' if same else f'"{match.header}" reads as "{match.word}"'
    return f"{told}: {evidence[match.header]}" + (f"; {made.note}" if made.note else "")


def _key_reason(planned: Plan, sample: Sample) -> str:
    rows = plural(len(sample.rows), "row")
    if planned.key_is_unique:
        return f"unique in {'all' if sample.whole else 'the first'} {rows}"
    return f"NOT unique in {rows}: later rows of one key will be listed and not used; name a better key"


def _title(sample: Sample) -> str:
    looked, name = plural(len(sample.rows), "record"), Path(str(sample.location["path"])).name
    return f"Proposed from {name} ({looked} looked at). Review each line before you use it."


def _written(path: Path, program: Program | None) -> str:
    real = path.resolve()
    if program is not None and real.is_relative_to(program.root.resolve()):
        return real.relative_to(program.root.resolve()).as_posix()
    return str(real)


def _id(path: Path, program: Program | None) -> str:
    name = re.sub(r"\.(csv|tsv|txt|json|jsonl|ndjson|xlsx|xlsm|gz|zip|bz2)\b", "", path.name, flags=re.IGNORECASE)
    made = re.sub(r"[^a-z0-9]+", "-", normal(name).replace(" ", "-")).strip("-") or "source"
    made = made if made[0].isalpha() else f"source-{made}"
    taken = set(program.sources) if program is not None else set()
    number, unique = 1, made
    while unique in taken:
        number += 1
        unique = f"{made}-{number}"
    return unique
