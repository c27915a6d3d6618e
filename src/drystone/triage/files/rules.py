"""The program's own YARA rules: compiled once with every mistake told by its place, then matched within a time.

Rules come only from the program folder (``yara/*.yar``); they cannot include files, and none ships with us.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yara_x

from drystone.program.model import Place, Problem
from drystone.triage.files.findings import Findings

SECONDS = 2
MAX_MATCHES = 20
_SEVERITIES = {"high": "rule-matched-high", "critical": "rule-matched-high", "medium": "rule-matched"}
_SEVERITIES |= {"low": "rule-matched-low", "note": "rule-matched-low"}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Compiled rules, ready to be matched; ``seconds`` is what all of them together may take over one content."""

    compiled: yara_x.Rules
    seconds: int = SECONDS

    def judge(self, found: Findings) -> None:
        """Add a sign for each rule that matches; a rule's ``severity`` and ``description`` in its ``meta`` are used."""
        scanner = yara_x.Scanner(self.compiled)
        scanner.set_timeout(self.seconds)
        try:
            results = scanner.scan(found.data)
        except yara_x.TimeoutError:
            found.sign("rules-took-too-long")
            return
        except yara_x.ScanError as error:
            found.sign("content-stopped-us", what=f"YARA: {error}")
            return
        for rule in results.matching_rules[:MAX_MATCHES]:
            meta = dict(rule.metadata)
            kind = _SEVERITIES.get(str(meta.get("severity", "")).casefold(), "rule-matched")
            description = meta.get("description") or "-"
            found.sign(kind, rule=rule.identifier, file=f"yara/{rule.namespace}.yar", description=description)

    def to_bytes(self) -> bytes:
        """Return the compiled rules as bytes, to hand them to another process of the same version."""
        stream = io.BytesIO()
        self.compiled.serialize_into(stream)
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, *, seconds: int = SECONDS) -> RuleSet:
        """Return the rules of ``to_bytes``; only for bytes of our own making."""
        return cls(yara_x.Rules.deserialize_from(io.BytesIO(data)), seconds)


def compile_rules(texts: Mapping[str, str]) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """Compile rule files (path → text); every mistake is told with its file, line and column.

    Rules without a mistake are used even when others have one; None when no rule is left.
    """
    compiler = yara_x.Compiler(error_on_slow_pattern=False, includes_enabled=False)
    for path, text in sorted(texts.items()):
        compiler.new_namespace(re.sub(r"^yara/|\.yar$", "", path))
        try:
            compiler.add_source(text, origin=path)
        except yara_x.CompileError:
            continue  # The compiler keeps every mistake; they are told together below.
    problems = tuple(_problems(compiler.errors()))
    compiled = compiler.build()
    return (RuleSet(compiled) if any(True for _ in compiled) else None), problems


def _problems(errors: list[Any]) -> Iterator[Problem]:
    for error in errors:
        label = (error.get("labels") or [{}])[0]
        place = Place(
            str(label.get("code_origin") or "yara"), int(label.get("line") or 1), int(label.get("column") or 1)
        )
        detail = str(label.get("text") or "")
        yield Problem(place, f"YARA: {error.get('title')}{': ' + detail if detail else ''}")
