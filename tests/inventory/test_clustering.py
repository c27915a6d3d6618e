"""The laws of guarded union, over arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from drystone.inventory.clustering import Level, cluster
from drystone.inventory.components import components

NONE = -1
VALUE = st.integers(-1, 3)
ROW = st.tuples(st.integers(0, 3), VALUE, VALUE, VALUE)
ROWS = st.lists(ROW, min_size=2, max_size=14)
PAIRS = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=4)
LAW = settings(max_examples=150, deadline=None)


def level(name, column, **more):
    held = np.flatnonzero(column != NONE)
    return Level(name, held, column[held], **more)


def pairs(given_pairs, size):
    kept = [(a, b) for a, b in given_pairs if a != b and a < size and b < size]
    array = np.array(kept, dtype=np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def run(rows, must=(), cannot=()):
    table = np.array(rows, dtype=np.int64)
    host = level("hostname", table[:, 3])
    levels = [
        level("serial", table[:, 1], identity=True),
        level("mac", table[:, 2], against=((host.node, host.value),)),
        host,
    ]
    return cluster(table[:, 0], levels, must=pairs(must, len(rows)), cannot=pairs(cannot, len(rows)))


def groups(label):
    return {frozenset(np.flatnonzero(label == one).tolist()) for one in set(label.tolist())}


@LAW
@given(ROWS, st.data())
def test_the_order_of_records_changes_no_cluster(rows, data):
    order = data.draw(st.permutations(range(len(rows))))
    mixed = run([rows[at] for at in order]).label
    assert {frozenset(order[at] for at in group) for group in groups(mixed)} == groups(run(rows).label)


@LAW
@given(ROWS, PAIRS, PAIRS)
def test_what_is_not_the_same_is_never_in_one_cluster(rows, must, cannot):
    label = run(rows, must, cannot).label
    left, right = pairs(cannot, len(rows))
    assert not (label[left] == label[right]).any()


@LAW
@given(ROWS)
def test_no_cluster_holds_two_records_of_one_source_or_two_serial_numbers(rows):
    for group in groups(run(rows).label):
        sources = [rows[at][0] for at in group]
        serials = {rows[at][1] for at in group} - {NONE}
        assert len(sources) == len(set(sources))
        assert len(serials) <= 1


@LAW
@given(ROWS, PAIRS)
def test_what_is_the_same_is_in_one_cluster(rows, must):
    label = run(rows, must).label
    left, right = pairs(must, len(rows))
    assert (label[left] == label[right]).all()


@LAW
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_components_are_what_edges_connect(edges):
    array = np.array(edges, dtype=np.int64).reshape(-1, 2)
    label = components(10, array[:, 0], array[:, 1])
    plain = list(range(10))
    for _ in range(10):
        for a, b in edges:
            plain[a] = plain[b] = min(plain[a], plain[b])
    assert label.tolist() == plain
