"""Real mails that no one here wrote: none makes looking fail, and no honest one is called likely harmful."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from drystone.triage import telling
from drystone.triage.judging import Hint
from drystone.triage.looking import Looker
from drystone.triage.options import Lists

DATA = Path(os.environ.get("DRYSTONE_DATA", "/nonexistent"))
pytestmark = [pytest.mark.data, pytest.mark.skipif(not DATA.is_dir(), reason="DRYSTONE_DATA is not set")]


def mails(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((DATA / name).rglob("*")) if path.is_file()]


@pytest.mark.parametrize("name", ["mail-ham-spam/easy-ham-1", "mail-ham-spam/hard-ham-1"])
def test_no_honest_mail_is_accused_and_none_is_cleared(name: str, looker: Looker) -> None:
    assert {looker.look(data).judged.hint for data in mails(name)} == {Hint.UNSURE}


@pytest.mark.parametrize("name", ["mail-ham-spam/spam-1", "mail-ham-spam/spam-2", "mail-fixtures-mikel"])
def test_no_mail_makes_looking_or_telling_fail(name: str, looker: Looker) -> None:
    for data in mails(name):
        told = telling.document(looker.look(data), "de")
        assert json.loads(json.dumps(told))["hint"] != "likely harmless"


def test_lists_of_the_program_are_read_beside_ours(tmp_path: Path) -> None:
    for ours, theirs in (
        ("free-mail", "free_email_providers"),
        ("shorteners", "url_shorteners"),
        ("free-hosts", "free_subdomain_hosts"),
    ):
        (tmp_path / f"{ours}.txt").write_bytes((DATA / "mail-lists" / f"{theirs}.txt").read_bytes())
    ours, both = Lists.read(), Lists.read(str(tmp_path))
    assert ours.free_mail < both.free_mail
    assert len(both.shorteners) > len(ours.shorteners) > 20
    assert "000webhost.com" in both.free_hosts
