"""Where each stone lies and how it is shaped. The same activity has the same stone, in every process and every year.

Waves that differ from layer to layer make the beds; joints lean a little and are kept from lying over each other, as a
waller does ("one on two, two on one"); light neighbours are sometimes laid two high. All lengths are in the units of
the picture's viewBox, y downwards.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from drystone.measures.courses import Course, Stone

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spec:
    """How to lay a wall: the picture's width, the wall's and where it begins, a layer's height, how many stones fit."""

    canvas: float
    width: float
    left: float
    height: float
    most: int
    bands: bool = False
    cap: float = 46
    batter: float = 18


@dataclass(frozen=True, slots=True)
class Laid:
    """A stone in its place: its outline, and how far it is turned (degrees) where it is loose."""

    stone: Stone
    outline: tuple[Point, ...]
    tone: int
    turn: float = 0

    @property
    def middle(self) -> Point:
        """The middle of the outline."""
        return (
            sum(x for x, _ in self.outline) / len(self.outline),
            sum(y for _, y in self.outline) / len(self.outline),
        )


@dataclass(frozen=True, slots=True)
class Wall:
    """A laid wall: stones from the top left to the bottom right, cap stones, bands with names, the dark within."""

    width: float
    height: float
    stones: tuple[Laid, ...]
    caps: tuple[tuple[Point, ...], ...]
    bands: tuple[tuple[str, tuple[Point, ...]], ...]
    names: tuple[tuple[str, float], ...]
    within: tuple[Point, ...]
    ground: float


def chance(*words: object) -> float:
    """Return a number in [0, 1) that these words always give."""
    told = hashlib.blake2b("\0".join(map(str, words)).encode(), digest_size=6).digest()
    return int.from_bytes(told, "big") / 2**48


@dataclass(slots=True)
class _Bed:
    """A line that one layer lies on and another under: a wave around ``y``."""

    y: float
    depth: float
    word: str
    parts: list[tuple[float, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parts = [
            (self.depth * share, length * (0.8 + 0.4 * chance(self.word, n)), 6.28 * chance(self.word, n, "phase"))
            for n, (share, length) in enumerate(((0.5, 330.0), (0.32, 140.0), (0.18, 61.0)))
        ]

    def at(self, x: float) -> float:
        return self.y + sum(depth * math.sin(6.28 * x / length + phase) for depth, length, phase in self.parts)


@dataclass(slots=True)
class _Slot:
    """A place in a layer for one stone, or for two on top of each other."""

    stones: list[Stone]

    @property
    def share(self) -> float:
        if len(self.stones) == 1:
            return self.stones[0].weight
        return 0.62 * sum(stone.weight for stone in self.stones)


def lay(layers: Sequence[Course], spec: Spec) -> Wall:
    """Lay the layers, given from the top down, and return the wall."""
    y = spec.cap + 10
    beds = [_Bed(y, 3, "top")]
    rows: list[tuple[Course | None, str]] = []
    for number, layer in enumerate(layers):
        if spec.bands and layer.name:
            y += 30
            beds.append(_Bed(y, 1.5, f"{layer.name} band"))
            rows.append((None, layer.name))
        lower = number / max(1, len(layers) - 1)
        y += spec.height * (0.78 + 0.34 * chance(layer.stones[0].activity_id, "height") + 0.22 * lower)
        # The last bed is the ground's, and a band is laid on a level one, or its name would not be read.
        level = number == len(layers) - 1 or (spec.bands and bool(layers[number + 1].name))
        beds.append(_Bed(y, 1.5 if level else spec.height * 0.15, layer.stones[0].activity_id))
        rows.append((layer, layer.name))
    return _fill(rows, beds, spec)


def _fill(rows: list[tuple[Course | None, str]], beds: list[_Bed], spec: Spec) -> Wall:
    stones: list[list[Laid]] = []
    bands, names = [], []
    joints: list[float] = []
    for number in reversed(range(len(rows))):
        layer, name = rows[number]
        over, under = beds[number], beds[number + 1]
        left, right = _sides(beds, (over.y + under.y) / 2, spec)
        if layer is None:
            bands.append((name, _box(left - 6, right + 6, over, under, (name, "band"))))
            joints = []
            continue
        names.append((name, (over.y + under.y) / 2))
        slots, joints = _arranged(_slots(layer), left, right, joints)
        stones.append(
            [
                laid
                for slot, x0, x1 in zip(slots, [left, *joints], [*joints, right], strict=True)
                for laid in _stones(slot, x0, x1, over, under)
            ]
        )
    within = [(_sides(beds, bed.y, spec)[0] + 4, bed.at(spec.left)) for bed in beds]
    within += [(_sides(beds, bed.y, spec)[1] - 4, bed.at(spec.left + spec.width)) for bed in reversed(beds)]
    return Wall(
        width=spec.canvas,
        height=beds[-1].y + 26,
        stones=tuple(laid for course in reversed(stones) for laid in course),
        caps=tuple(_caps(beds, spec)),
        bands=tuple(bands),
        names=tuple((name, y) for name, y in reversed(names) if name),
        within=tuple(within),
        ground=beds[-1].y,
    )


def _sides(beds: Sequence[_Bed], y: float, spec: Spec) -> tuple[float, float]:
    """Where the wall begins and ends at a height: it leans inwards as it rises."""
    top, bottom = beds[0].y, beds[-1].y
    lean = spec.batter * (bottom - y) / max(1.0, bottom - top)
    return spec.left + lean, spec.left + spec.width - lean


def _slots(layer: Course) -> list[_Slot]:
    usual = sorted(stone.weight for stone in layer.stones)[len(layer.stones) // 2]
    slots: list[_Slot] = []
    for stone in layer.stones:
        before = slots[-1] if slots else None
        small = before is not None and len(before.stones) == 1 and before.stones[0].weight <= usual >= stone.weight
        if before is not None and small and len(layer.stones) > 5 and chance(stone.activity_id, "two high") < 0.5:
            before.stones.append(stone)
        else:
            slots.append(_Slot([stone]))
    return slots


def _arranged(slots: list[_Slot], left: float, right: float, below: list[float]) -> tuple[list[_Slot], list[float]]:
    """Turn the layer until its joints lie as far as can be from those of the layer below."""
    best: tuple[float, list[_Slot], list[float]] | None = None
    for turned in range(len(slots)):
        order = slots[turned:] + slots[:turned]
        total = sum(slot.share for slot in order)
        joints, x = [], left
        for slot in order[:-1]:
            x += (right - left) * slot.share / total
            joints.append(x)
        apart = min((abs(one - other) for one in joints for other in below), default=math.inf)
        if best is None or apart > best[0] + 0.5:
            best = (apart, order, joints)
    assert best is not None
    return best[1], best[2]


def _stones(slot: _Slot, x0: float, x1: float, over: _Bed, under: _Bed) -> list[Laid]:
    if len(slot.stones) == 1:
        return [_laid(slot.stones[0], x0, x1, over, under)]
    first, second = slot.stones
    share = 0.38 + 0.24 * chance(first.activity_id, second.activity_id)
    middle = _Bed(over.y + (under.y - over.y) * share, 2.5, first.activity_id + "middle")
    return [_laid(first, x0, x1, over, middle), _laid(second, x0, x1, middle, under)]


def _laid(stone: Stone, x0: float, x1: float, over: _Bed, under: _Bed) -> Laid:
    word = stone.activity_id
    turn = 0.0
    if stone.state == "loose":
        wide = max(1.0, (x1 - x0) / (under.y - over.y))
        turn = (5 + 3 * chance(word, "turn")) / math.sqrt(wide) * (1 if chance(word, "side") < 0.5 else -1)
    return Laid(stone, _box(x0, x1, over, under, (word,)), int(5 * chance(word, "tone")), turn)


def _box(x0: float, x1: float, over: _Bed, under: _Bed, words: tuple[str, ...]) -> tuple[Point, ...]:
    """The outline of a stone between two joints and two beds: leaning sides, and edges that are not quite straight."""
    gap = 2.2

    def by(name: str, most: float) -> float:
        return most * chance(*words, name)

    lean0, lean1 = _lean(x0), _lean(x1)
    points: list[Point] = [(x0 + lean0 + gap, over.at(x0) + gap + by("a", 3))]
    count = 1 + int((x1 - x0) > 90) + int((x1 - x0) > 180)
    for n in range(1, count + 1):
        x = x0 + (x1 - x0) * n / (count + 1) + 8 * (chance(*words, "top", n) - 0.5)
        points.append((x, over.at(x) + gap + by(f"top{n}", 2.5)))
    points.append((x1 + lean1 - gap, over.at(x1) + gap + by("b", 3)))
    points.append((x1 - gap - by("c", 3), (over.at(x1) + under.at(x1)) / 2))
    points.append((x1 - lean1 - gap, under.at(x1) - gap - by("d", 2)))
    for n in range(count, 0, -1):
        x = x0 + (x1 - x0) * n / (count + 1) + 8 * (chance(*words, "bottom", n) - 0.5)
        points.append((x, under.at(x) - gap - by(f"bottom{n}", 1.5)))
    points.append((x0 - lean0 + gap, under.at(x0) - gap - by("e", 2)))
    points.append((x0 + gap + by("f", 3), (over.at(x0) + under.at(x0)) / 2))
    return tuple(points)


def _lean(x: float) -> float:
    """How far the joint at x leans: the stones left and right of it ask for the same joint."""
    return 9 * (chance("joint", round(x, 3)) - 0.5)


def _caps(beds: Sequence[_Bed], spec: Spec) -> list[tuple[Point, ...]]:
    """Upright stones on top, all along: each leans on the one before."""
    left, right = _sides(beds, beds[0].y, spec)
    x, number = left - 2, 0
    made: list[tuple[Point, ...]] = []
    while x < right - 8:
        wide = min(right + 2 - x, spec.cap * (0.42 + 0.5 * chance("cap", number)))
        if right - x - wide < spec.cap * 0.3:
            wide = right + 2 - x
        tall = spec.cap * (0.72 + 0.3 * chance("cap height", number))
        foot, lean = beds[0].at(x + wide / 2) + 1, 5 * (chance("cap lean", number) - 0.3)
        made.append(
            (
                (x + 1 + lean, foot - tall * 0.86),
                (x + wide * (0.35 + 0.3 * chance("cap top", number)) + lean, foot - tall),
                (x + wide - 1 + lean, foot - tall * (0.8 + 0.12 * chance("cap side", number))),
                (x + wide - 1, foot),
                (x + 1, foot),
            )
        )
        x += wide
        number += 1
    return made
