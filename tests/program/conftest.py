"""A small valid program that each test changes in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from drystone.program import Loaded, load

GOOD = {
    "drystone.toml": (
        'schema = 1\n[organisation]\nname = "Fenwick Foods"\ndomains = ["fenwick.example"]\n'
        '[authority]\nfallback = "security-lead"\n'
    ),
    "objectives.yaml": "- {id: customer-trust, name: Customers trust us}\n",
    "habits.yaml": "- {id: lock-and-encrypt, name: Lock and encrypt}\n",
    "roles.yaml": (
        "- id: it-head\n  name: Head of IT\n  party: it\n  deputy: security-lead\n"
        "  holders:\n    - {person: mira@fenwick.example, from: 2025-03-01, to: 2026-12-31}\n"
        "- {id: security-lead, holders: [{person: sam@fenwick.example}]}\n"
    ),
    "activities/devices.yaml": (
        "- id: encrypt-laptops\n  name: Encrypt laptops\n  about: device\n  where: kind in ('laptop', 'phone')\n"
        "  responsible: [asset.owner]\n  accountable: it-head\n  protects: [customer-trust]\n"
        "  words: {everyone: Your laptop scrambles its disk., it: FileVault on.}\n"
    ),
    "checks/devices.yaml": (
        "- id: disk-encrypted\n  activity: encrypt-laptops\n  title: Encrypt the disk\n"
        "  fails: not disk_encrypted\n  severity: high\n  habit: lock-and-encrypt\n"
    ),
    "sources/mdm.yaml": (
        "id: mdm\nkind: csv\nlocation: {path: exports/mdm.csv}\nkey: serial\nfeeds:\n"
        "  device: {select: {serial_number: '\"Serial\"', managed: true}}\n"
    ),
}

Write = Callable[..., Path]
Check = Callable[..., list[str]]


@pytest.fixture(scope="session")
def good() -> dict[str, str]:
    """Return the files of the good program."""
    return dict(GOOD)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the good program with some files changed; None leaves a file out."""

    def written(changed: Mapping[str, str | bytes | None] | None = None) -> Path:
        for path, text in {**GOOD, **(changed or {})}.items():
            if text is None:
                continue
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(text.encode() if isinstance(text, str) else text)
        return tmp_path

    return written


@pytest.fixture
def loaded(write: Write) -> Callable[..., Loaded]:
    """Load the good program with some files changed."""
    return lambda changed=None: load(write(changed))


@pytest.fixture
def told(loaded: Callable[..., Loaded]) -> Check:
    """Return the problems of the good program with some files changed, as people read them."""
    return lambda changed=None: [str(problem) for problem in loaded(changed).problems]
