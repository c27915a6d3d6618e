"""A mail server that takes what we send, as the tests of messages have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from messages.conftest import by_mail, mail, set_up

__all__ = ["by_mail", "mail", "set_up"]


@pytest.fixture(scope="session", autouse=True)
def _let_go() -> Iterator[None]:
    """End the processes that look at messages."""
    yield
    from drystone.reports import looking

    looking.close()
