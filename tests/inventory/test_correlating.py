"""Which device records are one machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drystone.inventory.correlating import correlate
from drystone.lake.engines import DuckEngine

COLUMNS = ("serial_number", "hardware_uuid", "mac_addresses", "hostname", "owner_id")
UUID = "4C4C4544-0039-3510-8052-B4C04F564231"
SWAPPED = "44454C4C-3900-1035-8052-B4C04F564231"


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckEngine]:
    engine = DuckEngine()
    yield engine
    engine.close()


class Fleet:
    """Records by key; a key's first part names its source: ``mdm.1``."""

    def __init__(self, engine: DuckEngine) -> None:
        self.engine = engine
        self.records: dict[str, dict[str, Any]] = {}
        self.said: dict[str, list[tuple[str, str]]] = {"_must": [], "_cannot": []}

    def add(self, key: str, **values: str) -> Fleet:
        self.records[key] = values
        return self

    def groups(self) -> set[frozenset[str]]:
        """The clusters, each as the keys of its records."""
        engine = self.engine
        layout = "_source varchar, _key varchar, device_id varchar, " + ", ".join(f"{name} varchar" for name in COLUMNS)
        engine.execute(f"create or replace table record_device ({layout})")
        engine.insert(
            "record_device",
            ("_source", "_key", *COLUMNS),
            [(key.split(".")[0], key, *(one.get(name) for name in COLUMNS)) for key, one in self.records.items()],
        )
        engine.execute(
            "create or replace table rejected_key (asset_kind varchar, key_name varchar, value varchar, reason varchar,"
            " records bigint)"
        )
        for table, pairs in self.said.items():
            engine.execute(
                f"create or replace table {table} (a_source varchar, a_key varchar, b_source varchar, b_key varchar)"
            )
            rows = [(a.split(".")[0], a, b.split(".")[0], b) for a, b in pairs]
            engine.insert(table, ("a_source", "a_key", "b_source", "b_key"), rows)
        correlate(engine, "device")
        rows = engine.rows("select list(r._key) from _cluster join _record r using (n) group by c")
        return {frozenset(keys) for (keys,) in rows}


@pytest.fixture
def fleet(engine: DuckEngine) -> Fleet:
    return Fleet(engine)


def together(*keys: str) -> frozenset[str]:
    return frozenset(keys)


@pytest.mark.parametrize("noisy", [" c02xk1abjg5j", "C02XK1 ABJG5J", "C02XK1ABJG5J\u200b", "\tC02xk1abjg5j "])
def test_blanks_case_and_invisible_characters_do_not_hide_a_serial_number(fleet, noisy):
    assert fleet.add("mdm.1", serial_number="C02XK1ABJG5J").add("edr.1", serial_number=noisy).groups() == {
        together("mdm.1", "edr.1")
    }


@pytest.mark.parametrize(
    "serial",
    ["To be filled by O.E.M.", "System Serial Number", "Default string", "None", "0", "00000000", "123456789",
     "xxxxxxxx", "Not Specified", "N/A", "..............", "-", "INVALID"],
)  # fmt: skip
def test_a_placeholder_joins_nothing_and_is_listed(fleet, serial):
    assert len(fleet.add("mdm.1", serial_number=serial).add("edr.1", serial_number=serial).groups()) == 2
    assert fleet.engine.rows("select key_name, reason, records from rejected_key") == [
        ("serial_number", "placeholder", 2)
    ]


def test_a_serial_number_that_one_source_gives_to_two_machines_is_no_key(fleet):
    fleet.add("mdm.1", serial_number="SN-MODEL-7", hostname="lap-a").add(
        "mdm.2", serial_number="SN-MODEL-7", hostname="lap-b"
    )
    assert len(fleet.add("edr.1", serial_number="SN-MODEL-7").groups()) == 3
    assert fleet.engine.rows("select value, reason, records from rejected_key") == [
        ("SN-MODEL-7", "several records of one source hold it", 3)
    ]


def test_a_machine_that_was_enrolled_again_is_one_machine(fleet):
    fleet.add("mdm.1", serial_number="C02XK1ABJG5J", hardware_uuid=UUID, hostname="lap-a")
    fleet.add("mdm.2", serial_number="C02XK1ABJG5J", hardware_uuid=UUID, hostname="lap-renamed")
    assert fleet.add("edr.1", serial_number="C02XK1ABJG5J").groups() == {together("mdm.1", "mdm.2", "edr.1")}


def test_clones_of_one_image_are_several_machines(fleet):
    fleet.add(
        "mdm.1", serial_number="VM-77-1234", hardware_uuid=UUID, hostname="web-1", mac_addresses="00:50:56:aa:00:01"
    )
    fleet.add(
        "mdm.2", serial_number="VM-77-1234", hardware_uuid=UUID, hostname="web-2", mac_addresses="00:50:56:aa:00:02"
    )
    assert len(fleet.groups()) == 2


def test_a_clone_in_another_source_is_not_joined_but_queued(fleet):
    fleet.add("mdm.1", serial_number="VM-77-1234", hostname="web-1", mac_addresses="00:50:56:aa:00:01")
    fleet.add("edr.1", serial_number="VM-77-1234", hostname="web-2", mac_addresses="00:50:56:aa:00:02")
    assert len(fleet.groups()) == 2
    assert fleet.engine.value("select count(*) from _undecided") == 1


def test_a_uuid_with_swapped_bytes_is_the_same_uuid(fleet):
    assert fleet.add("mdm.1", hardware_uuid=UUID).add("edr.1", hardware_uuid=f"{{{SWAPPED.lower()}}}").groups() == {
        together("mdm.1", "edr.1")
    }


@pytest.mark.parametrize("written", ["A4:83:E7:12:34:56", "a4-83-e7-12-34-56", "a483.e712.3456", "A483E7123456",
                                     "a4 83 e7 12 34 56", "11:22:33:44:55:66, a4:83:e7:12:34:56"])  # fmt: skip
def test_a_network_card_is_known_however_it_is_written(fleet, written):
    fleet.add("mdm.1", mac_addresses="A4:83:E7:12:34:56", serial_number="C02XK1ABJG5J")
    assert fleet.add("scanner.1", mac_addresses=written).groups() == {together("mdm.1", "scanner.1")}


def test_a_dock_that_two_laptops_share_joins_neither(fleet):
    dock = "00:1c:aa:00:00:01"
    fleet.add("mdm.1", serial_number="C02XK1ABJG5J", mac_addresses=f"a4:83:e7:00:00:01,{dock}")
    fleet.add("mdm.2", serial_number="C02XK1ABJG5K", mac_addresses=f"a4:83:e7:00:00:02,{dock}")
    fleet.add("scanner.1", hostname="somewhere", mac_addresses=dock)
    assert len(fleet.groups()) == 3


def test_a_dock_does_not_join_laptops_with_other_names(fleet):
    dock = "00:1c:aa:00:00:01"
    fleet.add("mdm.1", serial_number="C02XK1ABJG5J", hostname="lap-a", mac_addresses=dock)
    fleet.add("mdm.2", serial_number="C02XK1ABJG5K", hostname="lap-b")
    fleet.add("scanner.1", hostname="lap-b", mac_addresses=dock)
    assert together("mdm.2", "scanner.1") in fleet.groups()


@pytest.mark.parametrize("name", ["MacBook-Pro", "MacBook-Pro-2", "DESKTOP", "localhost", "iPhone", "ubuntu", "My-PC"])
def test_a_name_from_the_factory_is_no_key(fleet, name):
    assert len(fleet.add("mdm.1", hostname=name).add("edr.1", hostname=name).groups()) == 2


@pytest.mark.parametrize("name", ["LAP-ALICE.corp.example", "FENWICK\\lap-alice", "lap-alice$", " lap-alice"])
def test_domain_and_case_do_not_hide_a_hostname(fleet, name):
    assert fleet.add("mdm.1", hostname="lap-alice").add("idp.1", hostname=name).groups() == {together("mdm.1", "idp.1")}


def test_a_name_handed_on_to_the_next_machine_joins_no_other_serial_number(fleet):
    fleet.add("mdm.1", hostname="lap-7", serial_number="C02XK1ABJG5J")
    assert len(fleet.add("cmdb.1", hostname="lap-7", serial_number="C02XK1ABJG5K").groups()) == 2


def test_where_a_name_could_mean_either_of_two_machines_a_person_is_asked(fleet):
    fleet.add("mdm.1", hostname="lap-7", serial_number="C02XK1ABJG5J")
    fleet.add("cmdb.1", hostname="lap-7", serial_number="C02XK1ABJG5K")
    assert len(fleet.add("edr.1", hostname="lap-7").groups()) == 3
    assert fleet.engine.value("select count(*) from _undecided where rule = 'hostname'") == 2


def test_one_name_but_different_people_are_different_machines(fleet):
    fleet.add("mdm.1", hostname="lap-7", owner_id="alice@fenwick.example")
    assert len(fleet.add("idp.1", hostname="lap-7", owner_id="bob@fenwick.example").groups()) == 2


def test_hostname_and_person_join_where_a_login_is_written_differently(fleet):
    fleet.add("mdm.1", hostname="lap-7", owner_id="alice@fenwick.example")
    assert len(fleet.add("idp.1", hostname="LAP-7", owner_id="FENWICK\\Alice").groups()) == 1


def test_what_a_person_said_is_the_same_is_joined_without_any_key(fleet):
    fleet.said["_must"] = [("mdm.1", "cmdb.1")]
    assert len(fleet.add("mdm.1", hostname="a-1").add("cmdb.1", hostname="b-1").groups()) == 1


def test_what_a_person_said_is_not_the_same_stays_apart_though_keys_agree(fleet):
    fleet.said["_cannot"] = [("mdm.1", "edr.1")]
    fleet.add("mdm.1", serial_number="C02XK1ABJG5J").add("edr.1", serial_number="C02XK1ABJG5J")
    assert len(fleet.add("cmdb.1", serial_number="C02XK1ABJG5J").groups()) == 3


RECORD = st.fixed_dictionaries(
    {
        "serial_number": st.sampled_from(["C02XK1ABJG5J", "C02XK1ABJG5K", None]),
        "mac_addresses": st.sampled_from(["a483e7000001", "a483e7000001,a483e7000002", None]),
        "hostname": st.sampled_from(["lap-1", "lap-2", None]),
    }
)
KEYS = st.builds(lambda source, at: f"{source}.{at}", st.sampled_from(("mdm", "edr", "cmdb")), st.integers(1, 2))


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.dictionaries(KEYS, RECORD, min_size=2, max_size=6))
def test_a_record_with_only_worthless_keys_changes_no_cluster(engine, records):
    fleet = Fleet(engine)
    fleet.records = dict(records)
    before = fleet.groups()
    fleet.add(
        "cmdb.99", serial_number="To be filled by O.E.M.", hostname="localhost", mac_addresses="00:00:00:00:00:00"
    )
    assert fleet.groups() == {*before, together("cmdb.99")}
