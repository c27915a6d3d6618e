"""Program files whose rooms read them: guardrails and detections, as a head and a body."""

from __future__ import annotations

from drystone.program.model import Document, Problem
from drystone.program.shapes import GuardrailShape
from drystone.program.tree import Node, Text
from drystone.program.validation import shaped
from drystone.program.yamltree import read_yaml


def read_guardrails(text: Text, problems: list[Problem]) -> list[tuple[Document, Node]]:
    """Read guardrails: one mapping or a list of them."""
    found = []
    for node in entries(text, problems):
        made = shaped(GuardrailShape, node, problems)
        if made is not None:
            found.append((Document(made.id, "guardrail", node.place, node.plain()), node))
    return found


def read_detections(text: Text, problems: list[Problem]) -> list[tuple[Document, Node]]:
    """Read Sigma rules: any number of documents, each a mapping with a title; the id is its own or its title."""
    found = []
    for node in read_yaml(text, problems):
        if node.entries is None:
            problems.append(Problem(node.place, "a Sigma rule is a mapping (key: value)"))
            continue
        name = node.get("id") or node.get("name") or node.get("title")
        if name is None or not isinstance(name.value, str) or not name.value.strip():
            problems.append(Problem(node.place, "a Sigma rule needs an `id` or a `title`", "add title: …"))
            continue
        found.append((Document(name.value, "detection", node.place, node.plain()), node))
    return found


def entries(text: Text, problems: list[Problem]) -> list[Node]:
    """Return the entries of a YAML file that holds a list of mappings, or one mapping."""
    nodes = read_yaml(text, problems)
    if len(nodes) > 1:
        problems.append(Problem(nodes[1].place, "one file holds one document here", "leave out the line ---"))
    if not nodes or (nodes[0].entries is None and nodes[0].items is None and nodes[0].value is None):
        return []
    node = nodes[0]
    good = []
    for entry in (node,) if node.items is None else node.items:
        if entry.entries is None:
            problems.append(Problem(entry.place, "an entry is a mapping (key: value)"))
        else:
            good.append(entry)
    return good
