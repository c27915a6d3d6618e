"""Who sends so many letters that the rest would drown in them: for an hour, in the memory of this process alone.

Nothing of it is written down. What comes too fast is taken like all else, at the end of the queue and without thanks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import threading
from collections import OrderedDict

#: Letters of one sender in an hour that are looked at in their turn; and of all together whom the people data do not
#: know, since anybody can write under a thousand names.
AN_HOUR, STRANGERS = 30, 120
_HOUR = dt.timedelta(hours=1)
_MOST = 10_000


class Pace:
    """How many letters each sender sent in the hour since their first."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._seen: OrderedDict[bytes, tuple[dt.datetime, int]] = OrderedDict()
        self._lock = threading.Lock()

    def fits(self, sender: str, *, now: dt.datetime, known: bool = True) -> bool:
        """Count a letter, and say whether its sender keeps within the pace; ``known``: the people data have them."""
        return self._counted(sender, AN_HOUR, now) and (known or self._counted("", STRANGERS, now))

    def _counted(self, sender: str, most: int, now: dt.datetime) -> bool:
        key = hashlib.blake2b(sender.encode("utf-8", "replace"), key=self._salt, digest_size=16).digest()
        with self._lock:
            began, count = self._seen.pop(key, (now, 0))
            if now - began >= _HOUR:
                began, count = now, 0
            self._seen[key] = (began, count + 1)
            while len(self._seen) > _MOST:
                self._seen.popitem(last=False)
        return count < most
