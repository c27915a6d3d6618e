"""Who holds a power that asks for a second factor: by a position, or by hand."""

from __future__ import annotations

from collections.abc import Collection

from drystone.directory.models import Grant, Holding, User
from drystone.program.model import Program
from drystone.shell.viewer import PRIVILEGED


def privileged_among(person_ids: Collection[str], program: Program) -> set[str]:
    """Return who of these people holds one, in two queries; what only the fallback gives does not count."""
    wanted = sorted({one for one in person_ids if one})
    granting = [role.id for role in program.roles.values() if PRIVILEGED & set(role.may)]
    held = Holding.objects.filter(role_id__in=granting, person_id__in=wanted).exclude(step="fallback")
    given = Grant.objects.filter(power__in=sorted(PRIVILEGED), user__person_id__in=wanted)
    return set(held.values_list("person_id", flat=True)) | set(given.values_list("user__person_id", flat=True))


def is_privileged(user: User, program: Program) -> bool:
    """Whether a user holds one, also one without a person."""
    by_hand = Grant.objects.filter(user_id=user.pk, power__in=sorted(PRIVILEGED)).exists()
    return by_hand or bool(privileged_among([user.person_id], program))
