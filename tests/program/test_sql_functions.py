"""Every allowed function on the engine: what is written, what runs, what comes out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

import pytest

from drystone.lake.engines import DuckEngine
from drystone.program.sql import Parsed, parse_expression, parse_select
from drystone.program.sql_grammar import FUNCTIONS

AS_OF = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
TABLE = {"t": ("a", "n", "d", "b", "m", "l", "j")}
NEW_YEAR = dt.datetime(2026, 1, 31, 10, 30)  # noqa: DTZ001 - lake times are naive UTC.

#: Over one row: a='Ab-c', n=7, d=2.5, b=true, m=2026-01-31 10:30, l=['x','y','x'], j='{"k":[1,2],"s":"v"}'.
EXPRESSIONS: dict[str, list[tuple[str, Any]]] = {
    "lower": [("lower(a)", "ab-c")],
    "upper": [("upper(a)", "AB-C")],
    "trim": [("trim('  x ')", "x"), ("trim('xax', 'x')", "a")],
    "ltrim": [("ltrim(' x ')", "x ")],
    "rtrim": [("rtrim(' x ')", " x")],
    "length": [("length(a)", 4)],
    "strlen": [("strlen('é')", 2)],
    "substr": [("substr(a, 2, 2)", "b-")],
    "left": [("left(a, 2)", "Ab")],
    "right": [("right(a, 2)", "-c")],
    "replace": [("replace(a, '-', '')", "Abc")],
    "concat": [("concat(a, null, 'x')", "Ab-cx")],
    "concat_ws": [("concat_ws(',', a, null, 'x')", "Ab-c,x")],
    "contains": [("contains(a, 'b-')", True), ("contains(a, 'B')", False)],
    "starts_with": [("starts_with(a, 'Ab')", True)],
    "ends_with": [("ends_with(a, '-c')", True)],
    "prefix": [("prefix(a, 'Ab')", True)],
    "suffix": [("suffix(a, '-c')", True)],
    "split_part": [("split_part(a, '-', 2)", "c"), ("split_part(a, '-', 5)", "")],
    "string_split": [("string_split(a, '-')", ["Ab", "c"])],
    "regexp_matches": [
        ("regexp_matches(a, 'b')", True),
        ("regexp_matches(a, 'B')", False),
        ("regexp_matches(a, 'B', 'i')", True),
        ("a ~ 'b'", True),
    ],
    "regexp_full_match": [("regexp_full_match(a, 'b')", False), ("regexp_full_match(a, '.*c')", True)],
    "regexp_replace": [("regexp_replace('aa', 'a', 'b')", "ba"), ("regexp_replace('aa', 'a', 'b', 'g')", "bb")],
    "regexp_extract": [("regexp_extract(a, '(.)-(.)', 2)", "c"), ("regexp_extract(a, 'z')", "")],
    "regexp_extract_all": [("regexp_extract_all('a1b2', '[0-9]')", ["1", "2"])],
    "strpos": [("strpos(a, '-')", 3), ("position('-' in a)", 3), ("instr(a, 'z')", 0)],
    "reverse": [("reverse(a)", "c-bA")],
    "strip_accents": [("strip_accents('é')", "e")],
    "levenshtein": [("levenshtein('abc', 'abd')", 1)],
    "jaro_winkler_similarity": [("jaro_winkler_similarity('abc', 'abc')", 1.0)],
    "translate": [("translate(a, 'Ab', 'xy')", "xy-c")],
    "md5": [("md5('')", "d41d8cd98f00b204e9800998ecf8427e")],
    "sha256": [("left(sha256(''), 8)", "e3b0c442")],
    "abs": [("abs(-n)", 7)],
    "round": [("round(d)", 3.0), ("round(2.345::double, 1)", 2.3)],
    "floor": [("floor(-0.5::double)", -1.0)],
    "ceil": [("ceil(d)", 3.0)],
    "trunc": [("trunc(-2.5::double)", -2.0)],
    "greatest": [("greatest(n, 9, null)", 9)],
    "least": [("least(n, 9, null)", 7)],
    "sign": [("sign(-n)", -1)],
    "mod": [("mod(n, 4)", 3), ("n % 4", 3), ("n // 2", 3), ("n / 2", 3.5)],
    "sqrt": [("sqrt(16)", 4.0)],
    "ln": [("ln(1)", 0.0)],
    "log10": [("log10(1000)", 3.0)],
    "power": [("power(n, 2)", 49.0), ("n ** 2", 49.0)],
    "exp": [("exp(0)", 1.0)],
    "isnan": [("isnan(d)", False)],
    "coalesce": [("coalesce(null, a)", "Ab-c")],
    "ifnull": [("ifnull(null, 'x')", "x")],
    "nullif": [("nullif(n, 7)", None)],
    "if": [("if(b, 1, 2)", 1), ("case when not b then 1 end", None)],
    "days_since": [
        ("days_since(m)", 29),
        ("days_since(timestamp '2026-02-28 12:00:00')", 1),
        ("days_since(timestamp '2026-02-28 12:00:00.000001')", 0),
        ("days_since(timestamp '2026-03-01 12:00:01')", -1),
        ("days_since(date '2026-02-28')", 1),
        ("days_since('2026-02-28')", 1),
        ("days_since('2026-02-28T13:00:00+01:00')", 1),
        ("days_since('never')", None),
        ("days_since(null)", None),
        ("days_since(coalesce(null, m)) - 20 > days_since($as_of)", True),
    ],
    "date_trunc": [("date_trunc('month', m)", dt.datetime(2026, 1, 1))],  # noqa: DTZ001 - naive as in the lake.
    "date_part": [("date_part('year', m)", 2026)],
    "extract": [("extract(month from m)", 1)],
    "year": [("year(m)", 2026)],
    "quarter": [("quarter(m)", 1)],
    "month": [("month(m)", 1)],
    "week": [("week(m)", 5)],
    "day": [("day(m)", 31)],
    "dayofweek": [("dayofweek(m)", 6)],
    "isodow": [("isodow(m)", 6)],
    "hour": [("hour(m)", 10)],
    "minute": [("minute(m)", 30)],
    "date_diff": [("date_diff('day', date '2026-01-01', m::date)", 30)],
    "date_sub": [("date_sub('day', timestamp '2026-01-01 11:00:00', m)", 29)],
    "date_add": [("date_add(date '2026-01-31', interval 1 month)", dt.datetime(2026, 2, 28))],  # noqa: DTZ001
    "last_day": [("last_day(date '2026-02-03')", dt.date(2026, 2, 28))],
    "make_date": [("make_date(2026, 1, 2)", dt.date(2026, 1, 2))],
    "make_timestamp": [("make_timestamp(2026, 1, 31, 10, 30, 0)", NEW_YEAR)],
    "strftime": [("strftime(m, '%Y-%m')", "2026-01")],
    "try_strptime": [
        ("try_strptime('31/01/2026 10:30', '%d/%m/%Y %H:%M')", NEW_YEAR),
        ("try_strptime('x', '%d/%m/%Y')", None),
        ("try_strptime('31.01.2026', ['%d/%m/%Y', '%d.%m.%Y'])::date", dt.date(2026, 1, 31)),
    ],
    "epoch": [("epoch(timestamp '1970-01-02 00:00:00')", 86_400.0)],
    "epoch_ms": [("epoch_ms(86400000)", dt.datetime(1970, 1, 2))],  # noqa: DTZ001 - naive as in the lake.
    "to_timestamp": [("to_timestamp(86400)::timestamp", dt.datetime(1970, 1, 2))],  # noqa: DTZ001
    "to_days": [("m + to_days(1) > m", True)],
    "list_contains": [("list_contains(l, 'x')", True), ("'z' in l", False), ("'x' = any(l)", True)],
    "list_has_any": [("list_has_any(l, ['x', 'z'])", True), ("l && ['z']", False)],
    "list_has_all": [("list_has_all(l, ['x', 'z'])", False), ("l @> ['x']", True)],
    "len": [("len(l)", 3), ("len(a)", 4)],
    "list_filter": [("list_filter(l, lambda e: e = 'x')", ["x", "x"]), ("list_filter(l, lambda e: e = a)", [])],
    "list_transform": [("list_transform(l, lambda e: upper(e) || n)", ["X7", "Y7", "X7"])],
    "list_sort": [("list_sort(l)", ["x", "x", "y"])],
    "list_distinct": [("list_sort(list_distinct(l))", ["x", "y"])],
    "list_unique": [("list_unique(l)", 2)],
    "list_concat": [("list_concat(l, ['z'])", ["x", "y", "x", "z"])],
    "list_intersect": [("list_intersect(['x'], ['x', 'y'])", ["x"])],
    "list_position": [("list_position(l, 'y')", 2)],
    "list_extract": [("list_extract(l, 2)", "y"), ("l[2]", "y"), ("l[1]", "x"), ("l[-1]", "x"), ("l[9]", None)],
    "list_slice": [("list_slice(l, 1, 2)", ["x", "y"]), ("l[2:3]", ["y", "x"])],
    "list_min": [("list_min(l)", "x")],
    "list_max": [("list_max(l)", "y")],
    "list_sum": [("list_sum([1, 2])", 3)],
    "array_to_string": [("array_to_string(l, '+')", "x+y+x")],
    "flatten": [("flatten([l, ['z']])", ["x", "y", "x", "z"])],
    "list_value": [("list_value('a', 'b')", ["a", "b"])],
    "json_extract_string": [
        ("json_extract_string(j, '$.s')", "v"),
        ("j ->> '$.s' = 'v'", True),
        ("json_extract_string(j, '$.k[1]')", "2"),
    ],
    "json_extract": [("json_extract(j, '$.k')", "[1,2]"), ("j -> '$.k' = '[1,2]'", True)],
    "json_valid": [("json_valid('{')", False)],
    "json_array_length": [("json_array_length(j, '$.k')", 2)],
    "json_type": [("json_type(j)", "OBJECT")],
    "operators": [
        ("a is distinct from null", True),
        ("null = null", None),
        ("not (a ilike 'ab%')", False),
        ("a like 'A!_%' escape '!'", False),
        ("n between 7 and 8 and n not in (1, 2)", True),
        ("b is not true", False),
        ("try_cast('x' as integer)", None),
        ("'12'::integer + 1", 13),
        ("try_cast('1.5' as decimal(10, 2)) > 1", True),
        ("m - interval 1 day < $as_of", True),
        ("date '2026-01-02' - date '2026-01-01'", 1),
        ("(1 + 2) * 3 - -1", 10),
        ("not b = false", True),
        ("n > 1 and n < 3 or b", True),
    ],
}

#: Over three rows of (g, n): ('p', 1), ('p', 3), ('q', NULL), ordered by g and n.
QUERIES: dict[str, list[tuple[str, list[tuple[Any, ...]]]]] = {
    "count": [
        ("select count(*), count(n), count(distinct g) from r", [(3, 2, 2)]),
        ("select count(*) filter (where n > 1) from r", [(1,)]),
    ],
    "sum": [("select g, sum(n) from r group by g order by g", [("p", 4), ("q", None)])],
    "avg": [("select avg(n) from r", [(2.0,)])],
    "min": [("select min(n) from r", [(1,)])],
    "max": [("select max(n) from r", [(3,)])],
    "median": [("select median(n) from r", [(2.0,)])],
    "mode": [("select mode(g) from r", [("p",)])],
    "any_value": [("select any_value(g) from r where n = 1", [("p",)])],
    "bool_and": [("select bool_and(n > 1) from r", [(False,)])],
    "bool_or": [("select bool_or(n > 1) from r", [(True,)])],
    "string_agg": [("select string_agg(g, '+' order by g desc) from r", [("q+p+p",)])],
    "list": [("select list(n order by n desc) from r where n is not null", [([3, 1],)])],
    "arg_max": [("select arg_max(g, n) from r", [("p",)])],
    "arg_min": [("select arg_min(n, n) from r", [(1,)])],
    "quantile_cont": [("select quantile_cont(n, 0.5) from r", [(2.0,)])],
    "count_if": [("select count_if(n > 0) from r", [(2,)])],
    "stddev": [("select round(stddev(n), 3) from r", [(1.414,)])],
    "row_number": [("select row_number() over (order by g, n) from r order by 1", [(1,), (2,), (3,)])],
    "rank": [("select rank() over (order by g) from r order by 1", [(1,), (1,), (3,)])],
    "dense_rank": [("select dense_rank() over (order by g) from r order by 1", [(1,), (1,), (2,)])],
    "percent_rank": [("select percent_rank() over (order by g) from r order by 1", [(0.0,), (0.0,), (1.0,)])],
    "ntile": [("select ntile(3) over (order by g, n) from r order by 1", [(1,), (2,), (3,)])],
    "lag": [("select lag(n) over (order by g, n) as x from r order by g, n", [(None,), (1,), (3,)])],
    "lead": [("select lead(n) over (order by g, n) as x from r order by g, n", [(3,), (None,), (None,)])],
    "first_value": [("select distinct first_value(n) over (order by g, n) as x from r", [(1,)])],
    "last_value": [
        (
            "select distinct last_value(g) over (order by g rows between unbounded preceding and unbounded following)"
            " as x from r",
            [("q",)],
        )
    ],
    "unnest": [
        ("select unnest([1, 2]) as x", [(1,), (2,)]),
        ("select g, x from r, unnest([n, 9]) as u(x) where n = 1 order by x", [("p", 1), ("p", 9)]),
    ],
    "queries": [
        ("with w as (select g, max(n) as top from r group by g) select w.g from w where top is null", [("q",)]),
        ("select g from r where n = (select max(n) from r)", [("p",)]),
        ("select g from r group by all having count(*) > 1", [("p",)]),
        (
            "select g, n from r qualify row_number() over (partition by g order by n desc) = 1 order by g",
            [("p", 3), ("q", None)],
        ),
        ("select g from r except select 'p'", [("q",)]),
        ("select r.g from r semi join (values ('q')) v(k) on r.g = v.k", [("q",)]),
        ("select x.g from r x left join r y on x.g = y.g and x.n < y.n where y.n is null order by 1", [("p",), ("q",)]),
    ],
}


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckEngine]:
    session = DuckEngine(threads=1, memory="500MB")
    session.execute(
        "create table t as select 'Ab-c' as a, 7 as n, 2.5::double as d, true as b,"
        " timestamp '2026-01-31 10:30:00' as m, ['x', 'y', 'x'] as l, '{\"k\":[1,2],\"s\":\"v\"}' as j"
    )
    session.execute("create table r as select * from (values ('p', 1), ('p', 3), ('q', null)) v(g, n)")
    session.seal()
    yield session
    session.close()


def _parameters(parsed: Parsed) -> dict[str, Any]:
    return {"as_of": AS_OF} if parsed.reads_clock else {}


@pytest.mark.parametrize(("text", "expected"), [case for cases in EXPRESSIONS.values() for case in cases])
def test_an_expression_gives_what_it_says(engine: DuckEngine, text: str, expected: Any) -> None:
    parsed = parse_expression(text, columns=TABLE["t"])
    assert isinstance(parsed, Parsed), parsed
    value = engine.value(f'select {parsed.sql} from "t"', _parameters(parsed))
    assert math.isclose(value, expected) if isinstance(expected, float) else value == expected


@pytest.mark.parametrize(("text", "expected"), [case for cases in QUERIES.values() for case in cases])
def test_a_query_gives_what_it_says(engine: DuckEngine, text: str, expected: list[tuple[Any, ...]]) -> None:
    parsed = parse_select(text, tables={"r": ("g", "n")})
    assert isinstance(parsed, Parsed), parsed
    assert engine.rows(parsed.sql, _parameters(parsed)) == expected


def test_every_function_that_is_allowed_has_its_golden_lines() -> None:
    listed = {name for family in FUNCTIONS.values() for name in family}
    assert listed == ({*EXPRESSIONS, *QUERIES} - {"operators", "queries"})


@pytest.mark.parametrize("text", [text for cases in EXPRESSIONS.values() for text, _ in cases])
def test_what_was_written_out_passes_the_gate_again(text: str) -> None:
    parsed = parse_expression(text, columns=TABLE["t"])
    assert isinstance(parsed, Parsed)
    if "epoch_us" not in parsed.sql:
        again = parse_expression(parsed.sql, columns=TABLE["t"])
        assert isinstance(again, Parsed), again
