"""Reads the rows out of a SQL dump (INSERT … VALUES, CREATE TABLE) without ever executing any of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drystone.sources.shapes.opening import UnreadableError

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|\#[^\n]*|/\*.*?\*/)
      | (?P<string>[NnEe]?'(?:[^'\\]|\\.|'')*')
      | (?P<quoted>`(?:[^`]|``)*`|"(?:[^"\\]|\\.|"")*"|\[[^\]]*\])
      | (?P<word>[A-Za-z_][\w$]*)
      | (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
      | (?P<sign>[(),;.])
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "", "b": "", "Z": ""}
_BEFORE_NAMES = frozenset({"into", "ignore", "low_priority", "delayed", "table", "if", "not", "exists"})
_NOT_COLUMNS = frozenset(
    {"primary", "key", "unique", "constraint", "foreign", "index", "check", "fulltext", "spatial", "exclude"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of SQL with its kind and where it stands."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Made:
    """A table's columns, as CREATE TABLE names them."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inserted:
    """One row: the columns that INSERT names (empty: all), its values, None for NULL; or why it cannot be used."""

    table: str
    columns: tuple[str, ...]
    values: tuple[str | None, ...]
    line: int
    problem: str = ""


def statements(text: str) -> Iterator[Made | Inserted]:
    """Yield what the dump makes and inserts, in order. Raises UnreadableError for a quote that is never closed."""
    tokens = _tokens(text)
    lines = _Lines(text)
    for token in tokens:
        word = token.text.lower()
        if token.kind == "word" and word in ("insert", "replace"):
            yield from _insert(tokens, lines)
        elif token.kind == "word" and word == "create":
            yield from _create(tokens)
        elif token.text != ";":
            _skip(tokens)


class _Lines:
    """Turns positions, which only grow, into line numbers without starting over each time."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def of(self, at: int) -> int:
        """Return the line of a position."""
        self._line += self._text.count("\n", self._at, at)
        self._at = at
        return self._line


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "space":
            continue
        if kind == "other" and match[0] in "'\"`":
            line = text.count("\n", 0, match.start()) + 1
            raise UnreadableError(f"a quote that opens on line {line:,} is never closed", line)
        yield Token(kind, match[0], match.start())


def _skip(tokens: Iterator[Token]) -> None:
    for token in tokens:
        if token.text == ";":
            return


def _name(tokens: Iterator[Token]) -> tuple[str, Token | None]:
    """Read a table's name, of which a schema before a dot is dropped; return it with the token after it."""
    name = ""
    for token in tokens:
        word = token.text.lower()
        if token.kind == "word" and word == "values":
            return name, token
        if token.kind in ("word", "quoted"):
            name = name if token.kind == "word" and word in _BEFORE_NAMES else _plain(token)
        elif token.text != ".":
            return name, token
    return name, None


def _plain(token: Token) -> str:
    """What a name or a value says without its quotes."""
    text = token.text
    if token.kind == "quoted":
        return text[1:-1].replace(text[-1] * 2, text[-1])
    if token.kind == "string":
        body = text[text.index("'") + 1 : -1].replace("''", "'")
        return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), body, flags=re.DOTALL)
    return text


def _create(tokens: Iterator[Token]) -> Iterator[Made]:
    first = next(tokens, None)
    if first is None or first.text.lower() != "table":
        if first is not None and first.text != ";":
            _skip(tokens)
        return
    name, token = _name(tokens)
    if token is None or token.text != "(":
        if token is not None and token.text != ";":
            _skip(tokens)
        return
    columns, depth, fresh = [], 1, True
    for token in tokens:
        if token.text in "()":
            depth += 1 if token.text == "(" else -1
        elif fresh and depth == 1 and token.kind in ("word", "quoted") and token.text.lower() not in _NOT_COLUMNS:
            columns.append(_plain(token))
        fresh = token.text == "," and depth == 1
        if depth == 0:
            break
    yield Made(name, tuple(columns))
    _skip(tokens)


def _insert(tokens: Iterator[Token], lines: _Lines) -> Iterator[Inserted]:
    table, token = _name(tokens)
    columns: tuple[str, ...] = ()
    if token is not None and token.text == "(":
        columns = tuple(_plain(one) for one in _until_closed(tokens) if one.kind in ("word", "quoted"))
        token = next(tokens, None)
    if token is None or token.text.lower() != "values":
        if token is None or token.text != ";":
            _skip(tokens)
        return
    for token in tokens:
        if token.text == "(":
            yield _row(table, columns, list(_until_closed(tokens)), lines.of(token.at))
        elif token.text == ";":
            return
        elif token.text != ",":
            _skip(tokens)
            return


def _until_closed(tokens: Iterator[Token]) -> Iterator[Token]:
    depth = 1
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
        if depth == 0:
            return
        yield token


def _row(table: str, columns: tuple[str, ...], tokens: list[Token], line: int) -> Inserted:
    values: list[str | None] = []
    cell: list[Token] = []
    for token in [*tokens, Token("sign", ",", 0)]:
        if token.kind == "sign" and token.text == ",":
            if len(cell) != 1 or cell[0].kind == "other":
                said = " ".join(one.text for one in cell)[:80]
                return Inserted(table, columns, (), line, f"a value that is not plain: {said or 'nothing'}")
            null = cell[0].kind == "word" and cell[0].text.lower() == "null"
            values.append(None if null else _plain(cell[0]))
            cell = []
        else:
            cell.append(token)
    return Inserted(table, columns, tuple(values), line)
