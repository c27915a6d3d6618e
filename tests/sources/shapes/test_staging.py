"""What every shape promises: envelopes, broken input, merging, overrides."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drystone.lib.errors import SourceError
from drystone.program.model import Feed, Place, Source
from drystone.program.vocabulary import TABLES
from drystone.sources import shapes
from drystone.sources.shapes import documents, opening
from drystone.sources.shapes.catalogue import SHAPES
from drystone.sources.shapes.model import Row, Sight
from drystone.sources.shapes.record import Record

Stage = Callable[..., Any]
PLACE = Place("sources/made-up.yaml")

ANNA = {"id": "u1", "userPrincipalName": "anna@fenwick.example", "displayName": "Anna Ash", "accountEnabled": True}
BEN = {"id": "u2", "userPrincipalName": "ben@fenwick.example", "displayName": "Ben Birch", "accountEnabled": False}


@pytest.mark.parametrize(
    "written",
    [
        json.dumps([ANNA, BEN]),
        json.dumps({"value": [ANNA, BEN]}),
        json.dumps({"@odata.nextLink": "https://graph.test/next", "value": [ANNA, BEN]}),
        json.dumps(ANNA) + "\n" + json.dumps(BEN) + "\n",
        json.dumps({"value": [ANNA]}) + "\n" + json.dumps({"value": [BEN]}) + "\n",
        json.dumps(ANNA, indent=2) + "\n" + json.dumps(BEN, indent=2),
        json.dumps({"answer": json.dumps({"value": [ANNA, BEN]})}),
        "\ufeff" + json.dumps([ANNA, BEN]),
        json.dumps([ANNA, BEN]).encode("utf-16"),
        gzip.compress(json.dumps([ANNA, BEN]).encode()),
        bz2.compress(json.dumps([ANNA, BEN]).encode()),
    ],
    ids=[
        "array",
        "envelope",
        "page",
        "lines",
        "pages",
        "one after another",
        "text in text",
        "BOM",
        "UTF-16",
        "gz",
        "bz2",
    ],
)
def test_records_are_found_in_every_arrangement(stage: Stage, written: str | bytes) -> None:
    result = stage("entra", written)
    assert result.staged.status == "complete"
    assert [row["username"] for row in result.rows["account"]] == ["anna@fenwick.example", "ben@fenwick.example"]
    assert [row["status"] for row in result.rows["account"]] == ["active", "disabled"]


def test_a_stream_names_its_table_and_its_columns(stage: Stage) -> None:
    [stream] = stage("entra", [ANNA]).staged.streams
    assert (stream.table, stream.format) == ("account", "jsonl")
    assert stream.columns == ("_key", "_seen_at", *TABLES["account"].names)
    [feed] = stream.feeds
    assert feed.select["username"] == '"username"'


def test_a_programs_feed_changes_columns_and_filters(stage: Stage) -> None:
    change = Feed("account", {"kind": "'service'", "owner": '"email"'}, PLACE, where="\"username\" like 'svc-%'")
    [stream] = stage("entra", [ANNA], feeds=(change,)).staged.streams
    [feed] = stream.feeds
    assert stream.table is None
    assert (feed.select["kind"], feed.select["owner_id"], feed.select["username"]) == (
        "'service'",
        '"email"',
        '"username"',
    )
    assert feed.select["account_id"] == '"account_id"'
    assert feed.where == "\"username\" like 'svc-%'"


def test_a_feed_of_another_table_hangs_on_the_main_one(stage: Stage) -> None:
    extra = Feed("training", {"person": '"email"', "course": "'joined'"}, PLACE)
    [stream] = stage("entra", [ANNA], feeds=(extra,)).staged.streams
    assert [feed.table for feed in stream.feeds] == ["account", "training"]


def test_the_same_input_has_the_same_digest_and_a_change_another(stage: Stage) -> None:
    first, second = stage("entra", [ANNA]).staged, stage("entra", [ANNA]).staged
    assert first.digest == second.digest != stage("entra", [BEN]).staged.digest
    fed = Feed("account", {"kind": "'human'"}, PLACE)
    assert first.digest != stage("entra", [ANNA], feeds=(fed,)).staged.digest


def test_what_several_documents_say_of_one_thing_becomes_one_row(stage: Stage) -> None:
    report = {"id": "u1", "userPrincipalName": "anna@fenwick.example", "isMfaRegistered": True, "isAdmin": True,
              "methodsRegistered": ["mobilePhone", "microsoftAuthenticatorPush"]}  # fmt: skip
    row = stage("entra", [report], [ANNA]).one("account")
    assert (row["mfa"], row["is_admin"], row["status"]) == ("push", "true", "active")


def test_more_about_something_unknown_is_listed_and_makes_nothing(stage: Stage) -> None:
    assignment = {"id": "a", "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10", "principalId": "u9"}
    result = stage("entra", [ANNA], [assignment])
    assert [row["_key"] for row in result.rows["account"]] == ["u1"]
    assert result.reasons == ["more about the account 'u9', which is not in this source"]


@pytest.mark.parametrize(
    ("written", "status", "reason"),
    [
        (b"", "failed", "the file is empty"),
        (b"   \n ", "failed", "the file is empty"),
        (b"{ nothing", "failed", "not JSON"),
        (b"\x89PNG\r\n", "failed", "delimited text or something else"),
        (b"[" * 100_000, "failed", "nested too deeply"),
        (b'{"value": "\xff\xfe"}', "failed", "not UTF-8"),
        (b'{"other": 1}', "failed", "nothing here is what the shape entra knows"),
        (b'{"id": ' + b"9" * 6_000 + b"}", "failed", "not JSON"),
        (gzip.compress(json.dumps([ANNA]).encode())[:-12], "failed", "damaged or cut short"),
        (b"PK\x03\x04 not an archive", "failed", "not an archive"),
    ],
    ids=["empty", "blank", "broken", "binary", "deep", "bytes", "foreign", "number", "cut gz", "not zip"],
)
def test_a_file_without_anything_usable_fails_with_its_reason(
    stage: Stage, written: bytes, status: str, reason: str
) -> None:
    result = stage("entra", written)
    assert (result.staged.status, result.staged.streams) == (status, ())
    assert reason in result.staged.error
    assert result.staged.quarantined_count == len(result.staged.quarantined) == 1


def test_the_good_part_of_a_cut_file_is_used_and_the_source_incomplete(stage: Stage) -> None:
    result = stage("entra", json.dumps([ANNA, BEN])[:-20])
    assert [row["_key"] for row in result.rows["account"]] == ["u1"]
    assert result.staged.status == "incomplete"
    assert "record 2" in result.staged.error


def test_one_bad_line_is_quarantined_with_its_number(stage: Stage) -> None:
    result = stage("entra", f"{json.dumps(ANNA)}\n{{broken\n{json.dumps(BEN)}\n")
    assert len(result.rows["account"]) == 2
    [left_out] = result.staged.quarantined
    assert (left_out.line, left_out.excerpt) == (2, "{broken")


def test_an_empty_list_is_complete_and_holds_nothing(stage: Stage) -> None:
    for written in ([], {"value": []}, {"totalResults": 0, "Resources": []}):
        staged = stage("entra", written).staged
        assert (staged.status, staged.streams) == ("complete", ())


def test_a_record_without_an_id_is_left_out(stage: Stage) -> None:
    result = stage("entra", [{**ANNA, "id": None}, BEN])
    assert [row["_key"] for row in result.rows["account"]] == ["u2"]
    assert result.reasons == ["a account without an id"]


def test_what_engines_cannot_read_is_taken_out_of_texts(stage: Stage) -> None:
    row = stage("entra", b'[{"id": "u\\u0000", "userPrincipalName": "a\\ud800b"}]').one("account")
    assert (row["_key"], row["username"]) == ("u", "a?b")


def test_a_line_without_end_is_stopped(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_LINE", 1_000)
    result = stage("entra", f"{json.dumps(ANNA)}\n{json.dumps(BEN)}\n{{{'x' * 5_000}")
    assert result.staged.status == "incomplete"
    assert "line 3 is longer" in result.staged.error


def test_a_document_larger_than_the_limit_says_how_to_export_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "WHOLE_LIMIT", 1_000)
    assert "one record per line" in stage("entra", [ANNA] * 20).staged.error


def test_a_bomb_is_stopped_while_it_unpacks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "UNPACKED_LIMIT", 100_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.json", '["' + "a" * 5_000_000 + '"]')
    for bomb in (packed.getvalue(), gzip.compress(b'["' + b"a" * 5_000_000)):
        staged = stage("entra", bomb).staged
        assert staged.status == "failed"
        assert "was stopped" in staged.error


def test_an_archives_members_are_read_each_with_its_name(stage: Stage) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("users/one.json", json.dumps([ANNA]))
        archive.writestr("users/two.json", "oops")
        archive.writestr("__MACOSX/._one.json", "resource fork")
    result = stage("entra", packed.getvalue(), file="export.zip")
    assert [one.file for one in result.staged.quarantined] == ["export.zip!users/two.json"]
    assert (result.staged.status, len(result.rows["account"])) == ("incomplete", 1)


def test_an_unknown_kind_is_named_with_the_nearest() -> None:
    with pytest.raises(SourceError, match="scim"):
        shapes.describe("scimm")


@pytest.mark.parametrize("kind", shapes.KINDS)
def test_every_shape_says_what_it_reads(kind: str) -> None:
    assert len(shapes.describe(kind)) > 20


_NAMES = st.sampled_from(
    sorted(
        {
            "id", "name", "version", "schemas", "userName", "emails", "profile", "login", "status", "value", "type",
            "members", "displayName", "general", "udid", "hardware", "software", "hostIdentifier", "snapshot",
            "content", "deviceid", "releases", "cycle", "eol", "matches", "source", "Results", "Target",
            "Vulnerabilities", "vulnerability", "packages", "findingArn", "resources", "vulnerabilityAlerts",
            "cveId", "machineId", "Definitions", "RpmInfoTests", "States", "hostname", "uuid", "device_mapping",
            "asset_tag", "serial", "assigned_to", "primaryEmail", "full_name", "private", "node", "role", "OSVersion",
            "SecurityReleases", "CVEs", "system_info", "cve", "epss", "cveID", "dueDate", "userPrincipalName",
        }
    )
)  # fmt: skip
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), _NAMES)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_NAMES, inner, max_size=6)),
    max_leaves=20,
)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(value=st.dictionaries(_NAMES, _VALUES, max_size=8), people=st.booleans())
def test_no_json_makes_a_shape_crash_or_feed_what_no_table_has(value: dict[str, Any], people: bool) -> None:
    options = {"people": people, "device": "h1"}
    for shape in SHAPES.values():
        source = Source("made-up", shape.kind, PLACE, options=options)
        for item in shape.read(Sight(Record(value), ("x",), "f.json", source, {}, options)) or ():
            if isinstance(item, Row):
                assert item.table in shape.tables
                assert set(item.values) <= set(TABLES[item.table].names), item.table


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(value=_VALUES, kind=st.sampled_from([kind for kind in shapes.KINDS if kind != "sql-dump"]))
def test_staging_any_json_ends_in_a_verdict(tmp_path_factory: pytest.TempPathFactory, value: Any, kind: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "any.json").write_text(json.dumps(value))
    moment = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    fetched = SimpleNamespace(files=(folder / "any.json",), fetched_at=moment, complete=True, error="", quarantined=())
    staged = shapes.stage(Source("made-up", kind, PLACE), fetched, folder / "scratch")
    assert staged.status in ("complete", "incomplete", "failed")
    for stream in staged.streams:
        rows = [json.loads(line) for line in stream.files[0].read_text("utf-8").splitlines()]
        assert all(row["_key"] for row in rows)
        assert all(isinstance(text, str) for row in rows for text in row.values())
