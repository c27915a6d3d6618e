"""Installed software against the latest releases."""

from __future__ import annotations

from drystone.lake import Build


def make_software_status(build: Build) -> None:
    def flaws(engine):
        engine.execute(
            "create table software_flaw (device_id varchar, cve_id varchar, software_name varchar, software_version varchar, fix_version varchar, source varchar)"
        )

    def status(engine):
        engine.execute(
            "create table software_status (device_id varchar, name varchar, version varchar, product varchar, cycle varchar, latest varchar, outdated boolean, eol boolean, eol_at date, approved boolean)"
        )

    build.table("software_flaw", flaws)
    build.table("software_status", status)
