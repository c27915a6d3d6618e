"""A published review as everybody reads it: what was said, and what became of what it set in motion."""

from __future__ import annotations

from dataclasses import dataclass

from drystone.gaps.tasks import TaskStanding
from drystone.reviews import queries
from drystone.reviews.models import Review
from drystone.reviews.questions import PLAIN
from drystone.shell import site


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, by which position, and how it stands."""

    standing: TaskStanding
    position: str

    @property
    def done(self) -> bool:
        """Whether it is done."""
        return self.standing.status == "closed"


@dataclass(frozen=True, slots=True)
class Published:
    """A review: what stands first, the questions that were answered, and its tasks."""

    review: Review
    plain: tuple[queries.Said, ...]
    answered: tuple[queries.Answered, ...]
    tasks: tuple[Task, ...]

    @property
    def done(self) -> int:
        """How many of its tasks are done."""
        return sum(one.done for one in self.tasks)


def of(review: Review) -> Published:
    """Return a review as it is read; three queries, however much was said."""
    told = queries.answered(review)
    plain = next((one.said for one in told if one.question.key == PLAIN), ())
    rest = tuple(one for one in told if one.said and one.question.key != PLAIN)
    return Published(review, plain, rest, tasks_of(review))


def tasks_of(review: Review) -> tuple[Task, ...]:
    """Return what a review set in motion, with the names of positions; two queries."""
    return tuple(Task(one, position(one.role)) for one in queries.what_came(review.pk))


def position(role: str) -> str:
    """Return what a position is called."""
    role_id, _slash, seat = role.partition("/")
    known = site.program().roles.get(role_id)
    name = known.name if known else role_id
    return f"{name}: {seat}" if seat else name
