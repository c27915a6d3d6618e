"""The page about formats is true: its table is what the code promises, and its words name what there is."""

from __future__ import annotations

import re
from pathlib import Path

from drystone.cli.lesson_files import Incoming, Outgoing
from drystone.lessons.formats import exporting, h5p, limits, registry

PAGE = (Path(__file__).parents[2] / "docs/lesson-formats.md").read_text(encoding="utf-8")


def test_the_table_is_what_each_format_carries() -> None:
    rows = [
        f"| what comes back as it went out | {' | '.join(registry.NAMES.values())} |",
        "|---" * (len(registry.NAMES) + 1) + "|",
    ]
    for part, words in registry.PARTS.items():
        said = " | ".join("yes" if part in registry.CARRIES[name] else "no" for name in registry.NAMES)
        rows.append(f"| {words} | {said} |")
    assert "\n".join(rows) in PAGE


def test_every_format_is_named_and_can_be_asked_for() -> None:
    assert {one.value for one in Incoming} == set(registry.NAMES)
    assert {one.value for one in Outgoing} == {*exporting.NAMES, "xapi"}
    for one in Outgoing:
        assert re.search(rf"`(?:--format )?{one.value}\b", PAGE), one
    for name, major, minor in h5p.LIBRARIES:
        assert re.search(rf"{re.escape(name)}\s+{major}\.{minor}", PAGE)
    assert f"over {limits.MAX_RATIO} times their size" in PAGE
