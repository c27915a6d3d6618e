"""Every shape on files that no one here wrote (DRYSTONE_DATA): counts, and facts that reading them by hand gives."""

from __future__ import annotations

import bz2
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from univers.versions import DebianVersion, RpmVersion

Stage = Callable[..., Any]
pytestmark = pytest.mark.data

_FLEET = "fleet-software/server/vulnerabilities/testdata"


def counts(result: Any) -> dict[str, int]:
    """Return the number of rows per table."""
    return {table: len(rows) for table, rows in result.rows.items()}


def files(data: Path, pattern: str) -> list[Path]:
    """Return the real files of a pattern, in order."""
    found = sorted(path for path in data.glob(pattern) if path.is_file())
    assert found, pattern
    return found


def test_scim_eats_every_example_of_the_rfcs(stage: Stage, data: Path) -> None:
    result = stage("scim", *files(data, "scim-rfc/samples/*.json"), people=True)
    assert counts(result) == {"account": 3, "person": 3, "alias": 1, "membership": 4}
    babs = result.by("account")["2819c223-7f76-453a-919d-413861904646"]
    assert (babs["username"], babs["email"], babs["status"]) == ("bjensen@example.com", "bjensen@example.com", "active")
    person = result.by("person")["2819c223-7f76-453a-919d-413861904646"]
    assert (person["department"], person["manager_id"]) == ("Tour Operations", "26118915-6090-4610-87e4-49d8ca9f808d")
    assert result.staged.status == "incomplete"
    assert len({one.file for one in result.staged.quarantined}) == 37


SAAS = [
    ("okta", "okta/*.json", {"account": 5, "application": 1, "alias": 2, "membership": 2}),
    ("entra", "microsoft/entra/*.json", {"account": 2, "application": 4, "membership": 2}),
    ("google-workspace", "gsuite/*.json", {"account": 2, "membership": 3}),
    ("workday", "workday/*.json", {"person": 4}),
    ("intune", "microsoft/intune/*.json", {"device": 2, "software": 4, "claim": 2}),
    ("jamf", "jamf/*.json", {"device": 4, "claim": 4}),
    ("kandji", "kandji/*.json", {"device": 4}),
    ("snipeit", "snipeit/*.json", {"device": 6, "account": 4, "claim": 5}),
    ("github", "github/*.json", {"repository": 7, "account": 4, "credential": 4, "vulnerability": 1, "alias": 1}),
]


@pytest.mark.parametrize(("kind", "pattern", "expected"), SAAS, ids=[kind for kind, _, _ in SAAS])
def test_recorded_answers_give_their_records(
    stage: Stage, data: Path, kind: str, pattern: str, expected: dict[str, int]
) -> None:
    result = stage(kind, *files(data, f"saas-api-samples/{pattern}"))
    assert result.staged.status == "complete"
    assert {table: count for table, count in counts(result).items() if table in expected} == expected


def test_facts_of_the_recorded_answers(stage: Stage, data: Path) -> None:
    folder = data / "saas-api-samples"
    intune = stage("intune", folder / "microsoft/intune/managed_devices.json").by("device")
    assert [intune[f"device-00{n}"]["disk_encrypted"] for n in (1, 2)] == ["true", "false"]
    assert intune["device-002"]["mac_addresses"] == "aa:bb:cc:dd:ee:02"
    jamf = stage("jamf", folder / "jamf/computers.json").by("device", "serial_number")
    assert (jamf["C02SPRING001"]["disk_encrypted"], jamf["C02SPRING002"]["firewall_enabled"]) == ("true", "false")
    okta = stage("okta", folder / "okta/groups.json").by("account")
    assert okta["OKTA_USER_ID_1"]["last_sign_in_at"] == "2021-08-20 21:03:13"
    entra = stage("entra", *files(data, "saas-api-samples/microsoft/entra/*.json")).by("account")
    assert entra["ae4ac864-4433-4ba6-96a6-20f8cffdadcb"]["is_admin"] == "true"


def test_webhooks_name_repositories_and_end_nothing(stage: Stage, data: Path) -> None:
    result = stage("github", *files(data, "github-payloads/**/*.json"))
    assert set(result.by("repository")) == {"Codertocat/Hello-World", "Octocoders/Hello-World"}
    assert result.staged.status == "complete"


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("rhel/software/0709/rhel_07-software.json.bz2", 1588),
        ("ubuntu/software/ubuntu_1604-software.json.bz2", 1781),
        ("windows/software/windows_11-software.json.bz2", 140),
    ],
)
def test_fleets_software_lists_are_a_devices_software(stage: Stage, data: Path, name: str, count: int) -> None:
    result = stage("fleet", data / _FLEET / name, device="host-1")
    assert counts(result) == {"device": 1, "software": count}
    assert {row["device_id"] for row in result.rows["software"]} == {"host-1"}


@pytest.mark.parametrize(
    ("oval", "software", "expected"),
    [
        ("ubuntu/ubuntu_1604-oval_def", "ubuntu/software/ubuntu_1604-software", (713, 0)),
        ("rhel/rhel_07-oval_def", "rhel/software/0709/rhel_07-software", (312, 4)),
    ],
    ids=["ubuntu", "rhel"],
)
def test_oval_finds_the_expected_flaws_of_fleets_hosts(
    stage: Stage, data: Path, oval: str, software: str, expected: tuple[int, int]
) -> None:
    flaws: dict[str, list[tuple[str, str]]] = {}
    for row in stage("oval", data / _FLEET / f"{oval}.json.bz2").rows["affected"]:
        flaws.setdefault(row["package"], []).append((row["cve_id"], row["fixed_version"]))
    listed = stage("fleet", data / _FLEET / f"{software}.json.bz2", device="host-1").rows["software"]
    found = {
        cve
        for row in listed
        if "version" in row
        for cve, fixed in flaws.get(row["name"], ())
        if _older(row["version"], fixed, DebianVersion if oval.startswith("ubuntu") else RpmVersion)
    }
    lines = bz2.decompress((data / _FLEET / f"{software}_cves.csv.bz2").read_bytes()).decode().split("\n")
    ignored = {line.split()[0] for line in lines if "#" in line}
    wanted = {line.split()[0] for line in lines if line.startswith("CVE-")} - ignored
    assert wanted <= found
    assert (len(wanted), len(found - wanted - ignored)) == expected


def _older(version: str, fixed: str, kind: Any) -> bool:
    """Compare as the package manager does; a list without epochs is compared without them."""
    if ":" not in version:
        if kind is RpmVersion:
            fixed = fixed.split(":", 1)[-1]
        else:
            version = f"0:{version}"
    try:
        return bool(kind(version) < kind(fixed))
    except ValueError:
        return False


def test_glpi_reads_each_kind_of_equipment(stage: Stage, data: Path) -> None:
    result = stage("glpi", *files(data, "inventory-glpi/examples/*.json"))
    assert counts(result) == {"device": 5, "software": 9, "claim": 2}
    assert sorted(row["kind"] for row in result.rows["device"]) == ["laptop", "laptop", "network", "phone", "printer"]
    first = result.by("device")["glpixps-2018-07-09-09-07-13"]
    assert (first["serial_number"], first["disk_encrypted"], first["firewall_enabled"]) == ("640HP72", "true", "true")


@pytest.mark.parametrize(
    ("kind", "pattern", "expected"),
    [
        ("kev", "kev-2025-08-25/known_exploited_vulnerabilities.json", {"advisory": 1404}),
        ("kev", "kev-2025-08-25/*.csv", {"advisory": 1404}),
        ("epss", "fleet-software/epss_cvss_kev_sample_20k.csv", {"advisory": 20000}),
        ("endoflife", "endoflife/products/*.md", {"release": 8351}),
        ("winget", "winget-index/index.v2.csv", {"release": 14585}),
        ("sofa", "sofa/v2/*.json", {"release": 5, "affected": 4834}),
        ("scoop", "scoop-main/bucket/*.json", {"release": 250}),
        ("vendors", "vendors/third_parties.json", {"vendor": 562}),
    ],
    ids=["kev json", "kev csv", "epss", "endoflife", "winget", "sofa", "scoop", "vendors"],
)
def test_references_are_read_whole(stage: Stage, data: Path, kind: str, pattern: str, expected: dict[str, int]) -> None:
    result = stage(kind, *files(data, pattern))
    assert (result.staged.status, result.staged.quarantined_count, counts(result)) == ("complete", 0, expected)


def test_endoflifes_dates_and_booleans(stage: Stage, data: Path) -> None:
    rows = stage("endoflife", *files(data, "endoflife/products/ubuntu.md")).by("release", "cycle")
    assert (rows["26.04"]["product"], rows["26.04"]["eol_at"]) == ("ubuntu", "2031-04-30")


def test_every_scanner_file_ends_in_findings_or_a_reason(stage: Stage, data: Path) -> None:
    verdicts: dict[str, tuple[str, int]] = {}
    for path in files(data, "scanner-outputs/*/*"):
        result = stage("scanner", path)
        verdicts[f"{path.parent.name}/{path.name}"] = (result.staged.status, len(result.rows.get("vulnerability", ())))
        assert result.staged.status == "complete" or result.staged.error
    assert len(verdicts) == 73
    unhappy = {name for name, (status, _) in verdicts.items() if status != "complete"}
    assert unhappy == {
        "anchore_grype/anchore_grype_epss_problem.json",
        "aws_inspector2/empty_with_error.json",
        "osv_scanner/no_findings.json",
        *(f"github_vulnerability/github_{name}.json" for name in ("h2", "search2", "search3", "shiro")),
        "github_vulnerability/github_search4_null_cvss_vector.json",
    }
    assert verdicts["trivy/legacy_many_vulns.json"][1] == 93
    assert verdicts["ms_defender/defender_error_handling.zip"][1] == 421
    assert sum(count for _, count in verdicts.values()) == 728


def test_the_employees_dump_gives_people_with_department_title_and_manager(stage: Stage, data: Path) -> None:
    columns = {
        "employee": ["emp_no", "birth_date", "first_name", "last_name", "gender", "hire_date"],
        "dept_emp": ["emp_no", "dept_no", "from_date", "to_date"],
        "department": ["dept_no", "dept_name"],
        "title": ["emp_no", "title", "from_date", "to_date"],
        "dept_manager": ["emp_no", "dept_no", "from_date", "to_date"],
        "salary": ["emp_no", "amount", "from_date", "to_date"],
    }
    join = [
        {"table": "dept_emp", "on": "emp_no", "latest": "from_date"},
        {"table": "department", "on": "dept_no"},
        {"table": "title", "on": "emp_no", "latest": "from_date"},
        {"table": "dept_manager", "on": "dept_no", "latest": "from_date"},
    ]
    result = stage(
        "sql-dump", *files(data, "hr-employees-1k/mysql/**/*.sql"), table="employee", columns=columns, join=join
    )
    rows = {row["emp_no"]: row for row in result.rows[""]}
    assert (len(rows), result.staged.quarantined_count) == (1000, 0)
    assert (rows["10001"]["first_name"], rows["10001"]["department_dept_name"]) == ("Georgi", "Development")
    assert rows["10004"]["title_title"] == "Senior Engineer"
    # Three departments of this extract have no manager at all.
    assert sum("dept_manager_emp_no" in row for row in rows.values()) == 689
