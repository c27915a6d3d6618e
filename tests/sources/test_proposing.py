"""From three exports to sources that run: what is proposed, why, and what an export cannot talk us into."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from tests.sources.conftest import AS_OF, program_of, reading

from drystone.lake.engines import DuckEngine
from drystone.lib.errors import SourceError
from drystone.program.model import Feed, Place, Source
from drystone.program.vocabulary import TABLES
from drystone.sources import stage_one
from drystone.sources.proposing import Proposal, propose
from drystone.sources.proposing.recognising import recognise

HR = """Personalnummer;Vorname;Nachname;E-Mail;Abteilung;Vorgesetzter;Eintritt;Austritt;Status
1001;Änne;Köhler;anne.kohler@fenwick.example;IT;;01.02.2015;;aktiv
1002;Bodo;Lang;bodo.lang@fenwick.example;IT;1001;15.03.2019;;Elternzeit
1003;Cem;Öz;cem.oz@fenwick.example;Vertrieb;1001;03.04.2020;30.06.2026;ausgeschieden
"""
IDP = """Login,Email,Status,Last Login,MFA Enrolled,Is Admin,Created
bodo.lang,bodo.lang@fenwick.example,ACTIVE,11/20/2026 08:15:00 AM,Okta Verify,No,1/31/2020 09:00:00 AM
cem.oz,cem.oz@fenwick.example,ACTIVE,11/03/2026 08:15:00 PM,None,Yes,2/3/2020 09:00:00 AM
x.y,x.y@fenwick.example,SUSPENDED,,SMS,No,2/4/2021 09:00:00 AM
"""
MDM = """Computer Name\tSerial Number\tJSS Computer ID\tOperating System\tFileVault 2 Status\tLast Check-in\tUser Email
MAC-01\tC02XK1AAJG5J\t11\tmacOS 14.6\tAll Partitions Encrypted\t2026-11-20T08:00:00Z\tbodo.lang@fenwick.example
PC-02\tPF3AB12CD\t12\tWindows 11\tNot Encrypted\t2026-11-01 08:00:00\tcem.oz@fenwick.example
"""


def source_in(text: str) -> Source:
    """Read a proposed file as the program room does."""
    read = yaml.safe_load(text)
    place = Place("sources/x.yaml")
    feeds = []
    for table, several in read.get("feeds", {}).items():
        for one in several if isinstance(several, list) else [several]:
            feeds.append(Feed(table, one["select"], place))
    key = read.get("key", ())
    return Source(
        read["id"],
        read["kind"],
        place,
        location=read["location"],
        key=(key,) if isinstance(key, str) else tuple(key),
        feeds=tuple(feeds),
    )


def run(proposal: Proposal, root: Path) -> dict[str, list[dict[str, Any]]]:
    """Stage a proposed source and read its feeds as typed rows."""
    source = source_in(proposal.text)
    staged = stage_one(program_of(root, source), source.id, scratch=root / "scratch", as_of=AS_OF, environ={})
    assert (staged.status, staged.error) == ("complete", "")
    stream = staged.streams[0]
    engine, made = DuckEngine(), {}
    try:
        for feed in source.feeds:
            table, selects = TABLES[feed.table], []
            for name, sql in feed.select.items():
                column = table.column(name) or table.column(f"{name}_id")
                assert column is not None, name
                kind = {"text": "varchar", "text[]": "varchar[]"}.get(column.type, column.type)
                selects.append(f'try_cast(({sql}) as {kind}) as "{name}"')
            rows = engine.rows(f"select {', '.join(selects)} from {reading(stream)}")
            made[feed.table] = [dict(zip(feed.select, row, strict=True)) for row in rows]
    finally:
        engine.close()
    return made


@pytest.fixture
def proposed(tmp_path: Path) -> Callable[[str, str | bytes], Proposal]:
    def make(name: str, content: str | bytes) -> Proposal:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return propose(path, program_of(tmp_path))

    return make


Proposed = Callable[[str, str | bytes], Proposal]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_hr_export_becomes_people(proposed: Proposed, tmp_path: Path, encoding: str) -> None:
    proposal = proposed("personal.csv", HR.encode(encoding))
    assert (proposal.table, proposal.source_id) == ("person", "personal")
    assert source_in(proposal.text).key == ("Personalnummer",)
    people = run(proposal, tmp_path)["person"]
    assert [one["name"] for one in people] == ["Änne Köhler", "Bodo Lang", "Cem Öz"]
    assert [one["status"] for one in people] == ["active", "leave", "left"]
    assert [str(one["end_date"]) for one in people] == ["None", "None", "2026-06-30"]
    assert str(people[0]["start_date"]) == "2015-02-01"
    assert [one["manager_id"] for one in people] == [None, "1001", "1001"]


def test_an_identity_export_becomes_accounts_of_people(proposed: Proposed, tmp_path: Path) -> None:
    proposal = proposed("okta_users.csv", IDP)
    accounts = run(proposal, tmp_path)["account"]
    assert [one["status"] for one in accounts] == ["active", "active", "disabled"]
    assert [one["mfa"] for one in accounts] == ["push", "none", "sms"]
    assert [one["is_admin"] for one in accounts] == [False, True, False]
    assert str(accounts[1]["last_sign_in_at"]) == "2026-11-03 20:15:00"
    assert accounts[0]["person"] == "bodo.lang@fenwick.example"


def test_a_device_export_becomes_devices_with_claims(proposed: Proposed, tmp_path: Path) -> None:
    made = run(proposed("computers.tsv", MDM), tmp_path)
    assert [one["disk_encrypted"] for one in made["device"]] == [True, False]
    assert [one["platform"] for one in made["device"]] == ["macos", "windows"]
    assert [one["serial_number"] for one in made["device"]] == ["C02XK1AAJG5J", "PF3AB12CD"]
    assert made["claim"][0]["person"] == "bodo.lang@fenwick.example"
    assert str(made["claim"][0]["seen_at"]) == "2026-11-20 08:00:00"


@pytest.mark.parametrize(
    ("name", "text", "table", "columns"),
    [
        (
            "a.csv",
            "Matricule,Nom,Prénom,Courriel,Date d'embauche\n"
            "E1,Roux,Léa,lea@fenwick.example,01/12/2020\n"
            "E2,Petit,Max,max@fenwick.example,31/01/2021\n",
            "person",
            {"email", "name", "start_date"},
        ),
        (
            "a.csv",
            "Nombre y apellidos;Correo electrónico;Departamento;Fecha de alta;Jefe directo\n"
            "Ana Ruiz;ana@fenwick.example;TI;01/02/2020;\n"
            "Luis Gil;luis@fenwick.example;TI;28/02/2020;ana@fenwick.example\n",
            "person",
            {"name", "email", "department", "start_date", "manager_id"},
        ),
        (
            "a.csv",
            "Serienummer;Computernaam;Gebruiker;Laatst gezien;Versleuteld\n"
            "X1AB2CD;PC1;a@fenwick.example;2026-11-01;ja\n"
            "X1AB2CE;PC2;b@fenwick.example;2026-11-02;nee\n",
            "device",
            {"serial_number", "hostname", "disk_encrypted", "last_seen_at"},
        ),
        (
            "suppliers.csv",
            "Supplier Number,Supplier Name,Business Owner,Contract End,Security Review\n"
            "S1,Acme,ann@fenwick.example,2027-01-31,approved\n"
            "S2,Bolt,bob@fenwick.example,2026-12-31,in progress\n",
            "vendor",
            {"name", "sponsor_id", "contract_end", "review_status"},
        ),
        (
            "lms.csv",
            "Employee ID,Course,Completed,Expires\n"
            "1,Phishing,2026-01-02,2027-01-02\n"
            "2,Phishing,2026-01-03,2027-01-03\n",
            "training",
            {"person_id", "course", "completed_at", "expires_at"},
        ),
        (
            "installed.csv",
            "Hostname,Software Name,Version,Publisher\nPC1,7-Zip,23.01,Igor\nPC1,Zoom,6.1.2,Zoom\n",
            "software",
            {"device_id", "name", "version", "vendor"},
        ),
        (
            "expenses.csv",
            "Date,Employee Email,Merchant,Amount,Currency\n"
            "2026-01-02,a@fenwick.example,Notion,12.50,EUR\n"
            "2026-01-05,b@fenwick.example,Figma,15.00,EUR\n",
            "purchase",
            {"vendor_name", "buyer_id", "amount", "bought_at"},
        ),
    ],
)
def test_tables_are_told_by_their_words_and_values(
    proposed: Proposed, tmp_path: Path, name: str, text: str, table: str, columns: set[str]
) -> None:
    proposal = proposed(name, text)
    assert proposal.table == table
    rows = run(proposal, tmp_path)[table]
    assert columns <= set(rows[0])
    assert all(value is not None for value in (rows[-1][column] for column in columns))


def test_dates_that_could_be_either_way_round_are_marked_for_review(proposed: Proposed) -> None:
    text = "Employee ID,Email,Hire Date\n1,a@fenwick.example,03/04/2020\n2,b@fenwick.example,05/06/2021\n"
    assert "FITS AS WELL" in proposed("hr.csv", text).text


def test_what_is_not_used_and_not_understood_is_said(proposed: Proposed) -> None:
    text = HR.replace("Elternzeit", "Mondurlaub").replace("Abteilung", "Schuhgröße")
    proposal = proposed("personal.csv", text)
    assert '"Schuhgröße" is not used' in proposal.text
    assert "not understood, so unknown: Mondurlaub" in proposal.text


def test_a_key_of_two_columns_is_found_and_no_key_is_admitted(proposed: Proposed) -> None:
    two = "Serial Number,Hostname,OS Version\nA1B2C3D,pc1,1\nA1B2C3D,pc2,2\nA1B2C3E,pc1,1\n"
    assert source_in(proposed("devices.csv", two).text).key == ("Serial Number", "Hostname")
    none = "Serial Number,Hostname,OS Version\nA1B2C3D,pc1,1\nA1B2C3D,pc1,1\n"
    assert "NOT unique" in proposed("devices2.csv", none).text


def test_nested_json_and_lines_are_read_where_their_records_are(proposed: Proposed, tmp_path: Path) -> None:
    people = [
        {"profile": {"email": f"p{n}@fenwick.example", "lastName": "Poe", "department": "IT"}, "id": n} for n in (1, 2)
    ]
    document = proposed("people.json", json.dumps({"meta": 1, "result": {"staff members": people}}))
    assert source_in(document.text).location["rows"] == "$.result['staff members']"
    assert run(document, tmp_path)["person"][0]["email"] == "p1@fenwick.example"
    lines = proposed("people.jsonl", "\n".join(json.dumps(one) for one in people))
    assert lines.kind == "jsonl"
    assert run(lines, tmp_path)["person"][1]["email"] == "p2@fenwick.example"


def test_a_workbook_is_converted_beside_itself(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in MDM.splitlines():
        book.active.append(line.split("\t"))
    book.save(tmp_path / "computers.xlsx")
    proposal = propose(tmp_path / "computers.xlsx", program_of(tmp_path))
    assert source_in(proposal.text).location == {"path": "computers.csv"}
    assert run(proposal, tmp_path)["device"][0]["hostname"] == "MAC-01"
    with pytest.raises(SourceError, match="is there already"):
        propose(tmp_path / "computers.xlsx", program_of(tmp_path))


def test_lines_above_the_header_are_skipped(proposed: Proposed, tmp_path: Path) -> None:
    proposal = proposed("devices.csv", "Report of devices\nGenerated today\n" + MDM.replace("\t", ","))
    assert source_in(proposal.text).location["skip_rows"] == 2
    assert len(run(proposal, tmp_path)["device"]) == 2


def test_a_name_made_to_break_yaml_or_sql_stays_a_name(proposed: Proposed, tmp_path: Path) -> None:
    evil = 'E-Mail "x" \' \n# y: [z'
    quoted = '"' + evil.replace('"', '""') + '"'
    text = f'Personalnummer,{quoted},Nachname,Status\n1,a@fenwick.example,Poe,"x\'); drop table person; --"\n'
    proposal = proposed("hr.csv", text)
    source = source_in(proposal.text)
    assert source.id == "hr"
    assert {feed.table for feed in source.feeds} == {"person"}
    assert run(proposal, tmp_path)["person"][0]["name"] == "Poe"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.sql", b"INSERT INTO employees VALUES (1, 'Ada');\n", "holds SQL statements"),
        ("a.csv", b"", "is empty"),
        ("a.csv", bytes(range(256)) * 40, "is not text"),
        ("a.csv", b"Shoe,Hat\nred,blue\ngreen,pink\n", "not clear what"),
        ("a.json", b'{"a": 1}', "holds no list of records"),
        ("a.csv", b"Hostname,OS Version\npc1," + b"x" * 1_100_000, "longer than 1 MB"),
        ("a.xlsx", b"PK\x03\x04 not a workbook", "no workbook"),
        ("a.parquet", b"PAR1....PAR1", "is Parquet"),
    ],
)
def test_what_is_no_known_table_is_refused_with_a_reason(
    proposed: Proposed, name: str, content: bytes, told: str
) -> None:
    with pytest.raises(SourceError, match=told):
        proposed(name, content)


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ([{"id": "1", "status": "ACTIVE", "profile": {"login": "a"}, "credentials": {}}], "okta"),
        ({"Resources": [{"schemas": ["urn:…:User"], "userName": "a"}]}, "scim"),
        ({"value": [{"userPrincipalName": "a", "accountEnabled": True}]}, "entra"),
        ({"vulnerabilities": [{"cveID": "CVE-1", "dateAdded": "x", "vulnerabilityName": "y"}]}, "kev"),
        ([{"name": "a"}], None),
    ],
)
def test_ready_made_shapes_are_told_by_their_field_names(document: object, kind: str | None) -> None:
    found = recognise((), document, ("okta", "scim", "entra", "kev"))
    assert (found[0] if found else None) == kind


def test_ids_never_collide_with_a_source_that_is_there(proposed: Proposed, tmp_path: Path) -> None:
    first = source_in(proposed("personal.csv", HR).text)
    again = propose(tmp_path / "personal.csv", program_of(tmp_path, first))
    assert again.source_id == "personal-2"


def test_a_word_that_the_sample_does_not_show_is_not_lost_later(tmp_path: Path) -> None:
    path = tmp_path / "devices.csv"
    path.write_text(
        "Serial number,Device name,OS,Encrypted,Status\nS1AB23C,a-1,Windows 11,Ja,Aktiv\nS2AB23C,a-2,macOS,Ja,Aktiv\n"
    )
    [device] = [feed for feed in source_in(propose(path, program_of(tmp_path)).text).feeds if feed.table == "device"]
    assert (
        device.select["disk_encrypted"]
        == "case lower(trim(\"Encrypted\")) when 'ja' then true when 'nein' then false end"
    )
    assert device.select["status"].endswith('else "Status" end')
    assert "then 'laptop'" in device.select["kind"]


def test_results_of_practice_messages_are_recognised() -> None:
    campaign = [{"id": 1, "name": "A parcel", "timeline": [], "results": []}]
    answer = {"value": [{"simulationUser": {}, "simulationEvents": []}]}
    kinds = ("gophish", "attack-simulation")
    assert recognise((), campaign, kinds) == ("gophish", "campaigns of GoPhish")
    assert recognise((), answer, kinds) == ("attack-simulation", "users of an attack simulation")
    assert recognise("campaign_id email time message details".split(), None, kinds) == ("gophish", "events of GoPhish")
