"""From a match to the SQL that reads it: dates as they are written, words for yes and no, and closed values."""

from __future__ import annotations

from dataclasses import dataclass

from drystone.program.vocabulary import TABLES as VOCABULARY
from drystone.program.vocabulary import Column
from drystone.sources.proposing.evidence import Evidence
from drystone.sources.proposing.mapping import Match
from drystone.sources.proposing.words import FALSE_WORDS, OPPOSITES, TRUE_WORDS, normal, value_words

_NEGATED = {"suspended", "is suspended", "disabled", "locked", "gesperrt", "deaktiviert", "is disabled", "archived"}
_MILLISECONDS = 13


@dataclass(frozen=True, slots=True)
class Phrase:
    """The SQL for a column, and what people should know about it."""

    sql: str
    note: str = ""


def phrase(table: str, match: Match, seen: Evidence, *, trim: bool = False) -> Phrase:
    """Return the expression for a match, over the header's values."""
    raw = identifier(match.header)
    value = f"trim({raw})" if trim else raw
    declared = VOCABULARY[table].column(match.column)
    if declared is None:
        return Phrase(value)
    if declared.values:
        return _closed(table, declared, match, seen, raw)
    if declared.type in {"date", "timestamp"}:
        return _moment(declared.type, seen, raw, value)
    if declared.type == "boolean":
        return _boolean(seen, raw)
    if declared.type == "double" and any("," in word for word in seen.words):
        return Phrase(f"replace({value}, ',', '.')", "decimal commas become points")
    if match.column == "domain" and seen.look == "url":
        host = f"regexp_extract(lower({value}), '^(?:https?://)?(?:www[.])?([^/:?#]+)', 1)"
        return Phrase(f"nullif({host}, '')", "the host of the address")
    return Phrase(value)


def identifier(name: str) -> str:
    """Return a column's name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def platform_of(header: str) -> str:
    """Return the SQL that reads a platform from the name of an operating system."""
    raw = identifier(header)
    kinds = (
        ("windows", "windows"),
        ("mac", "macos"),
        ("os x", "macos"),
        ("ipados", "ios"),
        ("ios", "ios"),
        ("android", "android"),
        ("chrome", "chromeos"),
        ("linux", "linux"),
        ("ubuntu", "linux"),
        ("debian", "linux"),
        ("red hat", "linux"),
        ("fedora", "linux"),
        ("suse", "linux"),
    )
    whens = " ".join(f"when {raw} ilike {literal('%' + word + '%')} then {literal(name)}" for word, name in kinds)
    return f"case {whens} end"


def kind_of(header: str) -> str:
    """Return the SQL that takes a kind of machine from the name of its operating system; what it can't tell is NULL."""
    raw = identifier(header)
    kinds = (
        ("server", "server"),
        ("ipad", "tablet"),
        ("ios", "phone"),
        ("android", "phone"),
        ("windows", "laptop"),
        ("mac", "laptop"),
        ("os x", "laptop"),
        ("chrome", "laptop"),
    )
    whens = " ".join(f"when {raw} ilike {literal('%' + word + '%')} then {literal(name)}" for word, name in kinds)
    return f"case {whens} end"


def _moment(kind: str, seen: Evidence, raw: str, value: str) -> Phrase:
    if seen.look == "epoch":
        factor = 1_000 if seen.longest == _MILLISECONDS else 1_000_000
        made = f"make_timestamp(try_cast({raw} as bigint) * {factor})"
        return Phrase(f"{made}::date" if kind == "date" else made, "seconds since 1970")
    dates = seen.dates
    if dates is None:
        return Phrase(value)
    if not dates.pattern:
        return Phrase(f"try_cast({value} as timestamp)::date" if dates.has_time and kind == "date" else value)
    made = f"try_strptime(trim({raw}), {literal(dates.pattern)})"
    note = f"written as {dates.pattern}"
    if dates.rival:
        note += f"; {dates.rival} FITS AS WELL: check which one is meant"
    return Phrase(f"{made}::date" if kind == "date" else made, note)


def _boolean(seen: Evidence, raw: str) -> Phrase:
    words = {normal(word): word for word in seen.words}
    if set(words) <= {"true", "false"}:
        return Phrase(raw)
    yes = [word for plain, word in words.items() if plain in TRUE_WORDS]
    no = [word for plain, word in words.items() if plain in FALSE_WORDS]
    # Where only one of the two has come so far, the other may come tomorrow.
    yes = yes or [OPPOSITES[plain] for plain in words if plain in OPPOSITES]
    no = no or [OPPOSITES[plain] for plain in words if plain in OPPOSITES]
    other = [word for plain, word in words.items() if plain not in TRUE_WORDS | FALSE_WORDS]
    note = f"not understood, so unknown: {_shown(other)}" if other else ""
    return Phrase(_case(raw, [(word, "true") for word in yes] + [(word, "false") for word in no]), note)


def _closed(table: str, column: Column, match: Match, seen: Evidence, raw: str) -> Phrase:
    own = {normal(value): value for value in column.values}
    known = {**value_words(table, column.name), **own}
    words = {word: normal(word) for word in seen.words}
    if match.word in _NEGATED:
        made = [
            (word, literal("disabled" if plain in TRUE_WORDS else "active"))
            for word, plain in words.items()
            if plain in TRUE_WORDS | FALSE_WORDS
        ]
        return Phrase(_case(raw, made), f'"{match.word}" is the opposite of active')
    other = [word for word, plain in words.items() if plain not in known]
    note = f"not understood, so unknown: {_shown(other)}" if other else ""
    if all(own.get(plain) == word for word, plain in words.items()):
        return Phrase(raw)
    if column.name == "mfa" and any(plain in TRUE_WORDS for plain in words.values()):
        note = "a yes does not say which method, so it is unknown; write one where you know it"
    pairs = [(word, literal(known[plain])) for word, plain in words.items() if plain in known]
    if column.name == "status":
        # A word that comes later is kept as it is written, and listed; it must not become nothing in silence.
        return Phrase(_case(raw, pairs, otherwise=raw), note)
    return Phrase(_case(raw, pairs), note)


def _case(raw: str, pairs: list[tuple[str, str]], *, otherwise: str = "") -> str:
    made = {word.strip().lower(): value for word, value in pairs}
    if not made:
        return "null"
    whens = " ".join(f"when {literal(word)} then {value}" for word, value in made.items())
    return f"case lower(trim({raw})) {whens}{f' else {otherwise}' if otherwise else ''} end"


def _shown(words: list[str]) -> str:
    return ", ".join(word[:40] for word in words[:8])
