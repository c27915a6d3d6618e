"""A proposal: what somebody wants to change in the program, on what they had read, and why.

Nothing here writes to the program folder. A proposal is tried on a copy of its files first; what comes out is the new
text of each file, or every error that the program would then have, with its place.
"""

from __future__ import annotations

import difflib
import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drystone.authoring import merging
from drystone.lib.errors import DrystoneError, ProgramError, UsageError
from drystone.program import Program, edits, load
from drystone.program.files import FOLDERS, SINGLE, read_folder
from drystone.program.model import Problem
from drystone.shell import texts


@dataclass(frozen=True, slots=True)
class SetValue:
    """One value of a YAML file: the keys that lead to it, its value (None takes it away), and what it was when read."""

    path: str
    keys: tuple[str | int, ...]
    value: Any
    was: Any = None


@dataclass(frozen=True, slots=True)
class Append:
    """A new entry at the end of a file that holds a list."""

    path: str
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole file, and its text when it was read ("" where there was none); ``text`` None removes it."""

    path: str
    text: str | None
    was: str = ""


Change = SetValue | Append | Whole


@dataclass(frozen=True, slots=True)
class Proposal:
    """Changes that belong together. ``read`` names the digest of every file that they touch ("" where none was)."""

    changes: tuple[Change, ...]
    read: Mapping[str, str]
    reason: str
    by: str
    author: tuple[str, str] = ("Drystone", "drystone@invalid")


@dataclass(frozen=True, slots=True)
class Tried:
    """A proposal as it would come out: each file's text before and after (None: no file), and the whole program."""

    texts: Mapping[str, tuple[str | None, str | None]]
    program: Program
    warnings: tuple[Problem, ...] = ()

    def patch(self) -> str:
        """Return the change as a unified diff that ``git apply`` and ``patch -p1`` take."""
        parts = []
        for path, (before, after) in sorted(self.texts.items()):
            parts += _diff(path, before, after)
        return "".join(parts)


class InvalidError(ProgramError):
    """The program would have errors; each is listed with its place, and nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        told = ngettext("the program would have %(n)s error", "the program would have %(n)s errors", len(problems))
        super().__init__(told % {"n": len(problems)})
        self.problems = problems
        self.more = tuple(f"{one.place}: {one.message}" for one in problems)


@dataclass(frozen=True, slots=True)
class Difference:
    """What somebody else changed in the meantime: the file, and the lines between what was read and what is there."""

    path: str
    lines: tuple[str, ...]


class StaleError(DrystoneError):
    """The files are no longer those that the proposal was based on; nothing was written and nothing is lost."""

    def __init__(self, differences: tuple[Difference, ...]) -> None:
        super().__init__(
            _("somebody else changed this in the meantime"), do=_("Look at the difference, then save again.")
        )
        self.differences = differences
        self.more = tuple(line for one in differences for line in (one.path, *one.lines))


@dataclass(slots=True)
class _Copy:
    """The program's files in a folder of their own, to try changes on."""

    root: Path
    digests: dict[str, str] = field(default_factory=dict)

    def digest(self, path: str) -> str:
        return self.digests.setdefault(path, edits.file_digest(self.root, path) or _NOTHING)


#: The digest that ``edits`` expects of a file that is not there, and what a proposal says of it.
_NOTHING = hashlib.sha256(b"").hexdigest()


def is_program_file(path: str) -> bool:
    """Whether a path names a file that a program may consist of."""
    parts = path.split("/")
    if any(part in {"", ".", ".."} or part.startswith(".") for part in parts):
        return False
    if len(parts) == 1:
        return path in SINGLE
    return parts[0] in FOLDERS and path.endswith(FOLDERS[parts[0]])


def digests(root: Path, paths: tuple[str, ...]) -> dict[str, str]:
    """Return the digest of each file as it is now, "" where there is none."""
    return {path: edits.file_digest(root, path) for path in paths}


def trying(root: Path, proposal: Proposal) -> Tried:
    """Try a proposal on a copy. Raises StaleError, InvalidError, or UsageError for a change that fits nowhere."""
    _check(proposal)
    changes = _merged(root, proposal)
    with tempfile.TemporaryDirectory(prefix="drystone-proposal-") as folder:
        copy = _Copy(Path(folder))
        read_before = read_folder(root, [])
        for path, text in read_before.texts.items():
            target = copy.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.content, encoding="utf-8", newline="")
        for change in changes:
            _apply(copy, change)
        told = load(copy.root)
        if told.program is None:
            raise InvalidError(told.errors)
        texts = {
            path: (_text(root, path), _text(copy.root, path)) for path in sorted({one.path for one in proposal.changes})
        }
    changed = {path: pair for path, pair in texts.items() if pair[0] != pair[1]}
    return Tried(changed, told.program, told.problems)


def _check(proposal: Proposal) -> None:
    if not proposal.reason.strip():
        raise UsageError(
            _("a change of the program needs a reason"), do=_("Say in a sentence why; it is kept with it.")
        )
    texts.fitting(proposal.reason, texts.REASON, where="reason")
    for change in proposal.changes:
        if not is_program_file(change.path):
            raise UsageError(_("this is not a file of a program"), where=change.path, do=_("Name one that is."))
        if isinstance(change, Whole) and merging.undecided(change.text or ""):
            raise UsageError(
                _("two versions of a passage still stand in the text"),
                where=change.path,
                do=_("Keep one of them, or make one of both, and take the marks away."),
            )


def _merged(root: Path, proposal: Proposal) -> tuple[Change, ...]:
    """Return the changes on what is there now, where somebody else changed other things in the same files.

    A change that says what it was made on is always compared with what is there, since a form's digest and its values
    are not read in one breath. Raises StaleError where both changed the same thing.
    """
    stale = {
        path
        for path in {change.path for change in proposal.changes}
        if edits.file_digest(root, path) != proposal.read.get(path)
    }
    merged = [
        _on_top(root, change) if change.path in stale or getattr(change, "was", None) else (change, False)
        for change in proposal.changes
    ]
    clashing = [change for change, (_new, clash) in zip(proposal.changes, merged, strict=True) if clash]
    if clashing:
        paths = sorted({change.path for change in clashing})
        raise StaleError(tuple(_difference(root, path, clashing) for path in paths))
    return tuple(new for new, _clash in merged)


def _on_top(root: Path, change: Change) -> tuple[Change, bool]:
    """Return a change as it is on what is there now, and whether somebody else changed the same."""
    if isinstance(change, SetValue):
        value = merging.values(change.was, value_of(root, change.path, change.keys), change.value)
        return replace(change, value=value.value or None), value.clash
    if isinstance(change, Whole):
        now = (_text(root, change.path) or "").replace("\r\n", "\n")
        if change.text is None:
            return change, now != change.was
        text = merging.texts(change.was, now, change.text)
        return replace(change, text=text.value), text.clash
    return change, False


def value_of(root: Path, path: str, keys: tuple[str | int, ...]) -> Any:
    """Return the value that the keys lead to in a YAML file as it is now, None where they lead nowhere."""
    return edits.get_value(root, path, keys)


def _difference(root: Path, path: str, clashing: Sequence[Change]) -> Difference:
    """What is there now beside what was proposed, as lines of a diff."""
    lines: list[str] = []
    for change in clashing:
        if change.path != path:
            continue
        if isinstance(change, Whole):
            old, new = _text(root, path) or "", change.text or ""
            names = _("what is there now"), _("what you wrote")
            lines += difflib.unified_diff(old.splitlines(), new.splitlines(), *names, lineterm="")
        elif isinstance(change, SetValue):
            now = _written(value_of(root, path, change.keys))
            told = difflib.ndiff(now, _written(change.value))
            lines += [" › ".join(str(key) for key in change.keys), *(line for line in told if line[0] != "?")]
    return Difference(path, tuple(lines))


def _written(value: Any) -> list[str]:
    """A value as the lines that it would be in a file of the program."""
    if value is None or isinstance(value, str):
        return (value or "").splitlines()
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000).splitlines()


def _apply(copy: _Copy, change: Change) -> None:
    path = change.path
    if isinstance(change, SetValue):
        copy.digests[path] = edits.set_value(copy.root, path, change.keys, change.value, read_digest=copy.digest(path))
    elif isinstance(change, Append):
        copy.digests[path] = edits.append_entry(copy.root, path, change.entry, read_digest=copy.digest(path))
    elif change.text is None:
        (copy.root / path).unlink(missing_ok=True)
        copy.digests[path] = _NOTHING
    else:
        target = copy.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = change.text.replace("\r\n", "\n")
        target.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8", newline="")
        copy.digests[path] = edits.file_digest(copy.root, path)


def _text(root: Path, path: str) -> str | None:
    target = root / path
    return target.read_bytes().decode("utf-8-sig") if target.is_file() else None


def _diff(path: str, before: str | None, after: str | None) -> list[str]:
    old = f"a/{path}" if before is not None else "/dev/null"
    new = f"b/{path}" if after is not None else "/dev/null"
    lines = difflib.unified_diff(
        (before or "").splitlines(keepends=True), (after or "").splitlines(keepends=True), old, new
    )
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]
