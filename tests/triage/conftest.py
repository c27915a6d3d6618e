"""What the tests of triage share: one looker that knows the made-up organisation."""

from __future__ import annotations

import pytest

from drystone.demo.mails.corpus import BOSS, OURS, RECEIVER
from drystone.triage.looking import Looker
from drystone.triage.options import Options, Person

KNOWN = Options(domains=(OURS,), people=(Person(BOSS, "mira.koehler@fenwick.example"),), receivers=(RECEIVER,))


@pytest.fixture(scope="session")
def looker() -> Looker:
    """One that knows the organisation, its director and its mail server."""
    return Looker.make(KNOWN)
