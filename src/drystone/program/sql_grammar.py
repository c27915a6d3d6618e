"""What SQL of a program may be made of: the one list, and the golden tests run every line of it.

Rules of this module:

- A list of what is allowed, by the class of the parsed node; what is not listed does not exist.
- No clock, no chance, no environment, no file, no network, no other statement: a check gives the same answer for the
  same tables and the same ``$as_of``.
- Nothing that makes much out of little (repeat, range, lpad, format), no recursion.
- Nothing that differs between DuckDB and Spark in silence without a test here (arrows over JSON become functions).
"""

from __future__ import annotations

from sqlglot import exp

#: The functions by family, as people write them. Other spellings that mean the same node are allowed as well.
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "text": (
        "lower", "upper", "trim", "ltrim", "rtrim", "length", "strlen", "substr", "left", "right", "replace", "concat",
        "concat_ws", "contains", "starts_with", "ends_with", "prefix", "suffix", "split_part", "string_split",
        "regexp_matches", "regexp_full_match", "regexp_replace", "regexp_extract", "regexp_extract_all", "strpos",
        "reverse", "strip_accents", "levenshtein", "jaro_winkler_similarity", "translate", "md5", "sha256",
    ),
    "number": (
        "abs", "round", "floor", "ceil", "trunc", "greatest", "least", "sign", "mod", "sqrt", "ln", "log10", "power",
        "exp", "isnan",
    ),
    "condition": ("coalesce", "ifnull", "nullif", "if"),
    "time": (
        "days_since", "date_trunc", "date_part", "extract", "year", "quarter", "month", "week", "day", "dayofweek",
        "isodow", "hour", "minute", "date_diff", "date_sub", "date_add", "last_day", "make_date", "make_timestamp",
        "strftime", "try_strptime", "epoch", "epoch_ms", "to_timestamp", "to_days",
    ),
    "aggregate": (
        "count", "sum", "avg", "min", "max", "median", "mode", "any_value", "bool_and", "bool_or", "string_agg", "list",
        "arg_max", "arg_min", "quantile_cont", "count_if", "stddev",
    ),
    "window": (
        "row_number", "rank", "dense_rank", "percent_rank", "ntile", "lag", "lead", "first_value", "last_value",
    ),
    "list": (
        "list_contains", "list_has_any", "list_has_all", "len", "list_filter", "list_transform", "list_sort",
        "list_distinct", "list_unique", "list_concat", "list_intersect", "list_position", "list_extract", "list_slice",
        "list_min", "list_max", "list_sum", "array_to_string", "flatten", "list_value", "unnest",
    ),
    "json": ("json_extract_string", "json_extract", "json_valid", "json_array_length", "json_type"),
}  # fmt: skip

#: Functions that the parser has no class for, by name.
NAMED_FUNCTIONS = frozenset({
    "strlen", "prefix", "suffix", "strip_accents", "date_part", "date_sub", "try_strptime", "list_has_all",
    "list_unique", "list_position", "list_sum", "list_intersect", "list_slice", "list_extract", "json_valid",
    "json_array_length", "days_since",
})  # fmt: skip

#: How many arguments a named function takes, where the parser does not know.
ARGUMENTS = {"days_since": 1}

AGGREGATES: tuple[type[exp.Expr], ...] = (
    exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.Mode, exp.AnyValue, exp.LogicalAnd, exp.LogicalOr,
    exp.GroupConcat, exp.ArrayAgg, exp.ArgMax, exp.ArgMin, exp.PercentileCont, exp.CountIf, exp.Stddev,
)  # fmt: skip
WINDOWS: tuple[type[exp.Expr], ...] = (
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.Ntile, exp.Lag, exp.Lead, exp.FirstValue,
    exp.LastValue,
)  # fmt: skip
_SCALARS: tuple[type[exp.Expr], ...] = (
    exp.Lower, exp.Upper, exp.Trim, exp.Length, exp.Substring, exp.Left, exp.Right, exp.Replace, exp.Concat,
    exp.ConcatWs, exp.Contains, exp.StartsWith, exp.EndsWith, exp.SplitPart, exp.Split, exp.RegexpLike,
    exp.RegexpFullMatch, exp.RegexpReplace, exp.RegexpExtract, exp.RegexpExtractAll, exp.StrPosition, exp.Reverse,
    exp.Levenshtein, exp.JarowinklerSimilarity, exp.Translate, exp.MD5, exp.SHA2,
    exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Trunc, exp.Greatest, exp.Least, exp.Sign, exp.Mod, exp.Sqrt, exp.Ln,
    exp.Log, exp.Pow, exp.Exp, exp.IsNan,
    exp.Coalesce, exp.Nullif, exp.If, exp.Case, exp.Cast, exp.TryCast,
    exp.TimestampTrunc, exp.DateTrunc, exp.Extract, exp.Year, exp.Quarter, exp.Month, exp.Week, exp.Day, exp.DayOfWeek,
    exp.DayOfWeekIso, exp.Hour, exp.Minute, exp.DateDiff, exp.DateAdd, exp.LastDay, exp.DateFromParts,
    exp.TimestampFromParts, exp.TimeToStr, exp.TimeToUnix, exp.UnixToTime, exp.ToDays,
    exp.Array, exp.ArrayContains, exp.ArrayOverlaps, exp.ArrayContainsAll, exp.ArraySize, exp.ArrayFilter,
    exp.Transform, exp.ArraySort, exp.ArrayDistinct, exp.ArrayConcat, exp.ArrayMin, exp.ArrayMax, exp.ArrayToString,
    exp.Flatten, exp.JSONExtract, exp.JSONExtractScalar, exp.JSONType,
)  # fmt: skip
_PARTS: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Placeholder, exp.Anonymous, exp.Paren,
    exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.Escape, exp.NullSafeEQ,
    exp.NullSafeNEQ, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv,
    exp.Neg, exp.DPipe, exp.Tuple, exp.Bracket, exp.Slice, exp.Any, exp.Lambda, exp.Dot, exp.Interval, exp.Var,
    exp.DataType, exp.DataTypeParam, exp.JSONPath, exp.JSONPathRoot, exp.JSONPathKey, exp.JSONPathSubscript,
    exp.Distinct, exp.Order, exp.Ordered, exp.IgnoreNulls, exp.Filter, exp.Window, exp.WindowSpec, exp.Where,
)  # fmt: skip
_QUERIES: tuple[type[exp.Expr], ...] = (
    exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.From, exp.Join, exp.Lateral, exp.Table,
    exp.TableAlias, exp.Alias, exp.Star, exp.With, exp.CTE, exp.Group, exp.Having, exp.Qualify, exp.Limit, exp.Offset,
    exp.Exists, exp.Values, exp.Unnest, exp.Explode,
)  # fmt: skip

#: The classes that an expression over one row may be made of, and those of a whole query.
IN_EXPRESSIONS: frozenset[type[exp.Expr]] = frozenset((*_SCALARS, *_PARTS)) - {
    exp.Filter, exp.Window, exp.WindowSpec, exp.Where, exp.Order, exp.Ordered, exp.Distinct, exp.IgnoreNulls,
}  # fmt: skip
IN_QUERIES: frozenset[type[exp.Expr]] = frozenset((*_SCALARS, *_PARTS, *_QUERIES, *AGGREGATES, *WINDOWS))

TYPES = frozenset({
    exp.DType.TEXT, exp.DType.VARCHAR, exp.DType.BOOLEAN, exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT,
    exp.DType.BIGINT, exp.DType.INT128, exp.DType.FLOAT, exp.DType.DOUBLE, exp.DType.DECIMAL, exp.DType.DATE,
    exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ, exp.DType.TIMESTAMPTZ, exp.DType.TIME, exp.DType.INTERVAL,
    exp.DType.ARRAY, exp.DType.LIST, exp.DType.JSON,
})  # fmt: skip

#: What people reach for and cannot have, with what to write instead.
INSTEAD = {
    "now": "write $as_of",
    "today": "write $as_of",
    "current_date": "write $as_of",
    "current_timestamp": "write $as_of",
    "current_time": "write $as_of",
    "get_current_timestamp": "write $as_of",
    "age": "write days_since(…) or date_diff('day', …, …)",
    "strptime": "write try_strptime(…), which gives NULL where it does not fit",
    "glob": "write like or regexp_matches(…)",
    "similar_to": "write regexp_full_match(…)",
}
