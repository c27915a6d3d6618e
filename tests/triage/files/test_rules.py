"""The program's own YARA rules."""

from __future__ import annotations

from pathlib import Path

import drystone.program
from drystone.triage.files.inspecting import inspect
from drystone.triage.files.rules import RuleSet, compile_rules
from drystone.triage.limits import Limits
from drystone.triage.signs import Content

STARTER = Path(drystone.program.__file__).parent / "starter"
GOOD = 'rule lure { meta: description = "our lure" severity = "high" strings: $a = "open me" condition: $a }'


def test_a_rule_that_matches_is_told_with_its_file() -> None:
    rules, problems = compile_rules({"yara/lures.yar": GOOD})
    assert rules is not None
    assert not problems
    for used in (rules, RuleSet.from_bytes(rules.to_bytes())):
        inspection = inspect(Content("1", "a.txt", "", b"please open me"), Limits(), rules=used)
        (sign,) = inspection.signs
        assert sign.kind == "rule-matched-high"
        assert sign.values["rule"] == "lure"
        assert sign.values["file"] == "yara/lures.yar"
        assert sign.values["description"] == "our lure"


def test_a_mistake_is_told_by_its_place_and_the_rest_works() -> None:
    rules, problems = compile_rules({"yara/bad.yar": "rule x {\n condition: foo\n}", "yara/good.yar": GOOD})
    assert rules is not None
    (problem,) = problems
    assert str(problem.place) == "yara/bad.yar:2:13"
    assert "foo" in problem.message


def test_rules_cannot_read_other_files() -> None:
    rules, problems = compile_rules({"yara/a.yar": 'include "/etc/passwd"'})
    assert rules is None
    assert problems


def test_rules_that_take_too_long_are_stopped() -> None:
    endless = "rule slow { condition: for all i in (0..99999999) : (for all j in (0..99999999) : (j >= 0)) }"
    rules, _ = compile_rules({"yara/slow.yar": endless})
    assert rules is not None
    inspection = inspect(Content("1", "a.bin", "", bytes(1_000)), Limits(), rules=RuleSet(rules.compiled, 1))
    assert [sign.kind for sign in inspection.signs] == ["rules-took-too-long"]


def test_the_rules_of_the_starter_program_find_what_they_say() -> None:
    texts = {f"yara/{path.name}": path.read_text("utf-8") for path in STARTER.glob("yara/*.yar")}
    rules, problems = compile_rules(texts)
    assert rules is not None
    assert not problems
    lure = "Please press Inhalt aktivieren to read on".encode("utf-16-le")
    page = b"<html><script>document.write(atob('PGI+'))</script></html>"
    for data, rule in ((lure, "asks_to_switch_macros_on"), (page, "page_that_decodes_itself")):
        inspection = inspect(Content("1", "a", "", data), Limits(), rules=rules)
        assert rule in [sign.values.get("rule") for sign in inspection.signs]
