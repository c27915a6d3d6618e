"""Duplicates inside one source: a machine that was enrolled again is one node, two machines with one serial are two.

Two records of a source are one node where two independent keys agree (of serial number, hardware UUID, MAC address,
telling hostname and person) and no other speaks against it: clones of one image share serial number and UUID, but
neither name nor network card. A serial number alone suffices only where the records hold no other key.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drystone.inventory.clustering import joined_unless_forbidden
from drystone.inventory.components import Ints, groups

NONE = -1
_MOST_BARE = 3


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """Numbered key values per record, -1 where it has none; a record may have several MAC addresses."""

    source: Ints
    serial: Ints
    uuid: Ints
    hostname: Ints
    owner: Ints
    mac_record: Ints
    mac_value: Ints


def collapse(keys: DeviceKeys, cannot: tuple[Ints, Ints]) -> Ints:
    """Return for each record the node that it belongs to: the smallest record of its duplicates."""
    size = keys.source.size
    signature = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(signature, keys.mac_record, keys.mac_value)
    signature[signature == np.iinfo(np.int64).max] = NONE
    edges = [
        *_by_serial(keys, _repeating(keys.source, keys.serial), signature),
        *_by_uuid(keys, _repeating(keys.source, keys.uuid)),
        *_by_name(keys, signature),
    ]
    left = np.concatenate([edge[0] for edge in edges])
    right = np.concatenate([edge[1] for edge in edges])
    return joined_unless_forbidden(size, (left, right), cannot)


def _repeating(source: Ints, value: Ints) -> Ints:
    """Records whose value another record of the same source holds."""
    records = np.flatnonzero(value != NONE)
    if not records.size:
        return records
    packed = value[records] * np.int64(int(source.max()) + 1) + source[records]
    order = np.argsort(packed, kind="stable")
    ordered = packed[order]
    same = ordered[1:] == ordered[:-1]
    repeated = np.zeros(records.size, dtype=bool)
    repeated[order[1:][same]] = True
    repeated[order[:-1][same]] = True
    return records[repeated]


def _by_serial(keys: DeviceKeys, records: Ints, signature: Ints) -> list[tuple[Ints, Ints]]:
    source, serial = keys.source, keys.serial
    at, mac = _macs_of(keys, records)
    named = records[keys.hostname[records] != NONE]
    held = records[keys.owner[records] != NONE]
    nothing = records[(keys.uuid == NONE)[records] & (keys.hostname == NONE)[records] & (signature == NONE)[records]]
    numbered = records[keys.uuid[records] != NONE]
    return [
        _ties(at, source[at], serial[at], mac),
        _ties(named, source[named], serial[named], keys.hostname[named]),
        _ties(numbered, source[numbered], serial[numbered], keys.uuid[numbered], clones=(keys.hostname, signature)),
        _ties(held, source[held], serial[held], keys.owner[held], same=(keys.uuid,)),
        _ties(nothing, source[nothing], serial[nothing], same=(keys.owner,), most=_MOST_BARE),
    ]


def _by_uuid(keys: DeviceKeys, records: Ints) -> list[tuple[Ints, Ints]]:
    source, uuid = keys.source, keys.uuid
    at, mac = _macs_of(keys, records)
    named = records[keys.hostname[records] != NONE]
    return [
        _ties(at, source[at], uuid[at], mac, same=(keys.serial,)),
        _ties(named, source[named], uuid[named], keys.hostname[named], same=(keys.serial,)),
    ]


def _by_name(keys: DeviceKeys, signature: Ints) -> list[tuple[Ints, Ints]]:
    """Records that agree on hostname and network card, or on hostname and person, and on every other key they have."""
    source, hostname = keys.source, keys.hostname
    named = _repeating(source, hostname)
    at, mac = _macs_of(keys, named)
    held = named[keys.owner[named] != NONE]
    return [
        _ties(at, source[at], hostname[at], mac, same=(keys.serial, keys.uuid)),
        _ties(held, source[held], hostname[held], keys.owner[held], same=(keys.serial, keys.uuid, signature)),
    ]


def _macs_of(keys: DeviceKeys, records: Ints) -> tuple[Ints, Ints]:
    wanted = np.zeros(keys.source.size, dtype=bool)
    wanted[records] = True
    rows = wanted[keys.mac_record]
    return keys.mac_record[rows], keys.mac_value[rows]


def _ties(
    records: Ints,
    *columns: Ints,
    same: tuple[Ints, ...] = (),
    clones: tuple[Ints, Ints] | None = None,
    most: int | None = None,
) -> tuple[Ints, Ints]:
    """Tie records that agree on all columns to the first of them.

    Not where one of ``same`` differs within the agreeing records, where both of ``clones`` do, or where more than
    ``most`` agree.
    """
    order, group, starts = groups(*columns)
    records = records[order]
    if not records.size:
        return records, records
    count = int(group[-1]) + 1
    fine: NDArray[np.bool_] = np.ones(count, dtype=bool)
    for values in same:
        fine &= _distinct(group, values[records], count) <= 1
    if clones is not None:
        fine &= np.minimum(*(_distinct(group, values[records], count) for values in clones)) <= 1
    if most is not None:
        fine &= np.bincount(group, minlength=count) <= most
    first = records[np.flatnonzero(starts)][group]
    return records[fine[group]], first[fine[group]]


def _distinct(group: Ints, value: Ints, count: int) -> Ints:
    known = value != NONE
    order, numbers, starts = groups(group[known], value[known])
    del numbers
    return np.bincount(group[known][order][starts], minlength=count)
