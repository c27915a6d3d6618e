"""How the tests look into a content: with fresh limits, and the answer as easy to ask as it is to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from drystone.triage.files.inspecting import inspect
from drystone.triage.files.kinds.catalogue import KINDS
from drystone.triage.limits import Limits
from drystone.triage.signs import Content, Inspection


@dataclass(frozen=True)
class Looked:
    """What one look found."""

    inspection: Inspection
    limits: Limits

    @property
    def kinds(self) -> set[str]:
        return {sign.kind for sign in self.inspection.signs}

    @property
    def severities(self) -> set[str]:
        return {KINDS[kind].severity.value for kind in self.kinds}

    @property
    def targets(self) -> set[str]:
        return {link.target for link in self.inspection.links}

    @property
    def inside(self) -> dict[str, bytes]:
        return {content.name: content.data for content in self.inspection.inside}

    @property
    def type(self) -> str:
        return self.inspection.true_type

    def values(self, kind: str) -> dict[str, str]:
        return dict(next(sign for sign in self.inspection.signs if sign.kind == kind).values)


def look(data: bytes, name: str = "attachment", declared: str = "", *, depth: int = 0, **limits: Any) -> Looked:
    """Look into one content; every sign must have a sentence in both languages that its values fill."""
    budget = Limits(**limits)
    inspection = inspect(Content("1", name, declared, data, depth), budget)
    for sign in inspection.signs:
        kind = KINDS[sign.kind]
        for language in ("en", "de"):
            assert kind.says[language].format(**sign.values)
            assert kind.why[language].format(**sign.values)
    return Looked(inspection, budget)
