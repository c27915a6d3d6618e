"""What people do: begin a lesson, answer a question, skip, choose their pace; and what they show in real life.

Nothing here goes into the audit log: who answers what is nobody's business, and *done, when* stands in ``Taken``.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from drystone.habits import asking, course
from drystone.habits.asking import Asked
from drystone.habits.by_day import next_noon
from drystone.habits.choosing import LATER, MOST
from drystone.habits.models import Answer, Card, Learner, Shown, Taken
from drystone.habits.spacing import Memory, rests, review
from drystone.lib.errors import UsageError
from drystone.program.lesson_model import Lesson
from drystone.program.model import Program

#: How long a question that was skipped stays away.
SKIPPED = dt.timedelta(days=14)
#: How somebody can show a habit.
HOW = ("mended", "reported", "updated", "approved")
_BATCH = 500


def begin(person_id: str, lesson: Lesson, *, now: dt.datetime) -> None:
    """Remember that somebody goes on from a lesson's story to its questions. What is done stays done.

    Of days that are over the day alone is kept, so a lesson may have all its answers where they were given before it
    was begun, on the same day: it is done as soon as somebody goes on with it.
    """
    taken, made = Taken.objects.get_or_create(person_id=person_id, lesson_id=lesson.id, defaults={"begun_at": now})
    if not made and taken.begun_at is None and taken.done_at is None:
        Taken.objects.filter(pk=taken.pk).update(begun_at=now)
    elif not made:
        _finish(person_id, lesson, now)


def answer(person_id: str, asked: Asked, chosen: Collection[str], *, now: dt.datetime) -> str:
    """Take an answer and return its id; the same question answered twice is answered once.

    Raises UsageError where not as many options are chosen as are asked for, or one that is not there.
    """
    known = {option.id for option in asked.options}
    picked = [option.id for option in asked.options if option.id in set(chosen)]
    if not set(chosen) <= known or len(picked) != len(asked.best):
        best = len(asked.best)
        raise UsageError(
            _("Choose one answer.") if best == 1 else _("Choose %(n)d answers.") % {"n": best},
            where="option",
            do=_("Unsure is fine: take the one that feels right, or skip it."),
        )
    with transaction.atomic():
        card = _card(person_id, asked.item.id, now)
        if card.reviews != asked.number:
            return _answered(person_id, asked, card)
        right = set(picked) == asked.best
        remember(card, right, asked.chance, now)
        card.save()
        made = Answer.objects.create(
            answer_id=secrets.token_hex(10),
            person_id=person_id,
            item_id=asked.item.id,
            variant=asked.variant.id,
            options=" ".join(picked),
            right=right,
            number=asked.number,
            first=asked.first,
            at=now,
        )
        _finish(person_id, asked.lesson, now)
    return made.answer_id


def _answered(person_id: str, asked: Asked, card: Card) -> str:
    """Return the answer that this question got already. Raises UsageError where it was asked anew since."""
    rows = Answer.objects.filter(person_id=person_id, item_id=asked.item.id, number=asked.number)
    found = rows.values_list("answer_id", flat=True).first()
    if found is None or card.reviews < asked.number:
        raise UsageError(_("This question was asked anew since."), do=_("Look at it once more."))
    return found


def _card(person_id: str, item_id: str, now: dt.datetime) -> Card:
    card, _made = Card.objects.select_for_update().get_or_create(
        person_id=person_id, item_id=item_id, defaults={"due": now, "overdue": now}
    )
    return card


def remember(card: Card, right: bool, chance: float, now: dt.datetime) -> None:
    """Set what an answer says of a memory, and when to ask again; the card is not saved."""
    memory = review(memory_of(card), right=right, chance=chance, at=now.astimezone(dt.UTC))
    card.stability, card.difficulty, card.interval_days = memory.stability, memory.difficulty, memory.interval
    card.reviews += 1
    card.reviewed_at = card.touched_at = now
    _wait(card, memory.due)


def _wait(card: Card, due: dt.datetime) -> None:
    card.due = next_noon(due)
    card.overdue = card.due + dt.timedelta(days=card.interval_days)


def memory_of(card: Card) -> Memory | None:
    """Return the memory that a card holds, None before its first answer."""
    if card.stability is None or card.difficulty is None or card.reviewed_at is None:
        return None
    return Memory(card.stability, card.difficulty, card.reviewed_at.astimezone(dt.UTC), card.interval_days)


def _finish(person_id: str, lesson: Lesson, now: dt.datetime) -> None:
    """Where a lesson was begun and its questions are answered, it is done; its other questions come in later weeks."""
    taken = Taken.objects.filter(person_id=person_id, lesson_id=lesson.id, done_at=None).exclude(begun_at=None).first()
    if taken is None:
        return
    asked = asking.with_the_story(lesson, person_id)
    answered = Card.objects.filter(person_id=person_id, item_id__in=asked, reviewed_at__gte=taken.begun_at)
    if answered.count() < len(asked):
        return
    Taken.objects.filter(pk=taken.pk).update(done_at=now, skipped_at=None)
    others = [item.id for item in lesson.items if item.id not in asked]
    noon = next_noon(now)
    Card.objects.bulk_create(
        [
            Card(person_id=person_id, item_id=item_id, due=noon + LATER * number, overdue=noon + LATER * number)
            for number, item_id in enumerate(others, 1)
        ],
        ignore_conflicts=True,
    )


def skip_question(person_id: str, item_id: str, *, now: dt.datetime) -> None:
    """Let a question be for a fortnight. Nothing that was known of it changes."""
    with transaction.atomic():
        card = _card(person_id, item_id, now)
        _wait(card, max(card.due, now + SKIPPED))
        card.touched_at = now
        card.save(update_fields=["due", "overdue", "touched_at"])


def skip_lesson(person_id: str, lesson: Lesson, *, now: dt.datetime) -> None:
    """Let a lesson be for four weeks; one that is done stays done."""
    Taken.objects.get_or_create(person_id=person_id, lesson_id=lesson.id)
    Taken.objects.filter(person_id=person_id, lesson_id=lesson.id, done_at=None).update(skipped_at=now)


def choose_pace(person_id: str, pace: str) -> None:
    """Choose how much one is reminded of: usual, less or none. Raises UsageError for any other word."""
    if pace not in MOST:
        raise UsageError(_("there is no such pace"), where="pace", do=_("Choose usual, less or none."))
    Learner.objects.filter(person_id=person_id).update(pace=pace)


def shown(person_id: str, habit_id: str, program: Program, *, how: str, at: dt.datetime) -> int:
    """Somebody showed a habit in real life: its questions are not worth asking so soon. Returns how many moved.

    Each one waits at least as long from that moment as it last did, never over ``LONGEST`` days. What was taken in
    already, or is older than it, changes nothing. Raises ValueError for a ``how`` that is not in ``HOW``.
    """
    return shown_by({person_id: at}, habit_id, program, how=how)


def shown_by(people: Mapping[str, dt.datetime], habit_id: str, program: Program, *, how: str) -> int:
    """Like ``shown``, for many people: who showed the habit, and when. As many questions to the state for hundreds."""
    if how not in HOW:
        raise ValueError(f"nobody shows a habit by {how!r}")
    items = [item for item, lesson in course.items(program).items() if lesson.habits[0] == habit_id]
    names, moved = sorted(people), 0
    for start in range(0, len(names), _BATCH):
        some = {name: people[name] for name in names[start : start + _BATCH]}
        with transaction.atomic():
            fresh = _taken_in(some, habit_id, how)
            moved += _space_out(fresh, items)
    return moved


def _taken_in(people: Mapping[str, dt.datetime], habit_id: str, how: str) -> dict[str, dt.datetime]:
    """Keep what is newer than what is there, and return it."""
    here = set(Learner.objects.filter(person_id__in=people, gone_on=None).values_list("person_id", flat=True))
    rows = Shown.objects.select_for_update().filter(person_id__in=here, habit_id=habit_id)
    known = dict(rows.values_list("person_id", "shown_at"))
    fresh = {name: at for name, at in people.items() if name in here and (name not in known or known[name] < at)}
    Shown.objects.bulk_create(
        [Shown(person_id=name, habit_id=habit_id, shown_at=at, how=how) for name, at in fresh.items()],
        update_conflicts=True,
        unique_fields=["person_id", "habit_id"],
        update_fields=["shown_at", "how"],
    )
    return fresh


def _space_out(people: Mapping[str, dt.datetime], items: Collection[str]) -> int:
    moved = []
    for card in Card.objects.select_for_update().filter(person_id__in=people, item_id__in=items):
        due = people[card.person_id] + rests(card.interval_days)
        if card.due < due:
            _wait(card, due)
            moved.append(card)
    Card.objects.bulk_update(moved, ["due", "overdue"], batch_size=_BATCH)
    return len(moved)
