"""How often strangers may knock: counted in memory alone, by network, so that nothing of it is written down anywhere.

It is there against floods. Somebody who is signed in is never turned away, and an office behind one address has room.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

_MOST_KEPT = 20_000


@dataclass(slots=True)
class Door:
    """At most ``most`` knocks of a network ``within`` a while, in each process."""

    most: int
    within: dt.timedelta
    _knocks: OrderedDict[str, tuple[dt.datetime, int]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def opens(self, address: str, *, now: dt.datetime) -> bool:
        """Count a knock, and say whether it is within bounds."""
        key = _network(address)
        with self._lock:
            began, count = self._knocks.pop(key, (now, 0))
            if now - began >= self.within or now < began:
                began, count = now, 0
            self._knocks[key] = (began, count + 1)
            while len(self._knocks) > _MOST_KEPT:
                self._knocks.popitem(last=False)
        return count < self.most


def _network(address: str) -> str:
    """Return the network of an address: a household has many of the newer kind."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 32 if known.version == 4 else 56), strict=False))


#: Reports of strangers; and return codes, of which a wrong one is a guess.
REPORTS = Door(120, dt.timedelta(minutes=10))
CODES = Door(60, dt.timedelta(minutes=10))
