"""Scanner reports: what was scanned exists as a thing, and each flaw stands on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Stage = Callable[..., Any]

TRIVY = {
    "SchemaVersion": 2,
    "ArtifactName": "fenwick/shop:1",
    "ArtifactType": "container_image",
    "Results": [
        {
            "Target": "fenwick/shop:1 (debian 12)",
            "Vulnerabilities": [
                {
                    "VulnerabilityID": "CVE-2026-0001",
                    "PkgName": "zlib",
                    "InstalledVersion": "1.2",
                    "FixedVersion": "1.3",
                    "Severity": "MODERATE",
                    "CVSS": {"nvd": {"V3Score": 6.5}},
                }
            ],
        }
    ],
}
GRYPE = {
    "matches": [
        {
            "vulnerability": {"id": "GHSA-1", "severity": "Negligible", "fix": {"versions": ["2.0"]}},
            "relatedVulnerabilities": [{"id": "CVE-2026-0002", "epss": [{"epss": 0.3}]}],
            "artifact": {"name": "pad", "version": "1.0"},
        }
    ],
    "source": {"type": "directory", "target": "/src/shop"},
}
OSV = {
    "results": [
        {
            "source": {"path": "/src/shop/package-lock.json"},
            "packages": [
                {
                    "package": {"name": "pad", "version": "1.0"},
                    "vulnerabilities": [
                        {
                            "id": "GHSA-2",
                            "aliases": ["CVE-2026-0003"],
                            "affected": [{"ranges": [{"events": [{"introduced": "0"}, {"fixed": "1.1"}]}]}],
                        }
                    ],
                    "groups": [{"ids": ["GHSA-2"], "max_severity": "7.5"}],
                }
            ],
        }
    ]
}
INSPECTOR = {
    "findings": [
        {
            "findingArn": "arn:1",
            "status": "ACTIVE",
            "severity": "HIGH",
            "epss": {"score": 0.2},
            "firstObservedAt": "2026-02-02T16:30:33+01:00",
            "packageVulnerabilityDetails": {
                "vulnerabilityId": "CVE-2026-0004",
                "vulnerablePackages": [{"name": "linux", "version": "6.1", "fixedInVersion": "NotAvailable"}],
            },
            "resources": [
                {"id": "i-1", "type": "AWS_EC2_INSTANCE", "region": "eu-central-1", "tags": {"owner": "ann"}}
            ],
        }
    ]
}
GITHUB = {
    "data": {
        "repository": {
            "nameWithOwner": "fenwick/shop",
            "vulnerabilityAlerts": {
                "nodes": [
                    {
                        "state": "OPEN",
                        "securityVulnerability": {
                            "severity": "MODERATE",
                            "package": {"name": "pad"},
                            "advisory": {"identifiers": [{"type": "GHSA", "value": "GHSA-3"}]},
                        },
                    },
                    {"state": "FIXED", "securityVulnerability": {"severity": "LOW"}},
                ]
            },
        }
    }
}
DEFENDER = [
    {"id": "m1", "computerDnsName": "pc-1.fenwick.example", "osPlatform": "Windows11", "onboardingStatus": "Onboarded"},
    {"id": "f", "cveId": "CVE-2026-0005", "machineId": "m1", "productName": "office", "severity": "Critical"},
]
QUALYS = (
    '"Report","made up"\n\n'
    '"IP","DNS","NetBIOS","OS","QID","Title","Vuln Status","Severity","CVE ID","CVSS3 Base","First Detected"\n'
    '"10.0.0.1","srv-1.fenwick.example","SRV-1","Windows Server 2022","1","Old","Active","4",'
    '"CVE-2026-0006, CVE-2026-0007","7.4 (AV:N)","05/13/2026 07:08:28"\n'
    '"10.0.0.1","srv-1.fenwick.example","SRV-1","Windows Server 2022","2","Gone","Fixed","5","","",""\n'
)
WIZ = (
    "ID,Name,CVSSSeverity,FindingStatus,VendorSeverity,FirstDetected,DetailedName,Version,FixedVersion,AssetID,AssetName,"
    "ProviderUniqueId,HasCisaKevExploit\n"
    "1,CVE-2026-0008,Low,Open,Low,2026-08-28T03:02:01Z,curl,7,8,a,vm-1,projects/p/vm-1,true\n"
    "2,CVE-2026-0009,Low,Resolved,Low,2026-08-28T03:02:01Z,curl,7,8,a,vm-1,projects/p/vm-1,true\n"
)
QUALYS_XML = """<?xml version="1.0"?><ASSET_DATA_REPORT><HOST_LIST><HOST><IP>10.0.0.2</IP><DNS>srv-2</DNS>
<VULN_INFO_LIST><VULN_INFO><QID id="q">7</QID></VULN_INFO></VULN_INFO_LIST></HOST></HOST_LIST>
<GLOSSARY><VULN_DETAILS_LIST><VULN_DETAILS><QID id="q">7</QID><TITLE>Old TLS</TITLE><SEVERITY>3</SEVERITY>
<CVE_ID_LIST><CVE_ID><ID>CVE-2026-0010</ID></CVE_ID></CVE_ID_LIST></VULN_DETAILS></VULN_DETAILS_LIST></GLOSSARY>
</ASSET_DATA_REPORT>"""
TABLE = "host,cve,severity,package\nsrv-3,cve-2026-0011,Important,openssl\n"


@pytest.mark.parametrize(
    ("report", "kind", "thing", "flaws"),
    [
        (TRIVY, "cloud_resource", "fenwick/shop:1", [("CVE-2026-0001", "medium", "1.3")]),
        (GRYPE, "repository", "/src/shop", [("CVE-2026-0002", "low", "2.0")]),
        (OSV, "repository", "/src/shop", [("CVE-2026-0003", "high", "1.1")]),
        (INSPECTOR, "cloud_resource", "i-1", [("CVE-2026-0004", "high", None)]),
        (GITHUB, "repository", "fenwick/shop", [("GHSA-3", "medium", None)]),
        (DEFENDER, "device", "m1", [("CVE-2026-0005", "critical", None)]),
        (QUALYS, "device", "srv-1.fenwick.example", [("CVE-2026-0006", "high", None), ("CVE-2026-0007", "high", None)]),
        (QUALYS_XML, "device", "srv-2", [("CVE-2026-0010", "medium", None)]),
        (WIZ, "cloud_resource", "projects/p/vm-1", [("CVE-2026-0008", "low", "8")]),
        (TABLE, "device", "srv-3", [("CVE-2026-0011", "high", None)]),
    ],
    ids=["trivy", "grype", "osv", "inspector", "github", "defender", "qualys", "qualys xml", "wiz", "table"],
)
def test_each_tool_gives_the_thing_and_its_open_flaws(
    stage: Stage, report: Any, kind: str, thing: str, flaws: list[tuple[str, str, str | None]]
) -> None:
    result = stage("scanner", report)
    assert result.staged.status == "complete"
    assert [row["_key"] for row in result.rows[kind]] == [thing]
    found = result.rows["vulnerability"]
    assert {(row["asset_kind"], row["asset_id"]) for row in found} == {(kind, thing)}
    assert [(row["cve_id"], row["severity"], row.get("fix_version")) for row in found] == flaws


def test_scores_and_moments_come_along(stage: Stage) -> None:
    flaw = stage("scanner", INSPECTOR).one("vulnerability")
    assert (flaw["epss"], flaw["first_seen_at"]) == ("0.2", "2026-02-02 15:30:33")
    assert stage("scanner", INSPECTOR).one("cloud_resource")["tags"] == '["owner=ann"]'
    assert stage("scanner", QUALYS).rows["vulnerability"][0]["first_seen_at"] == "2026-05-13 07:08:28"
    assert stage("scanner", WIZ).one("vulnerability")["kev"] == "true"


def test_a_report_about_nothing_named_asks_for_the_thing(stage: Stage) -> None:
    nameless = {"matches": GRYPE["matches"]}
    result = stage("scanner", nameless)
    assert (result.staged.status, "asset_kind" in result.reasons[0]) == ("incomplete", True)
    flaw = stage("scanner", nameless, asset_kind="application", asset="shop").one("vulnerability")
    assert (flaw["asset_kind"], flaw["asset_id"]) == ("application", "shop")


@pytest.mark.parametrize(
    "clean", [{"matches": [], "source": {}}, {"findings": []}, {"results": []}, "null", "[]", "QID,IP\n"]
)
def test_a_clean_report_is_complete(stage: Stage, clean: Any) -> None:
    assert stage("scanner", clean).staged.status == "complete"


@pytest.mark.parametrize("broken", [{}, "", "Traceback (most recent call last):", '{"matches": [{', "<not><xml>"])
def test_a_failed_scan_is_not_taken_for_a_clean_one(stage: Stage, broken: Any) -> None:
    staged = stage("scanner", broken).staged
    assert staged.status != "complete"
    assert staged.error


def test_xml_that_expands_itself_is_refused(stage: Stage) -> None:
    entities = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'
    bomb = f'<?xml version="1.0"?>{entities}<ASSET_DATA_REPORT>&c;</ASSET_DATA_REPORT>'
    assert "not XML that can be read" in stage("scanner", bomb).staged.error
