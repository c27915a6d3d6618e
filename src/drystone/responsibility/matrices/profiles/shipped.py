"""The profiles that come along, read from their files once and checked whole: a slip in one is a defect of ours."""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, Field

from drystone.program.model import PROFILES
from drystone.program.written import Written
from drystone.responsibility.matrices.positions import KINDS
from drystone.responsibility.matrices.profiles.model import LANGUAGES, Letter, Profile, Severity, Wanted


def _both(words: dict[str, str]) -> dict[str, str]:
    if set(words) != set(LANGUAGES) or not all(text.strip() for text in words.values()):
        msg = f"words stand in {' and '.join(LANGUAGES)}"
        raise ValueError(msg)
    return words


def _kind(name: str) -> str:
    if name not in KINDS:
        msg = f"unknown kind of position `{name}`"
        raise ValueError(msg)
    return name


Both = Annotated[dict[str, str], AfterValidator(_both)]
Kind = Annotated[str, AfterValidator(_kind)]
RowId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Subcategory = Annotated[str, Field(pattern=r"^[A-Z]{2}\.[A-Z]{2}-\d{2}$")]
Safeguard = Annotated[str, Field(pattern=r"^\d{1,2}\.\d{1,2}$")]


class RowShape(Written):
    """One row of a profile's file."""

    id: RowId
    cite: str
    wants: Both
    evidence: Both
    letter: Letter = "A"
    by: list[Kind] = Field(default=[])
    activities: list[RowId] = Field(default=[])
    csf: list[Subcategory] = Field(default=[])
    safeguards: dict[Annotated[int, Field(ge=1, le=3)], list[Safeguard]] = Field(default={})
    signs: str = ""
    lint: list[RowId] = Field(default=[])
    deputy: bool = False
    accepted: bool = False
    apart: bool = False
    only: Both | None = None


class ProfileShape(Written):
    """A profile's file."""

    id: RowId
    name: str
    source: str
    about: Both
    rules: list[RowId]
    severities: dict[RowId, Severity] = Field(default={})
    rows: Annotated[list[RowShape], Field(min_length=1)]


@functools.cache
def profile(name: str) -> Profile:
    """Return a profile by its id. Raises KeyError for one that there is not."""
    if name not in PROFILES:
        raise KeyError(name)
    text = resources.files(__package__).joinpath("files", f"{name}.yaml").read_text(encoding="utf-8")
    return made(yaml.load(text, Loader=yaml.CSafeLoader))


def made(written: Any) -> Profile:
    """Make a profile from its file's content. Raises pydantic's ValidationError naming what does not fit."""
    shape = ProfileShape.model_validate(written)
    return Profile(
        shape.id,
        shape.name,
        shape.source,
        shape.about,
        tuple(_wanted(row) for row in shape.rows),
        frozenset(shape.rules),
        shape.severities,
    )


def _wanted(row: RowShape) -> Wanted:
    return Wanted(
        row.id,
        row.cite,
        row.wants,
        row.evidence,
        row.letter,
        tuple(row.by),
        tuple(row.activities),
        tuple(row.csf),
        {number: tuple(listed) for number, listed in row.safeguards.items()},
        re.compile(row.signs, re.IGNORECASE) if row.signs else None,
        tuple(row.lint),
        row.deputy,
        row.accepted,
        row.apart,
        row.only or {},
    )
