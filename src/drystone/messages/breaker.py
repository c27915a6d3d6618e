"""When a channel is left alone, and how much of it may be used: kept in the state, so that it holds in every process.

1. Three failures of the channel itself in a row close it, for half a minute; each that follows, for twice as long.
2. When that time is over it is half open: one message is tried. It opens the channel again, or closes it once more.
3. Where a channel cannot say whether it was itself or the address, each recipient's failures count once, so that one
   bad address closes it for nobody. What is tried while it is half open always counts.
4. Nothing is tried and nothing is lost meanwhile: messages wait, or take another way (``moving``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from drystone.messages.models import ChannelState

FAILURES = 3
_SHORTEST, _LONGEST = dt.timedelta(seconds=30), dt.timedelta(minutes=30)
#: How long whoever tries a half-open channel has it for themselves.
_TRIAL = dt.timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a channel stands: ``open``, ``trying`` (half open), ``closed``."""

    channel: str
    state: str
    failures: int
    failing_since: dt.datetime | None
    closed_until: dt.datetime | None
    error: str
    worked_at: dt.datetime | None


def allow(channel: str, wanted: int, a_minute: int, *, now: dt.datetime) -> int:
    """Return how many messages may be handed to a channel now, at most ``wanted``, and count them as handed over."""
    with transaction.atomic():
        ChannelState.objects.bulk_create([ChannelState(channel=channel)], ignore_conflicts=True)
        state = ChannelState.objects.select_for_update().get(channel=channel)
        if state.closed_until is not None and state.closed_until > now:
            return 0
        minute = now.replace(second=0, microsecond=0)
        used = state.in_minute if state.minute == minute else 0
        may = max(0, min(wanted, a_minute - used))
        if state.failures >= FAILURES and may:
            may, state.closed_until = 1, now + _TRIAL
        state.minute, state.in_minute = minute, used + may
        state.save(update_fields=["minute", "in_minute", "closed_until"])
        return may


def worked(channel: str, *, now: dt.datetime) -> None:
    """Note that a channel took a message, or said that it will not take this one: it can be used."""
    ChannelState.objects.filter(channel=channel).update(
        failures=0, failing_since=None, closed_until=None, error="", worked_at=now
    )


def failed(
    channel: str, error: str, *, now: dt.datetime, wait: dt.timedelta = dt.timedelta(), counted: bool = False
) -> bool:
    """Note that a channel could not be used; whether it is closed now; ``wait`` is what it asks for.

    ``counted``: perhaps it was only the address, and a failure of that was noted before.
    """
    with transaction.atomic():
        ChannelState.objects.bulk_create([ChannelState(channel=channel)], ignore_conflicts=True)
        state = ChannelState.objects.select_for_update().get(channel=channel)
        if counted and state.failures < FAILURES:
            return False
        state.failures += 1
        state.failing_since = state.failing_since or now
        state.error = error
        over = state.failures - FAILURES
        if over >= 0:
            state.closed_until = now + max(wait, min(_SHORTEST * 2 ** min(over, 10), _LONGEST))
        elif wait:
            state.closed_until = now + wait
        state.save()
        return state.closed_until is not None and state.closed_until > now


def standings(channels: Sequence[str], *, now: dt.datetime) -> list[Standing]:
    """Return how these channels stand, in this order; one question to the state."""
    known = ChannelState.objects.in_bulk(channels)
    return [_standing(name, known.get(name) or ChannelState(channel=name), now) for name in channels]


def _standing(name: str, state: ChannelState, now: dt.datetime) -> Standing:
    closed = state.closed_until is not None and state.closed_until > now
    word = "closed" if closed else "trying" if state.failures >= FAILURES else "open"
    return Standing(
        name,
        word,
        state.failures,
        state.failing_since,
        state.closed_until if closed else None,
        state.error,
        state.worked_at,
    )
