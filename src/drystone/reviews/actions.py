"""What is done with reviews: the one door for writing, for pages and programs alike. Publishing is in the log.

The log names who began, published or took back a review. Nothing names who said what in it.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.lib.errors import UsageError
from drystone.reports.actions import Span
from drystone.reviews import naming, origins
from drystone.reviews.models import OPEN, PUBLISHED, Review, ReviewPart
from drystone.reviews.questions import BY_KEY, QUESTIONS, VANTAGES
from drystone.shell import texts

LONGEST, LONGEST_TITLE = 6_000, 160
#: Whoever began it wants it to be over by then; after it they are asked again, week by week.
USUALLY = dt.timedelta(days=14)
_MOST_PARTS = 200
_OBJECT = "review"


def begin(about: tuple[str, str], title: str, *, by: str, now: dt.datetime, language: str = "") -> str:
    """Begin a review of a (kind, id) and return its id; of one thing there is one. Raises UsageError."""
    kind, source_id = about[0], about[1].strip()[:200]
    origin = origins.ORIGINS.get(kind)
    if origin is None or not source_id or not origin.exists(source_id):
        raise UsageError(_("There is nothing by this number."), do=_("Copy it from its page."))
    words = _fitting(title, LONGEST_TITLE, where="title")
    if any(flag.blocks for flag in naming.check(words)):
        raise UsageError(
            _("A title names nobody."), where="title", do=_("Say what it was about, as “A false invoice”.")
        )
    with transaction.atomic():
        known = Review.objects.filter(source_kind=kind, source_id=source_id).first()
        if known is not None:
            return known.pk
        review = Review.objects.create(
            review_id=f"review-{secrets.token_hex(8)}", source_kind=kind, source_id=source_id, title=words,
            language=language, lead=by, made_at=now, due_at=now + USUALLY,
        )  # fmt: skip
        audit.record("review-begun", actor=by, at=now, about=(_OBJECT, review.pk))
    return review.pk


def save(review_id: str, question: str, text: str, *, by: str) -> None:
    """Keep somebody's draft, seen by them alone; an empty one is deleted. Raises UsageError."""
    words = texts.fitting(text, LONGEST, where="text")
    with transaction.atomic():
        review = _open(review_id, question)
        drafts = ReviewPart.objects.filter(review=review, question=question, given=False, by=by)
        if not words:
            drafts.delete()
        elif not drafts.update(text=words):
            ReviewPart.objects.create(part_id=_fresh(), review=review, question=question, text=words, by=by)


def hand_in(review_id: str, question: str, text: str, vantage: str, *, by: str = "") -> None:
    """Say something in a review. ``by`` ends that person's draft, and is kept nowhere. Raises UsageError.

    Where it was said before, word for word, nothing is added.
    """
    words = _fitting(text, LONGEST, where="text")
    if vantage not in VANTAGES:
        raise UsageError(_("Say from where in the work you tell it."), where="vantage")
    with transaction.atomic():
        review = _open(review_id, question)
        if by:
            ReviewPart.objects.filter(review=review, question=question, given=False, by=by).delete()
        given = ReviewPart.objects.filter(review=review, given=True)
        if given.filter(question=question, text=words).exists():
            return
        if given.count() >= _MOST_PARTS:
            raise UsageError(_("There is no room for more in this review."), do=_("Tell it to whoever leads it."))
        place = given.filter(question=question).aggregate(last=Max("place"))["last"] or 0
        ReviewPart.objects.create(
            part_id=_fresh(), review=review, question=question, text=words, vantage=vantage, given=True, place=place + 1
        )


def mend(review_id: str, part_id: str, text: str) -> None:
    """Change the words of something that was said: from then on it is the review's. Raises UsageError."""
    words = _fitting(text, LONGEST, where="text")
    with transaction.atomic():
        part = _given(review_id, part_id)
        part.text = words
        part.save(update_fields=["text"])


def take_out(review_id: str, part_id: str) -> None:
    """Delete something that was said, for good. Raises UsageError."""
    with transaction.atomic():
        _given(review_id, part_id).delete()


def ask_everybody(review_id: str, *, by: str, now: dt.datetime, asked: bool = True) -> None:
    """Let whoever is signed in tell something without their name, or no longer. Raises UsageError."""
    with transaction.atomic():
        review = _open(review_id)
        review.everybody = asked
        review.save(update_fields=["everybody"])
        if asked:
            audit.record("review-opened", actor=by, at=now, about=(_OBJECT, review_id))
        else:
            audit.record("review-shut", actor=by, at=now, about=(_OBJECT, review_id))


def missing(review: Review) -> list[str]:
    """Return the questions, by key, without which a review is not published."""
    answered = set(ReviewPart.objects.filter(review=review, given=True).values_list("question", flat=True))
    return [one.key for one in QUESTIONS if one.needed and one.key not in answered]


def publish(review_id: str, *, by: str, now: dt.datetime, day: dt.date, sure: bool = False) -> None:
    """Show a review to everybody from now on; drafts and whose they were are deleted.

    Blame is said beside the words and stops nobody; names of people and addresses do. ``sure`` says that somebody
    looked at the words that could be a name. Raises UsageError with what is in the way.
    """
    with transaction.atomic():
        review = _open(review_id)
        if wanting := missing(review):
            asked = ", ".join(f"“{BY_KEY[key].ask}”" for key in wanting)
            raise UsageError(_("Some questions have no answer yet: %(asked)s") % {"asked": asked})
        said = [review.title, *ReviewPart.objects.filter(review=review, given=True).values_list("text", flat=True)]
        named = [flag.text for flags in naming.check_all(said) for flag in flags if flag.blocks]
        if named:
            raise UsageError(
                _("It names people or addresses: %(named)s") % {"named": ", ".join(dict.fromkeys(named))},
                do=_("Write what they were in it, as “the recipient”."),
            )
        if not sure and (words := naming.perhaps(said)):
            raise UsageError(
                _("These words are also names of people here: %(words)s") % {"words": ", ".join(words[:20])},
                where="sure",
                do=_("Look at each. If none of them is meant as a name, say so and publish it."),
            )
        ReviewPart.objects.filter(review=review, given=False).delete()
        review.state, review.published_on, review.everybody = PUBLISHED, day, False
        review.save(update_fields=["state", "published_on", "everybody"])
        origins.ORIGINS[review.source_kind].reviewed(review.source_id, Span(now, now), by, now)
        audit.record("review-published", actor=by, at=now, about=(_OBJECT, review_id))


def take_back(review_id: str, *, by: str, now: dt.datetime) -> None:
    """Show a published review to nobody any more, so that it can be mended; its tasks stay. Raises UsageError."""
    with transaction.atomic():
        review = Review.objects.select_for_update().filter(pk=review_id, state=PUBLISHED).first()
        if review is None:
            raise UsageError(_("This review is not published."))
        review.state, review.published_on, review.due_at = OPEN, None, now + USUALLY
        review.save(update_fields=["state", "published_on", "due_at"])
        origins.ORIGINS[review.source_kind].reviewed(review.source_id, Span(), by, now)
        audit.record("review-taken-back", actor=by, at=now, about=(_OBJECT, review_id))


def drop(review_id: str, *, by: str, now: dt.datetime) -> None:
    """Delete a review that is not published, with everything that was said in it. Raises UsageError."""
    with transaction.atomic():
        _open(review_id).delete()
        audit.record("review-dropped", actor=by, at=now, about=(_OBJECT, review_id))


def _open(review_id: str, question: str = "") -> Review:
    review = Review.objects.select_for_update().filter(pk=review_id, state=OPEN).first()
    if review is None:
        raise UsageError(_("This review is published."), do=_("Take it back first to change it."))
    if question and question not in BY_KEY:
        raise UsageError(_("There is no such question."))
    return review


def _given(review_id: str, part_id: str) -> ReviewPart:
    review = _open(review_id)
    part = ReviewPart.objects.select_for_update().filter(pk=part_id, review=review, given=True).first()
    if part is None:
        raise UsageError(_("That was taken out meanwhile."))
    return part


def _fitting(text: str, most: int, *, where: str) -> str:
    words = texts.fitting(text, most, where=where)
    if not words:
        raise UsageError(_("There is nothing to keep yet."), where=where, do=_("Write a sentence; two are plenty."))
    return " ".join(words.split()) if where == "title" else words


def _fresh() -> str:
    return f"part-{secrets.token_hex(10)}"
