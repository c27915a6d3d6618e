"""The one gate that every SQL text of a program passes.

1. Bound the text: its length, its brackets, its nodes.
2. Parse it with SQLGlot: exactly one SELECT, or exactly one expression.
3. Look at every node of the tree: only what ``sql_grammar`` lists may stand in it.
4. Resolve every table and column in its scope (``sql_names``).
5. Write the tree out again: what runs is what was looked at, never the text itself.

All of it works on the parsed tree; nothing matches text. Names of tables and columns are never taken from values.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError, SqlglotError, TokenError

from drystone.lib.text import suggest
from drystone.program import sql_grammar as grammar
from drystone.program.sql_names import Fault, offset_of, resolve_columns, resolve_query
from drystone.program.sql_rewriting import rewritten
from drystone.program.vocabulary import TABLES
from drystone.program.written import MAX_SQL

MAX_DEPTH = 60
MAX_NODES = 6_000
MAX_BRACKETS = 30
#: What a check's ``sql`` may give: the thing, what tells two findings apart, the outcome, words for people.
CHECK_OUTPUTS = ("asset_id", "item", "outcome", "detail")
#: What says that somebody showed a habit gives: who, and when.
SIGN_OUTPUTS = ("person_id", "shown_at")

_DIALECT = DuckDB()


@dataclass(frozen=True, slots=True)
class Parsed:
    """SQL that passed the gate.

    ``sql`` is what may run (DuckDB dialect; ``$as_of`` is its only parameter, a moment). ``tables`` are the tables it
    reads, ``columns`` those it names as ``table.column`` (``column`` where the table is unknown); ``outputs`` are the
    names of a query's columns. ``reads_clock`` says whether the answer depends on ``$as_of``.
    """

    sql: str
    reads_clock: bool
    tables: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    outputs: tuple[str, ...] = ()


Faults = tuple[Fault, ...]


def vocabulary_tables() -> dict[str, tuple[str, ...]]:
    """Return the tables that checks may read, with their columns."""
    return {name: table.names for name, table in TABLES.items() if not table.closed}


_VOCABULARY = vocabulary_tables()


def parse_select(text: str, *, tables: Mapping[str, Collection[str]] | None = None) -> Parsed | Faults:
    """Return the one SELECT that the text is, or why it may not run, each with its offset in the text.

    ``tables`` are the known tables with their columns; by default the vocabulary's.
    """
    if tables is None:
        return _vocabulary_select(text)
    return _select(text, tables)


def parse_check(text: str, *, applies: bool = False) -> Parsed | Faults:
    """Return a check's ``sql`` (or ``applies``, which gives ``asset_id`` alone) like ``parse_select``."""
    allowed = CHECK_OUTPUTS[:1] if applies else CHECK_OUTPUTS
    return _giving(text, allowed, {"asset_id": "name the thing: select device_id as asset_id"})


def parse_signs(text: str) -> Parsed | Faults:
    """Return the SELECT of who showed a habit and when, like ``parse_select``."""
    who, when = "name the person: select owner_id as person_id", "say when: last_restart_at as shown_at"
    return _giving(text, SIGN_OUTPUTS, dict(zip(SIGN_OUTPUTS, (who, when), strict=True)))


def _giving(text: str, allowed: tuple[str, ...], needed: Mapping[str, str]) -> Parsed | Faults:
    """Return a SELECT that gives what is needed, each with a hint where it is missing, and nothing but what it may."""
    parsed = parse_select(text)
    if not isinstance(parsed, Parsed):
        return parsed
    faults = [
        Fault(f"the query gives no {name}", 0, hint) for name, hint in needed.items() if name not in parsed.outputs
    ]
    for name in parsed.outputs:
        if name not in allowed:
            near = suggest(name, allowed) if name else None
            hint = f"did you mean `{near}`?" if near else f"it may give {', '.join(allowed)}"
            faults.append(Fault(f"the query gives `{name or 'a column without a name'}`", 0, hint))
    doubles = {name for name in parsed.outputs if parsed.outputs.count(name) > 1}
    faults += [Fault(f"the query gives `{name}` twice", 0, "keep one of the two") for name in sorted(doubles)]
    return tuple(faults) or parsed


def parse_expression(
    text: str, *, table: str = "", columns: Collection[str] | None = None, truth: bool = False
) -> Parsed | Faults:
    """Return the one expression over a row that the text is, or why it may not run.

    ``table`` names a table of the vocabulary whose columns it may read; else ``columns`` lists them; with neither,
    any column is taken as known (a source's own columns). Aggregates, windows and subqueries are refused. With
    ``truth`` the expression must be able to be true or false.
    """
    known = None if columns is None else tuple(columns)
    return _expression(text, table, known, truth)


@lru_cache(maxsize=4096)
def _vocabulary_select(text: str) -> Parsed | Faults:
    return _select(text, _VOCABULARY)


@lru_cache(maxsize=8192)
def _expression(text: str, table: str, columns: tuple[str, ...] | None, truth: bool) -> Parsed | Faults:
    tree = _parsed(text, exp.Condition)
    if isinstance(tree, tuple):
        return tree
    if faults := tuple(_unlisted(tree, grammar.IN_EXPRESSIONS)):
        return faults
    known = _VOCABULARY[table] if table else columns
    used, faults = resolve_columns(tree, table, known)
    if faults:
        return faults
    if truth and (fault := _never_true(tree, table)):
        return (fault,)
    return _written(tree, frozenset({table} if table else ()), used, ())


def _select(text: str, tables: Mapping[str, Collection[str]]) -> Parsed | Faults:
    tree = _parsed(text, exp.Select)
    if isinstance(tree, tuple):
        return tree
    if not isinstance(tree, exp.Select | exp.SetOperation):
        return (Fault("this is not a SELECT", 0, "write one SELECT"),)
    if faults := tuple(_unlisted(tree, grammar.IN_QUERIES)):
        return faults
    names = resolve_query(tree, tables)
    if names.faults:
        return tuple(names.faults)
    return _written(tree, frozenset(names.tables), frozenset(names.columns), tuple(names.outputs))


def _written(
    tree: exp.Expr, tables: frozenset[str], columns: frozenset[str], outputs: tuple[str, ...]
) -> Parsed | Faults:
    try:
        # Without a table the expression reads a source's own columns, which are text.
        sql, reads_clock = rewritten(tree, text_moments=not tables and not outputs)
    except (SqlglotError, RecursionError, ValueError) as error:
        return (Fault(f"this cannot be written for the engine: {_first_line(error)}", 0),)
    return Parsed(sql, reads_clock, tables, columns, outputs)


def _parsed(text: str, into: type[exp.Expr]) -> exp.Expr | Faults:
    """Return the tree of the text, or why it is none."""
    if len(text) > MAX_SQL:
        return (Fault(f"this SQL is longer than {MAX_SQL:,} characters", 0, "shorten it"),)
    if "\x00" in text:
        return (Fault("this SQL holds a character that cannot be shown", text.index("\x00")),)
    if fault := _brackets(text):
        return (fault,)
    try:
        trees = _DIALECT.parse_into(into, text, max_nodes=MAX_NODES)
    except ParseError as error:
        return (_parse_fault(error, text, into),)
    except TokenError:
        return (Fault("a quote or a comment is opened and never closed", 0, "text stands in '…', names in \"…\""),)
    except (SqlglotError, RecursionError, ValueError) as error:
        return (Fault(f"this is not SQL: {_first_line(error)}", 0),)
    if len(trees) > 1:
        return (Fault("this holds more than one statement", max(0, text.find(";")), "keep one, without ;"),)
    tree = trees[0] if trees else None
    if tree is None:
        return (Fault("this is empty", 0, "write SQL"),)
    if _depth(tree) > MAX_DEPTH:
        return (Fault("this SQL is nested too deeply", 0, "split it into simpler parts"),)
    return tree


def _brackets(text: str) -> Fault | None:
    """Refuse deep brackets before the parser, which is recursive, sees them; brackets in quotes count too."""
    depth = 0
    for index, character in enumerate(text):
        if character in "([{":
            depth += 1
            if depth > MAX_BRACKETS:
                return Fault("this SQL is nested too deeply", index, "split it into simpler parts")
        elif character in ")]}":
            depth = max(0, depth - 1)
    return None


def _depth(tree: exp.Expr) -> int:
    """Return the depth of a tree; a chain of ``and`` or ``or`` counts once, however long."""
    deepest, todo = 0, [(tree, 1)]
    while todo:
        node, depth = todo.pop()
        deepest = max(deepest, depth)
        for child in node.iter_expressions():
            same = isinstance(node, exp.And | exp.Or) and type(child) is type(node)
            todo.append((child, depth if same else depth + 1))
    return deepest


def _parse_fault(error: ParseError, text: str, into: type[exp.Expr]) -> Fault:
    found = error.errors[0] if error.errors else {}
    what = "an expression" if into is exp.Condition else "one SELECT"
    lines = text.split("\n")
    line = min(int(found.get("line") or 1), len(lines))
    start = sum(len(earlier) + 1 for earlier in lines[: line - 1])
    highlight = str(found.get("highlight") or "")
    offset = max(0, start + int(found.get("col") or 1) - len(highlight))
    near = f" near `{highlight}`" if highlight and len(highlight) < 60 else ""
    return Fault(
        f"this is not {what}{near}",
        min(offset, max(0, len(text) - 1)),
        "look for a comma, a quote or a bracket too many or too few",
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _unlisted(tree: exp.Expr, allowed: frozenset[type[exp.Expr]]) -> Iterator[Fault]:
    """Yield a fault for every node that may not stand in the SQL of a program."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if type(node) not in allowed:
            # What stands inside a node that is refused is not worth a fault of its own.
            yield _refusal(node)
            continue
        if fault := _particular(node):
            yield fault
        todo.extend(node.iter_expressions(reverse=True))


def _refusal(node: exp.Expr) -> Fault:
    offset = offset_of(node)
    if isinstance(node, exp.Query | exp.Exists):
        hint = "ask by `sql` in a check, which may read other tables"
        return Fault("an expression reads one row; it cannot hold a query", offset, hint)
    if isinstance(node, (*grammar.AGGREGATES, *grammar.WINDOWS, exp.Window, exp.Filter)):
        return Fault("an expression reads one row; it cannot count or compare rows", offset, "ask by `sql` in a check")
    if isinstance(node, exp.DDL | exp.DML | exp.Command | exp.Into | exp.Lock):
        return Fault("SQL here may only read", offset, "write one SELECT")
    name = node.sql_name().lower() if isinstance(node, exp.Func) else node.key
    written = _spoken(name)
    known = [function for family in grammar.FUNCTIONS.values() for function in family]
    near = grammar.INSTEAD.get(name) or grammar.INSTEAD.get(written)
    if near is None and isinstance(node, exp.Func):
        found = suggest(name, known)
        near = f"did you mean `{found}`?" if found and found != name else None
    return Fault(f"`{written}` is not available here", offset, near or "")


def _spoken(name: str) -> str:
    return {
        "readcsv": "read_csv",
        "generateseries": "range",
        "currentdate": "current_date",
        "rand": "random",
        "str_to_time": "strptime",
    }.get(name, name)


def _particular(node: exp.Expr) -> Fault | None:
    """Return what is wrong with a node whose class is allowed in general."""
    if isinstance(node, exp.Anonymous):
        return _function(node)
    if isinstance(node, exp.Placeholder) and node.this != "as_of":
        return Fault("the only parameter is $as_of", offset_of(node), "write $as_of")
    if isinstance(node, exp.DataType) and node.this not in grammar.TYPES:
        return Fault(
            f"no value here has the type {node.sql('duckdb')}",
            offset_of(node),
            "write text, integer, double, date or timestamp",
        )
    if isinstance(node, exp.With) and node.args.get("recursive"):
        return Fault("a query here cannot call itself", offset_of(node), "leave `recursive` out")
    if isinstance(node, exp.Join) and (node.args.get("method") or node.args.get("global_")):
        return Fault(
            f"a {str(node.args.get('method')).lower()} join is not available here",
            offset_of(node),
            "say on which columns: using (…)",
        )
    if isinstance(node, exp.Dot) and not _inside_lambda(node):
        return Fault("a call on a value is not available here", offset_of(node), "write function(value)")
    if isinstance(node, exp.Any) and not isinstance(
        node.parent, exp.EQ | exp.NEQ | exp.GT | exp.GTE | exp.LT | exp.LTE
    ):
        return Fault("`any` stands after a comparison here", offset_of(node), "write x = any(list)")
    if isinstance(node, _PATTERNS) and (pattern := node.args.get("expression")) is not None:
        return _regular(pattern)
    if isinstance(node, exp.Min | exp.Max) and node.expressions:
        return Fault("min and max take one value here", offset_of(node), "write least(…) or greatest(…)")
    return None


_PATTERNS = (exp.RegexpLike, exp.RegexpFullMatch, exp.RegexpReplace, exp.RegexpExtract, exp.RegexpExtractAll)
#: What RE2, which never takes exponential time, leaves out on purpose: looking around and back.
_NOT_RE2 = re.compile(r"(?<!\\)(?:\\\\)*(?:\(\?<?[=!]|\\[1-9])")


def _regular(pattern: exp.Expr) -> Fault | None:
    if isinstance(pattern, exp.Literal) and pattern.is_string and _NOT_RE2.search(pattern.name):
        message = "regular expressions here cannot look around or back"
        return Fault(message, offset_of(pattern), "use two conditions joined by and")
    return None


def _function(node: exp.Anonymous) -> Fault | None:
    name = str(node.this).lower()
    if name not in grammar.NAMED_FUNCTIONS:
        hint = grammar.INSTEAD.get(name, "")
        if not hint:
            near = suggest(name, [function for family in grammar.FUNCTIONS.values() for function in family])
            hint = f"did you mean `{near}`?" if near else ""
        return Fault(f"`{name}` is not available here", offset_of(node), hint)
    wanted = grammar.ARGUMENTS.get(name)
    if wanted is not None and len(node.expressions) != wanted:
        return Fault(f"`{name}` takes exactly one value", offset_of(node), f"write {name}(last_seen_at)")
    return None


def _inside_lambda(node: exp.Expr) -> bool:
    return node.find_ancestor(exp.Lambda) is not None


_TRUTHS = (
    exp.Predicate, exp.Not, exp.And, exp.Or, exp.Boolean, exp.Null, exp.Case, exp.Coalesce, exp.Cast, exp.Func,
    exp.Bracket, exp.Escape,
)  # fmt: skip


def _never_true(tree: exp.Expr, table: str) -> Fault | None:
    """Return a fault where the expression plainly gives a text, a number or a moment and not true or false."""
    bare = tree.unnest()
    if isinstance(bare, exp.Column):
        column = TABLES[table].column(bare.name.lower()) if table else None
        if column is not None and column.type != "boolean":
            hint = f"compare it, as in {column.name} is not null"
            return Fault(f"`{column.name}` is {column.type}, not true or false", offset_of(bare), hint)
        return None
    if isinstance(bare, _TRUTHS):
        return None
    return Fault("this gives a value, not true or false", offset_of(bare), "write a comparison")
