"""The gate: what must never pass, and what people need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from drystone.lake.engines import DuckEngine
from drystone.program.sql import MAX_SQL, Parsed, parse_check, parse_expression, parse_select
from drystone.program.vocabulary import TABLES

HOSTILE_QUERIES = [
    "drop table device",
    "delete from device",
    "insert into device select * from device",
    "update device set hostname = 'x'",
    "create table x as select 1",
    "copy device to '/tmp/x'",
    "copy (select 1) to '/tmp/x'",
    "attach '/tmp/x' as y",
    "detach y",
    "install httpfs",
    "load httpfs",
    "pragma database_list",
    "set threads = 1",
    "reset threads",
    "call pragma_version()",
    "export database '/tmp/x'",
    "vacuum",
    "checkpoint",
    "begin transaction",
    "explain select 1",
    "describe device",
    "summarize device",
    "show tables",
    "use memory",
    "prepare x as select 1",
    "execute x",
    "select 1 as asset_id; select 2",
    "select 1 as asset_id; drop table device",
    "with x as (delete from device returning *) select * from x",
    "with x as (insert into device values (1) returning *) select * from x",
    "with recursive x as (select 1 as n union all select n + 1 from x) select n from x",
    "select device_id into y from device",
    "select device_id from device for update",
    "select * from read_csv('/etc/passwd')",
    "select * from read_csv_auto('/etc/passwd')",
    "select * from read_parquet('x.parquet')",
    "select * from read_json('x.json')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from glob('/etc/*')",
    "select * from parquet_metadata('x')",
    "select * from '/etc/passwd'",
    'select * from "/etc/passwd"',
    "select * from 'https://example.test/x.csv'",
    "from 'x.parquet'",
    "select * from sqlite_scan('x', 'y')",
    "select * from postgres_scan('x', 'y', 'z')",
    "select * from query('select 1')",
    "select * from query_table('device')",
    "select * from duckdb_settings()",
    "select * from duckdb_secrets()",
    "select * from information_schema.tables",
    "select * from pg_catalog.pg_tables",
    "select * from sqlite_master",
    "select * from main.device",
    "select * from other.main.device",
    "select * from range(1000000000000)",
    "select * from generate_series(1, 1000000000000)",
    "select * from repeat_row(1, num_rows = 100000000)",
    "select * from device tablesample 10%",
    "select * from device at (version => 1)",
    "pivot device on kind using count(*)",
    "select * from device pivot (count(*) for kind in ('a'))",
    "select columns('.*') from device",
    "select columns(*) from device",
    "select #1 from device",
    "select d from device d",
    "select device_id from device natural join software",
    "select device_id from device positional join software",
    "select * from device d asof join account a on d.last_seen_at >= a.created_at",
    "select rowid from device",
    "select device_id from device, device",
    "select status from device, account",
    "select x.device_id from device",
    "select device_id from device where hostname = (select nme from application)",
    "select device_id from device join software using (hostnam)",
    "select a.b from (select device_id as c from device) a",
    "select ctes.x from ctes",
    "select device_id from device order by nothing_here",
    "select device_id from device group by nothing_here",
    "select device_id, device_id from device union select device_id from device",
    "values (1)",
    "",
    "   -- nothing",
    "select",
    "select device_id from device where",
    "select 'abc from device",
    "select /* device_id from device",
    "select device_id from device |> where true",
    "select * replace (1 as hostname) from device",
    "select $other from device",
    "select ? from device",
    "select $1 from device",
    "select @@version",
]

HOSTILE_EXPRESSIONS = [
    "now() > last_seen_at",
    "current_date > last_seen_at",
    "current_timestamp > last_seen_at",
    "today() > last_seen_at",
    "get_current_timestamp() > last_seen_at",
    "age(last_seen_at) > interval 1 day",
    "random() > 0.5",
    "setseed(0.5)",
    "uuid() = hostname",
    "gen_random_uuid() = hostname",
    "getenv('HOME') = hostname",
    "current_setting('threads') = hostname",
    "getvariable('x') = hostname",
    "version() = hostname",
    "current_user = hostname",
    "current_database() = hostname",
    "current_schema() = hostname",
    "txid_current() = 1",
    "nextval('x') = 1",
    "pg_sleep(10)",
    "sleep_ms(10)",
    "repeat(hostname, 1000000000) = ''",
    "lpad(hostname, 1000000000, 'x') = ''",
    "rpad(hostname, 1000000000, 'x') = ''",
    "printf('%1000000000d', 1) = ''",
    "format('{}', hostname) = ''",
    "len(range(1000000000)) > 1",
    "len(generate_series(1, 1000000000)) > 1",
    "error('x')",
    "read_text('/etc/passwd') = ''",
    "write_log('x')",
    "query('select 1') = 1",
    "add_parquet_key('a', 'b')",
    "hostname = any(select name from application)",
    "hostname in (select name from application)",
    "exists (select 1 from application)",
    "(select 1) = 1",
    "count(*) > 1",
    "sum(criticality) > 1",
    "row_number() over () = 1",
    "unnest([true])",
    "disk_encryptd",
    "software.name = 'x'",
    "main.device.hostname = 'x'",
    "hostname.lower() = 'x'",
    "hostname.error()",
    "disk_encrypted; drop table device",
    "disk_encrypted as x",
    "x := 3",
    "disk_encrypted, managed",
    "select 1",
    "$other = 1",
    "? = 1",
    "$1 = 1",
    "cast(hostname as regclass) = 1",
    "cast(hostname as struct(a integer)).a = 1",
    "hostname",
    "1",
    "'true'",
    "criticality + 1",
    "lower(hostname, 'x', 'y', 'z', (select 1)) = 'x'",
    "days_since() > 1",
    "days_since(last_seen_at, 3) > 1",
    "[x for x in [1, 2]]  = [1]",
    "columns('x')",
    "*",
    "device.* = 1",
    "try(1/0) = 1",
    "hostname collate nocase = 'x'",
    "hostname glob 'x*'",
    "alias(hostname) = 'x'",
    "stats(hostname) = 'x'",
    "hash(hostname) = 1",
    "regexp_matches(hostname, '(?=x)')",
    "regexp_matches(hostname, '(a)\\1')",
    "hostname like any (array['x'])",
    "list_transform(['x'], lambda f: main.read_text(f)) = []",
    "list_transform(['x'], lambda f: f || other) = []",
]

FINE_QUERIES = [
    "select device_id as asset_id from device",
    "select device_id asset_id from device",
    'select "device_id" as "asset_id" from "device"',
    "from device select device_id as asset_id",
    "select d.device_id as asset_id, d.hostname as item from device d",
    "select device.device_id as asset_id from device",
    "SELECT DEVICE_ID AS ASSET_ID FROM DEVICE",
    "select a.account_id as asset_id from account a join person p using (person_id) where p.status = 'left'",
    "select account_id as asset_id from account left join person using (person_id) where person.email is null",
    "select person_id as asset_id from account join person using (person_id)",
    "select a.account_id as asset_id from account a, person p where a.person_id = p.person_id",
    "select d.device_id as asset_id from device d where exists (select 1 from software s"
    " where s.device_id = d.device_id)",
    "select device_id as asset_id from device where device_id in (select device_id from software where name = 'x')",
    "select device_id as asset_id, (select count(*) from software s where s.device_id = device.device_id) || ''"
    " as detail from device",
    "with old as (select device_id from device where days_since(last_seen_at) > 30)"
    " select device_id as asset_id from old",
    "with a as (select device_id x from device), b as (select x as asset_id from a) select * from b",
    "with a(asset_id) as (select device_id from device) select asset_id from a",
    "select asset_id from (select device_id as asset_id from device) t",
    "select * from (select device_id as asset_id from device)",
    "select t.* from (select device_id as asset_id, hostname as item from device) t",
    "select * exclude (hostname) from (select device_id as asset_id, hostname from device)",
    "select device_id as asset_id from device union all select account_id from account",
    "select device_id as asset_id from device except select device_id from software",
    "select device_id as asset_id from device intersect select device_id from software",
    "select device_id as asset_id, string_agg(name, ', ' order by name) as detail from software group by device_id",
    "select device_id as asset_id from software group by all having count(*) > 3",
    "select device_id as asset_id, count(*) as detail from software group by asset_id having detail > 3",
    "select device_id as asset_id from software qualify row_number() over (partition by device_id order by name) = 1",
    "select device_id as asset_id, count(*) over (partition by device_id) || '' as item from software",
    "select device_id as asset_id, lower(name) as item from software where item = 'x'",
    "select distinct device_id as asset_id from software",
    "select cloud_resource_id as asset_id, tag as item from cloud_resource, unnest(tags) as t(tag)",
    "select cloud_resource_id as asset_id, unnest(tags) as item from cloud_resource",
    "select c.cloud_resource_id as asset_id from cloud_resource c cross join unnest(c.tags) t(x) where x = 'a'",
    "select d.device_id as asset_id from device d, lateral (select s.name from software s"
    " where s.device_id = d.device_id) q",
    "select device_id as asset_id from device order by hostname limit 5 offset 1",
    "select device_id as asset_id from device order by asset_id desc nulls last",
    "select asset_id from (values ('a'), ('b')) v(asset_id)",
    "select device_id as asset_id, case when managed then 'fail' else 'unknown' end as outcome from device",
    "select device_id as asset_id from device where last_seen_at < $as_of - interval 30 day",
    "select a.account_id as asset_id from account a semi join person p on a.person_id = p.person_id",
    "select a.account_id as asset_id from account a anti join person p on a.person_id = p.person_id",
    "select p.person_id as asset_id from person p join person m on p.manager_id = m.person_id where m.status = 'left'",
    "select device_id as asset_id from device full join software using (device_id)",
    "select device_id as asset_id -- why\n from device /* and where */",
    "select device_id as asset_id from device;",
    "select count(*) filter (where managed) as asset_id from device",
    "select sum(criticality) over w as asset_id from device window w as (partition by kind)",
    "select s.device_id as asset_id, s.name as item from software s join approved a on a.kind = 'app'"
    " and lower(a.replaces) = lower(s.name)",
    "select e.exception_id as asset_id from exception e where e.until < cast($as_of as date)",
    "select position_id as asset_id from holding where state = 'left'",
]

FINE_EXPRESSIONS = [
    "not disk_encrypted",
    "disk_encrypted is not true",
    "kind in ('laptop', 'phone')",
    "kind not in ('server')",
    "days_since(last_seen_at) > 30",
    "days_since(coalesce(last_seen_at, enrolled_at)) > 30",
    "last_seen_at < $as_of - interval 14 days",
    "hostname ilike '%test%'",
    "hostname not like 'x%' escape '!'",
    "os_version is null or os_name is null",
    "criticality between 2 and 4",
    "(criticality = 4 and not managed) or internet_facing",
    "coalesce(managed, false)",
    "case when platform = 'macos' then not disk_encrypted end",
    "if(managed, disk_encrypted, false)",
    "regexp_matches(hostname, '^[a-z]+-\\d+$')",
    "owner_id is distinct from device_id",
    "lower(trim(vendor)) = 'apple'",
    "try_cast(os_version as double) < 12",
    "os_version::double < 12",
    "split_part(os_version, '.', 1)::integer < 12",
    "list_contains(string_split(mac_addresses, ','), 'x')",
    "len(string_split(mac_addresses, ',')) > 1",
    "len(list_filter(string_split(mac_addresses, ','), lambda m: m <> '')) > 1",
    "string_split(mac_addresses, ',')[1] = 'x'",
    "DISK_ENCRYPTED",
    '"disk_encrypted"',
    "device.disk_encrypted",
    "enrolled_at::date = date '2026-01-01'",
    "date_diff('day', enrolled_at, last_seen_at) > 3",
    "hostname = 'it''s -- ; drop table device'",
    "hostname = '(((((((((('",
    "true",
    "null",
    "disk_encrypted;",
    "greatest(criticality, 2) > 3",
    "hostname || 'x' = 'yx'",
    "criticality % 2 = 0",
    "-criticality < 0",
    "starts_with(hostname, 'x')",
]


@pytest.mark.parametrize("text", HOSTILE_QUERIES)
def test_a_hostile_query_is_refused_with_a_reason(text: str) -> None:
    answer = parse_check(text)
    assert not isinstance(answer, Parsed)
    assert answer
    assert all(fault.message and 0 <= fault.offset <= max(len(text), 1) for fault in answer)


@pytest.mark.parametrize("text", HOSTILE_EXPRESSIONS)
def test_a_hostile_expression_is_refused_with_a_reason(text: str) -> None:
    answer = parse_expression(text, table="device", truth=True)
    assert not isinstance(answer, Parsed)
    assert answer
    assert all(fault.message and 0 <= fault.offset <= len(text) for fault in answer)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckEngine]:
    """Give an engine with every table of the vocabulary, empty."""
    session = DuckEngine(threads=1, memory="500MB")
    for table in TABLES.values():
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
        session.execute(f'create table "{table.name}" ({columns})')
    yield session
    session.close()


def _runs(engine: DuckEngine, sql: str, parsed: Parsed) -> None:
    engine.rows(sql, {"as_of": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)} if parsed.reads_clock else {})


@pytest.mark.parametrize("text", FINE_QUERIES)
def test_a_fine_query_passes_and_runs(engine: DuckEngine, text: str) -> None:
    parsed = parse_check(text)
    assert isinstance(parsed, Parsed), parsed
    _runs(engine, parsed.sql, parsed)


@pytest.mark.parametrize("text", FINE_EXPRESSIONS)
def test_a_fine_expression_passes_and_runs(engine: DuckEngine, text: str) -> None:
    parsed = parse_expression(text, table="device", truth=True)
    assert isinstance(parsed, Parsed), parsed
    _runs(engine, f"select count(*) from device where {parsed.sql}", parsed)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000,
        "(" * 4_000 + "1" + ")" * 4_000,
        "not " * 2_400 + "managed",
        "- " * 4_000 + "1",
        "1" + " + 1" * 2_400 + " > 1",
        "case when " * 900 + "managed",
        "[" * 3_000,
        "managed" * MAX_SQL,
        "a." * 4_000 + "b",
        "x::int" + "::int" * 1_500 + " > 1",
        "'" * 9_999,
        "\x00",
        "\ud83d managed",
        "$$ managed",
        "1" + " union select 1" * 600,
        "managed\u2028 and \u00a0 (",
    ],
)
def test_a_text_that_would_exhaust_the_parser_is_refused(text: str) -> None:
    assert not isinstance(parse_expression(text, table="device", truth=True), Parsed)
    assert not isinstance(parse_select(f"select {text}"[: MAX_SQL + 1]), Parsed)


def test_a_long_chain_of_or_is_no_depth() -> None:
    text = " or ".join(f"hostname = 'h{number}'" for number in range(450))
    assert isinstance(parse_expression(text, table="device", truth=True), Parsed)


@pytest.mark.parametrize(
    ("text", "message", "offset", "suggestion"),
    [
        ("not disk_encryptd", "no column `disk_encryptd` in device", 4, "did you mean `disk_encrypted`?"),
        ("managed and lowr(hostname) = 'x'", "`lowr` is not available here", 12, "did you mean `lower`?"),
        ("last_seen_at < now()", "`now` is not available here", 15, "write $as_of"),
        (
            "strptime(hostname, '%Y') is null",
            "`strptime` is not available here",
            0,
            "write try_strptime(…), which gives NULL where it does not fit",
        ),
        ("managed and hostname", "", -1, ""),
        ("last_seen_at < $asof", "the only parameter is $as_of", 0, "write $as_of"),
        ("hostname", "`hostname` is text, not true or false", 0, "compare it, as in hostname is not null"),
    ],
)
def test_a_fault_says_where_and_what_was_meant(text: str, message: str, offset: int, suggestion: str) -> None:
    answer = parse_expression(text, table="device", truth=True)
    if offset < 0:
        assert isinstance(answer, Parsed)
        return
    assert not isinstance(answer, Parsed)
    assert [(fault.message, fault.suggestion) for fault in answer] == [(message, suggestion)]
    assert answer[0].offset == offset or message.startswith("the only")


def test_every_fault_of_a_query_is_told_at_once() -> None:
    answer = parse_select(
        "select d.hostnme, s.nam from device d join sofware s on d.device_id = s.device_id where stats = 1"
    )
    assert not isinstance(answer, Parsed)
    assert [(fault.message, fault.offset) for fault in sorted(answer, key=lambda fault: fault.offset)] == [
        ("no column `hostnme` in device", 9),
        ("unknown table `sofware`", 43),
    ]


def test_the_answer_says_what_is_read() -> None:
    parsed = parse_check(
        "select d.device_id as asset_id from device d join software s using (device_id) where s.name = 'x'"
    )
    assert isinstance(parsed, Parsed)
    assert parsed.tables == {"device", "software"}
    assert parsed.columns == {"device.device_id", "software.device_id", "software.name"}
    assert parsed.outputs == ("asset_id",)
    assert not parsed.reads_clock


@pytest.mark.parametrize("text", ["days_since(last_seen_at) > 1", "last_seen_at < $as_of"])
def test_an_expression_on_time_says_that_it_reads_the_clock(text: str) -> None:
    parsed = parse_expression(text, table="device", truth=True)
    assert isinstance(parsed, Parsed)
    assert parsed.reads_clock


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select device_id from device", "the query gives no asset_id"),
        ("select device_id as asset_id, hostname from device", "the query gives `hostname`"),
        ("select device_id as asset_id, hostname as asset_id from device", "the query gives `asset_id` twice"),
        ("select * from device", "the query gives no asset_id"),
        ("select device_id as asset_id, count(*) from device group by 1", "the query gives `a column without a name`"),
    ],
)
def test_a_check_gives_only_what_a_finding_holds(text: str, message: str) -> None:
    answer = parse_check(text)
    assert not isinstance(answer, Parsed)
    assert message in [fault.message for fault in answer]


def test_a_population_gives_asset_id_alone() -> None:
    assert isinstance(parse_check("select device_id as asset_id from device", applies=True), Parsed)
    assert not isinstance(
        parse_check("select device_id as asset_id, hostname as item from device", applies=True), Parsed
    )


def test_comments_never_reach_the_engine() -> None:
    parsed = parse_select("select hostname /* */ from device -- ; drop table device")
    assert isinstance(parsed, Parsed)
    assert parsed.sql == 'SELECT "hostname" FROM "device"'


def test_a_source_may_name_any_column() -> None:
    parsed = parse_expression('upper("Last Check-in") || serial')
    assert isinstance(parsed, Parsed)
    assert parsed.columns == {"Last Check-in", "serial"}
