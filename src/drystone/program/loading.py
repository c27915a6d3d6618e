"""Loading a program: every file once, every problem at once.

1. Read the folder's files, bounded, and their digest.
2. Turn each file into a tree of nodes that know their place.
3. Check the shape of each entry and make its frozen object.
4. Look at what entries say about each other, and at every SQL text.

A step never stops at the first problem, and an entry that failed an earlier step still counts as known by its id, so
that one slip is told once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from drystone.program import (
    answer_shapes,
    crossing,
    documents,
    holidays,
    lesson_rules,
    lessons,
    making,
    playbook_shapes,
    proportion,
    queries,
    shapes,
    sourcing,
    trial_rules,
    trial_shapes,
)
from drystone.program.draft import Draft
from drystone.program.files import Folder, read_folder, unknown_files
from drystone.program.model import Place, Problem, Program
from drystone.program.settings_shape import DrystoneShape
from drystone.program.tomltree import read_toml
from drystone.program.tree import Node
from drystone.program.validation import shaped

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Loaded:
    """A program, or None where it has an error, and its problems in the order of their places."""

    program: Program | None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make the program invalid."""
        return tuple(problem for problem in self.problems if problem.level == "error")


def load(root: Path) -> Loaded:
    """Read the program folder at ``root``. Never raises for what a program says; every problem is listed."""
    problems: list[Problem] = []
    if not root.is_dir():
        found = Problem(Place(str(root)), "there is no such folder", "drystone init DIR writes a starter program")
        return Loaded(None, (found,))
    folder = read_folder(root, problems)
    problems.extend(unknown_files(root))
    draft = Draft()
    _read_settings(folder, draft, problems)
    holidays.read(folder, draft, problems)
    _read_entries(folder, draft, problems)
    _read_documents(folder, draft, problems)
    lessons.read(folder, draft, problems)
    crossing.check(draft, problems)
    proportion.check(draft, problems)
    trial_rules.check(draft, problems)
    lesson_rules.check(draft, problems)
    sourcing.check(draft, problems)
    queries.check(draft, problems)
    listed = tuple(sorted({_shown(problem) for problem in problems}))
    if draft.settings is None or any(problem.level == "error" for problem in listed):
        return Loaded(None, listed)
    program = Program(
        root=root,
        digest=folder.digest,
        settings=draft.settings,
        objectives=draft.made("objective"),
        roles=draft.made("role"),
        habits=draft.made("habit"),
        promise=folder.texts["promise.md"].content if "promise.md" in folder.texts else "",
        activities=draft.made("activity"),
        checks=draft.made("check"),
        sources=draft.made("source"),
        lessons=draft.made("lesson"),
        misconceptions=draft.made("misconception"),
        playbooks=draft.made("playbook"),
        trials=draft.made("trial"),
        answers=draft.made("answer"),
        documents=tuple(draft.documents),
        yara={text.path: text.content for text in folder.under("yara")},
    )
    return Loaded(program, listed)


def _shown(problem: Problem) -> Problem:
    """Return the problem fit for a terminal: what a program says is quoted in messages, and may say anything."""
    return replace(problem, message=_printable(problem.message), suggestion=_printable(problem.suggestion))


def _printable(text: str) -> str:
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(character if character.isprintable() else " " for character in short)


def _read_settings(folder: Folder, draft: Draft, problems: list[Problem]) -> None:
    text = folder.texts.get("drystone.toml")
    if text is None:
        if not any(problem.place.path == "drystone.toml" for problem in problems):
            hint = "drystone init DIR writes one"
            problems.append(Problem(Place("drystone.toml"), "this program has no drystone.toml", hint))
        return
    node = read_toml(text, problems)
    shape = shaped(DrystoneShape, node, problems) if node is not None else None
    if node is not None and shape is not None:
        draft.settings = making.settings(shape)
        draft.settings_node = node


def _read_entries(folder: Folder, draft: Draft, problems: list[Problem]) -> None:
    readers: tuple[tuple[str, str, type[Any], Callable[[Any, Node], Any]], ...] = (
        ("objectives.yaml", "objective", shapes.ObjectiveShape, making.objective),
        ("roles.yaml", "role", shapes.RoleShape, making.role),
        ("habits.yaml", "habit", shapes.HabitShape, making.habit),
        ("activities", "activity", shapes.ActivityShape, making.activity),
        ("checks", "check", shapes.CheckShape, making.check),
        ("sources", "source", shapes.SourceShape, making.source),
        ("playbooks", "playbook", playbook_shapes.PlaybookShape, making.playbook),
        ("trials.yaml", "trial", trial_shapes.TrialShape, trial_shapes.made),
        ("answers", "answer", answer_shapes.AnswerShape, making.answer),
    )
    for where, kind, shape, make in readers:
        texts = folder.under(where) if "." not in where else [text for text in [folder.texts.get(where)] if text]
        for text in texts:
            for node in documents.entries(text, problems):
                made = shaped(shape, node, problems)
                draft.add(kind, node, make(made, node) if made is not None else None, problems)


def _read_documents(folder: Folder, draft: Draft, problems: list[Problem]) -> None:
    read = []
    for text in folder.under("guardrails"):
        read += documents.read_guardrails(text, problems)
    for text in folder.under("detections"):
        read += documents.read_detections(text, problems)
    for document, node in read:
        draft.add_document(document, node, problems)
