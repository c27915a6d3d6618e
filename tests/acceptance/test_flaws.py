"""Devices, what runs on them, and what the world knows of it, from files that nobody here wrote."""

from __future__ import annotations

import bz2
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.acceptance.conftest import Ran

pytestmark = pytest.mark.data

MainJob = Callable[..., Ran]
_FLEET = "fleet-software/server/vulnerabilities/testdata"


def _truth(path: Path) -> tuple[set[str], set[str]]:
    """Return the CVEs that Fleet expects on a host, and those that it says to leave out of the comparison."""
    lines = bz2.decompress(path.read_bytes()).decode().split("\n")
    ignored = {line.split()[0] for line in lines if "#" in line}
    return {line.split()[0] for line in lines if line.startswith("CVE-")} - ignored, ignored


def test_two_real_hosts_have_the_flaws_that_fleet_expects(main_job: MainJob, data: Path) -> None:
    ran = main_job("flaws")
    assert {name: ran.report["inventory"][name] for name in ("device", "software", "advisory", "affected")} == {
        "device": 2, "software": 3369, "advisory": 21_299, "affected": 198_816,
    }  # fmt: skip
    found: dict[str, set[str]] = {}
    query = "select d.hostname, v.cve_id from vulnerability v join device d on d.device_id = v.asset_id"
    for host, cve in ran.rows(query):
        found.setdefault(host, set()).add(cve)
    ubuntu, _ = _truth(data / _FLEET / "ubuntu/software/ubuntu_1604-software_cves.csv.bz2")
    red_hat, ignored = _truth(data / _FLEET / "rhel/software/0709/rhel_07-software_cves.csv.bz2")
    # Precision and recall: 713 of 713 and no other; 312 of 312 and four more, which Red Hat's own file names.
    assert len(ubuntu) == 713
    assert found["ubuntu-host"] == ubuntu
    assert len(red_hat) == 312
    assert red_hat <= found["rhel-host"]
    assert found["rhel-host"] - red_hat - ignored == {
        "CVE-2016-5195", "CVE-2016-7039", "CVE-2016-8666", "CVE-2019-12735",
    }  # fmt: skip
    gaps = [(gap["asset_name"], gap["item"]) for gap in ran.gaps_of("known-exploited-flaw")]
    assert sorted(gaps) == [
        *(("rhel-host", f"CVE-{name}") for name in (
            "2016-5195", "2020-1472", "2020-15999", "2021-0920", "2021-30858", "2021-3156", "2021-4034", "2022-26485",
            "2022-26486",
        )),
        *(("ubuntu-host", f"CVE-{name}") for name in ("2020-1472", "2020-15999", "2021-3156", "2021-4034")),
    ]  # fmt: skip
    owners = {(gap["asset_name"], *gap["responsible"], gap["via"]) for gap in ran.gaps}
    assert owners == {
        ("rhel-host", "ruth@servers.example", "assigned"), ("ubuntu-host", "una@servers.example", "assigned"),
    }  # fmt: skip


def test_programs_for_windows_are_compared_with_wingets_latest(main_job: MainJob) -> None:
    ran = main_job("windows")
    assert ran.report["inventory"]["release"] == 14_585
    assert ran.rows("select name, latest, outdated from software_status order by name") == [
        ("7-Zip 22.01 (x64)", "26.02", True),
        ("Google Chrome", "151.0.7922.174", True),  # not its variants Beta, Canary or (EXE)
        ("Mozilla Firefox (x64 en-US)", "153.0.4", False),  # one of a hundred languages
        ("Notepad++ (64-bit x64)", "8.9.7", None),  # a version that cannot be read is neither old nor new
        ("VLC media player", "3.0.23", True),
    ]
    assert {(gap["item"], *gap["responsible"]) for gap in ran.gaps_of("program-outdated")} == {
        ("7-Zip 22.01 (x64)", "wim@office.example"),
        ("VLC media player", "wim@office.example"),
        ("Google Chrome", "sol@office.example"),
    }


def test_machine_inventories_meet_the_ends_of_their_systems(main_job: MainJob) -> None:
    ran = main_job("glpi")
    assert (ran.report["inventory"]["device"], ran.report["inventory"]["release"]) == (5, 8351)
    kinds = "select kind, hostname, os_name, os_version from device where os_name is not null order by 2"
    assert [row[1] for row in ran.rows(kinds)] == ["Mi9TPro-TéléphoneM", "glpixps"]
    [past] = ran.gaps_of("system-past-its-end")
    assert (past["asset_name"], past["item"], past["detail"]) == ("glpixps", "fedora 31", "ended 2020-11-24")
    assert past["via"] == "fallback"  # its last user, trasher, is nobody whom the people file knows by that name
    assert {(gap["asset_name"], *gap["responsible"], gap["via"]) for gap in ran.gaps_of("device-not-seen")} == {
        ("Mi9TPro-TéléphoneM", "trasher@machines.example", "last_user"),
        ("glpixps", "sol@machines.example", "fallback"),
    }
    assert ran.check("disk-encrypted") == (1, 0, 1, 3)
    listed = "select reason from quarantine where source_id = 'glpi'"
    assert ran.rows(listed) == [("device.last_restart_at: '2019-54-17 10:54:37' is not a date and time",)]


def test_every_scanner_report_ends_in_flaws_with_owners_or_a_reason(main_job: MainJob) -> None:
    ran = main_job("scanners")
    unhappy = {one["id"] for one in ran.report["sources"] if one["status"] != "complete"}
    assert unhappy == {"dependabot", "grype", "inspector", "osv"}
    assert not [one for one in ran.report["sources"] if one["status"] == "failed"]
    counted = {
        name: ran.report["inventory"][name] for name in ("vulnerability", "cloud_resource", "repository", "device")
    }
    assert counted == {"vulnerability": 684, "cloud_resource": 37, "repository": 20, "device": 9}
    told = dict(ran.rows("select source, count(*) from vulnerability group by source"))
    assert told == {
        "defender": 427, "trivy": 135, "inspector": 37, "grype": 35, "qualys": 29, "dependabot": 11, "wiz": 6,
        "code-scanning": 2, "osv-scanner": 2,
    }  # fmt: skip
    reasons = dict(ran.rows("select split_part(file, '/scanner-outputs/', 2), reason from quarantine where file <> ''"))
    assert reasons["osv_scanner/no_findings.json"] == "the file is empty"
    assert reasons["aws_inspector2/empty_with_error.json"].startswith("an empty report")
    assert reasons["github_vulnerability/github_h2.json"].startswith("Dependabot does not name the repository")
    # Flaws stand on images and functions as well as on machines; one of them is being exploited.
    [exploited] = ran.gaps_of("exploited-flaw")
    assert exploited["item"] == "CVE-2020-15999"
    assert ran.check("critical-flaw-cloud-resource") == (32, 5, 0, 0)
    assert ran.check("critical-flaw-device") == (3, 6, 0, 0)
    assert {(*gap["responsible"], gap["accountable"]) for gap in ran.gaps} == {
        ("pat@scanned.example", "sol@scanned.example")
    }
