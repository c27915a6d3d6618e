"""Messages that were decided leave: mark, send, confirm. The steps:

1. Of what was decided and is due, take a few people. What stands for them is read again: what closed meanwhile is not
   said, nor anything to somebody who is away or has left by now. If nothing is left, the message is dropped.
2. In one transaction the message is given to the outbox, marked as handed over, and it is noted what was said. Either
   all of it happens or nothing does, so whoever dies here loses nothing and doubles nothing.
3. Later the outbox is asked what became of it. What never left was not said: the person hears another day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from drystone.lake.engines import Engine
from drystone.program.model import Program
from drystone.reminders import foretelling, inviting, sending, tapping, trials
from drystone.reminders.case import Case
from drystone.reminders.deciding import trying
from drystone.reminders.deciding.choosing import Choice, is_urgent_still, is_week
from drystone.reminders.gathering import Gathering
from drystone.reminders.models import Digest, Said
from drystone.reminders.remembering import ANSWERS, INFORMED, LESSON, STRANDED, THANKS
from drystone.reminders.rendering import letter

BATCH, _CONFIRMED = 50, 500
KEEP, REMEMBER = dt.timedelta(days=90), dt.timedelta(days=365)
#: After this long the outbox has forgotten, or will never say.
_PATIENCE = dt.timedelta(days=20)


def leave(program: Program, engine: Engine | None, *, now: dt.datetime, most: int = 1_000) -> tuple[int, bool]:
    """Hand over what is due, at most ``most``; returns how many left and whether more wait."""
    gathering, left, looked_at = Gathering(program, engine, now=now), 0, 0
    while looked_at < most:
        digests = list(Digest.objects.filter(status="decided", at__lte=now).order_by("at", "pk")[:BATCH])
        if not digests:
            return left, False
        looked_at += len(digests)
        left += _batch(digests, gathering)
    return left, True


def _batch(digests: Sequence[Digest], gathering: Gathering) -> int:
    now, mine = gathering.now, {digest.person_id: digest for digest in digests}
    people = gathering.zones(sorted(mine))
    cases = {case.where.person_id: case for case in gathering.cases(people, {}, lessons=True)}
    left = 0
    for person_id, digest in mine.items():
        case = cases.get(person_id)
        choice = _still(digest, case, now) if case is not None else None
        if case is None or choice is None or not sending.can_send():
            Digest.objects.filter(pk=digest.pk, status="decided").update(status="dropped")
            continue
        left += _hand_over(digest, case, choice, gathering)
    return left


def _still(digest: Digest, case: Case, now: dt.datetime) -> Choice | None:
    """Return what of a decision still holds; None where nothing does, or its time is over.

    Where only what cannot wait was a reason to write today, and that is done, the rest waits for its own day.
    """
    if not case.situation.here or digest.until <= now:
        return None
    keys = tuple(key for key in digest.keys if key in case.gaps)
    if digest.urgent and not is_urgent_still(case.situation, keys):
        return None
    answers = digest.answers and case.situation.answering is not None
    informed = digest.informed and bool(case.situation.news)
    # Thanks stand with what else is said; alone they are said only where nothing is left to do.
    thanks = digest.thanks if keys or answers or informed or not case.situation.matters else 0
    lesson = digest.lesson and case.lesson is not None and not case.situation.matters
    if not (keys or answers or informed or thanks or lesson):
        return None
    week = is_week(keys, answers, case.situation)
    return Choice(keys, digest.urgent, answers, thanks, lesson, informed, week)


def _hand_over(digest: Digest, case: Case, choice: Choice, gathering: Gathering) -> int:
    now, expires = gathering.now, gathering.now + tapping.GOOD_FOR
    words, document = letter(
        case, choice, gathering, lambda key, act: tapping.address(digest.pk, key, act, expires=expires)
    )
    with transaction.atomic():
        said = {item.key: list(item.gap_ids) for item in words.items}
        taken = Digest.objects.filter(pk=digest.pk, status="decided").update(
            status="handed", handed_at=now, keys=list(said), gaps=said, answers=choice.answers, thanks=choice.thanks,
            informed=choice.informed,
        )  # fmt: skip
        if not taken:
            return 0
        key = f"{sending.PURPOSE}:{digest.pk}"
        first = trying.channels(choice, case.situation.matters, case.arms)
        calendar = inviting.along(case, list(said), gathering) if case.brings_times(first) else None
        out = sending.Outgoing(digest.person_id, document, key, choice.urgent, purpose_of(choice), first, calendar)
        number = sending.hand_over(out, now=now, until=digest.until)
        if not number:
            Digest.objects.filter(pk=digest.pk).update(status="dropped", handed_at=None)
            return 0
        Digest.objects.filter(pk=digest.pk).update(message=number)
        _remember(digest.person_id, _told(choice, tuple(said), digest.stranded), now)
        foretelling.note(digest.person_id, {one for ids in said.values() for one in ids}, case.limits)
    return 1


def purpose_of(choice: Choice) -> str:
    """Return the kind of a message: thanks alone can be done without, and so can a lesson, and one's week."""
    if choice.lesson:
        return sending.LESSON
    if choice.keys or (choice.answers and not choice.week) or choice.informed:
        return sending.PURPOSE
    return sending.WEEK if choice.answers else sending.THANKS


def _told(choice: Choice, keys: tuple[str, ...], stranded: Sequence[str]) -> list[str]:
    more = [*keys]
    if choice.answers:
        more += [ANSWERS, *(f"{STRANDED}{gap_id}" for gap_id in stranded)]
    if choice.informed:
        more.append(INFORMED)
    if choice.thanks:
        more.append(THANKS)
    if choice.lesson:
        more.append(LESSON)
    return more


def _remember(person_id: str, keys: Sequence[str], now: dt.datetime) -> None:
    known = set(Said.objects.filter(person_id=person_id, key__in=keys).values_list("key", flat=True))
    Said.objects.filter(person_id=person_id, key__in=known).update(times=F("times") + 1, at=now)
    Said.objects.bulk_create([Said(person_id=person_id, key=key, at=now) for key in keys if key not in known])


def confirm(*, now: dt.datetime) -> int:
    """Ask the outbox what became of messages; what never left was never said. Returns how many are settled."""
    settled, after = 0, 0
    while waiting := list(Digest.objects.filter(status="handed", pk__gt=after).order_by("pk")[:_CONFIRMED]):
        after = waiting[-1].pk
        became = sending.became([one.message for one in waiting if one.message is not None])
        sent = [one.pk for one in waiting if _has_left(one, became, now)]
        settled += Digest.objects.filter(pk__in=sent, status="handed").update(status="sent")
        settled += sum(
            _unsay(one) for one in waiting if became.get(one.message or 0) in {"failed", "expired", "withdrawn"}
        )
    return settled


def _has_left(one: Digest, became: Mapping[int, str], now: dt.datetime) -> bool:
    how = became.get(one.message or 0, "")
    forgotten = not how and one.handed_at is not None and one.handed_at + _PATIENCE < now
    return how == "sent" or forgotten


def _unsay(digest: Digest) -> int:
    """What never left: forget that it was said, unless it was said again since."""
    choice = Choice(answers=digest.answers, thanks=digest.thanks, lesson=digest.lesson, informed=digest.informed)
    keys = _told(choice, tuple(digest.keys), digest.stranded)
    with transaction.atomic():
        changed = Digest.objects.filter(pk=digest.pk, status="handed").update(status="failed")
        if changed:
            said = Said.objects.filter(person_id=digest.person_id, key__in=keys, at=digest.handed_at or digest.at)
            said.filter(times__lte=1).delete()
            said.update(times=F("times") - 1, at=F("at") - dt.timedelta(days=28))
            gaps = {gap_id for found in digest.gaps.values() for gap_id in found}
            foretelling.unsay(digest.person_id, gaps, at=digest.handed_at or digest.at)
    return changed


def forget(now: dt.datetime) -> None:
    """Delete old messages, what was said a year ago, and who was in trials that are over."""
    Digest.objects.filter(on__lt=(now - KEEP).date()).delete()
    Said.objects.filter(at__lt=now - REMEMBER).delete()
    foretelling.forget(now - REMEMBER)
    trials.forget(now)
