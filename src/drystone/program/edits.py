"""Edits of the program folder that keep comments, order and everything that was not meant.

Each edit names the digest of what it was based on; where the file has changed since, it is refused and nothing is
written. A file is replaced whole by a rename.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from drystone.lib.errors import ProgramError, UsageError
from drystone.program.files import MAX_BYTES
from drystone.program.model import Problem
from drystone.program.tree import Node, Text
from drystone.program.yamltree import read_yaml

_SOURCE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ChangedError(ProgramError):
    """The file is no longer the one that the edit was based on; nothing was written."""


def file_digest(root: Path, path: str) -> str:
    """Return the SHA-256 of a program file as hex, "" where there is none. Raises UsageError for a path outside."""
    target = _inside(root, path)
    return hashlib.sha256(target.read_bytes()).hexdigest() if target.is_file() else ""


def append_source(root: Path, text: str) -> str:
    """Write a new file ``sources/<id>.yaml`` from its text and return its path relative to the program folder.

    Raises UsageError where the text is no source with an id, or where such a file is already there.
    """
    problems: list[Problem] = []
    nodes = read_yaml(Text.of("sources/new.yaml", text), problems)
    name = nodes[0].get("id") if nodes else None
    if problems or name is None or not _SOURCE_ID.fullmatch(str(name.value)):
        why = str(problems[0]) if problems else "it has no id"
        raise UsageError(f"this is not a source: {why}", do="Give it an id of small letters, digits and hyphens.")
    path = f"sources/{name.value}.yaml"
    target = _inside(root, path)
    if os.path.lexists(target):
        raise UsageError("there is such a source already", where=path, do="Give the new one another id.")
    target.parent.mkdir(exist_ok=True)
    _replace(target, text if text.endswith("\n") else f"{text}\n")
    return path


def get_value(root: Path, path: str, keys: Sequence[str | int]) -> Any:
    """Return the plain value that the keys lead to in a YAML file, None where they lead nowhere."""
    target = _inside(root, path)
    if not target.is_file():
        return None
    problems: list[Problem] = []
    nodes = read_yaml(Text.of(path, target.read_bytes().decode("utf-8-sig", "replace")), problems)
    node = nodes[0] if nodes and not problems else None
    for key in keys:
        node = _child(node, key)
    return node.plain() if node is not None else None


def _child(node: Node | None, key: str | int) -> Node | None:
    if node is None or node.items is None:
        return node.get(str(key)) if node is not None else None
    if isinstance(key, int):
        return node.items[key] if 0 <= key < len(node.items) else None
    ids = ((item, item.get("id")) for item in node.items)
    return next((item for item, told in ids if told is not None and told.value == key), None)


def set_value(root: Path, path: str, keys: Sequence[str | int], value: Any, *, read_digest: str) -> str:
    """Set one value in a YAML file and return the file's new digest.

    ``keys`` lead to the value; in a list of entries a word names the entry with that id. ``value`` None takes the key
    away. Raises ChangedError where the file's digest is not ``read_digest``, UsageError where the keys lead nowhere.
    """
    editor, tree = _load(root, path, read_digest)
    _set(tree, keys, value, path)
    return _dump(root, path, editor, tree)


def append_entry(root: Path, path: str, entry: Mapping[str, Any], *, read_digest: str) -> str:
    """Add an entry to the end of a file that holds a list of them, and return the file's new digest.

    Raises ChangedError where the file's digest is not ``read_digest``, UsageError where it holds no list or the id is
    taken in it.
    """
    editor, tree = _load(root, path, read_digest)
    if tree is None:
        tree = CommentedSeq()
    if not isinstance(tree, list):
        raise UsageError("this file holds no list of entries", where=path, do="Name a file that does.")
    if any(isinstance(one, dict) and one.get("id") == entry.get("id") for one in tree):
        raise UsageError(f"there is a {entry.get('id')!r} already", where=path, do="Give the new one another id.")
    tree.append(CommentedMap({key: _styled(value, None) for key, value in entry.items()}))
    return _dump(root, path, editor, tree)


def _load(root: Path, path: str, read_digest: str) -> tuple[YAML, Any]:
    target = _inside(root, path)
    content = target.read_bytes() if target.is_file() else b""
    if hashlib.sha256(content).hexdigest() != read_digest:
        raise ChangedError(
            "this file has changed since it was read", where=path, do="Read it again, then repeat the edit."
        )
    editor = _editor(content)
    problems: list[Problem] = []
    # Our own reader bounds nesting and aliases before ruamel.yaml, which follows both as far as they go.
    read_yaml(Text.of(path, content.decode("utf-8-sig")), problems)
    if problems or len(content) > MAX_BYTES:
        raise UsageError("this file has errors of its own", where=path, do="Run drystone validate first.")
    try:
        return editor, editor.load(content)
    except YAMLError as error:
        raise UsageError(
            f"this file cannot be edited: {error}", where=path, do="Run drystone validate first."
        ) from error


def _dump(root: Path, path: str, editor: YAML, tree: Any) -> str:
    written = io.StringIO()
    editor.dump(tree, written)
    _replace(_inside(root, path), written.getvalue())
    return file_digest(root, path)


def put_file(root: Path, path: str, text: str, *, read_digest: str) -> str:
    """Write a whole file of the program and return its digest; ``read_digest`` is "" where there was none.

    Raises ChangedError where the file's digest is not ``read_digest``, UsageError for a path outside.
    """
    target = _inside(root, path)
    if file_digest(root, path) != read_digest:
        raise ChangedError(
            "this file has changed since it was read", where=path, do="Read it again, then repeat the edit."
        )
    target.parent.mkdir(exist_ok=True)
    _replace(target, text)
    return file_digest(root, path)


def _editor(content: bytes) -> YAML:
    editor = YAML(typ="rt", pure=True)
    editor.preserve_quotes = True
    editor.width = 4096
    listed = re.search(rb"^( *)- ", content, re.MULTILINE)
    offset = len(listed[1]) if listed else 0
    editor.indent(mapping=2, sequence=offset + 2, offset=offset)
    return editor


def _set(tree: Any, keys: Sequence[str | int], value: Any, path: str) -> None:
    node = tree
    for key in keys[:-1]:
        node = _step(node, key, path)
    last = keys[-1] if keys else ""
    if isinstance(node, list):
        last = _position(node, last, path)
    elif not isinstance(node, dict):
        raise _nowhere(last, path)
    if value is not None:
        node[last] = _styled(value, node.get(last) if isinstance(node, dict) else None)
    elif isinstance(node, dict):
        node.pop(last, None)
    else:
        del node[last]


def _styled(value: Any, before: Any) -> Any:
    """Return a list in the style of the one it replaces; a new list is written on one line."""
    if not isinstance(value, list) or (isinstance(before, CommentedSeq) and not before.fa.flow_style()):
        return value
    styled = CommentedSeq(value)
    styled.fa.set_flow_style()
    return styled


def _step(node: Any, key: str | int, path: str) -> Any:
    if isinstance(node, list):
        return node[_position(node, key, path)]
    if isinstance(node, dict) and key in node:
        return node[key]
    raise _nowhere(key, path)


def _position(node: list[Any], key: str | int, path: str) -> int:
    if isinstance(key, int):
        if 0 <= key < len(node):
            return key
        raise _nowhere(key, path)
    for position, entry in enumerate(node):
        if isinstance(entry, dict) and entry.get("id") == key:
            return position
    raise _nowhere(key, path)


def _nowhere(key: str | int, path: str) -> UsageError:
    return UsageError(f"there is no `{key}` to change", where=path, do="Look at the file for the right key.")


def _inside(root: Path, path: str) -> Path:
    target = root / path
    if not target.resolve().is_relative_to(root.resolve()):
        raise UsageError("this leads out of the program folder", where=path, do="Name a file of the program.")
    return target


def _replace(target: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        new.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
