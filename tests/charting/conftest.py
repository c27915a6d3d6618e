"""A mail server that takes what we send, as the tests of messages have it."""

from __future__ import annotations

from messages.conftest import by_mail, mail, set_up

__all__ = ["by_mail", "mail", "set_up"]
