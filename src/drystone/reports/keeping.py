"""What is said where something that somebody told cannot be kept: a full disk, or a state that does not answer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from drystone.lib.errors import StoreError

_log = logging.getLogger(__name__)


class NotKeptError(StoreError):
    """It was not taken, and nothing of it is here; whoever told it has it still, and is told to call."""

    status: ClassVar[int] = 503


def known(request: HttpRequest) -> None:
    """Raise StoreError where the state did not answer who this is (``directory.unread``): their name would be lost."""
    if getattr(request, "unread", False):
        raise StoreError("nobody can be known", do="see why the state does not answer")


@contextmanager
def kept() -> Iterator[None]:
    """Raise NotKeptError where what is done inside cannot be kept. Nothing of what somebody told goes to the log."""
    try:
        yield
    except (DatabaseError, InterfaceError, StoreError) as error:
        _log.error("what somebody told could not be kept: %s", type(error).__name__)  # Its words may be theirs.
        raise NotKeptError(
            _("We could not take it just now; the fault is ours."),
            do=_("Nothing you wrote is lost: send it again in a minute, or call."),
        ) from None
