"""Whatever is in the folder: problems, never a crash."""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drystone.program import load
from drystone.program.sql import Parsed, parse_expression, parse_select

PATHS = [
    "drystone.toml",
    "roles.yaml",
    "activities/devices.yaml",
    "checks/devices.yaml",
    "sources/mdm.yaml",
    "lessons/x.md",
]
KEYS = st.sampled_from([
    "id", "name", "holders", "person", "from", "to", "deputy", "each", "find", "may", "about", "where", "responsible",
    "accountable", "words", "protects", "fails", "sql", "applies", "title", "pass", "due", "severity", "kind",
    "location", "path", "key", "feeds", "device", "select", "rank", "fresh", "covers", "auth",
])  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(), st.dates(), st.text(max_size=12), KEYS
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=6),
    max_leaves=12,
)
LESSON_HEAD = "---\nid: x\ntitle: X\nlanguage: en\nhabits: h\nfor: everyone\nminutes: 1\nsources: x\n---\n## x\n"
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _survives(good: dict[str, str], path: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in {**good, path: content}.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        answer = load(root)
        assert (answer.program is None) == bool(answer.errors)
        for problem in answer.problems:
            assert problem.place.line >= 1
            assert problem.place.column >= 1
            assert str(problem)


@CALM
@given(st.sampled_from(PATHS), st.binary(max_size=300))
def test_any_bytes_give_only_problems(good: dict[str, str], path: str, content: bytes) -> None:
    _survives(good, path, content)


@CALM
@given(st.sampled_from(PATHS[1:5]), TREES)
def test_any_tree_gives_only_problems(good: dict[str, str], path: str, tree: object) -> None:
    _survives(good, path, yaml.safe_dump(tree).encode("utf-8", errors="replace"))


@CALM
@given(st.text(alphabet="-[]{}:,#&*!|>'\"%@` \n\tab0", max_size=80))
def test_any_punctuation_gives_only_problems(good: dict[str, str], text: str) -> None:
    _survives(good, "roles.yaml", text.encode())
    _survives(good, "lessons/x.md", f"---\n{text}\n---\n".encode())
    _survives(good, "lessons/x.md", f"{LESSON_HEAD}{text}\n## Check yourself\n### an-item\n{text}".encode())


@CALM
@given(st.integers(0, 10_000), st.text(max_size=6))
def test_a_slip_anywhere_gives_only_problems(good: dict[str, str], at: int, slip: str) -> None:
    for path in PATHS[:5]:
        text = good[path]
        _survives(
            good, path, (text[: at % len(text)] + slip + text[at % len(text) + 1 :]).encode("utf-8", errors="replace")
        )


WORDS = st.sampled_from([
    "select", "from", "where", "(", ")", ",", ".", "*", "=", "<", ">", "and", "or", "not", "in", "is", "null", "case",
    "when", "then", "end", "device", "hostname", "managed", "'x'", "1", "$as_of", "as", "with", "union", "join",
    "using", "on", "[", "]", "::", "->", "count", "sum", "over", "partition", "by", "order", "lambda", ":", "exists",
    "lateral", "unnest", "{", "}", ";", "--", "/*", "*/", "interval", "day", "cast", "try_cast", "integer", "values",
    "distinct", "group", "having", "limit", "pivot", "for",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=40))
def test_any_text_passes_the_gate_or_gets_a_reason(text: str) -> None:
    for answer in (parse_expression(text, table="device", truth=True), parse_select(text)):
        if isinstance(answer, Parsed):
            assert answer.sql
        else:
            assert answer
            assert all(fault.message and 0 <= fault.offset <= len(text) for fault in answer)
