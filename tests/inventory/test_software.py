"""Installed software against releases and advisories."""

from __future__ import annotations

import pytest

from drystone.inventory.versions import compare


def software(world, *rows, platform="windows", os_version="10.0.22631", source="programs"):
    world.source(
        "mdm",
        [{"id": "a", "os": platform, "os_version": os_version, "serial": "C02XK1ABJG5J"}],
        world.feed("device", platform="os", os_version="os_version", os_name="os", serial_number="serial"),
    )
    world.source(
        "osquery",
        [{"id": str(at), "serial": "C02XK1ABJG5J", "source": source, **row} for at, row in enumerate(rows)],
        world.feed("software", device="serial", name="name", version="version", vendor="vendor", source="source"),
    )
    return world


def releases(world, *rows):
    world.source(
        "releases",
        [{"id": str(at), "cycle": "", "eol_at": "", "identifier": "", **row} for at, row in enumerate(rows)],
        world.same_named("release", "product", "cycle", "latest", "eol_at", "identifier"),
    )
    return world


def test_an_app_behind_its_latest_release_is_outdated(world):
    software(
        world,
        {"name": "VLC media player", "version": "3.0.17.4", "vendor": "VideoLAN"},
        {"name": "7-Zip 22.01 (x64)", "version": "22.01", "vendor": "Igor Pavlov"},
        {"name": "Git", "version": "unknown", "vendor": "The Git Development Community"},
        {"name": "Ledger", "version": "1.0", "vendor": "Fenwick"},
    )
    releases(
        world,
        {"product": "VLC media player", "latest": "3.0.21", "identifier": "VideoLAN.VLC"},
        {"product": "7-Zip", "latest": "22.1", "identifier": "7zip.7zip"},
        {"product": "Git", "latest": "2.50.0", "identifier": "Git.Git"},
    ).run()
    assert world.rows("select name, outdated, latest from software_status order by name") == [
        ("7-Zip 22.01 (x64)", False, "22.1"),
        ("Git", None, "2.50.0"),
        ("VLC media player", True, "3.0.21"),
    ]


def test_of_two_products_with_one_name_the_publisher_decides_or_nobody(world):
    software(
        world,
        {"name": "Notes", "version": "1.0", "vendor": "Fenwick Ltd"},
        {"name": "Clock", "version": "1.0", "vendor": ""},
    )
    releases(
        world,
        {"product": "Notes", "latest": "2.0", "identifier": "Fenwick.Notes"},
        {"product": "Notes", "latest": "9.0", "identifier": "Other.Notes"},
        {"product": "Clock", "latest": "2.0", "identifier": "Fenwick.Clock"},
        {"product": "Clock", "latest": "9.0", "identifier": "Other.Clock"},
    ).run()
    assert world.rows("select name, latest from software_status") == [("Notes", "2.0")]


def test_a_release_line_past_its_end_is_end_of_life(world):
    software(world, {"name": "Python 3.8.10 (64-bit)", "version": "3.8.10", "vendor": "Python"})
    releases(
        world,
        {"product": "python", "cycle": "3.8", "latest": "3.8.20", "eol_at": "2024-10-07"},
        {"product": "python", "cycle": "3.13", "latest": "3.13.1", "eol_at": "2029-10-31"},
    ).run()
    assert world.rows("select cycle, eol, outdated from software_status") == [("3.8", True, True)]


def test_a_version_of_no_known_release_line_cannot_be_compared(world):
    software(
        world,
        {"name": "Python", "version": "3.7.1", "vendor": ""},
        {"name": "Python", "version": "nightly", "vendor": ""},
        {"name": "Python", "version": "", "vendor": ""},
        {"name": "Python", "version": "3.13.1", "vendor": ""},
    )
    releases(world, {"product": "python", "cycle": "3.13", "latest": "3.13.1", "eol_at": "2029-10-31"}).run()
    assert world.rows(
        "select version, product, cycle, latest, outdated, eol from software_status order by version"
    ) == [
        ("3.13.1", "python", "3.13", "3.13.1", False, False),
        ("3.7.1", "python", None, None, None, None),
        ("nightly", "python", None, None, None, None),
        (None, "python", None, None, None, None),
    ]


def advisories(world, **more):
    world.source(
        "oval",
        [
            {
                "id": "1",
                "cve": "CVE-2026-0001",
                "eco": "deb",
                "package": "openssl",
                "fixed": "1.0.2g-1ubuntu4.20",
                **more,
            }
        ],
        world.feed(
            "affected", cve_id="cve", ecosystem="eco", package="package", fixed_version="fixed", platform="platform"
        ),
    )
    world.source(
        "kev",
        [{"id": "CVE-2026-0001", "kev": "true", "epss": "0.5", "severity": "high"}],
        world.feed("advisory", cve_id="id", kev="kev", epss="epss", severity="severity"),
    )


@pytest.mark.parametrize(
    ("version", "os_version", "found"),
    [("1.0.2g-1ubuntu4.2", "16.04.7", 1), ("1.0.2g-1ubuntu4.20", "16.04.7", 0), ("1.0.2g-1ubuntu4.2", "18.04", 0)],
)
def test_a_package_older_than_the_mended_one_has_the_flaw_on_its_release_only(world, version, os_version, found):
    software(
        world,
        {"name": "openssl", "version": version, "vendor": ""},
        platform="ubuntu",
        os_version=os_version,
        source="deb_packages",
    )
    advisories(world, platform="ubuntu_1604")
    world.run()
    assert len(world.rows("select * from vulnerability")) == found
    if found:
        assert world.rows("select cve_id, kev, epss, severity, fix_version from vulnerability") == [
            ("CVE-2026-0001", True, 0.5, "high", "1.0.2g-1ubuntu4.20")
        ]


@pytest.mark.parametrize(
    ("scheme", "left", "right", "sign"),
    [
        ("deb", "1.0~rc1", "1.0", -1),
        ("deb", "1:1.0", "2.0", 1),
        ("rpm", "1.7.0-2.el7", "1:1.7.0-3.el7", -1),
        ("rpm", "0:1.0-1", "1.0-1", 0),
        ("pypi", "1.0rc1", "1.0", -1),
        ("rpm", "unknown", "1.0", None),
        ("deb", "1.0", "none", None),
    ],
)
def test_versions_compare_by_the_rules_of_their_system(scheme, left, right, sign):
    assert compare(scheme, left, right) == sign


def test_the_rules_of_the_program_say_who_patches_what(world):
    world.set(patched_by=(("source = 'programs'", "user"), ("true", "it")))
    software(world, {"name": "VLC", "version": "3.0", "vendor": "VideoLAN"}).run()
    assert world.rows("select name, patched_by from software") == [("VLC", "user")]


def test_a_program_is_compared_with_the_variant_that_is_called_just_so(world):
    software(
        world,
        {"name": "VLC media player", "version": "3.0.0", "vendor": "VideoLAN"},
        {"name": "Mozilla Firefox (x64 de)", "version": "150.0", "vendor": "Mozilla"},
        {"name": "Sketch (fr)", "version": "1.0", "vendor": "Fenwick"},
    )
    releases(
        world,
        {"product": "VLC media player", "latest": "3.0.21", "identifier": "VideoLAN.VLC"},
        {"product": "VLC media player (Nightly)", "latest": "4.0.0", "identifier": "VideoLAN.VLC.Nightly"},
        {"product": "Mozilla Firefox (de)", "latest": "154.0", "identifier": "Mozilla.Firefox.de"},
        {"product": "Mozilla Firefox (fr)", "latest": "153.0", "identifier": "Mozilla.Firefox.fr"},
        {"product": "Sketch (de)", "latest": "2.0", "identifier": "Fenwick.Sketch.de"},
        {"product": "Sketch (it)", "latest": "3.0", "identifier": "Fenwick.Sketch.it"},
    ).run()
    assert world.rows("select name, latest from software_status order by name") == [
        ("Mozilla Firefox (x64 de)", "154.0"),
        ("VLC media player", "3.0.21"),
    ]


def test_a_flaw_stands_on_any_kind_of_thing_and_on_nothing_else(world):
    world.source("cloud", [{"id": "i-1", "name": "web:latest"}], world.feed("cloud_resource", name="name"))
    world.source(
        "scanner",
        [
            {"id": "1", "kind": "cloud_resource", "on": "web:latest", "cve": "CVE-2026-0001"},
            {"id": "2", "kind": "spaceship", "on": "web:latest", "cve": "CVE-2026-0001"},
            {"id": "3", "kind": "cloud_resource", "on": "db:latest", "cve": "CVE-2026-0001"},
        ],
        world.feed("vulnerability", asset_kind="kind", asset_id='"on"', cve_id="cve"),
    ).run()
    assert world.rows("select asset_kind, cve_id from vulnerability") == [("cloud_resource", "CVE-2026-0001")]
    assert world.rows("select reason from quarantine order by 1") == [
        ("vulnerability.asset_id: 'db:latest' is no cloud_resource that we know",),
        ("vulnerability.asset_kind: there is no kind of thing called spaceship",),
    ]


def test_an_alias_counts_whichever_of_the_two_addresses_is_known(world):
    world.source("hr", [{"id": "1", "mail": "ana@fenwick.example"}], world.feed("person", email="mail"))
    world.source(
        "code",
        [{"id": "a", "login": "ana99", "mail": "ana@home.example"}],
        world.feed("account", system="'code'", username="login", email="mail"),
    )
    world.source(
        "also",
        [
            {"id": "x", "one": "ana@home.example", "other": "ana@old.example"},
            {"id": "y", "one": "ana@old.example", "other": "ana@fenwick.example"},
        ],
        world.feed("alias", person="one", email="other"),
    ).run()
    assert world.rows("select p.email from account a join person p using (person_id)") == [("ana@fenwick.example",)]


def test_red_hat_by_its_full_name_is_the_release_that_its_advisories_call_rhel(world):
    software(
        world,
        {"name": "openssl", "version": "1.0.2k-1.el7", "vendor": ""},
        platform="Red Hat Enterprise Linux",
        os_version="7.9",
        source="rpm_packages",
    )
    advisories(world, eco="rpm", platform="rhel_07", fixed="1:1.0.2k-21.el7")
    world.run()
    assert world.rows("select cve_id, fix_version from vulnerability") == [("CVE-2026-0001", "1:1.0.2k-21.el7")]


def test_a_flaw_may_be_on_any_kind_of_thing_and_none_is_lost_in_silence(world):
    world.source(
        "cloud", [{"id": "arn:1", "name": "ledger"}], world.feed("cloud_resource", name="name", provider="'aws'")
    )
    rows = [("1", "cloud_resource", "ledger"), ("2", "spaceship", "x"), ("3", "cloud_resource", "")]
    world.source(
        "scanner",
        [{"id": at, "kind": kind, "what": what} for at, kind, what in rows],
        world.feed("vulnerability", asset_kind="kind", asset_id="what", cve_id="'CVE-2026-0001'"),
    )
    installed = world.feed("software", device_id="machine", name="name")
    world.source("agent", [{"id": "1", "machine": "", "name": "VLC"}], installed).run()
    assert world.rows("select asset_kind, cve_id from vulnerability") == [("cloud_resource", "CVE-2026-0001")]
    assert set(world.rows("select reason from quarantine where source_id in ('scanner', 'agent')")) == {
        ("vulnerability.asset_kind: there is no kind of thing called spaceship",),
        ("vulnerability.asset_id: nothing is named",),
        ("software.device_id: nothing is named",),
    }
