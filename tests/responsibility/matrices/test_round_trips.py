"""What is written is read back: any matrix, in every format that both ways are promised for."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
import uuid
from pathlib import Path
from typing import Annotated, Literal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from drystone.responsibility.matrices.model import DUTIES, Cell, Matrix, Role, Row
from drystone.responsibility.matrices.reading import opening
from drystone.responsibility.matrices.sheets import tidied
from drystone.responsibility.matrices.writing import oscal, page, program_file, texts, workbook

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
_HOSTILE = st.sampled_from(
    [
        *"""=1+1 '=x +a -b @c ＝d a|b <br> a\\ `x`"""
        """ [k](v) (c) &lt; "q" R A/R Total id notes x,y;z ## null 1.0 Ünï""".split(),
        "a [b]",
        "R = Responsible",
    ]
)
_UNPRINTED = ("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")
_LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=_UNPRINTED), min_size=1, max_size=12)
_TEXT = st.one_of(_HOSTILE, _LETTERS).map(lambda text: " ".join(tidied(text).split())).filter(bool)
_ID = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?", fullmatch=True)
_CELLS = st.lists(st.sampled_from(DUTIES), min_size=1, max_size=3, unique=True).map(
    lambda duties: tuple(duty for duty in DUTIES if duty in duties)
)


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    """Draw a matrix: any names, any letters, any facts, at least one R or A."""
    names = draw(st.lists(_TEXT, min_size=1, max_size=5, unique=True))
    roles = tuple(Role(name) for name in names)
    facts = draw(st.lists(_TEXT.filter(lambda name: name != "group"), max_size=3, unique=True))
    rows = []
    for name in draw(st.lists(_TEXT, min_size=1, max_size=6, unique=True)):
        held = draw(st.dictionaries(st.integers(0, len(roles) - 1), _CELLS, max_size=4))
        said = {fact: text for fact in facts if (text := draw(st.one_of(st.just(""), _TEXT)))}
        rows.append(Row(name, {n: Cell("/".join(d), d) for n, d in sorted(held.items())}, key=draw(_ID), facts=said))
    rows.append(Row("Last row", {0: Cell("R/A", ("R", "A"))}, key="last"))
    return Matrix("T", roles, tuple(rows))


def same(one: Matrix, other: Matrix) -> None:
    """Assert that two matrices say the same."""
    assert [(role.name, role.key) for role in other.roles] == [(role.name, role.key) for role in one.roles]
    for row, back in zip(one.rows, other.rows, strict=True):
        assert (back.name, back.key, back.group, dict(back.facts)) == (row.name, row.key, row.group, dict(row.facts))
        assert {n: cell.duties for n, cell in back.cells.items()} == {n: cell.duties for n, cell in row.cells.items()}


@settings(max_examples=60, deadline=None)
@given(matrices())
def test_csv_loses_nothing_and_no_cell_starts_a_formula(matrix: Matrix) -> None:
    made = texts.as_csv(matrix)
    cells = [cell for line in csv.reader(io.StringIO(made, newline="")) for cell in line]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    same(matrix, opening.read_bytes(made.encode(), "m.csv").matrices[0])


@settings(max_examples=60, deadline=None)
@given(matrices())
def test_markdown_loses_nothing(matrix: Matrix) -> None:
    same(matrix, opening.read_bytes(texts.as_markdown(matrix).encode(), "m.md").matrices[0])


@settings(max_examples=40, deadline=None)
@given(matrices())
def test_html_loses_nothing(matrix: Matrix) -> None:
    same(matrix, opening.read_bytes(page.as_html(matrix).encode(), "m.html").matrices[0])


@settings(max_examples=15, deadline=None)
@given(matrices())
def test_a_workbook_loses_nothing_and_no_cell_is_a_formula(matrix: Matrix) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.xlsx"
        workbook.write_workbook(matrix, path, as_of=NOW)
        same(matrix, opening.read(path).matrices[0])
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


@settings(max_examples=60, deadline=None)
@given(matrices())
def test_yaml_loses_nothing_that_a_program_can_say(matrix: Matrix) -> None:
    rows = []
    for row in matrix.rows:
        kept = {n: tuple(duty for duty in cell.duties if duty in "RACI") for n, cell in row.cells.items()}
        cells = {n: Cell("/".join(duties), duties) for n, duties in kept.items() if duties}
        facts = {"where": next(iter(row.facts.values()))} if row.facts else {}
        rows.append(Row(row.name, cells, key=row.key, facts=facts))
    made = program_file.as_yaml(Matrix("T", matrix.roles, tuple(rows)))
    back = opening.read_bytes(made.encode(), "m.yaml").matrices[0]
    for row, read in zip(rows, back.rows, strict=True):
        assert (read.name, read.key, dict(read.facts)) == (row.name, row.key, dict(row.facts))
        held = {matrix.roles[n].name: cell.duties for n, cell in row.cells.items()}
        assert {back.roles[n].name: cell.duties for n, cell in read.cells.items()} == held


def test_names_and_ids_of_roles_both_survive() -> None:
    roles = (Role("Head of IT", key="it-head"), Role("asset.owner", key="asset.owner"))
    matrix = Matrix(
        "T", roles, (Row("Patch", {0: Cell("A", ("A",)), 1: Cell("R", ("R",))}, key="patch", group="Care"),)
    )
    back = opening.read_bytes(texts.as_markdown(matrix).encode(), "m.md").matrices[0]
    assert [(role.key or role.name) for role in back.roles] == ["it-head", "asset.owner"]
    assert back.rows[0].group == "Care"


def test_the_workbook_has_a_frozen_header_drop_downs_colours_a_legend_and_counts(tmp_path: Path) -> None:
    matrix = Matrix(
        "T", (Role("IT"), Role("HR")), (Row("Patch", {0: Cell("A", ("A",)), 1: Cell("R", ("R",))}, key="p"),)
    )
    workbook.write_workbook(matrix, tmp_path / "m.xlsx", as_of=NOW)
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx").active
    assert sheet.freeze_panes == "C10"
    assert [str(area.sqref) for area in sheet.data_validations.dataValidation] == ["C10:D10"]
    assert sheet.conditional_formatting
    texts_seen = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "answers for it (exactly one)" in texts_seen
    assert opening.read(tmp_path / "m.xlsx").matrices[0].legend == {duty: duty for duty in "RACI"}
    assert [cell.value for cell in sheet[12]] == [None, "Count of A", 1, 0]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


_Token = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.\-]*$")]
_UUID = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
_Value = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]


class _Prop(_Strict):
    name: _Token
    ns: Annotated[str, Field(pattern=r"^https://")]
    value: _Value
    cls: _Token | None = Field(None, alias="class")


class _Responsible(_Strict):
    role_id: _Token = Field(alias="role-id")
    props: list[_Prop] = Field(min_length=1)
    party_uuids: list[_UUID] | None = Field(None, alias="party-uuids", min_length=1)


class _Requirement(_Strict):
    uuid: _UUID
    control_id: _Token = Field(alias="control-id")
    description: str


class _Implementation(_Strict):
    uuid: _UUID
    source: str
    description: str
    requirements: list[_Requirement] = Field(alias="implemented-requirements", min_length=1)


class _Component(_Strict):
    uuid: _UUID
    type: Literal["process-procedure"]
    title: str
    description: str
    props: list[_Prop] | None = Field(None, min_length=1)
    responsible: list[_Responsible] | None = Field(None, alias="responsible-roles", min_length=1)
    implementations: list[_Implementation] | None = Field(None, alias="control-implementations", min_length=1)


class _Role(_Strict):
    id: _Token
    title: str


class _Party(_Strict):
    uuid: _UUID
    type: Literal["person", "organization"]
    name: _Value
    member_of: list[_UUID] | None = Field(None, alias="member-of-organizations")


class _Metadata(_Strict):
    title: str
    last_modified: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$")] = Field(
        alias="last-modified"
    )
    version: _Value
    oscal_version: Literal["1.1.2"] = Field(alias="oscal-version")
    props: list[_Prop]
    roles: list[_Role] = Field(min_length=1)
    parties: list[_Party] = Field(min_length=1)


class _Definition(_Strict):
    uuid: _UUID
    metadata: _Metadata
    components: list[_Component] = Field(min_length=1)


class _Document(_Strict):
    definition: _Definition = Field(alias="component-definition")


@settings(max_examples=60, deadline=None)
@given(matrices())
def test_oscal_keeps_to_the_published_model(matrix: Matrix) -> None:
    """The shapes above are the part of OSCAL 1.1.2's component model that we write, with its patterns."""
    made = oscal.as_oscal(matrix, as_of=NOW, parties={0: "it"})
    parsed = _Document.model_validate(made).definition
    ids = [role.id for role in parsed.metadata.roles]
    assert len(set(ids)) == len(ids) == len(matrix.roles)
    for row, component in zip(matrix.rows, parsed.components, strict=True):
        told = {(one.role_id, prop.value) for one in component.responsible or () for prop in one.props}
        assert told == {(ids[n], duty) for n, cell in row.cells.items() for duty in cell.duties}
    uuids = [component.uuid for component in parsed.components]
    assert len(set(uuids)) == len(uuids)
    assert all(uuid.UUID(one) for one in uuids)


@pytest.mark.parametrize("party", ["it", "everyone"])
def test_each_party_reads_its_own_words(party: str) -> None:
    row = Row("Patch", {0: Cell("R", ("R",))}, facts={f"words: {party}": "Keep | machines fresh"})
    made = texts.by_department(Matrix("T", (Role("Head of IT"),), (row,)), {0: "it"})
    assert "## it" in made
    assert "| Patch | R | Keep \\| machines fresh |" in made
