"""Tables and columns of a parsed query, each looked up in its own scope.

Scopes as the engine has them: a subquery in FROM sees what stands before it, a subquery in an expression sees the
query around it, an alias of SELECT may be used in the other clauses, a name in two tables must say which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from drystone.lib.text import listing, suggest


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Why SQL may not run: what is wrong, at which character of the text, and what was probably meant."""

    message: str
    offset: int = 0
    suggestion: str = ""


@dataclass(slots=True)
class Names:
    """What a query reads and gives, and what could not be found."""

    faults: list[Fault] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    outputs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """The tables of one query by their alias, with columns and the table's own name ("" where it has none)."""

    sources: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    blind: bool = False


_Tables = Mapping[str, Collection[str]]
_Outer = tuple[_Frame, ...]


def offset_of(node: exp.Expr) -> int:
    """Return the first character of a node that the parser remembers, its own or of the nearest node that has one."""
    for found in node.walk():
        if "start" in found.meta:
            return int(found.meta["start"])
    return _offset_above(node)


def _offset_above(node: exp.Expr) -> int:
    parent = node.parent
    while parent is not None:
        if "start" in parent.meta:
            return int(parent.meta["start"])
        parent = parent.parent
    return 0


def resolve_columns(
    tree: exp.Expr, table: str, known: Collection[str] | None
) -> tuple[frozenset[str], tuple[Fault, ...]]:
    """Look up every column of an expression over one row; without ``known``, every name counts as a column."""
    used: set[str] = set()
    faults: list[Fault] = []
    names = {name.lower() for name in known} if known is not None else None
    for column in tree.find_all(exp.Column):
        qualifier, name = column.table.lower(), column.name.lower()
        if isinstance(column.this, exp.Star):
            faults.append(Fault("`*` is not a value", offset_of(column)))
        elif column.args.get("db") or (qualifier and qualifier != table):
            hint = f"write {column.name}"
            faults.append(Fault(f"`{column.table}` is not a table of this expression", offset_of(column), hint))
        elif names is not None and name not in names:
            faults.append(_no_column(name, table or "this", names, column))
        else:
            used.add(f"{table}.{name}" if table else column.name)
    return frozenset(used), tuple(faults)


def _no_column(name: str, where: str, names: Iterable[str], node: exp.Expr) -> Fault:
    known = sorted(names)
    near = suggest(name, known)
    hint = f"did you mean `{near}`?" if near else f"its columns are {listing(known)}" if len(known) <= 12 else ""
    return Fault(f"no column `{name}` in {where}", offset_of(node), hint)


def resolve_query(tree: exp.Expr, tables: _Tables) -> Names:
    """Look up every table and column of a query."""
    resolver = _Resolver({name.lower(): columns for name, columns in tables.items()})
    names = resolver.names
    names.outputs = resolver.query(tree, {}, ())
    return names


class _Resolver:
    def __init__(self, tables: _Tables) -> None:
        self.known = tables
        self.names = Names()

    def query(self, node: exp.Expr, ctes: dict[str, list[str]], outer: _Outer) -> list[str]:
        """Resolve a query and return the names of its columns."""
        ctes = self.with_clause(node, ctes, outer)
        if isinstance(node, exp.Subquery):
            return self.query(node.this, ctes, outer) if isinstance(node.this, exp.Query) else []
        if isinstance(node, exp.SetOperation):
            left = self.query(node.this, ctes, outer)
            right = self.query(node.expression, ctes, outer)
            if not node.args.get("by_name") and len(left) != len(right):
                self.fault("the two halves of this query give different numbers of columns", node)
            frame = _Frame(aliases={name.lower() for name in left})
            self.clauses(node, ("order", "limit", "offset"), ctes, (frame, *outer))
            return left
        if isinstance(node, exp.Values):
            return self.values(node, ctes, outer)
        if isinstance(node, exp.Select):
            return self.select(node, ctes, outer)
        self.fault("this is not a SELECT", node)
        return []

    def with_clause(self, node: exp.Expr, ctes: dict[str, list[str]], outer: _Outer) -> dict[str, list[str]]:
        clause = node.args.get("with_")
        known = dict(ctes)
        for cte in clause.expressions if clause is not None else ():
            columns = self.query(cte.this, known, outer)
            known[cte.alias.lower()] = _renamed(columns, cte.args.get("alias"))
        return known

    def values(self, node: exp.Values, ctes: dict[str, list[str]], outer: _Outer) -> list[str]:
        rows = node.expressions
        for row in rows:
            self.expression(row, ctes, outer)
        width = len(rows[0].expressions) if rows and isinstance(rows[0], exp.Tuple) else 1
        return [f"col{number}" for number in range(width)]

    def select(self, node: exp.Select, ctes: dict[str, list[str]], outer: _Outer) -> list[str]:
        frame = _Frame()
        scope = (frame, *outer)
        origin = node.args.get("from_")
        if origin is not None:
            self.source(origin.this, frame, ctes, outer)
        for join in (*(node.args.get("joins") or ()), *(node.args.get("laterals") or ())):
            self.join(join, frame, ctes, outer)
        outputs: list[str] = []
        for projection in node.expressions:
            # Earlier aliases may be used by later columns, never the other way round.
            self.expression(projection, ctes, scope)
            outputs += self.output(projection, frame)
            if isinstance(projection, exp.Alias):
                frame.aliases.add(projection.alias.lower())
        for window in node.args.get("windows") or ():
            self.expression(window, ctes, scope)
        self.clauses(node, ("distinct", "where", "group", "having", "qualify", "order", "limit", "offset"), ctes, scope)
        return outputs

    def clauses(self, node: exp.Expr, names: Iterable[str], ctes: dict[str, list[str]], scope: _Outer) -> None:
        for name in names:
            clause = node.args.get(name)
            if isinstance(clause, exp.Expr):
                self.expression(clause, ctes, scope)

    def join(self, node: exp.Expr, frame: _Frame, ctes: dict[str, list[str]], outer: _Outer) -> None:
        self.source(node.this if isinstance(node, exp.Join) else node, frame, ctes, outer)
        scope = (frame, *outer)
        if isinstance(node.args.get("on"), exp.Expr):
            self.expression(node.args["on"], ctes, scope)
        for identifier in node.args.get("using") or ():
            name = identifier.name.lower()
            holders = [alias for alias, (_, columns) in frame.sources.items() if name in columns]
            if len(holders) < 2 and not frame.blind:
                self.fault(f"`{name}` is not a column of both tables", identifier, "write on …")
            frame.shared.add(name)
            self.names.columns.update(
                f"{frame.sources[alias][0]}.{name}" for alias in holders if frame.sources[alias][0]
            )

    def source(self, node: exp.Expr, frame: _Frame, ctes: dict[str, list[str]], outer: _Outer) -> None:
        """Add one table of FROM to the frame."""
        alias = node.args.get("alias")
        name = alias.name if isinstance(alias, exp.TableAlias) and alias.this is not None else ""
        origin = ""
        if isinstance(node, exp.Table):
            found = self.table(node, ctes)
            if found is None:
                frame.blind = True
                found = ("", [])
            origin, columns = found
            name = name or node.name
        elif isinstance(node, exp.Unnest):
            for value in node.expressions:
                self.expression(value, ctes, (frame, *outer))
            columns = ["unnest"] * len(node.expressions)
            name = name or "unnest"
        elif isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table):
            self.source(node.this, frame, ctes, outer)
            for join in node.this.args.get("joins") or ():
                self.join(join, frame, ctes, outer)
            return
        elif isinstance(node, exp.Lateral | exp.Subquery | exp.Values):
            inner = node.this if isinstance(node, exp.Lateral) else node
            if not isinstance(inner, exp.Query | exp.Values):
                self.fault("only tables and queries can be read from", node)
                return
            columns = self.query(inner, ctes, (frame, *outer))
        else:
            self.fault("only tables and queries can be read from", node)
            return
        self.add(node, frame, name.lower(), (origin, _renamed(columns, alias)))

    def add(self, node: exp.Expr, frame: _Frame, name: str, source: tuple[str, list[str]]) -> None:
        name = name or f" unnamed {len(frame.sources)}"
        if name in frame.sources:
            self.fault(f"two tables here are called `{name}`", node, "give one an alias")
        frame.sources[name] = source
        for join in node.args.get("joins") or ():
            self.fault("a join inside a table is not available here", join)

    def table(self, node: exp.Table, ctes: dict[str, list[str]]) -> tuple[str, list[str]] | None:
        """Return a table's name and columns; ("", …) for the name of a WITH query."""
        if node.args.get("db") or node.args.get("catalog") or not isinstance(node.this, exp.Identifier):
            hint = "name a table of the vocabulary, such as device"
            self.fault("only known tables can be read, no file, function or other database", node, hint)
            return None
        name = node.name.lower()
        if name in ctes:
            return "", ctes[name]
        if name not in self.known:
            near = suggest(name, [*self.known, *ctes])
            self.fault(f"unknown table `{node.name}`", node, f"did you mean `{near}`?" if near else "")
            return None
        self.names.tables.add(name)
        return name, [column.lower() for column in self.known[name]]

    def expression(self, node: exp.Expr, ctes: dict[str, list[str]], scope: _Outer) -> None:
        """Resolve the columns of an expression, and the queries inside it."""
        for part in _shallow(node):
            if isinstance(part, exp.Query):
                self.query(part, ctes, scope)
            elif isinstance(part, exp.Column):
                self.column(part, scope)

    def column(self, node: exp.Column, scope: _Outer) -> None:
        name, qualifier = node.name.lower(), node.table.lower()
        if node.args.get("db"):
            self.fault(f"`{node.sql('duckdb')}` names a database", node, "write table.column")
        elif qualifier:
            self.qualified(node, qualifier, name, scope)
        elif isinstance(node.this, exp.Star):
            return
        elif not any(self.unqualified(node, name, frame) for frame in scope) and not any(f.blind for f in scope):
            tables = {table for frame in scope for table, _ in frame.sources.values() if table}
            known = {column for frame in scope for _, columns in frame.sources.values() for column in columns}
            where = listing(sorted(tables), "or") if tables else "this query"
            self.names.faults.append(_no_column(name, where, known, node))

    def unqualified(self, node: exp.Column, name: str, frame: _Frame) -> bool:
        """Return whether one query knows the column."""
        holders = [alias for alias, (_, columns) in frame.sources.items() if name in columns]
        if len(holders) > 1 and name not in frame.shared:
            hint = f"write {holders[0]}.{name} or {holders[1]}.{name}"
            self.fault(f"`{name}` is a column of {listing(holders)}", node, hint)
        for alias in holders:
            if frame.sources[alias][0]:
                self.names.columns.add(f"{frame.sources[alias][0]}.{name}")
        return bool(holders) or name in frame.aliases

    def qualified(self, node: exp.Column, qualifier: str, name: str, scope: _Outer) -> None:
        source = next((frame.sources[qualifier] for frame in scope if qualifier in frame.sources), None)
        if source is None:
            known = [alias for frame in scope for alias in frame.sources]
            near = suggest(qualifier, known)
            if not any(frame.blind for frame in scope):
                self.fault(f"no table `{qualifier}` in this query", node, f"did you mean `{near}`?" if near else "")
            return
        table, columns = source
        if isinstance(node.this, exp.Star):
            return
        if name not in columns and not (any(frame.blind for frame in scope) and not table):
            self.names.faults.append(_no_column(name, table or qualifier, columns, node))
        elif table:
            self.names.columns.add(f"{table}.{name}")

    def output(self, projection: exp.Expr, frame: _Frame) -> list[str]:
        """Return the names of the columns that one item of SELECT gives."""
        star = projection.this if isinstance(projection, exp.Column) else projection
        if not isinstance(star, exp.Star):
            named = isinstance(projection, exp.Alias | exp.Column)
            return [projection.alias_or_name.lower() if named else ""]
        if star.args.get("replace") or star.args.get("rename"):
            self.fault("`replace` and `rename` are not available here", star, "name the columns")
        left_out = {column.name.lower() for column in star.args.get("except_") or ()}
        wanted = projection.table.lower() if isinstance(projection, exp.Column) else ""
        found: list[str] = []
        for alias, (_, columns) in frame.sources.items():
            if not wanted or alias == wanted:
                shared = set() if wanted else frame.shared & set(found)
                found += [name for name in columns if name not in left_out and name not in shared]
        return found

    def fault(self, message: str, node: exp.Expr, suggestion: str = "") -> None:
        self.names.faults.append(Fault(message, offset_of(node), suggestion))


def _renamed(columns: list[str], alias: exp.Expr | None) -> list[str]:
    names = [column.name.lower() for column in alias.args.get("columns") or ()] if alias is not None else []
    return [*names, *columns[len(names) :]]


def _shallow(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the nodes of an expression; a query inside it is yielded and not entered."""
    todo = [node]
    while todo:
        part = todo.pop()
        yield part
        if not isinstance(part, exp.Query):
            todo.extend(part.iter_expressions())
