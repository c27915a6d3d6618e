"""Staged files: everything readable is read as text, everything else is told with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drystone.lake.engines import DuckEngine, Parsed
from drystone.sources.staged import Dialect, Stream


class Reader:
    """Reads bytes as one stream and shows what came out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = DuckEngine(folder / "scratch.duckdb")
        self.number = 0

    def read(
        self,
        *contents: bytes,
        columns: tuple[str, ...] = ("a", "b", "c"),
        name: str = "input.csv",
        dialect: Dialect | None = None,
    ) -> tuple[Parsed, list[tuple[object, ...]], list[tuple[object, ...]]]:
        self.number += 1
        files = []
        for at, content in enumerate(contents):
            files.append(self.folder / f"{self.number}-{at}-{name}")
            files[-1].write_bytes(content)
        kind = "csv" if ".csv" in name else "jsonl" if ".jsonl" in name else "parquet"
        stream = Stream(tuple(files), kind, columns, (), dialect or Dialect())  # type: ignore[arg-type]
        self.engine.execute("create or replace table bad (file varchar, line bigint, reason varchar, excerpt varchar)")
        parsed = self.engine.read_staged("raw", stream, rejects="bad")
        bad = self.engine.rows("select line, reason, excerpt from bad")
        return parsed, self.engine.rows("select * from raw order by _row"), bad


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_values_stay_the_text_that_was_written(reader: Reader) -> None:
    parsed, rows, bad = reader.read(b'a,b,c\n007,1.50,"x, ""y""\nz"\n,"",NULL\n')
    assert rows == [("007", "1.50", 'x, "y"\nz', 1), (None, None, "NULL", 2)]
    assert parsed == Parsed(2)
    assert bad == []


def test_ragged_rows_are_told_once_with_their_line(reader: Reader) -> None:
    parsed, rows, bad = reader.read(b'a,b,c\n1,"x\ny",3\n2\n\n3,4,5,6\n7,8,9\n')
    assert [row[0] for row in rows] == ["1", "7"]
    assert bad == [
        (4, "fewer values than the header has columns", "2"),
        (6, "more values than the header has columns", "3,4,5,6"),
    ]
    assert parsed.rejected == 2
    assert not parsed.damaged


def test_a_line_that_is_not_utf8_is_told(reader: Reader) -> None:
    _, rows, bad = reader.read(b"a,b,c\n1,\xff,3\n4,5,6\n")
    assert [row[0] for row in rows] == ["4"]
    assert bad[0][:2] == (2, "the line is not UTF-8")


@pytest.mark.parametrize("later", [b"%d,x,y\n", b'%d,"x",y\n', b'%d,"",y\n'])
def test_one_quotation_mark_that_never_closes_costs_one_line(reader: Reader, later: bytes) -> None:
    rest = b"".join(later % at for at in range(3, 3000))
    parsed, rows, bad = reader.read(b'a,b,c\n1,2,3\n2,"oops,3\n' + rest)
    assert [row[0] for row in rows] == ["1", *(str(at) for at in range(3, 3000))]
    assert bad == [(3, "a quotation mark opens in this line and is not closed", '2,"oops,3')]
    assert parsed == Parsed(2998, 1, 10)


def test_an_unclosed_mark_in_a_large_file_neither_hides_nor_invents_rows(reader: Reader) -> None:
    row = b"%d,some text here,and more of it\n"
    content = b"a,b,c\n" + b"".join(row % at if at != 5 else b'5,"oops,3\n' for at in range(400_000))
    parsed, rows, bad = reader.read(content)
    assert (parsed.rows, parsed.rejected) == (399_999, 1)
    assert [one[0] for one in bad] == [7]
    assert rows[-1][0] == "399999"


def test_a_mark_inside_an_unquoted_value_belongs_to_it(reader: Reader) -> None:
    parsed, rows, _ = reader.read(b'a,b,c\n1,27" screen,3\n2,"5"" disk",x\n')
    assert [row[1] for row in rows] == ['27" screen', '5" disk']
    assert parsed.rejected == 0


def test_text_after_a_closing_mark_is_told(reader: Reader) -> None:
    _, rows, bad = reader.read(b'a,b,c\n1,"2"x,3\n4,5,6\n')
    assert [row[0] for row in rows] == ["4"]
    assert bad == [(2, "text follows a closing quotation mark", '1,"2"x,3')]


def test_mixed_line_breaks_are_read(reader: Reader) -> None:
    parsed, rows, _ = reader.read(b'a,b,c\r\n1,2,3\n4,"5\r\n5",6\r\n7,8\rx,9')
    assert rows == [("1", "2", "3", 1), ("4", "5\n5", "6", 2), ("7", "8 x", "9", 3)]
    assert parsed.rejected == 0


def test_lines_that_end_with_a_return_alone_are_read(reader: Reader) -> None:
    _, rows, bad = reader.read(b'a,b,c\r1,2,3\r4,"5",6\r')
    assert rows == [("1", "2", "3", 1), ("4", "5", "6", 2)]
    assert bad == []


def test_a_long_stretch_of_bad_rows_hides_no_good_one(reader: Reader) -> None:
    stretch = (b"x" * 999 + b"\n") * 9_000
    parsed, rows, bad = reader.read(b"a,b,c\n1,2,3\n" + stretch + b"4,5,6\n" + stretch + b"7,8,9\n")
    assert [row[0] for row in rows] == ["1", "4", "7"]
    assert parsed.rejected == 18_000
    assert len(bad) == 10_000


@pytest.mark.parametrize("between", [b"", b'"'])
def test_a_line_too_long_for_memory_is_told_and_skipped(reader: Reader, between: bytes) -> None:
    huge = b"2," + between + b"x" * 40_000_000 + between + b",3\n"
    parsed, rows, bad = reader.read(b"a,b,c\n1,2,3\n" + huge + b"4,5,6\n")
    assert [row[0] for row in rows] == ["1", "4"]
    assert [one[0] for one in bad] == [3]
    assert "longer than" in str(bad[0][1])
    assert parsed.bytes_lost >= 40_000_000


def test_a_value_of_many_lines_too_long_for_memory_is_told(reader: Reader) -> None:
    parsed, rows, bad = reader.read(b'a,b,c\n1,2,3\n2,"' + (b"x" * 999 + b"\n") * 10_000 + b'",3\n4,5,6\n')
    assert [row[0] for row in rows] == ["1", "4"]
    assert parsed.rejected == 10_001
    assert bad[0][0] == 3
    assert len(bad) <= 20_000


def test_a_file_that_is_not_parquet_is_told_and_the_others_are_read(reader: Reader, tmp_path: Path) -> None:
    good = tmp_path / "good.parquet"
    reader.engine.write_parquet("select 1 as a, [1, null] as b, date '2026-01-02' as c", good)
    parsed, rows, bad = reader.read(b"nonsense", good.read_bytes(), name="x.parquet")
    assert rows == [("1", "[1,null]", "2026-01-02", 1)]
    assert parsed.damaged
    assert "cannot be read" in str(bad[0][1])


def test_json_lines_that_cannot_be_used_are_told_with_their_line(reader: Reader) -> None:
    content = b'{"a":1,"b":{"k":[1]},"c":null}\r\n{"a":2\n\n[]\n{"a":"\xff"}\nnonsense\n{"c":"\\u00e9","a":true}\n'
    parsed, rows, bad = reader.read(content, name="x.jsonl")
    assert [row[:3] for row in rows] == [("1", '{"k":[1]}', None), ("true", None, "é")]
    assert [one[:2] for one in bad] == [
        (2, "not JSON"),
        (4, "not a JSON object"),
        (5, "the line is not UTF-8"),
        (6, "not JSON"),
    ]
    assert (parsed.rows, parsed.rejected) == (2, 4)


def test_names_that_try_to_end_their_quotation_stay_names(reader: Reader) -> None:
    columns = ('x"; drop table bad; --', "it's", "Id", "ID", "_row", "")
    _, rows, _ = reader.read(b"p,q,r,s,t,u\n1,2,3,4,5,6\n", columns=columns, name='it\'s; "odd".csv')
    assert rows == [("1", "2", "3", "4", "5", "6", 1)]
    assert list(reader.engine.columns("raw")) == [*columns[:3], "ID_2", "_row_2", "column_6", "_row"]
    hostile = 'raw_"; drop table bad; --'
    path = reader.folder / "y.csv"
    path.write_bytes(b"a\n1\n")
    reader.engine.read_staged(hostile, Stream((path,), "csv", ("a",), ()), rejects="bad")
    assert list(reader.engine.columns(hostile)) == ["a", "_row"]


def test_rows_are_numbered_in_the_order_of_the_file(reader: Reader) -> None:
    content = b"a,b,c\n" + b"".join(b"%d,x,y\n" % at for at in range(1, 600_001))
    reader.read(content)
    assert reader.engine.value("select count(*) from raw where a::bigint <> _row") == 0


_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@settings(max_examples=30, deadline=None)
@given(data=st.lists(st.tuples(_text, _text, _text), max_size=8), delimiter=st.sampled_from([",", ";", "\t", "|"]))
def test_every_well_written_value_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, data: list[tuple[str, str, str]], delimiter: str
) -> None:
    reader = Reader(tmp_path_factory.mktemp("law"))
    lines = [delimiter.join('"' + value.replace('"', '""') + '"' for value in row) for row in data]
    content = "\n".join(["a,b,c".replace(",", delimiter), *lines, ""]).encode()
    _, rows, bad = reader.read(content, dialect=Dialect(delimiter=delimiter))
    reader.engine.close()
    # A file that mixes line breaks is normalised; NULL and the empty text are one in a delimited file.
    expected = [tuple(_normal(value, content) or None for value in row) for row in data]
    assert [row[:3] for row in rows] == expected
    assert bad == []


def _normal(value: str, content: bytes) -> str:
    if b"\r" not in content:
        return value
    return value.replace("\r\n", "\n").replace("\r", " ")


_values = st.one_of(st.none(), _text, st.booleans(), st.integers(-(2**62), 2**62))


@settings(max_examples=20, deadline=None)
@given(data=st.lists(st.dictionaries(st.sampled_from(["a", 'b"x', "c.d\\"]), _values), max_size=6))
def test_every_json_value_is_read_as_text(
    tmp_path_factory: pytest.TempPathFactory, data: list[dict[str, object]]
) -> None:
    reader = Reader(tmp_path_factory.mktemp("law"))
    columns = ("a", 'b"x', "c.d\\")
    content = "".join(json.dumps(row) + "\n" for row in data).encode()
    _, rows, bad = reader.read(content, columns=columns, name="x.jsonl")
    reader.engine.close()
    assert bad == []
    assert [row[:3] for row in rows] == [tuple(_as_text(row.get(name)) for name in columns) for row in data]


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)
