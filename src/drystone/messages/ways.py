"""How people are written to: in which channels, in which order and rhythm, and what they ended. Set-wise.

1. The program names the channels that reach people, the usual one first, and the rhythms.
2. A person may put another of these first, and choose another of the rhythms.
3. A channel is left out for whom the people data hold no address, or whose address it does not know any more; the
   shared screen for whoever has no badge.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from drystone.directory import addresses, badges, phones
from drystone.messages.kinds import NOT_AT_SCREENS
from drystone.messages.models import DeadAddress, Preference
from drystone.program.channel_model import AppriseChannel, Channel, Rhythm, ScreenChannel, TextChannel
from drystone.shell import site
from drystone.shell.many import Listed

#: The channel that waits for people: whoever has a badge is reached by it.
SCREEN = "screen"
#: How many people one question to the state is about.
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody is written to: ``channels`` in the order in which to try them (perhaps none), and the rhythm.

    ``off`` are the optional kinds that they ended. ``language`` is theirs, or the organisation's usual one. ``chose``:
    the first of the channels is the one that they chose. ``invited``: they want times for their calendar by mail.
    """

    channels: tuple[str, ...]
    rhythm: Rhythm
    off: frozenset[str]
    language: str
    chose: bool = False
    invited: bool = False

    def able(self, purpose: str) -> tuple[str, ...]:
        """Return the channels by which something of a kind may come."""
        return tuple(name for name in self.channels if name != SCREEN or purpose not in NOT_AT_SCREENS)

    def before(self, first: Sequence[str]) -> str:
        """Return the channel to try first, where these are to come first; what somebody chose comes before all."""
        if self.chose:
            return self.channels[0]
        return next((name for name in first if name in self.channels), self.channels[0])


def batches(person_ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield the ids, each once, as many at a time as one question may be about."""
    waiting = iter(sorted(set(person_ids) - {""}))
    while batch := list(islice(waiting, _AT_ONCE)):
        yield batch


def ways(person_ids: Iterable[str]) -> dict[str, Ways]:
    """Return how each of these people who has not left is written to: three questions to the state per 5,000 people."""
    found: dict[str, Ways] = {}
    for batch in batches(person_ids):
        found |= _ways(batch)
    return found


def _ways(batch: list[str]) -> dict[str, Ways]:
    program = site.program()
    settings = program.settings
    order, rhythms = settings.choice.order, settings.choice.rhythms
    reached = addresses.reach(batch)
    chosen = {
        row[0]: row[1:]
        for row in Preference.objects.filter(person_id__in=Listed(batch)).values_list(
            "person_id", "channel", "rhythm", "off", "invited"
        )
    }
    dead: dict[str, set[tuple[str, str]]] = {}
    gone = DeadAddress.objects.filter(person_id__in=Listed(batch))
    for person_id, channel, to in gone.values_list("person_id", "channel", "digest"):
        dead.setdefault(person_id, set()).add((channel, to))
    badged = badges.among(batch) if SCREEN in order else set()
    wanted = cache(lambda first: sorted(order, key=lambda name: name != first))
    found = {}
    for person_id, reach in reached.items():
        first, rhythm, off, invited = chosen.get(person_id, ("", "", [], False))
        able = tuple(
            name
            for name in wanted(first)
            if (name == SCREEN and person_id in badged)
            or (
                (to := address(settings.channels[name], person_id, reach))
                and not (person_id in dead and (name, digest(to)) in dead[person_id])
            )
        )
        kept = next((one for one in rhythms if one == rhythm), rhythms[0])
        spoken, chose = reach.language or settings.organisation.languages[0], able[:1] == (first,)
        found[person_id] = Ways(able, kept, frozenset(off), spoken, chose, invited)
    return found


def address(channel: Channel, person_id: str, reach: addresses.Reach | None) -> str:
    """Return what a channel needs to reach somebody, "" where the people data do not have it.

    Nothing is brought to a shared screen: people come to it.
    """
    if reach is None or isinstance(channel, ScreenChannel):
        return ""
    if isinstance(channel, TextChannel) or (isinstance(channel, AppriseChannel) and channel.to == "phone"):
        return phones.international(reach.phone, channel.country)
    return reach.email


def digest(to: str) -> str:
    """Return what is kept of an address that nobody is at any more."""
    return hashlib.sha256(to.strip().lower().encode()).hexdigest()
