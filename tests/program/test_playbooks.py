"""A playbook names kinds, questions, answers, roles and habits that are there; whoever opens seals is two."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from drystone.program import Loaded

Told = Callable[..., list[str]]
_BOOK = """id: slip
for: [{kind}]
title: A slip
ask:
  - {{id: locked, say: Was it locked?, answers: ["yes", "no"]}}
you:
  - {{do: "Call the maker of {{device}}", when: {{locked: [{answer}]}}, on: [ios], minutes: 3}}
we:
  - {{do: Lock it, by: {role}, within: 10m}}
thanks: Thank you.
"""


def _book(kind: str = "lost-device", answer: str = '"no"', role: str = "it-head") -> str:
    return _BOOK.format(kind=kind, answer=answer, role=role)


def test_a_playbook_is_read_whole(loaded: Callable[..., Loaded]) -> None:
    program = loaded({"playbooks/slip.yaml": _book()}).program
    assert program is not None
    book = program.playbooks["slip"]
    assert (book.kinds, book.you[0].when, book.you[0].on) == (("lost-device",), {"locked": ("no",)}, ("ios",))
    assert book.we[0].within.total_seconds() == 600


def test_what_a_playbook_names_must_be_there(told: Told) -> None:
    wrong = _book(answer="perhaps", role="it-haed")
    lines = told({"playbooks/slip.yaml": wrong, "playbooks/other.yaml": _book().replace("id: slip", "id: other")})
    assert [line.partition(": error: ")[2] for line in lines] == [
        "`lost-device` has the playbook `other` already; leave it out of one of them",
        "unknown answer `perhaps`; known are yes and no",
        "unknown role `it-haed`; did you mean `it-head`?",
    ]
    (line,) = told({"playbooks/slip.yaml": _book(kind="lost-divice")})
    assert line.startswith("playbooks/slip.yaml:2:")


def test_one_officer_alone_opens_no_seal(told: Told, loaded: Callable[..., Loaded], tmp_path: Path) -> None:
    program = loaded().program
    assert program is not None
    toml = (program.root / "drystone.toml").read_text(encoding="utf-8")
    keys = [base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2)]

    def named(*officers: tuple[str, str]) -> str:
        told = (f'[reports.officers.o{n}]\nrole = "{role}"\nkey = "{key}"\n' for n, (role, key) in enumerate(officers))
        return f"{toml}\n{''.join(told)}"

    assert told({"drystone.toml": named(("it-head", keys[0]), ("security-lead", keys[1]))}) == []
    assert "name a second officer" in told({"drystone.toml": named(("it-head", keys[0]))})[0]
    assert "have the same key" in told({"drystone.toml": named(("it-head", keys[0]), ("security-lead", keys[0]))})[0]
    assert "no officer's key" in told({"drystone.toml": named(("it-head", "aGVsbG8="), ("it-head", keys[1]))})[0]
    assert "unknown role" in told({"drystone.toml": named(("nobody", keys[0]), ("it-head", keys[1]))})[0]
