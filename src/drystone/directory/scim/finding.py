"""Search in what was pushed: the database narrows as far as it can say the filter, the library decides the rest."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from scim2_models import InvalidFilterException, ScimFilter, SearchRequest, TooManyException
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from drystone.directory.models import ScimMember
from drystone.directory.scim import storing
from drystone.directory.scim.keys import key_of
from drystone.directory.scim.schema import KINDS, MOST_RESULTS

_LONGEST, _DEEPEST = 4_000, 50
#: Rows that are looked at one by one where the database cannot decide.
_MOST_SCANNED = 50_000
_PART = 1_000

_LOOKUPS = {
    CompareOperator.eq: "exact",
    CompareOperator.sw: "startswith",
    CompareOperator.co: "contains",
    CompareOperator.ew: "endswith",
}
_ORDERS = {
    "username": "user_key",
    "displayname": "name_key",
    "id": "scim_id",
    "meta.created": "created_at",
    "meta.lastmodified": "modified_at",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A page of resources and how many there are in all."""

    resources: list[Any]
    total: int
    start: int


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """Rows that may fit; ``exact`` where all of them do."""

    rows: Q
    exact: bool


def guard(text: str | None) -> None:
    """Raise InvalidFilterException for a filter longer or deeper than anybody writes."""
    if text and (len(text) > _LONGEST or max(text.count("("), text.count("[")) > _DEEPEST):
        raise InvalidFilterException(detail="the filter is too long or too deeply nested")


def search_in(kinds: list[str], asked: SearchRequest[Any], base: str) -> Found:
    """Return the page that was asked for of several kinds, one after the other."""
    start = asked.start_index or 1
    before, left = start - 1, MOST_RESULTS if asked.count is None else min(asked.count, MOST_RESULTS)
    resources: list[Any] = []
    total = 0
    for kind in kinds:
        part = asked.model_copy(update={"start_index": before + 1, "count": left})
        found = search(kind, part, base)
        resources += found.resources
        total += found.total
        before, left = max(0, before - found.total), left - len(found.resources)
    return Found(resources, total, start)


def search(kind: str, asked: SearchRequest[Any], base: str) -> Found:
    """Return the page that was asked for. Raises SCIMException for what cannot be searched for."""
    start = asked.start_index or 1
    count = MOST_RESULTS if asked.count is None else min(asked.count, MOST_RESULTS)
    narrowed = _Narrow(kind).visit(asked.filter.ast) if asked.filter else _Narrowed(Q(), True)
    rows = storing.table(kind).objects.filter(narrowed.rows)
    order = _order(kind, asked)
    if narrowed.exact and order is not None:
        page = rows.order_by(*order)[start - 1 : start - 1 + count]
        loaded = storing.load(kind, page, base) if count else []
        return Found([one.resource for one in loaded], rows.count(), start)
    fitting = _matching(kind, rows, asked, base)
    return Found(fitting[start - 1 : start - 1 + count], len(fitting), start)


def _matching(kind: str, rows: QuerySet[Any], asked: SearchRequest[Any], base: str) -> list[Any]:
    if rows.count() > _MOST_SCANNED:
        raise TooManyException(detail="too many to look through; ask by userName, externalId or id")
    # A search over the resource types' union would be bound to all of them; here it is one.
    bound = ScimFilter.__class_getitem__(KINDS[kind])(str(asked.filter)) if asked.filter else None
    ids = list(rows.order_by("created_at", "scim_id").values_list("scim_id", flat=True))
    fitting = []
    for at in range(0, len(ids), _PART):
        part = storing.table(kind).objects.filter(pk__in=ids[at : at + _PART]).order_by("created_at", "scim_id")
        for one in storing.load(kind, part, base):
            if bound is None or bound.match(one.resource):
                fitting.append(one.resource)
    return asked.sort(fitting)


def _order(kind: str, asked: SearchRequest[Any]) -> tuple[str, ...] | None:
    """Return the columns that sort as asked, None where the database has none for it."""
    if asked.sort_by is None:
        return ("created_at", "scim_id")
    column = _ORDERS.get(str(asked.sort_by).rsplit(":", 1)[-1].lower())
    if column is None or (column, kind) in {("name_key", "Users"), ("user_key", "Groups")}:
        return None
    down = "-" if asked.sort_order == SearchRequest.SortOrder.descending else ""
    return (f"{down}{column}", f"{down}scim_id")


class _Narrow(FilterVisitor[_Narrowed]):
    """Says as much of a filter as the table's columns can; never leaves out a row that fits."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def visit_comparison(self, node: Comparison) -> _Narrowed:
        name, value = _name(node.attr_path), node.value
        if name == "active" and self._kind == "Users" and node.op is CompareOperator.eq and value is False:
            return _Narrowed(Q(active=False), True)
        if not isinstance(value, str) or "\0" in value:
            return _Narrowed(Q(), False)
        if name in {"members", "members.value"} and self._kind == "Groups" and node.op is CompareOperator.eq:
            return _holding(value)
        return self._column(name, node.op, value)

    def _column(self, name: str, op: CompareOperator, value: str) -> _Narrowed:
        keyed = {"Users": {"username": "user_key"}, "Groups": {"displayname": "name_key"}}[self._kind].get(name)
        if keyed and op in _LOOKUPS:
            return _Narrowed(Q(**{f"{keyed}__{_LOOKUPS[op]}": key_of(value)}), True)
        plain = {"id": "scim_id", "externalid": "external_id"}.get(name)
        if plain and op is CompareOperator.eq and value:
            return _Narrowed(Q(**{plain: value}), True)
        return _Narrowed(Q(), False)

    def visit_present(self, node: Present) -> _Narrowed:
        return _Narrowed(Q(), False)

    def visit_not(self, node: Not) -> _Narrowed:
        inner = self.visit(node.expr)
        return _Narrowed(~inner.rows, True) if inner.exact else _Narrowed(Q(), False)

    def visit_logical_expr(self, node: LogicalExpr) -> _Narrowed:
        parts = [self.visit(term) for term in node.terms]
        exact = all(part.exact for part in parts)
        if node.op is LogicalOperator.and_:
            return _Narrowed(_joined(operator.and_, parts), exact)
        # Where one side of an "or" cannot be said, any row may fit it.
        return _Narrowed(_joined(operator.or_, parts), True) if exact else _Narrowed(Q(), False)

    def visit_value_path(self, node: ValuePath) -> _Narrowed:
        inner = node.val_filter
        wanted = isinstance(inner, Comparison) and _name(inner.attr_path) == "value"
        if wanted and self._kind == "Groups" and _name(node.attr_path) == "members":
            value = cast("Comparison", inner).value
            if cast("Comparison", inner).op is CompareOperator.eq and isinstance(value, str) and "\0" not in value:
                return _holding(value)
        return _Narrowed(Q(), False)


def _joined(how: Callable[[Q, Q], Q], parts: list[_Narrowed]) -> Q:
    return reduce(how, (part.rows for part in parts))


def _holding(member_id: str) -> _Narrowed:
    return _Narrowed(Q(Exists(ScimMember.objects.filter(group_id=OuterRef("scim_id"), member_id=member_id))), True)


def _name(path: AttrPath) -> str:
    # An attribute of an extension may bear the name of one of the core; only the core's have columns.
    if path.uri and "enterprise" in str(path.uri).lower():
        return ""
    return f"{path.attr}.{path.sub_attr}".lower() if path.sub_attr else path.attr.lower()
