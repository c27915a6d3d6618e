"""Reports keep their contracts and escape what a file says."""

from __future__ import annotations

import re

from tests.responsibility.matrices.test_rules import judge

from drystone.responsibility.matrices import tuning
from drystone.responsibility.matrices.reporting import documents, page
from drystone.responsibility.matrices.rules.rule import example

TEXT = example("Patch laptops | A | A | R", "<script>alert(1)</script> | A | R | \u202ex", "Train | | | ")


def test_the_json_has_exactly_the_agreed_keys() -> None:
    made = documents.as_json(judge(TEXT))
    assert set(made) == {"findings", "matrix"}
    assert all(
        set(one) == {"rule", "severity", "place", "activity", "role", "text", "source"} for one in made["findings"]
    )
    assert made["matrix"]["grids"][0]["activities"][0]["letters"] == {"CISO": "A", "IT": "A", "HR": "R"}


def test_sarif_points_to_lines_and_keeps_excuses_as_suppressions() -> None:
    tuned = tuning.parse("excuses: [{rule: several-accountable, reason: Agreed}]")
    run = documents.as_sarif(judge(TEXT, tuned, "a b#.md"))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    [excused] = [result for result in run["results"] if "suppressions" in result]
    assert excused["suppressions"] == [{"kind": "external", "justification": "Agreed"}]
    place = excused["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b%23.md"
    assert place["region"] == {"startLine": 3, "startColumn": 3}


def test_the_page_stands_alone_and_escapes_everything() -> None:
    made = page.as_html(judge(TEXT, name="secret/folder/m.md"))
    assert "<script" not in made
    assert "\u202e" not in made
    assert "secret/folder" not in made
    assert not re.search(r"(src|href)=|@import|url\(", made)
    assert 'lang="en"' in made
    assert "prefers-color-scheme:dark" in made


def test_the_page_says_when_there_is_nothing_to_ask() -> None:
    tuned = tuning.Tuning(severities=dict.fromkeys(documents.RULES))
    assert "Nothing to ask" in page.as_html(judge(example("Patch laptops | A | R | I"), tuned))
