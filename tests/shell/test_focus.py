"""Where the keyboard is can be seen: WCAG 2.2, 1.4.11 and 2.4.13, from the variables of the style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import drystone.shell

_CSS = (Path(drystone.shell.__file__).parent / "static" / "drystone" / "drystone.css").read_text()
_RING = re.search(r":is\(a[^{]+:focus-visible \{\s*outline: (\d)px solid var\((--[\w-]+)\) !important;", _CSS)
#: What a ring may lie on.
_GROUNDS = (
    "--pico-background-color", "--pico-card-background-color", "--pico-card-sectioning-background-color",
    "--firm-soft", "--loose-soft", "--unknown-soft",
)  # fmt: skip


def _light(colour: str) -> float:
    digits = colour * 2 if len(colour) == 3 else colour
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("begins", [":root:not([data-theme", "@media (prefers-color-scheme: dark)"])
def test_the_ring_around_what_has_the_focus_stands_out_from_every_ground(begins: str) -> None:
    assert _RING is not None
    assert int(_RING[1]) >= 2
    block = _CSS[_CSS.index(begins) :]
    values = dict(re.findall(r"(--[\w-]+): #(\w+);", block[: block.index("}")]))
    for ground in _GROUNDS:
        lighter, darker = sorted((_light(values[_RING[2]]), _light(values[ground])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3, ground
