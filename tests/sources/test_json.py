"""The kinds json and jsonl: where the rows are, flattening, and lines that cannot be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.conftest import rows, source_of

from drystone.sources.flattening import Columns, flatten
from drystone.sources.json_path import parse_path, select
from drystone.sources.staged import Staged

Stage = Callable[..., Staged]
NAME = {"name": '"name"'}


def write(root: Path, value: object, name: str = "a.json") -> None:
    (root / name).write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")


def test_records_are_flattened_to_texts_in_the_order_met(tmp_path: Path, stage: Stage) -> None:
    first = {"name": "Ada", "profile": {"email": "ada@fenwick.example", "n": 1.5, "none": None}, "on": True}
    write(tmp_path, {"data": {"users": [first, {"name": "Bob", "tags": ["a", {"b": 1}], "on": False}]}})
    select = {"name": '"name"', "email": '"profile.email"'}
    staged = stage(source_of("json", select, location={"path": "a.json", "rows": "$.data.users[*]"}))
    stream = staged.streams[0]
    assert stream.columns == ("name", "profile.email", "profile.n", "profile.none", "on", "tags")
    assert rows(stream) == [
        ("Ada", "ada@fenwick.example", "1.5", None, "true", None),
        ("Bob", None, None, None, "false", '["a", {"b": 1}]'),
    ]


def test_rows_may_be_an_array_at_the_end_or_its_elements(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, {"a b": [{"name": "Ada"}]})
    for path in ("$['a b']", "$['a b'][*]", '$["a b"]'):
        staged = stage(source_of("json", NAME, location={"path": "a.json"}, options={"rows": path}))
        assert rows(staged.streams[0]) == [("Ada",)]


def test_an_object_without_rows_is_told_where_its_lists_are(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, {"meta": {"x": []}, "value": [{"name": "Ada"}]})
    staged = stage(source_of("json", NAME, location={"path": "a.json"}))
    assert staged.status == "failed"
    assert "rows: $.meta.x or rows: $.value" in staged.error


def test_a_wrong_path_fails_and_an_empty_list_is_complete(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, {"value": []})
    assert stage(source_of("json", NAME, location={"path": "a.json", "rows": "$.values[*]"})).status == "failed"
    for path in ("$.value", "$.value[*]"):
        empty = stage(source_of("json", NAME, location={"path": "a.json", "rows": path}))
        assert (empty.status, empty.streams[0].columns, rows(empty.streams[0])) == ("complete", ("name",), [])


def test_a_name_that_no_record_has_is_unknown_and_noted(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, [{"name": "Ada", "email": "x"}])
    staged = stage(source_of("json", {**NAME, "email": '"emial"'}, location={"path": "a.json"}))
    assert staged.status == "complete"
    assert staged.streams[0].columns == ("name", "email", "emial")
    assert 'did you mean "email"?' in staged.quarantined[0].reason
    nothing_fits = stage(source_of("json", {"name": '"nam"'}, location={"path": "a.json"}))
    assert nothing_fits.status == "failed"
    no_key = stage(source_of("json", NAME, location={"path": "a.json"}, key=("id",)))
    assert no_key.status == "failed"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ('[{"name": "Ada"', "is not JSON"),
        ("[" * 100_000, "nested more than 100 deep"),
        ('[{"name": "Ada", "name": "Eve"}]', 'says "name" twice'),
    ],
)
def test_documents_that_cannot_be_used_fail(tmp_path: Path, stage: Stage, text: str, told: str) -> None:
    write(tmp_path, text)
    staged = stage(source_of("json", NAME, location={"path": "a.json"}))
    assert (staged.status, told in staged.error) == ("failed", True)


def test_a_record_too_deep_is_left_out_and_nan_is_unknown(tmp_path: Path, stage: Stage) -> None:
    deep: Any = "x"
    for _ in range(150):
        deep = {"a": deep}
    write(tmp_path, json.dumps([{"name": "Ada", "n": float("nan")}, {"name": "Eve", "deep": deep}]))
    staged = stage(source_of("json", NAME, location={"path": "a.json"}))
    assert rows(staged.streams[0])[0] == ("Ada", None)
    assert [one.reason for one in staged.quarantined] == ["it is nested more than 100 deep"]
    assert staged.quarantined_count == 1


def test_names_that_differ_in_case_only_stay_apart(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, [{"name": "Ada", "NAME": "ADA"}])
    staged = stage(source_of("json", NAME, location={"path": "a.json"}))
    assert staged.streams[0].columns == ("name", "NAME_2")


def test_too_many_names_mean_that_rows_are_deeper(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, [{f"k{number}": 1 for number in range(2_001)}, {"name": "Ada"}])
    staged = stage(source_of("json", NAME, location={"path": "a.json"}))
    assert staged.status == "failed"
    assert "more than 2,000 different names" in staged.error


def test_utf16_json_is_read_as_its_bytes_say(tmp_path: Path, stage: Stage) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps([{"name": "Jörg"}], ensure_ascii=False).encode("utf-16"))
    assert rows(stage(source_of("json", NAME, location={"path": "a.json"})).streams[0]) == [("Jörg",)]


def test_one_broken_file_of_several_is_incomplete(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, [{"name": "Ada"}], "1.json")
    write(tmp_path, "[", "2.json")
    staged = stage(source_of("json", NAME, location={"path": "*.json"}))
    assert (staged.status, rows(staged.streams[0])) == ("incomplete", [("Ada",)])
    assert "1 of 2 files could not be used" in staged.error


def test_flat_lines_are_handed_on_without_a_copy(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, '{"name": "Ada", "n": 1}\n\n{"n": [1, 2], "name": null}\n', "a.jsonl")
    staged = stage(source_of("jsonl", NAME, location={"path": "a.jsonl"}))
    assert staged.streams[0].files == (tmp_path / "a.jsonl",)
    assert rows(staged.streams[0])[0] == ("Ada", "1")


def test_bad_lines_are_listed_with_their_number_and_the_others_used(tmp_path: Path, stage: Stage) -> None:
    lines = ['{"name": "Ada", "in": {"x": 1}}', '{"name": ', "[1]", '{"name": "a", "name": "b"}', '{"name": "Bob"}']
    write(tmp_path, "\n".join(lines), "a.jsonl")
    staged = stage(source_of("jsonl", NAME, location={"path": "a.jsonl"}))
    assert staged.status == "complete"
    assert staged.streams[0].columns == ("name", "in.x")
    assert rows(staged.streams[0]) == [("Ada", "1"), ("Bob", None)]
    assert [(one.line, one.reason.split(":")[0]) for one in staged.quarantined] == [
        (2, "it is not JSON"),
        (3, "it is not an object"),
        (4, 'it says "name" twice in one object'),
    ]


def test_a_document_given_as_lines_is_told(tmp_path: Path, stage: Stage) -> None:
    write(tmp_path, json.dumps([{"name": "Ada"}], indent=1), "a.jsonl")
    assert "`kind: json`" in stage(source_of("jsonl", NAME, location={"path": "a.jsonl"})).error


def test_a_parquet_file_is_handed_on_and_a_cut_one_is_told(tmp_path: Path, stage: Stage) -> None:
    from drystone.lake.engines import DuckEngine

    engine = DuckEngine()
    engine.write_parquet("select 'Ada' as name", tmp_path / "a.parquet")
    engine.close()
    whole = stage(source_of("parquet", NAME, location={"path": "a.parquet"}))
    assert (whole.status, whole.streams[0].columns, rows(whole.streams[0])) == ("complete", (), [("Ada",)])
    (tmp_path / "a.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-10])
    assert "not a whole Parquet file" in stage(source_of("parquet", NAME, location={"path": "a.parquet"})).error


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=3), _values, max_size=4))
def test_every_value_of_a_flat_row_is_a_text_under_a_known_column(value: dict[str, Any]) -> None:
    columns = Columns()
    row = flatten(value, columns)
    assert set(row) <= set(columns.names)
    assert all(isinstance(item, str) for item in row.values())
    assert len({name.casefold() for name in columns.names}) == len(columns.names)


@pytest.mark.parametrize("path", ["$..a", "$.a[?(@.b)]", "$.a[", "$ .a", "$.a[-1]"])
def test_paths_that_compute_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        parse_path(path)


def test_a_path_goes_through_lists_and_objects() -> None:
    document = {"a": [{"b": {"x": 1, "y": 2}}, {"b": {"x": 3}}]}
    assert list(select(document, parse_path("$.a[*].b.*"))) == [1, 2, 3]
    assert list(select(document, parse_path("a[1].b.x"))) == [3]
    assert list(select(document, parse_path("$"))) == [document]
