"""KEV, EPSS, OVAL, endoflife.date, winget, SOFA, Scoop, vendors, SQL dumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from drystone.lib.errors import SourceError
from drystone.program.model import Feed, Place

Stage = Callable[..., Any]


def test_kev_is_the_same_as_json_and_csv(stage: Stage) -> None:
    entry = {
        "cveID": "CVE-2026-0001",
        "vulnerabilityName": "A flaw",
        "dateAdded": "2026-01-01",
        "dueDate": "2026-01-22",
        "knownRansomwareCampaignUse": "Known",
    }
    as_json = stage("kev", {"title": "KEV", "count": 1, "vulnerabilities": [entry]}).one("advisory")
    as_csv = stage("kev", f"{','.join(entry)}\n{','.join(entry.values())}\n").one("advisory")
    assert as_json == as_csv
    assert (as_json["kev"], as_json["kev_due"], as_json["kev_ransomware"]) == ("true", "2026-01-22", "true")


def test_epss_passes_over_the_comment_line(stage: Stage) -> None:
    rows = (
        "#model_version:v2026.03.14,score_date:2026-11-01T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0001,0.91,0.99\n"
    )
    row = stage("epss", rows).one("advisory")
    assert (row["epss"], row["epss_percentile"]) == ("0.91", "0.99")
    assert not {"kev", "cvss"} & row.keys()


def test_a_list_with_more_than_epss_feeds_what_it_has(stage: Stage) -> None:
    rows = "cve,cvss_score,epss_probability,cisa_known_exploit,published\nCVE-2026-0001,9.8,0.5,1,2026-01-02 03:04:05\n"
    row = stage("epss", rows).one("advisory")
    assert (row["cvss"], row["severity"], row["kev"], row["published_at"]) == ("9.8", "critical", "true", "2026-01-02")


def oval(operator: int) -> dict[str, Any]:
    """Return a definition that speaks of release 7 and, joined by the operator, of release 6."""
    return {
        "Definitions": [
            {
                "Criteria": {
                    "Operator": 1,
                    "Criteriums": None,
                    "Criterias": [
                        {"Operator": 0, "Criteriums": [70, 1, 2], "Criterias": None},
                        {"Operator": operator, "Criteriums": [60, 3], "Criterias": None},
                    ],
                },
                "Vulnerabilities": ["RHSA-2026:1", "CVE-2026-0003"],
            }
        ],
        "RpmInfoTests": {
            "1": {"Objects": ["zlib", "zlib-devel"], "States": [{"Evr": "less than|0:1.2-7.el7"}]},
            "2": {"Objects": ["zlib"], "States": [{"SignatureKeyId": "equals|1"}]},
            "3": {"Objects": ["zlib"], "States": [{"Evr": "less than|0:1.2-9.el6"}]},
        },
        "RpmVerifyFileTests": {
            "70": {"State": {"Version": r"|pattern match|^7[^\d]"}},
            "60": {"State": {"Version": r"|pattern match|^6[^\d]"}},
        },
    }


def test_oval_says_which_version_mends_a_package_on_this_release(stage: Stage) -> None:
    rows = stage("oval", oval(0), file="rhel_07-oval_def.json").rows["affected"]
    assert [(row["package"], row["fixed_version"]) for row in rows] == [
        ("zlib", "0:1.2-7.el7"),
        ("zlib-devel", "0:1.2-7.el7"),
    ]
    assert {(row["cve_id"], row["ecosystem"], row["platform"]) for row in rows} == {("CVE-2026-0003", "rpm", "rhel_07")}


def test_oval_without_a_known_release_keeps_all_branches(stage: Stage) -> None:
    assert len(stage("oval", oval(0), file="export.json").rows["affected"]) == 3


def test_ubuntus_oval_has_plain_states(stage: Stage) -> None:
    document = {
        "Definitions": [{"Criteria": {"Operator": 2, "Criteriums": [5]}, "Vulnerabilities": ["CVE-2026-0004"]}],
        "PackageTests": {"5": {"Objects": ["samba"], "States": ["less than|2:4.3-1"]}},
    }
    row = stage("oval", document).one("affected")
    assert (row["ecosystem"], row["package"], row["fixed_version"]) == ("deb", "samba", "2:4.3-1")


PRODUCT = """---
title: Widget
permalink: /widget
identifiers:
-   cpe: cpe:2.3:a:fenwick:widget
-   purl: pkg:generic/widget
releases:
-   releaseCycle: "3"
    releaseDate: 2026-01-01
    eol: false
    latest: "3.1"
    latestReleaseDate: 2026-06-01
-   releaseCycle: "2.10"
    eoas: 2025-01-01
    eol: 2025-06-30
    latest: "2.10.4"
-   releaseCycle: "1"
    eol: true
---
> Widget turns.
"""


def test_an_end_of_life_is_a_date_or_a_boolean(stage: Stage) -> None:
    rows = stage("endoflife", PRODUCT).by("release", "cycle")
    assert (rows["3"]["eol"], "eol_at" in rows["3"], rows["3"]["latest_at"]) == ("false", False, "2026-06-01")
    assert (rows["2.10"]["eol_at"], "eol" in rows["2.10"], rows["2.10"]["support_until"]) == (
        "2025-06-30",
        False,
        "2025-01-01",
    )
    assert (rows["1"]["eol"], rows["1"]["product"], rows["1"]["identifier"]) == ("true", "widget", "pkg:generic/widget")


def test_endoflifes_answers_of_both_versions_say_the_same(stage: Stage) -> None:
    older = [{"cycle": "3", "eol": "2027-01-01", "latest": "3.1", "latestReleaseDate": "2026-06-01"}]
    newer = {
        "schema_version": "1.2.0",
        "result": {
            "name": "widget",
            "releases": [
                {"name": "3", "isEol": False, "eolFrom": "2027-01-01", "latest": {"name": "3.1", "date": "2026-06-01"}}
            ],
        },
    }
    assert stage("endoflife", older, file="widget.json").one("release") == stage("endoflife", newer).one("release")


@pytest.mark.parametrize("text", ["---\nreleases: [\n---\n", "---\nreleaseDate: 2026-13-45\n---\n"])
def test_front_matter_that_is_not_yaml_is_a_reason(stage: Stage, text: str) -> None:
    assert "front matter" in stage("endoflife", text).staged.error


def test_winget_and_scoop_name_the_newest_version(stage: Stage) -> None:
    index = '\ufeff"PackageId","Version","Name","LastUpdate"\n"Fenwick.Oven","1.2","Oven","2026-08-12 20:44:35Z"\n'
    row = stage("winget", index).one("release")
    assert (row["product"], row["latest"], row["identifier"], row["latest_at"]) == (
        "Oven",
        "1.2",
        "Fenwick.Oven",
        "2026-08-12",
    )
    manifest = {
        "version": "24.08",
        "homepage": "https://oven.test",
        "architecture": {"64bit": {"url": "https://x.test"}},
    }
    row = stage("scoop", manifest, file="oven.json").one("release")
    assert (row["product"], row["latest"], row["identifier"]) == ("oven", "24.08", "scoop:oven")


def test_sofa_mends_a_flaw_for_its_own_cycle(stage: Stage) -> None:
    feed = {
        "OSVersions": [
            {
                "OSVersion": "Oak 27",
                "Latest": {"ProductName": "macOS", "ProductVersion": "27.2", "ReleaseDate": "2026-10-01T00:00:00Z"},
                "SecurityReleases": [
                    {"ProductName": "macOS", "ProductVersion": "27.2", "CVEs": {"CVE-2026-0005": {}}},
                    {"ProductName": "Safari", "ProductVersion": "27.0.1", "CVEs": {"CVE-2026-0006": {}}},
                ],
            }
        ]
    }
    result = stage("sofa", feed)
    release, affected = result.one("release"), result.one("affected")
    assert (release["product"], release["cycle"], release["latest"]) == ("macos", "27", "27.2")
    assert (affected["cve_id"], affected["introduced_version"], affected["fixed_version"]) == (
        "CVE-2026-0005",
        "27",
        "27.2",
    )


def test_vendors_have_a_domain(stage: Stage) -> None:
    listed = [
        {"name": "Oak & Co", "legalName": "Oak Ltd", "websiteUrl": "https://www.oak.example/home"},
        {"name": "Elm", "domains": ["elm.example"]},
    ]
    rows = stage("vendors", listed).by("vendor")
    assert (rows["Oak & Co"]["domain"], rows["Elm"]["domain"]) == ("oak.example", "elm.example")


DUMP = """-- made up
CREATE TABLE IF NOT EXISTS `unit` (`unit_no` char(4) NOT NULL, name varchar(40), PRIMARY KEY (`unit_no`));
INSERT INTO unit VALUES ('d1','Bakery'),('d2','Oven''s; "crew"');
INSERT INTO hr.person (id, first, born, unit_no) VALUES
 (1,'Ann',NULL,'d1'), (2,'O\\'Neil','1990-01-02','d2'), (3, now(), NULL, 'd1'), (4,'Short');
INSERT INTO post VALUES (1,'Baker','2020-01-01'),(1,'Head baker','2024-01-01'),(2,'Cook','2021-01-01');
DROP TABLE unit; DELETE FROM person;
"""
PEOPLE = Feed("person", {"person_id": '"id"', "name": '"first"'}, Place("sources/made-up.yaml"))


def test_a_dump_gives_one_tables_rows_with_joined_columns(stage: Stage) -> None:
    result = stage(
        "sql-dump",
        DUMP,
        feeds=(PEOPLE,),
        table="person",
        columns={"post": ["id", "title", "since"]},
        join=[{"table": "unit", "on": "unit_no"}, {"table": "post", "on": "id", "latest": "since"}],
    )
    first, second = result.rows[""]
    assert (first["first"], first["unit_name"], first["post_title"], "born" in first) == (
        "Ann",
        "Bakery",
        "Head baker",
        False,
    )
    assert (second["first"], second["born"], second["unit_name"]) == ("O'Neil", "1990-01-02", 'Oven\'s; "crew"')
    [stream] = result.staged.streams
    assert (stream.table, stream.feeds) == (None, (PEOPLE,))
    assert {"id", "first", "born", "unit_no", "unit_name", "post_title", "post_since"} <= set(stream.columns)


def test_a_dumps_odd_rows_are_left_out_with_their_line(stage: Stage) -> None:
    left_out = stage("sql-dump", DUMP, table="person").staged.quarantined
    assert [(one.line, one.reason) for one in left_out] == [
        (5, "a value that is not plain: now ( )"),
        (5, "2 values where person has 4 columns"),
    ]


def test_a_dump_of_several_tables_needs_to_know_which(stage: Stage) -> None:
    with pytest.raises(SourceError, match="person, post or unit"):
        stage("sql-dump", DUMP)
    with pytest.raises(SourceError, match="cannot join"):
        stage("sql-dump", DUMP, table="person", join=[{"table": "nope", "on": "id"}])


def test_an_open_quote_in_a_dump_is_a_reason(stage: Stage) -> None:
    staged = stage("sql-dump", "INSERT INTO a VALUES (1,'x'),\n(2,'never closed);").staged
    assert "opens on line 2" in staged.error
