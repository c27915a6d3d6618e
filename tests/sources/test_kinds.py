"""The kinds of sources that programs may write are those that can be read."""

from __future__ import annotations

from drystone.program.sourcing import PLAIN_KINDS, READY_KINDS
from drystone.sources import shapes
from drystone.sources.shapes import sql_dump
from drystone.sources.staging import KINDS


def test_every_kind_that_a_program_may_name_can_be_read_and_the_other_way_round() -> None:
    assert set(READY_KINDS) | {sql_dump.KIND} == set(shapes.KINDS)
    assert set(PLAIN_KINDS) - {sql_dump.KIND} == set(KINDS)
    assert not set(PLAIN_KINDS) & set(READY_KINDS)
