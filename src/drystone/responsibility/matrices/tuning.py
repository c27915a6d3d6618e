"""The small file that tunes the rules: severities, numbers, what is excused and why, aliases.

```yaml
rules:
  several-accountable: {severity: warning, most: 2}
  no-legend: off
excuses:
  - {rule: no-responsible, activity: "Review*", reason: The agency does it, until: 2027-01-31}
positions: [Grant Thornton]      # columns that look like people and are positions
profiles: [nis2]
small_team: true                 # one person may hold many letters: what makes up for it is listed
implementation_group: 2          # of the CIS Controls
kinds: {governing-body: [Owners]}  # what stands for whom, where names do not say it
```
"""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drystone.lib.errors import UsageError
from drystone.lib.text import suggest
from drystone.program.model import PROFILES, Problem
from drystone.program.tree import Node, Text
from drystone.program.yamltree import read_yaml
from drystone.responsibility.matrices.model import Wishes
from drystone.responsibility.matrices.positions import KINDS
from drystone.responsibility.matrices.rules.catalogue import RULES
from drystone.responsibility.matrices.rules.rule import SEVERITIES, Severity

NAME = ".drystone-lint.yaml"
_MAX_BYTES = 1_000_000
_KEYS = ("rules", "excuses", "positions", "profiles", "small_team", "implementation_group", "kinds")
_GROUPS = (1, 2, 3)
_EXCUSE_KEYS = ("rule", "activity", "role", "place", "reason", "until")


@dataclass(frozen=True, slots=True)
class Excuse:
    """Findings that are accepted, with the reason; patterns as in file names; up to and including ``until``."""

    rule: str
    reason: str
    activity: str = "*"
    role: str = "*"
    place: str = "*"
    until: dt.date | None = None

    def covers(self, *, rule: str, activity: str, role: str, place: str, on: dt.date) -> bool:
        """Whether this excuse covers a finding on a day."""
        pairs = ((rule, self.rule), (activity, self.activity), (role, self.role), (place, self.place))
        matched = all(fnmatch.fnmatchcase(text.casefold(), pattern.casefold()) for text, pattern in pairs)
        return matched and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the rules are tuned. A rule that is not named has its own severity and numbers."""

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    excuses: tuple[Excuse, ...] = ()
    positions: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    small_team: bool | None = None
    group: int = 0
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def wishes(self, others: Wishes) -> Wishes:
        """Return what is asked of the matrix: profiles of both, and what this file says before what ``others`` say."""
        return Wishes(
            self.profiles | others.profiles,
            others.small_team if self.small_team is None else self.small_team,
            self.group or others.group,
            {**others.kinds, **self.kinds},
        )


def load(path: Path) -> Tuning:
    """Read a tuning file. Raises UsageError naming the line of the first thing that does not fit."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES)
    except OSError as error:
        raise UsageError(f"this file cannot be read: {error.strerror}", where=str(path), do="Check --rules.") from error
    return parse(content.decode("utf-8-sig", errors="replace"), path.name)


def parse(text: str, name: str = NAME) -> Tuning:
    """Read a tuning file's text. Raises UsageError."""
    problems: list[Problem] = []
    documents = read_yaml(Text.of(name, text), problems)
    if problems:
        raise UsageError(problems[0].message, where=str(problems[0].place), do="Mend this line, then try again.")
    if not documents or (documents[0].entries is None and documents[0].value is None):
        return Tuning()
    root = documents[0]
    _known(root, _KEYS)
    severities: dict[str, Severity | None] = {}
    options: dict[str, dict[str, float]] = {}
    rules = root.get("rules")
    for rule, node in (rules.entries or {}).items() if rules is not None else ():
        _rule(rule, node, severities, options)
    excuses = root.get("excuses")
    return Tuning(
        severities,
        options,
        tuple(_excuse(node) for node in (excuses.items or ())) if excuses is not None else (),
        frozenset(word.casefold() for word in _words(root, "positions")),
        frozenset(_profile(root, word) for word in _words(root, "profiles")),
        _small_team(root.get("small_team")),
        _group(root.get("implementation_group")),
        _kinds(root.get("kinds")),
    )


def _small_team(node: Node | None) -> bool | None:
    if node is None or isinstance(node.value, bool):
        return node.value if node is not None else None
    raise _wrong(node, "`small_team` is true or false", "Leave it out where you cannot say.")


def _group(node: Node | None) -> int:
    if node is None or node.value in _GROUPS:
        return int(node.value) if node is not None else 0
    raise _wrong(node, "`implementation_group` is 1, 2 or 3", "It is 1 unless told.")


def _kinds(node: Node | None) -> dict[str, frozenset[str]]:
    if node is None:
        return {}
    _known(node, KINDS)
    return {kind: frozenset(word.casefold() for word in _words(node, kind)) for kind in node.entries or {}}


def _wrong(node: Node, what: str, do: str) -> UsageError:
    return UsageError(what, where=str(node.place), do=do)


def _known(node: Node, keys: tuple[str, ...]) -> None:
    if node.entries is None:
        raise _wrong(node, "here belongs a mapping", f"Write one of: {', '.join(keys)}.")
    for key in node.entries:
        if key not in keys:
            near = suggest(key, keys)
            raise _wrong(node, f"unknown key `{key}`", f"Did you mean `{near}`?" if near else f"Use {', '.join(keys)}.")


def _words(root: Node, key: str) -> list[str]:
    node = root.get(key)
    return [] if node is None else [item.text for item in node.items] if node.items is not None else [node.text]


def _profile(root: Node, word: str) -> str:
    if word not in PROFILES:
        raise _wrong(root.get("profiles") or root, f"unknown profile `{word}`", f"There are: {', '.join(PROFILES)}.")
    return word


def _rule(name: str, node: Node, severities: dict[str, Severity | None], options: dict[str, dict[str, float]]) -> None:
    if name not in RULES:
        near = suggest(name, RULES)
        raise _wrong(node, f"unknown rule `{name}`", f"Did you mean `{near}`?" if near else "docs/matrix.md lists all.")
    if node.entries is None:
        severities[name] = _severity(node)
        return
    known = ("severity", *RULES[name].options)
    _known(node, known)
    for key, value in node.entries.items():
        if key == "severity":
            severities[name] = _severity(value)
        elif isinstance(value.value, int | float) and not isinstance(value.value, bool):
            options.setdefault(name, {})[key] = float(value.value)
        else:
            raise _wrong(value, f"`{key}` is a number", f"It is {RULES[name].options[key]:g} unless told.")


def _severity(node: Node) -> Severity | None:
    found = next((severity for severity in SEVERITIES if severity == node.text), None)
    if found is None and node.text not in ("off", "false"):
        raise _wrong(node, f"unknown severity `{node.text}`", "Write error, warning, info or off.")
    return found


def _excuse(node: Node) -> Excuse:
    _known(node, _EXCUSE_KEYS)
    said = {key: value.text for key, value in (node.entries or {}).items()}
    if not said.get("reason", "").strip():
        raise _wrong(node, "this excuse gives no reason", "Add `reason:`; the next reader will ask.")
    if said.get("rule", "") not in RULES:
        near = suggest(said.get("rule", ""), RULES)
        raise _wrong(
            node, f"unknown rule `{said.get('rule', '')}`", f"Did you mean `{near}`?" if near else "See docs/matrix.md."
        )
    until = (node.entries or {}).get("until")
    if until is not None and not isinstance(until.value, dt.date):
        raise _wrong(until, "`until` is a day", "Write it as 2027-01-31.")
    kept = {key: said[key] for key in ("activity", "role", "place") if said.get(key)}
    return Excuse(said["rule"], said["reason"], until=until.value if until is not None else None, **kept)
