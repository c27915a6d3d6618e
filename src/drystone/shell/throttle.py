"""How often a token may ask: a bucket that fills steadily, one per token and process.

Several processes each keep their own; the bound is there against loops that ran away, not for billing.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass

#: So many at once, and so many a minute.
BURST = PER_MINUTE = 600
_MOST_TOKENS = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: dt.datetime


class Throttle:
    """Counts requests per token. Holds at most ``_MOST_TOKENS`` buckets; the ones used longest ago are let go."""

    def __init__(self, *, burst: int = BURST, per_minute: int = PER_MINUTE) -> None:
        self._burst, self._per_second = burst, per_minute / 60
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, token: str, *, now: dt.datetime) -> int:
        """Take one request off the token's bucket; returns 0, else in how many whole seconds there is one again."""
        with self._lock:
            bucket = self._buckets.pop(token, None) or _Bucket(float(self._burst), now)
            self._buckets[token] = bucket
            while len(self._buckets) > _MOST_TOKENS:
                self._buckets.popitem(last=False)
            passed = max(0.0, (now - bucket.at).total_seconds())
            bucket.left, bucket.at = min(float(self._burst), bucket.left + passed * self._per_second), now
            if bucket.left < 1:
                return max(1, math.ceil((1 - bucket.left) / self._per_second))
            bucket.left -= 1
            return 0

    def forget(self) -> None:
        """Fill every bucket again; for tests."""
        with self._lock:
            self._buckets.clear()


#: The one of this process, for the API and SCIM alike.
TOKENS = Throttle()
