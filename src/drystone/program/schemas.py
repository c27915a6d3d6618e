"""JSON Schemas of the file kinds, so that editors complete and check a program while it is written."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from drystone.program import answer_shapes, lesson_shapes, playbook_shapes, shapes, trial_shapes
from drystone.program.settings_shape import DrystoneShape

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FILES: dict[str, tuple[type[BaseModel], str]] = {
    "drystone": (DrystoneShape, "drystone.toml"),
    "objectives": (shapes.ObjectivesFile, "objectives.yaml"),
    "roles": (shapes.RolesFile, "roles.yaml"),
    "habits": (shapes.HabitsFile, "habits.yaml"),
    "trials": (trial_shapes.TrialsFile, "trials.yaml"),
    "activity": (shapes.ActivityFile, "activities/*.yaml"),
    "check": (shapes.CheckFile, "checks/*.yaml"),
    "source": (shapes.SourceFile, "sources/*.yaml"),
    "guardrail": (shapes.GuardrailFile, "guardrails/*.yaml"),
    "lesson": (lesson_shapes.LessonFile, "the head of lessons/*.md"),
    "misconception": (lesson_shapes.MisconceptionFile, "misconceptions/*.yaml"),
    "playbook": (playbook_shapes.PlaybookFile, "playbooks/*.yaml"),
    "answer": (answer_shapes.AnswerFile, "answers/*.yaml"),
}


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (draft 2020-12) of each kind of file that a program consists of."""
    made = {}
    for name, (shape, files) in _FILES.items():
        schema = shape.model_json_schema(by_alias=True, mode="validation")
        made[name] = {"$schema": _DRAFT, **schema, "title": f"Drystone: {files}"}
    return made
