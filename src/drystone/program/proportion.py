"""Whether what follows for a check fits: it names a hook that there is, warns in time, and is in proportion."""

from __future__ import annotations

from drystone.lib.text import suggest
from drystone.program.consequence_model import merged
from drystone.program.draft import Draft, Entry
from drystone.program.model import Check, Place, Problem

#: What is serious enough to restrict somebody for, and to do so before they could mend it.
_SERIOUS, _AT_ONCE = frozenset({"high", "critical"}), frozenset({"critical"})


def check(draft: Draft, problems: list[Problem]) -> None:
    """Add a problem for every check whose consequence cannot be carried out, or goes too far."""
    if draft.settings is None:
        return
    for entry, question in draft.good("check"):
        problems += _check(draft, entry, question)
    default = draft.settings.consequence.hook
    if default is not None and default not in draft.settings.hooks and draft.settings_node is not None:
        problems.append(_unknown(draft, default, draft.settings_node.at(("consequence", "hook")).place))


def _check(draft: Draft, entry: Entry, question: Check) -> list[Problem]:
    assert draft.settings is not None
    told = merged(question.consequence, draft.settings.consequence)
    if not told.restricts:
        return []
    place, found = entry.place("consequence"), list[Problem]()
    if not told.hook:
        hint = "name one of [hooks] in drystone.toml with hook: …"
        found.append(Problem(place, f"`{told.strategy}` needs a hook that restricts", hint))
    elif told.hook not in draft.settings.hooks and question.consequence and question.consequence.hook:
        found.append(_unknown(draft, told.hook, place))
    enough = _AT_ONCE if told.strategy == "restrict-at-once" else _SERIOUS
    if question.severity not in enough:
        message = f"`{told.strategy}` goes too far for what is {question.severity}"
        found.append(Problem(place, message, "remind instead, or say why it is more severe in `severity`"))
    if told.strategy == "remind-then-restrict" and told.after < told.warn:
        message = "the last word would come before the first: `after` is shorter than `warn`"
        found.append(Problem(place, message, "let `after` be as long as `warn` at least"))
    return found


def _unknown(draft: Draft, name: str, place: Place) -> Problem:
    assert draft.settings is not None
    near = suggest(name, draft.settings.hooks)
    hint = f"did you mean `{near}`?" if near else "add [hooks.<name>] to drystone.toml"
    return Problem(place, f"unknown hook `{name}`", hint)
