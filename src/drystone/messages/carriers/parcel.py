"""What a channel is handed, and what it says when it could not bring it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from drystone.lib.errors import DrystoneError
from drystone.messages.document import Document


class UndeliveredError(DrystoneError):
    """A message did not leave.

    ``final``: trying again would change nothing. ``nobody``: there is nobody at this address, now or later. ``away``:
    the channel itself cannot be used, whatever it is handed, for ``wait`` at least; ``unclear``: that, or only this
    address. ``unheard``: it surely did nothing with what it was handed; otherwise it may have.
    """

    def __init__(
        self,
        what: str,
        *,
        final: bool = False,
        nobody: bool = False,
        away: bool = False,
        wait: dt.timedelta = dt.timedelta(),
        unheard: bool = False,
        unclear: bool = False,
    ) -> None:
        super().__init__(what)
        self.final = final or nobody
        self.nobody = nobody
        self.away = away
        self.wait = wait
        self.unheard = unheard
        self.unclear = unclear


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as a channel is handed it.

    ``number`` is the same at every try; ``again`` says that an earlier try may have arrived. ``to`` is "" for a room.
    ``off`` is the address that ends messages of this kind with one request, "" where a message is not optional.
    """

    number: str
    to: str
    subject: str
    text: str
    at: dt.datetime
    document: Document | None = None
    again: bool = False
    person_id: str = ""
    purpose: str = ""
    urgent: bool = False
    off: str = ""
    calendar: tuple[str, str] = field(default=("", ""))  # the method (REQUEST, CANCEL) and the calendar itself
