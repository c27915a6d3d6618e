"""How far the parties of a round agree over all its activities, and what each figure can and cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drystone.responsibility.agreement.coefficients import Coefficient, agreement


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval, as whole hundredths, and what it tells; ``value`` is None where it says nothing."""

    name: str
    words: str | Promise
    value: float | None
    low: float | None
    high: float | None
    tells: str | Promise
    hides: str | Promise


_RAW = (
    _("Raw agreement"),
    _("Of two parties asked about the same activity, how often both name the same position."),
    _("It does not say how much of that is luck: where there are few positions to name, it is high by itself."),
)
_ALPHA = (
    _("Krippendorff's alpha"),
    _("How far beyond luck they agree: 1 is always, 0 is as dice would; missing answers do it no harm."),
    _("Where nearly all name the same position everywhere it is low although hardly anybody differs."),
)
_AC1 = (
    _("Gwet's AC1"),
    _("The same question with another idea of luck, which holds where nearly all name the same position."),
    _("It grows with the number of positions that could have been named, so compare it only within one program."),
)


def figures(units: Sequence[Sequence[str]], *, positions: int) -> tuple[int, tuple[Figure, ...]]:
    """Return over how many activities, and the three figures side by side; none where nothing was said twice.

    ``positions`` is how many answers could have been given.
    """
    different = len({one for unit in units for one in unit})
    told = agreement(units, labels=max(2, positions, different))
    if told is None:
        return 0, ()
    return told.units, (
        _figure("raw", _RAW, told.raw),
        _figure("alpha", _ALPHA, told.alpha),
        _figure("ac1", _AC1, told.ac1),
    )


def _figure(name: str, said: tuple[str | Promise, ...], told: Coefficient | None) -> Figure:
    words, tells, hides = said
    if told is None:
        return Figure(name, words, None, None, None, tells, hides)
    return Figure(name, words, round(told.value, 2), _round(told.low), _round(told.high), tells, hides)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
