"""Intune, Jamf, Kandji, Snipe-IT, osquery, Fleet, GLPI: machines, what is on them, and whose they seem to be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Stage = Callable[..., Any]
UUID = "11111111-2222-4333-8444-555555555555"


def test_intune_devices_have_claims_and_apps(stage: Stage) -> None:
    device = {
        "id": "d1",
        "deviceName": "LT-1",
        "serialNumber": "S1",
        "operatingSystem": "Windows",
        "isEncrypted": False,
        "model": "Latitude 5540",
        "userPrincipalName": "ann@fenwick.example",
        "lastSyncDateTime": "2026-10-30T10:00:00.1234567Z",
        "wiFiMacAddress": "AABBCCDDEE01",
    }
    app = {"id": "x", "displayName": "Paint", "version": "1", "managedDevices": [{"id": "d1"}]}
    result = stage("intune", {"value": [device]}, {"value": [app]})
    row = result.one("device")
    assert (row["disk_encrypted"], row["platform"], row["kind"], row["mac_addresses"]) == (
        "false",
        "windows",
        "laptop",
        "aabbccddee01",
    )
    assert (row["last_seen_at"], row["_seen_at"]) == ("2026-10-30 10:00:00", "2026-10-30 10:00:00Z")
    assert (result.one("claim")["person_id"], result.one("claim")["kind"]) == ("ann@fenwick.example", "assigned")
    assert (result.one("software")["device_id"], result.one("software")["name"]) == ("d1", "Paint")


def test_a_count_of_apps_without_devices_is_left_out(stage: Stage) -> None:
    rows = "ApplicationName,ApplicationVersion,DeviceCount\nPaint,1,4\n"
    assert "without naming them" in stage("intune", rows).reasons[0]


def jamf(**more: Any) -> dict[str, Any]:
    """Return a computer as Jamf Pro answers it."""
    return {
        "id": "5",
        "udid": UUID,
        "general": {
            "name": "mac-5",
            "platform": "Mac",
            "lastContactTime": "2026-10-30T10:00:00Z",
            "remoteManagement": {"managed": True},
        },
        "hardware": {"serialNumber": "S5", "model": "MacBook Air"},
        "operatingSystem": {"name": "macOS", "version": "26.1"},
        **more,
    }


def test_jamfs_disk_is_encrypted_unencrypted_or_unknown(stage: Stage) -> None:
    state = "bootPartitionEncryptionDetails"
    for said, expected in [
        ({"fileVault2Enabled": True}, "true"),
        ({state: {"partitionFileVault2State": "ENCRYPTED"}}, "true"),
        ({state: {"partitionFileVault2State": "UNENCRYPTED"}}, "false"),
        ({state: {"partitionFileVault2State": "UNKNOWN"}}, None),
        ({}, None),
    ]:
        assert stage("jamf", {"results": [jamf(diskEncryption=said)]}).one("device").get("disk_encrypted") == expected


def test_jamf_computers_and_phones_have_people_and_apps(stage: Stage) -> None:
    computer = jamf(
        userAndLocation={"email": "bo@fenwick.example"},
        applications=[{"name": "Draw.app", "version": "2", "bundleId": "test.draw"}],
    )
    phone = {
        "mobileDeviceId": "5",
        "deviceType": "iPhone",
        "general": {"displayName": "phone-5", "osVersion": "26"},
        "hardware": {"serialNumber": "S6", "model": "iPhone 17"},
        "security": {"passcodePresent": False},
        "userAndLocation": {"emailAddress": "bo@fenwick.example"},
    }
    result = stage("jamf", {"results": [computer]}, {"results": [phone]})
    devices = result.by("device")
    assert (devices["5"]["kind"], devices["mobile-5"]["kind"]) == ("laptop", "phone")
    assert devices["mobile-5"]["screen_lock_enabled"] == "false"
    assert {row["asset_id"] for row in result.rows["claim"]} == {"5", "mobile-5"}
    assert result.one("software") | {"name": "Draw", "bundle_identifier": "test.draw"} == result.one("software")


def test_kandji_and_snipeit_know_holders(stage: Stage) -> None:
    kandji = {
        "device_id": "k",
        "device_name": "mac",
        "serial_number": "S",
        "platform": "Mac",
        "user": {"email": "c@fenwick.example"},
    }
    assert stage("kandji", [kandji]).one("claim")["person_id"] == "c@fenwick.example"
    shelf = {
        "id": 1,
        "asset_tag": "A1",
        "serial": "S",
        "name": "",
        "category": {"name": "Laptops"},
        "assigned_to": None,
        "status_label": {"name": "Ready", "status_meta": "deployable"},
    }
    lent = {
        **shelf,
        "id": 2,
        "asset_tag": "A2",
        "status_label": {"name": "Ready", "status_meta": "deployed"},
        "assigned_to": {"type": "user", "username": "cy"},
    }
    lost = {**shelf, "id": 3, "status_label": {"name": "Lost/Stolen", "status_meta": "undeployable"}}
    placed = {**lent, "id": 4, "assigned_to": {"type": "location", "name": "Depot"}}
    result = stage("snipeit", {"total": 4, "rows": [shelf, lent, lost, placed]})
    assert [row["status"] for row in result.rows["device"]] == ["spare", "active", "lost", "active"]
    assert [(row["asset_id"], row["person_id"]) for row in result.rows["claim"]] == [("2", "cy")]


def test_osquerys_log_becomes_one_device_with_its_software(stage: Stage) -> None:
    def line(name: str, rows: list[dict[str, str]], **more: Any) -> dict[str, Any]:
        return {
            "name": name,
            "hostIdentifier": UUID,
            "unixTime": 1793354400,
            "action": "snapshot",
            "snapshot": rows,
            **more,
        }

    lines = [
        line(
            "pack_x_si",
            [
                {
                    "hostname": "mac-1",
                    "computer_name": "Mac 1",
                    "hardware_serial": "S1",
                    "uuid": UUID,
                    "hardware_model": "MacBookPro18,3",
                }
            ],
        ),
        line("os", [{"name": "macOS", "version": "26.1", "major": "26", "platform": "darwin"}]),
        line("disks", [{"name": "/dev/disk1s1", "encrypted": "1", "type": "APFS"}]),
        line("alf", [{"global_state": "0"}]),
        line(
            "users",
            [
                {"username": "dee", "uid": "501", "shell": "/bin/zsh"},
                {"username": "_spot", "uid": "89"},
                {"username": "root", "uid": "0"},
            ],
        ),
        line(
            "net",
            [{"interface": "en0", "mac": "aa:bb:cc:dd:ee:01"}, {"interface": "utun1", "mac": "aa:bb:cc:dd:ee:02"}],
        ),
        line(
            "apps",
            [
                {
                    "name": "Draw.app",
                    "bundle_identifier": "test.draw",
                    "bundle_short_version": "2.1",
                    "last_opened_time": "1793354400.5",
                }
            ],
        ),
        {
            "name": "rpm",
            "hostIdentifier": UUID,
            "unixTime": "1793354400",
            "action": "added",
            "columns": {
                "name": "zlib",
                "version": "1.2",
                "release": "7.el9",
                "epoch": "1",
                "arch": "x86_64",
                "vendor": "V",
            },
        },
        {
            "name": "rpm",
            "hostIdentifier": UUID,
            "unixTime": "1793354400",
            "action": "removed",
            "columns": {"name": "old", "version": "1", "release": "1", "epoch": "0"},
        },
    ]
    result = stage("osquery", "\n".join(json.dumps(one) for one in lines))
    device = result.one("device")
    assert (device["hostname"], device["serial_number"], device["hardware_uuid"], device["platform"]) == (
        "Mac 1",
        "S1",
        UUID,
        "macos",
    )
    assert (device["disk_encrypted"], device["firewall_enabled"], device["mac_addresses"]) == (
        "true",
        "false",
        "aa:bb:cc:dd:ee:01",
    )
    assert [(row["name"], row["version"], row["source"]) for row in result.rows["software"]] == [
        ("Draw", "2.1", "apps"),
        ("zlib", "1:1.2-7.el9", "rpm_packages"),
    ]
    assert [(row["person_id"], row["kind"]) for row in result.rows["claim"]] == [("dee", "last_user")]


def test_osquerys_host_document_and_bitlocker(stage: Stage) -> None:
    host = {
        "system_info": [{"uuid": UUID, "hostname": "pc", "hardware_serial": "S"}],
        "os_version": [{"name": "Microsoft Windows 11", "version": "10.0.26100", "major": "10", "platform": "windows"}],
        "bitlocker_info": [
            {"drive_letter": "C:", "protection_status": "0"},
            {"drive_letter": "D:", "protection_status": "1"},
        ],
        "programs": [{"name": "7-Zip", "version": "24.01", "publisher": "P", "install_date": "20260131"}],
    }
    result = stage("osquery", [host])
    assert (result.one("device")["disk_encrypted"], result.one("device")["platform"]) == ("false", "windows")
    assert result.one("software")["installed_at"] == "2026-01-31 00:00:00"


def test_fleets_host_has_software_flaws_and_mapped_people(stage: Stage) -> None:
    host = {
        "id": 3,
        "hostname": "lt-3",
        "uuid": UUID,
        "hardware_serial": "S3",
        "platform": "ubuntu",
        "os_version": "Ubuntu 24.04",
        "seen_time": "2026-10-30T10:00:00Z",
        "disk_encryption_enabled": False,
        "mdm": {"enrollment_status": "On (manual)"},
        "device_mapping": [
            {"email": "ed@fenwick.example", "source": "custom"},
            {"email": "ed@fenwick.test", "source": "google_chrome_profiles"},
        ],
        "software": [
            {
                "name": "curl",
                "version": "8.0",
                "source": "deb_packages",
                "vulnerabilities": [
                    {
                        "cve": "CVE-2026-0002",
                        "cvss_score": 9.1,
                        "cisa_known_exploit": True,
                        "resolved_in_version": "8.1",
                    }
                ],
            }
        ],
    }
    result = stage("fleet", {"host": host})
    assert (result.one("device")["managed"], result.one("device")["disk_encrypted"]) == ("true", "false")
    assert (result.one("device")["os_name"], result.one("device")["os_version"]) == ("Ubuntu", "24.04")
    assert [row["kind"] for row in result.rows["claim"]] == ["assigned", "last_user"]
    flaw = result.one("vulnerability")
    assert (flaw["asset_id"], flaw["severity"], flaw["kev"], flaw["fix_version"]) == (UUID, "critical", "true", "8.1")


def test_a_bare_software_list_needs_a_device(stage: Stage) -> None:
    listed = [{"name": "curl", "version": "8.0", "release": "1.el9", "arch": "x86_64"}]
    assert "device: NAME" in stage("fleet", listed).reasons[0]
    result = stage("fleet", listed, device="host-a")
    assert (result.one("software")["device_id"], result.one("software")["version"]) == ("host-a", "8.0-1.el9")
    assert result.one("device")["hostname"] == "host-a"


def test_glpi_reads_computers_and_network_equipment(stage: Stage) -> None:
    computer = {
        "deviceid": "pc-1",
        "content": {
            "hardware": {"name": "pc-1", "uuid": UUID, "chassis_type": "Laptop", "vmsystem": "Physical"},
            "bios": {"ssn": "S1", "smanufacturer": "Dell Inc.", "smodel": "XPS"},
            "operatingsystem": {"full_name": "Fedora 41", "name": "Fedora", "version": "41", "kernel_name": "linux"},
            "drives": [{"type": "/boot", "encrypt_status": "No"}, {"type": "/", "encrypt_status": "Yes"}],
            "networks": [
                {"mac": "aa:bb:cc:dd:ee:01", "type": "ethernet"},
                {"mac": "aa:bb:cc:dd:ee:02", "virtualdev": True},
            ],
            "users": [{"login": "fay"}, {"login": "root"}],
            "softwares": [{"name": "gitg", "version": "3", "from": "rpm"}],
        },
    }
    switch = {
        "deviceid": "sw-1",
        "itemtype": "NetworkEquipment",
        "content": {
            "network_device": {"name": "sw", "serial": "C1", "mac": "aa:bb:cc:00:00:01"},
            "network_ports": [{"mac": "aa:bb:cc:00:00:09"}],
        },
    }
    result = stage("glpi", computer, switch)
    devices = result.by("device")
    assert (devices["pc-1"]["disk_encrypted"], devices["pc-1"]["mac_addresses"]) == ("true", "aa:bb:cc:dd:ee:01")
    assert (devices["pc-1"]["kind"], devices["pc-1"]["platform"]) == ("laptop", "linux")
    assert (devices["sw-1"]["kind"], devices["sw-1"]["mac_addresses"]) == ("network", "aa:bb:cc:00:00:01")
    assert (result.one("claim")["person_id"], result.one("software")["source"]) == ("fay", "rpm")


def told(action: str, at: int, *rows: dict[str, str]) -> dict[str, Any]:
    """Return a line of the results log about software."""
    line = {"name": "sw", "hostIdentifier": UUID, "unixTime": at, "action": action}
    return {**line, "snapshot": list(rows)} if action == "snapshot" else {**line, "columns": rows[0]}


def program(version: str) -> dict[str, str]:
    """Return a row of osquery's programs."""
    return {"name": "Oven", "version": version, "publisher": "P", "install_location": ""}


def test_software_that_osquery_removed_is_gone_whatever_the_order_of_the_files(stage: Stage) -> None:
    lines = [
        told("added", 1_793_354_400, program("1")),
        told("removed", 1_793_440_800, program("1")),
        told("added", 1_793_440_800, program("2")),
    ]
    for ordered in (lines, lines[::-1]):
        assert [row["version"] for row in stage("osquery", ordered).rows["software"]] == ["2"]


def test_a_newer_snapshot_replaces_the_older_one_and_the_devices_values(stage: Stage) -> None:
    lines = [
        told("snapshot", 1_793_354_400, program("1"), {**program("1"), "name": "Pan"}),
        told("snapshot", 1_793_440_800, program("1")),
        told("snapshot", 1_793_354_400, {"encrypted": "1", "name": "/dev/disk1"}) | {"name": "disks"},
        told("snapshot", 1_793_440_800, {"encrypted": "0", "name": "/dev/disk1"}) | {"name": "disks"},
    ]
    for ordered in (lines, lines[::-1]):
        result = stage("osquery", ordered)
        assert [row["name"] for row in result.rows["software"]] == ["Oven"]
        assert result.one("device")["disk_encrypted"] == "false"


def test_all_real_interfaces_and_any_encrypted_volume_count(stage: Stage) -> None:
    rows = [{"interface": "en0", "mac": "aa:bb:cc:dd:ee:01"}, {"interface": "en1", "mac": "aa:bb:cc:dd:ee:02"}]
    volumes = [{"encrypted": "0", "name": "/dev/sda1"}, {"encrypted": "1", "name": "/dev/dm-0"}]
    at = 1_793_354_400
    device = stage("osquery", [told("snapshot", at, *rows), told("snapshot", at, *volumes)]).one("device")
    assert (device["mac_addresses"], device["disk_encrypted"]) == ("aa:bb:cc:dd:ee:01 aa:bb:cc:dd:ee:02", "true")
