"""The shape of a lesson's head, of its translation's head, and of the bank of misconceptions."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, RootModel

from drystone.program.written import Id, Ids, Language, Prose, Word, Words, Written

Year = Annotated[int, Field(ge=1900, le=2100)]
Link = Annotated[str, Field(pattern=r"^https://[^\s<>\"']+$", max_length=500)]
Texts = Annotated[dict[Language, Prose], Field(min_length=1)]


class ReferenceShape(Written):
    """What something rests on."""

    name: Word = Field(description="Who published it, and what it is called.")
    year: Year | None = None
    says: Prose | None = Field(default=None, description="What it says, in our words.")
    url: Link | None = None


def _listed(value: object) -> object:
    """Let one source stand for a list of it, and its bare name for the source."""
    many = value if isinstance(value, list) else [value]
    return [{"name": one} if isinstance(one, str) else one for one in many]


References = Annotated[
    list[ReferenceShape],
    BeforeValidator(_listed, json_schema_input_type=list[ReferenceShape | str] | ReferenceShape | str),
]


class LessonShape(Written):
    """The head of a lesson, between two lines of three dashes."""

    id: Id
    title: Word
    language: Language
    habits: Ids = Field(min_length=1, description="Of habits.yaml; the first is the one it is about.")
    audience: Words = Field(alias="for", min_length=1, description="Such as everyone, managers, hr or it-head.")
    minutes: Annotated[int, Field(ge=1, le=3)] = Field(description="How long story and two questions take.")
    sources: References = Field(min_length=1, description="What it rests on.")
    activity: Id | None = Field(default=None, description="The duty of the matrix that it helps with.")
    order: Annotated[int, Field(ge=1, le=999)] = Field(default=500, description="Its place in a course, lower first.")


class TranslationShape(Written):
    """The head of a lesson's translation; the rest stands in the lesson itself."""

    translates: Id = Field(description="The lesson that this says in another language.")
    language: Language
    title: Word


class LessonFile(RootModel[LessonShape | TranslationShape]):
    """The head of a lesson or of its translation."""


class MisconceptionShape(Written):
    """A belief behind wrong answers, and a kind answer to it."""

    id: Id
    habit: Id
    belief: Texts = Field(description="By language, in the voice of the person who holds it.")
    answer: Texts = Field(description="By language: kind, true and short.")
    sources: References = Field(default=[])


class MisconceptionFile(RootModel[list[MisconceptionShape] | MisconceptionShape]):
    """misconceptions/*.yaml: a list, or one misconception."""
