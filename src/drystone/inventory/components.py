"""Connected components of a graph, over NumPy arrays.

Hooking and pointer jumping (Shiloach and Vishkin 1982): a logarithmic number of passes, each over whole arrays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def components(size: int, left: Ints, right: Ints) -> Ints:
    """Return for each of ``size`` nodes the smallest node of its component. Edges may repeat and loop."""
    label = np.arange(size, dtype=np.int64)
    left, right = np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64)
    while left.size:
        low, high = label[left], label[right]
        open_edges = low != high
        if not open_edges.all():
            left, right, low, high = left[open_edges], right[open_edges], low[open_edges], high[open_edges]
        if not left.size:
            break
        np.minimum.at(label, np.maximum(low, high), np.minimum(low, high))
        label = _flatten(label)
    return label


def _flatten(label: Ints) -> Ints:
    """Let every node point to the root of its tree."""
    while True:
        jumped = label[label]
        if np.array_equal(jumped, label):
            return label
        label = jumped


def groups(*columns: Ints) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Sort rows by columns; return the order, the sorted rows' group numbers, and where each group starts."""
    order = np.lexsort(columns[::-1]) if len(columns) > 1 else np.argsort(columns[0], kind="stable")
    starts = np.zeros(order.size, dtype=bool)
    if order.size:
        starts[0] = True
        for column in columns:
            ordered = column[order]
            starts[1:] |= ordered[1:] != ordered[:-1]
    return order, np.cumsum(starts) - 1, starts


def distinct(values: Ints) -> Ints:
    """Return the sorted distinct values. (Sorting whole integers is several times faster here than numpy.unique.)"""
    ordered = np.sort(values)
    if ordered.size < 2:
        return ordered
    keep = np.empty(ordered.size, dtype=bool)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]
