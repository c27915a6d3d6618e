"""The organisation as the walks find it."""

from __future__ import annotations

import logging

import pytest

from access.arranged import Arranged, arrange
from served import Served


@pytest.fixture
def arranged(served: Served, monkeypatch: pytest.MonkeyPatch) -> Arranged:
    """One of everything that the routes name. Passwords are hashed quickly here."""
    monkeypatch.setattr("django.contrib.auth.hashers.PBKDF2PasswordHasher.iterations", 1)
    return arrange(served)


@pytest.fixture
def plainly_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse thousands of times without drawing the page for it, or writing each into the log."""
    from django.http import HttpResponse

    monkeypatch.setattr(
        "django.core.handlers.exception.get_exception_response",
        lambda _request, _resolver, status, _exception: HttpResponse(status=status),
    )
    monkeypatch.setattr("logging.root.manager.disable", logging.WARNING)
