"""Guarded union of keys: which nodes are one thing. Whole arrays only; no loop over rows.

The rules, strongest first:

1. Two nodes that a person said are not the same never share a cluster; what a person said is the same is joined first.
2. A key value that two nodes of one source hold is no key (it is shared, cloned or a placeholder nobody listed).
3. Levels of keys are applied by strength. A value joins clusters only where they share no source, where no stronger
   identity contradicts (two serial numbers), and where no decision forbids it.
4. Where edges that are fine pairwise contradict each other in sum, only pairs that are each other's single best join;
   the rest is left apart and queued.

Nothing here depends on the order of nodes, except which of several equal reasons is written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from drystone.inventory.components import Ints, components, distinct, groups

_ROUNDS = 6
_MOST_CLUSTERS = 32
_NOTHING = -1


@dataclass(frozen=True, slots=True)
class Level:
    """One kind of key: ``node[i]`` holds the value numbered ``value[i]``.

    ``identity``: two clusters with different values are different things for all weaker levels.
    ``against``: other keys that may speak against a join; where the first of them agrees, none does. Where at least
    ``enough`` of them are known on both sides and have nothing in common, the value is a clone and joins nothing.
    ``pairs_only``: a value joins only where exactly two clusters hold it.
    """

    name: str
    node: Ints
    value: Ints
    identity: bool = False
    against: tuple[tuple[Ints, Ints], ...] = ()
    enough: int = 1
    pairs_only: bool = False


@dataclass(slots=True)
class Clusters:
    """The outcome: the cluster of each node, and why; node numbers throughout."""

    label: Ints
    rejected: dict[str, Ints] = field(default_factory=dict)
    reasons: list[tuple[str, Ints, Ints, Ints]] = field(default_factory=list)
    undecided: list[tuple[str, Ints, Ints]] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What is known of each cluster, indexed by its label."""

    label: Ints
    sources: NDArray[np.uint64]
    cannot: tuple[Ints, Ints]
    identities: list[tuple[Ints, Ints]] = field(default_factory=list)


def cluster(
    source: NDArray[np.int64], levels: Sequence[Level], *, must: tuple[Ints, Ints], cannot: tuple[Ints, Ints]
) -> Clusters:
    """Return the clusters of nodes ``0…len(source)-1``; ``source`` numbers each node's source from 0."""
    size = source.size
    start = joined_unless_forbidden(size, must, cannot)
    result = Clusters(start)
    left, right = _changed(np.arange(size, dtype=np.int64), start)
    result.reasons.append(("decision", left, right, np.full(left.size, _NOTHING)))
    state = _State(start, _masks(source), cannot)
    _gather_sources(state)
    for level in levels:
        kept = _unique_in_source(level, source, result)
        _join(state, level, kept, result)
        if level.identity:
            state.identities.append(_extremes(state.label, level))
    result.label = state.label
    return result


def joined_unless_forbidden(size: int, edges: tuple[Ints, Ints], cannot: tuple[Ints, Ints]) -> Ints:
    """Return components of ``edges``; where one would hold a forbidden pair, edges at that pair are dropped."""
    left, right = edges
    label = components(size, left, right)
    if not cannot[0].size:
        return label
    bad = label[cannot[0]] == label[cannot[1]]
    if not bad.any():
        return label
    named = np.zeros(size, dtype=bool)
    named[cannot[0][bad]] = True
    named[cannot[1][bad]] = True
    keep = ~(named[left] | named[right])
    return components(size, left[keep], right[keep])


def _masks(source: NDArray[np.int64]) -> NDArray[np.uint64]:
    """One bit per source, in as many words as it takes."""
    words = int(source.max(initial=0)) // 64 + 1
    masks = np.zeros((source.size, words), dtype=np.uint64)
    masks[np.arange(source.size), source // 64] = np.uint64(1) << (source % 64).astype(np.uint64)
    return masks


def _gather_sources(state: _State) -> None:
    moved = np.flatnonzero(state.label != np.arange(state.label.size))
    for word in range(state.sources.shape[1]):
        np.bitwise_or.at(state.sources[:, word], state.label[moved], state.sources[moved, word])


def _changed(before: Ints, after: Ints) -> tuple[Ints, Ints]:
    moved = np.flatnonzero(before != after)
    return moved, after[moved]


def _unique_in_source(level: Level, source: NDArray[np.int64], result: Clusters) -> NDArray[np.bool_]:
    """Mark the rows whose value no source holds twice, and note the values that one does."""
    if not level.node.size:
        return np.zeros(0, dtype=bool)
    spread = int(source.max(initial=0)) + 1
    packed = np.sort(level.value * spread + source[level.node])
    twice = distinct(packed[1:][packed[1:] == packed[:-1]] // spread)
    result.rejected[level.name] = twice
    if not twice.size:
        return np.ones(level.value.size, dtype=bool)
    flags = np.zeros(int(level.value.max()) + 1, dtype=bool)
    flags[twice] = True
    return ~flags[level.value]


def _extremes(label: Ints, level: Level) -> tuple[Ints, Ints]:
    """The smallest and largest identity of each cluster; equal where it has one, -1 where it has none."""
    low = np.full(label.size, np.iinfo(np.int64).max)
    high = np.full(label.size, _NOTHING, dtype=np.int64)
    at = label[level.node]
    np.minimum.at(low, at, level.value)
    np.maximum.at(high, at, level.value)
    low[high == _NOTHING] = _NOTHING
    return low, high


def _join(state: _State, level: Level, kept: NDArray[np.bool_], result: Clusters) -> None:
    """Apply one level, in rounds: what is agreed in sum at once, then mutual bests, until nothing more joins."""
    rows = level.node[kept], level.value[kept]
    for _ in range(_ROUNDS):
        left, right, weight = _candidates(state, level, rows, result)
        if not left.size:
            return
        conflicted = _conflicted(state, components(state.label.size, left, right), left, right)
        troubled = conflicted[left]
        chosen = ~troubled
        if troubled.any():
            chosen[troubled] = _mutual_best(left[troubled], right[troubled], weight[troubled])
        if chosen.any():
            _merge(state, level, rows, components(state.label.size, left[chosen], right[chosen]), result)
        if not troubled.any():
            return
        if not chosen.any():
            break
    left, right, _ = _candidates(state, level, rows, result)
    result.undecided.append((level.name, left, right))


def _candidates(state: _State, level: Level, rows: tuple[Ints, Ints], result: Clusters) -> tuple[Ints, Ints, Ints]:
    """Pairs of clusters that this level would join, and that nothing forbids, with the number of shared values."""
    left, right, weight = _edges(state.label, *rows, pairs_only=level.pairs_only)
    fine = _allowed(state, left, right)
    left, right, weight = left[fine], right[fine], weight[fine]
    if level.against and left.size:
        cloned = _spoken_against(state.label, level, left, right)
        if level.identity and cloned.any():
            result.undecided.append((f"{level.name} of a clone", left[cloned], right[cloned]))
        left, right, weight = left[~cloned], right[~cloned], weight[~cloned]
    return left, right, weight


def _edges(label: Ints, node: Ints, value: Ints, *, pairs_only: bool) -> tuple[Ints, Ints, Ints]:
    """Pairs of clusters that hold a value in common, with the number of such values."""
    at = label[node]
    packed = distinct(value * np.int64(label.size) + at)
    value, at = packed // label.size, packed % label.size
    starts = np.flatnonzero(np.concatenate(([True], value[1:] != value[:-1]))) if value.size else np.zeros(0, int)
    sizes = np.diff(np.append(starts, value.size))
    several = np.repeat((sizes > 1) & (sizes <= (2 if pairs_only else _MOST_CLUSTERS)), sizes)
    value, at = value[several], at[several]
    found = []
    for step in range(1, int(sizes[sizes <= _MOST_CLUSTERS].max(initial=0))):
        same = value[step:] == value[:-step]
        if not same.any():
            break
        found.append(at[:-step][same] * np.int64(label.size) + at[step:][same])
    if not found:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    pairs, weight = np.unique(np.concatenate(found), return_counts=True)
    return pairs // label.size, pairs % label.size, weight


def _allowed(state: _State, left: Ints, right: Ints) -> NDArray[np.bool_]:
    fine: NDArray[np.bool_] = ((state.sources[left] & state.sources[right]) == 0).all(axis=1)
    for low, high in state.identities:
        known = (low[left] != _NOTHING) & (low[right] != _NOTHING)
        fine &= ~(known & ((low[left] != low[right]) | (high[left] != high[right])))
    if state.cannot[0].size:
        first, second = state.label[state.cannot[0]], state.label[state.cannot[1]]
        forbidden = np.minimum(first, second) * np.int64(state.label.size) + np.maximum(first, second)
        fine &= ~np.isin(left * np.int64(state.label.size) + right, forbidden)
    return fine


def _spoken_against(label: Ints, level: Level, left: Ints, right: Ints) -> NDArray[np.bool_]:
    """Mark the joins that too many other keys contradict."""
    both, shared = _compare(label, level.against[0], left, right)
    doubtful = np.flatnonzero(~shared)
    count = both[doubtful].astype(np.int64)
    for rows in level.against[1:]:
        both, shared = _compare(label, rows, left[doubtful], right[doubtful])
        count += both & ~shared
    marked = np.zeros(left.size, dtype=bool)
    marked[doubtful[count >= level.enough]] = True
    return marked


def _compare(
    label: Ints, rows: tuple[Ints, Ints], left: Ints, right: Ints
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether both clusters of each pair have a value of this key, and whether they have one in common."""
    wanted = np.zeros(label.size, dtype=bool)
    wanted[left] = True
    wanted[right] = True
    at, value = label[rows[0]], rows[1]
    held = wanted[at]
    spread = np.int64(value.max(initial=0)) + 1
    packed = distinct(at[held] * spread + value[held])
    counts = np.bincount(packed // spread, minlength=label.size)
    starts = np.cumsum(counts) - counts
    # Each pair is repeated for every value of its left side, which is then looked up on the right side.
    many = counts[left]
    pair = np.repeat(np.arange(left.size), many)
    offset = np.arange(pair.size) - np.repeat(np.cumsum(many) - many, many)
    found = packed[starts[left][pair] + offset] % spread
    asked = right[pair] * spread + found
    position = np.minimum(np.searchsorted(packed, asked), max(packed.size - 1, 0))
    hit = packed[position] == asked if packed.size else np.zeros(asked.size, dtype=bool)
    shared = np.zeros(left.size, dtype=bool)
    shared[pair[hit]] = True
    return (many > 0) & (counts[right] > 0), shared


def _conflicted(state: _State, merged: Ints, left: Ints, right: Ints) -> NDArray[np.bool_]:
    """Mark the clusters whose would-be union contradicts itself, though no pair in it does."""
    bad = np.zeros(state.label.size, dtype=bool)
    inside = distinct(np.concatenate((left, right)))
    into = merged[inside]
    union = np.zeros_like(state.sources)
    for word in range(state.sources.shape[1]):
        np.bitwise_or.at(union[:, word], into, state.sources[inside, word])
    counted = np.bincount(into, weights=np.bitwise_count(state.sources[inside]).sum(axis=1), minlength=bad.size)
    bad |= counted > np.bitwise_count(union).sum(axis=1)
    for low, high in state.identities:
        known = inside[low[inside] != _NOTHING]
        least = np.full(bad.size, np.iinfo(np.int64).max)
        most = np.full(bad.size, _NOTHING, dtype=np.int64)
        np.minimum.at(least, merged[known], low[known])
        np.maximum.at(most, merged[known], low[known])
        np.maximum.at(most, merged[known], high[known])
        bad |= (most != _NOTHING) & (least != most) & (counted > 0)
    first, second = merged[state.label[state.cannot[0]]], merged[state.label[state.cannot[1]]]
    bad[first[first == second]] = True
    marked: NDArray[np.bool_] = bad[merged]
    return marked


def _mutual_best(left: Ints, right: Ints, weight: Ints) -> NDArray[np.bool_]:
    """Mark the edges that are the single heaviest of both their ends."""
    ends = np.concatenate((left, right))
    both = np.concatenate((weight, weight))
    size = int(ends.max()) + 1
    best = np.zeros(size, dtype=np.int64)
    np.maximum.at(best, ends, both)
    ties = np.bincount(ends, weights=both == best[ends], minlength=size)
    single = ties == 1
    marked: NDArray[np.bool_] = (weight == best[left]) & (weight == best[right]) & single[left] & single[right]
    return marked


def _merge(state: _State, level: Level, rows: tuple[Ints, Ints], merged: Ints, result: Clusters) -> None:
    """Carry out a round's joins and note, per value that joined clusters, which node it tied to which."""
    node, value = rows
    before = state.label
    after = merged[before]
    moved = np.flatnonzero(merged != np.arange(merged.size))
    for word in range(state.sources.shape[1]):
        np.bitwise_or.at(state.sources[:, word], merged[moved], state.sources[moved, word])
    for low, high in state.identities:
        known = moved[low[moved] != _NOTHING]
        empty = merged[known][low[merged[known]] == _NOTHING]
        low[empty] = np.iinfo(np.int64).max
        np.minimum.at(low, merged[known], low[known])
        np.maximum.at(high, merged[known], high[known])
    _note_reasons(level, (node, value), before, after, result)
    state.label = after


def _note_reasons(level: Level, rows: tuple[Ints, Ints], before: Ints, after: Ints, result: Clusters) -> None:
    node, value = rows
    involved = np.isin(after[node], distinct(after[before != after])) if node.size else np.zeros(0, dtype=bool)
    node, value = node[involved], value[involved]
    order, _, starts = groups(value, after[node])
    node, value = node[order], value[order]
    if not node.size:
        return
    first = node[np.flatnonzero(starts)][np.cumsum(starts) - 1]
    tied = before[node] != before[first]
    result.reasons.append((level.name, node[tied], first[tied], value[tied]))
