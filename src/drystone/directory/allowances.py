"""How often a token may ask, counted in the state so that every process counts together, and cheaply.

Each process lets a token ask a few times a minute without asking anybody. Whoever wants more takes a block of requests
from the state: one row for sixty requests, never one a request. A token thus has ``BLOCKS`` × ``BLOCK`` requests a
minute from the state, and ``FREE`` more in each process. The bound is there against loops that ran away, not for
billing.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass

from drystone.directory import throttling

#: Requests a minute that a process lets pass by itself, requests in a block, and blocks a minute in all processes.
FREE, BLOCK, BLOCKS = 30, 60, 10
_MINUTE = dt.timedelta(minutes=1)
_MOST_TOKENS = 10_000


@dataclass(slots=True)
class _Share:
    """What this process may still let pass until a moment; ``again`` is when the state may have another block."""

    left: int
    until: dt.datetime
    again: dt.datetime | None = None


class Allowances:
    """Counts requests per token. Remembers at most ``_MOST_TOKENS``; the ones used longest ago are let go."""

    def __init__(self, *, free: int = FREE, block: int = BLOCK, blocks: int = BLOCKS) -> None:
        self._free, self._block = free, block
        self._limit = throttling.Limit("token", blocks, _MINUTE)
        self._shares: OrderedDict[str, _Share] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, token: str, *, now: dt.datetime) -> int:
        """Take one request off what a token may ask; returns 0, else in how many whole seconds it may ask again."""
        with self._lock:
            share = self._share(token, now)
            if share.left > 0:
                share.left -= 1
                return 0
            if share.again is not None and now < share.again:
                return math.ceil((share.again - now).total_seconds())
        # Asked outside the lock, so that no other token waits for the state. Two at once may take a block each.
        taken = throttling.allows(self._limit, token, now=now)
        again = None if taken else throttling.again(self._limit, token, now=now)
        with self._lock:
            share.again = again
            if again is not None:
                return max(1, math.ceil((again - now).total_seconds()))
            share.left, share.until = share.left + self._block - 1, now + _MINUTE
            return 0

    def _share(self, token: str, now: dt.datetime) -> _Share:
        share = self._shares.pop(token, None)
        if share is None or now >= share.until:
            share = _Share(self._free, now + _MINUTE)
        self._shares[token] = share
        while len(self._shares) > _MOST_TOKENS:
            self._shares.popitem(last=False)
        return share


#: The one of this process, for the API and SCIM alike.
TOKENS = Allowances()
