"""The devices and accounts of somebody, for themselves: what to do now names theirs. One look-up in the lake."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from drystone.lib.errors import StoreError
from drystone.reports.taking import Thing
from drystone.shell import site

_MOST = 40
_SQL = """
    select 'device' as kind, device_id, coalesce(hostname, serial_number, kind, ''), coalesce(platform, '')
    from device where owner_id = $me
    union all
    select 'account', account_id, trim(coalesce(system, '') || ' ' || coalesce(username, email, '')), ''
    from account where person_id = $me and coalesce(status, 'active') = 'active'
    order by 1 desc, 3, 2 limit 41
"""
#: What browsers write about themselves, and the platform that it means; the first that fits counts.
_AGENTS = (("iphone", "ios"), ("ipad", "ios"), ("android", "android"), ("windows", "windows"), ("mac os", "macos"),
           ("linux", "linux"))  # fmt: skip


def of(person_id: str) -> list[Thing]:
    """Return somebody's devices and accounts, devices first; nothing before the first run."""
    if not person_id:
        return []
    with suppress(StoreError), site.reading() as engine:
        rows = engine.rows(_SQL, {"me": person_id})
        return [Thing(str(kind), str(one), str(name), str(platform)) for kind, one, name, platform in rows[:_MOST]]
    return []


def likely(things: Sequence[Thing], platform: str = "") -> tuple[Thing, ...]:
    """Return the one device and the one account that it can be, each only where there is one; ``platform`` tells which
    device somebody writes from."""
    devices = [one for one in things if one.kind == "device"]
    near = [one for one in devices if one.platform == platform] or devices
    accounts = [one for one in things if one.kind == "account"]
    return tuple(group[0] for group in (near, accounts) if len(group) == 1)


def chosen(things: Sequence[Thing], keys: Sequence[str]) -> tuple[Thing, ...]:
    """Return the things that somebody chose among their own; what is not theirs is left out."""
    return tuple(one for one in things if key(one) in keys)


def key(thing: Thing) -> str:
    """Return what a form says for a thing."""
    return f"{thing.kind} {thing.asset_id}"


def platform_of(agent: str) -> str:
    """Return the platform that a browser says it runs on, or ""."""
    lower = agent.lower()
    return next((platform for word, platform in _AGENTS if word in lower), "")
