"""How often something may be tried, counted in the state so that every process counts together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from drystone.directory.fingerprints import fingerprint
from drystone.directory.models import CountedTry

_LONGEST = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many ``within`` that long, for each key; no limit looks back further than a day."""

    name: str
    most: int
    within: dt.timedelta


def allows(limit: Limit, key: str, *, now: dt.datetime) -> bool:
    """Count a try and say whether it is still within the limit; one that is not does not count on."""
    hashed = fingerprint(limit.name, key)
    # Counted after it is written: two at once may both be refused, never both allowed.
    mine = CountedTry.objects.create(limit=limit.name, key_hash=hashed, at=now)
    tried = CountedTry.objects.filter(limit=limit.name, key_hash=hashed, at__gt=now - limit.within).count()
    if tried > limit.most:
        mine.delete()
        return False
    return True


def again(limit: Limit, key: str, *, now: dt.datetime) -> dt.datetime:
    """Return when something that was refused may be tried again; what no longer counts is deleted on the way."""
    tries = CountedTry.objects.filter(limit=limit.name, key_hash=fingerprint(limit.name, key))
    tries.filter(at__lte=now - limit.within).delete()
    oldest = tries.order_by("at").values_list("at", flat=True).first()
    return (oldest or now) + limit.within


def forget(limit: Limit, key: str) -> None:
    """Forget what was tried: it went well in the end."""
    CountedTry.objects.filter(limit=limit.name, key_hash=fingerprint(limit.name, key)).delete()


def forget_old(now: dt.datetime) -> int:
    """Delete what no limit looks at any more, and return how many."""
    return CountedTry.objects.filter(at__lt=now - _LONGEST).delete()[0]


def client_address(request: HttpRequest) -> str:
    """Return the address that a request comes from, by the proxies that the site trusts."""
    return str(get_adapter().get_client_ip(request))
