"""From headers and values to a table and its columns: which word fits, and whether the values bear it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from drystone.program.vocabulary import TABLES as VOCABULARY
from drystone.sources.proposing.evidence import Evidence
from drystone.sources.proposing.header_words import FILE_WORDS, TABLES, TELLING, synonyms
from drystone.sources.proposing.words import FALSE_WORDS, TRUE_WORDS, normal, value_words

_LEAST = 4.0
_LEAST_CONFIDENCE = 0.25
_KEY_CANDIDATES = 8
#: A table is meant only where one of these is there.
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "person": (("email", "name", "_family"),),
    "account": (("username", "email"),),
    "device": (("serial_number", "hostname", "hardware_uuid", "asset_tag", "mac_addresses", "model"),),
    "software": (("name",), ("device_id",)),
    "training": (("course",), ("person_id",)),
    "screening": (("person_id",), ("status", "completed_at", "kind")),
    "purchase": (("amount",), ("vendor_name", "name")),
    "share": (("name",), ("link_access", "external_people", "owner_id")),
    "cloud_resource": (("type", "region", "provider"),),
    "domain": (("name",), ("registrar", "expires_at", "dmarc_policy", "spf")),
    "release": (("latest",), ("product", "identifier")),
    "project": (("name",), ("stage", "launch_date", "lead_id")),
    "repository": (("name",), ("visibility", "branch_protected", "last_pushed_at", "archived")),
}
#: Words that stand in many headers and tell little there.
_EVERYDAY = {
    "version",
    "status",
    "product",
    "system",
    "source",
    "person",
    "worker",
    "active",
    "public",
    "number",
    "access",
    "region",
    "service",
    "location",
    "account",
    "position",
    "address",
    "sharing",
    "company",
    "provider",
}
_NEVER_NUMBERS = {
    "name",
    "title",
    "department",
    "team",
    "hostname",
    "model",
    "vendor",
    "_given",
    "_family",
    "location",
    "course",
    "os_name",
    "vendor_name",
    "username",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A header that a column of the vocabulary takes, how surely, and the word that said so."""

    column: str
    header: str
    score: float
    word: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The table that an export fits best, and what goes where."""

    table: str
    confidence: float
    matches: tuple[Match, ...]
    claims: tuple[Match, ...] = ()
    key: tuple[str, ...] = ()
    key_is_unique: bool = True
    unused: tuple[str, ...] = field(default=())


def plan(evidence: Mapping[str, Evidence], rows: list[dict[str, str]], file_name: str) -> Plan | None:
    """Return the best plan for an export, or None where no table fits well enough."""
    scored = sorted(((_score(table, evidence, file_name), table) for table in TABLES), reverse=True)
    (best, table), (second, _) = scored[0], scored[1]
    if best < _LEAST:
        return None
    confidence = round(min(1.0, best / 15) * (1 - 0.5 * max(0.0, second) / best), 2)
    if confidence < _LEAST_CONFIDENCE:
        return None
    matches, claims = _assign(table, evidence)
    key, unique = _key(table, matches, evidence, rows)
    used = {one.header for one in (*matches, *claims)} | set(key)
    return Plan(
        table=table,
        confidence=confidence,
        matches=matches,
        claims=claims,
        key=key,
        key_is_unique=unique,
        unused=tuple(header for header in evidence if header not in used),
    )


def _score(table: str, evidence: Mapping[str, Evidence], file_name: str) -> float:
    matches, claims = _assign(table, evidence)
    there = {one.column for one in matches}
    if any(not there & set(group) for group in _NEEDS.get(table, (("name",),))):
        return 0.0
    telling = len(there & TELLING[table])
    words = set(normal(file_name).split())
    by_name = 3.0 if words & set(FILE_WORDS[table].split("|")) else 0.0
    return sum(one.score for one in (*matches, *claims)) / 2 + telling * 1.2 + by_name


def _assign(table: str, evidence: Mapping[str, Evidence]) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """Give each column its best header and each header one column, the surest first."""
    found = [
        Match(column, header, score * fits, word)
        for column, words in synonyms(table).items()
        if column != "_key"
        for header, seen in evidence.items()
        if (told := _told(header, words)) and (fits := _bears_out(table, column, seen)) > 0
        for score, word in (told,)
    ]
    taken_columns: set[str] = set()
    taken_headers: set[str] = set()
    chosen = []
    for match in sorted(found, key=lambda one: (-one.score, one.column)):
        if match.column not in taken_columns and match.header not in taken_headers:
            taken_columns.add(match.column)
            taken_headers.add(match.header)
            chosen.append(match)
    order = list(synonyms(table))
    chosen.sort(key=lambda one: order.index(one.column))
    plain = tuple(one for one in chosen if not one.column.startswith("_claim"))
    return plain, tuple(one for one in chosen if one.column.startswith("_claim"))


def _told(header: str, words: tuple[str, ...]) -> tuple[float, str] | None:
    """Return how surely a header means a column: by its whole name, its last part, or words inside it."""
    whole = normal(header)
    last = normal(header.rsplit(".", 1)[-1]) if "." in header else whole
    for number, word in enumerate(words):
        if word == whole:
            return 3 - number * 0.01, word
    for number, word in enumerate(words):
        if word == last:
            return 2.4 - number * 0.01, word
    inside = set(whole.split())
    for number, word in enumerate(words):
        parts = word.split()
        telling = len(parts) > 1 or (len(word) >= 6 and word not in _EVERYDAY)
        if telling and inside >= set(parts) and len(inside) <= len(parts) + 2:
            return 1.4 - number * 0.01, word
    return None


def _bears_out(table: str, column: str, seen: Evidence) -> float:
    """Return how well values bear out a column: 0 where they contradict it, 1 where they confirm it."""
    if seen.look == "empty":
        return 0.2
    if column.startswith("_claim"):
        return (
            0.0
            if seen.look in {"boolean", "date", "number", "mac", "version"}
            else 1.0
            if seen.look == "email"
            else 0.7
        )
    if column == "email":
        return 1.0 if seen.look == "email" else 0.0
    if column in _NEVER_NUMBERS and seen.look in {"integer", "number", "date", "epoch", "boolean", "mac", "uuid"}:
        return 0.0
    if column == "mac_addresses":
        return 1.0 if seen.look == "mac" else 0.4 if ":" in "".join(seen.words) or not seen.words else 0.0
    declared = VOCABULARY[table].column(column)
    if declared is None:
        return 1.0
    if declared.values:
        return _closed(table, column, seen)
    return _typed(declared.type, declared.refers, seen)


def _typed(kind: str, refers: str, seen: Evidence) -> float:
    if kind in {"date", "timestamp"}:
        return 1.0 if seen.look in {"date", "epoch"} else 0.0
    if kind == "boolean":
        words = [normal(word) for word in seen.words]
        return 1.0 if words and sum(word in TRUE_WORDS | FALSE_WORDS for word in words) * 2 > len(words) else 0.0
    if kind in {"integer", "double"}:
        return 1.0 if seen.look in {"integer", "number", "boolean"} else 0.0
    if refers:
        return 0.0 if seen.look in {"date", "boolean", "number"} else 1.0
    return 0.5 if seen.look == "date" else 0.9 if seen.look == "boolean" else 1.0


def _closed(table: str, column: str, seen: Evidence) -> float:
    known = value_words(table, column)
    declared = VOCABULARY[table].column(column)
    own = {normal(value) for value in declared.values} if declared else set()
    words = [normal(word) for word in seen.words]
    fitting = sum(word in known or word in own for word in words)
    return 1.0 if words and fitting * 2 >= len(words) else 0.5 if fitting else 0.0


def _key(
    table: str, matches: tuple[Match, ...], evidence: Mapping[str, Evidence], rows: list[dict[str, str]]
) -> tuple[tuple[str, ...], bool]:
    """Return the columns that are unique in all rows looked at, named as a key first; else the nearest to it."""
    words = synonyms(table).get("_key")
    if words is None:
        return (), True
    told = {header: told[0] for header in evidence if (told := _told(header, words))}
    strong = {"email", "serial_number", "username", "hardware_uuid", "hostname", "asset_tag", "name"}
    mapped = {one.header: 1.0 for one in matches if one.column in strong}
    ranked = sorted({**mapped, **told}.items(), key=lambda item: -item[1])
    candidates = [header for header, _ in ranked] + [header for header in evidence if header not in {**mapped, **told}]
    for header in candidates:
        if evidence[header].unique and evidence[header].look not in {"date", "boolean", "number"}:
            return (header,), True
    full = [header for header in candidates if evidence[header].rows == evidence[header].filled][:_KEY_CANDIDATES]
    for pair in combinations(full, 2):
        if len({tuple(row.get(header, "").strip() for header in pair) for row in rows}) == len(rows):
            return pair, True
    nearest = max(candidates[:_KEY_CANDIDATES], key=lambda header: evidence[header].distinct)
    return (nearest,), False
