"""Real files that nobody here wrote: packages against OVAL, firmware noise, people against FEBRL's truth."""

from __future__ import annotations

import bz2
import csv
import json
import os
from pathlib import Path

import pytest

from drystone.inventory.flaws import make_flaws
from drystone.inventory.keys import serial, serial_junk
from drystone.inventory.proposing import Field, propose
from drystone.inventory.titles import make_titles
from drystone.lake import Lake
from drystone.lake.engines import DuckEngine
from drystone.lib.clock import parse_moment

DATA = Path(os.environ.get("DRYSTONE_DATA", "/nonexistent"))
pytestmark = [pytest.mark.data, pytest.mark.skipif(not DATA.is_dir(), reason="DRYSTONE_DATA is not set")]
FLEET = DATA / "fleet-software/server/vulnerabilities/testdata"


def packed(path: str):
    return json.loads(bz2.decompress((FLEET / path).read_bytes()))


def criteria(tree):
    """The numbers of all tests in a definition."""
    yield from tree.get("Criteriums") or ()
    for inner in tree.get("Criterias") or ():
        yield from criteria(inner)


def affected(oval, tests, state):
    """(cve, package, fixed version) of every definition."""
    for definition in oval["Definitions"]:
        cves = [name for name in definition["Vulnerabilities"] if name.startswith("CVE-")]
        for number in criteria(definition["Criteria"]):
            test = oval[tests].get(str(number)) or {}
            for one in test.get("States") or ():
                told = state(one)
                if told and told.startswith("less than|"):
                    for package in test["Objects"]:
                        yield from ((cve, package, told.split("|", 1)[1]) for cve in cves)


def flaws(tmp_path, software, rows, *, ecosystem, source, system):
    """Run titles and flaws over one host's software; return the CVEs found."""
    engine = DuckEngine()
    lake = Lake(tmp_path / "lake")
    with lake.begin("run-1", engine, as_of=parse_moment("2026-11-22"), previous=None) as build:

        def table(name, columns, content):
            def make(engine):
                engine.execute(f"create table {name} ({', '.join(f'{column} varchar' for column in columns)})")
                engine.insert(name, columns, content)

            build.table(name, make)

        table("device", ("device_id", "platform", "os_name", "os_version"), [("d", *system)])
        names = ("device_id", "name", "version", "vendor", "purl", "source")
        table("software", names, [("d", name, version, None, None, source) for name, version in software])
        table("release", ("product", "cycle", "latest", "eol", "eol_at", "identifier", "source"), [])
        table("approved", ("kind", "name", "version", "replaces", "until", "source"), [])
        names = ("cve_id", "package", "fixed_version", "ecosystem", "introduced_version", "platform", "source")
        table("affected", names, [(*row, ecosystem, None, None, "oval") for row in set(rows)])
        make_titles(build)
        make_flaws(build)
        found = {row[0] for row in engine.rows("select distinct cve_id from software_flaw")}
    engine.close()
    return found


def test_the_flaws_of_an_ubuntu_host_are_those_that_its_truth_lists(tmp_path):
    software = [(one["name"], one["version"]) for one in packed("ubuntu/software/ubuntu_1604-software.json.bz2")]
    rows = affected(
        packed("ubuntu/ubuntu_1604-oval_def.json.bz2"),
        "PackageTests",
        lambda state: state if isinstance(state, str) else state.get("Evr"),
    )
    truth = bz2.decompress((FLEET / "ubuntu/software/ubuntu_1604-software_cves.csv.bz2").read_bytes()).decode()
    expected = {line.split("#")[0].split()[0] for line in truth.splitlines() if line.startswith("CVE-")}
    found = flaws(
        tmp_path, software, rows, ecosystem="deb", source="deb_packages", system=("ubuntu", "Ubuntu", "16.04")
    )
    assert len(found & expected) >= 0.97 * len(expected)
    assert len(found & expected) >= 0.97 * len(found)


def test_the_flaws_of_a_red_hat_host_are_those_that_its_truth_lists(tmp_path):
    told = packed("rhel/software/0709/rhel_07-software.json.bz2")
    software = [
        (one["name"], f"{one['version']}-{one['release']}" if one["release"] else one["version"]) for one in told
    ]
    rows = affected(packed("rhel/rhel_07-oval_def.json.bz2"), "RpmInfoTests", lambda state: state.get("Evr"))
    truth = bz2.decompress((FLEET / "rhel/software/0709/rhel_07-software_cves.csv.bz2").read_bytes()).decode()
    lines = [line for line in truth.splitlines() if line.startswith("CVE-")]
    expected = {line.split()[0] for line in lines if "#" not in line}
    ignored = {line.split()[0] for line in lines if "#" in line}
    found = flaws(tmp_path, software, rows, ecosystem="rpm", source="rpm_packages", system=("rhel", "RHEL", "7.9"))
    found -= ignored
    assert len(found & expected) >= 0.97 * len(expected)


def test_what_many_makers_write_alike_is_no_serial_number():
    engine = DuckEngine()
    with (DATA / "dmi-5k/dmi_5k.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    fields = ("sys_product", "sys_version", "sys_sku", "sys_family")
    engine.execute("create table said (maker varchar, given varchar)")
    engine.insert("said", ("maker", "given"), [(row["vendor_dir"], row[name]) for row in rows for name in fields])
    shared = "select given, count(*) as rows from said where given <> '' group by 1 having count(distinct maker) >= 5"
    junk = serial_junk(serial("given"))
    caught = engine.value(f"select sum(rows) filter ({junk}) / sum(rows) from ({shared})")
    missed = engine.rows(f"select given, rows from ({shared}) where not {junk} order by 2 desc")
    assert caught >= 0.97, missed


def test_people_with_typing_slips_are_found_again():
    engine = DuckEngine()
    names = ("id", "given", "surname", "number", "street", "address", "suburb", "postcode", "state", "born", "code")
    for table in ("dataset4a", "dataset4b"):
        with (DATA / f"febrl/{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = [[value.strip() for value in row] for row in csv.reader(file) if row][1:]
        engine.execute(f"create table {table} ({', '.join(f'{name} varchar' for name in names)})")
        engine.insert(table, names, rows)
    # The number that FEBRL gives each person is left out: HR exports of two companies have none in common.
    fields = (
        Field("trim(given || ' ' || surname)", "words", 8.0, -5.0),
        Field("born", "code", 8.0, -4.0),
        Field("trim(number || ' ' || street)", "words", 5.0, -2.0),
        Field("suburb", "text", 4.0, -2.0),
        Field("postcode", "code", 4.0, -1.5),
    )
    blocks = (
        "born",
        "left(surname, 4) || left(given, 2)",
        "left(given, 4) || left(surname, 2)",
        "postcode || left(surname, 1)",
        "suburb || left(given, 1)",
        "street",
    )
    propose(engine, ("dataset4a", "dataset4b"), "proposed", (fields, blocks), threshold=6.0)
    key = "split_part({}, '-', 2)"
    right = engine.value(f"select count(*) from proposed where {key.format('a')} = {key.format('b')}")
    found = engine.value("select count(*) from proposed")
    assert right / found >= 0.99
    assert right / 5000 >= 0.9
