"""PINs: which are refused because they are the first that anybody would try, and how they are kept."""

from __future__ import annotations

import datetime as dt
import itertools

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _

from drystone.directory.fingerprints import fingerprint, fingerprints
from drystone.lib.errors import UsageError

SHORTEST, LONGEST = 6, 12
_DAYS = ("%d%m%y", "%m%d%y", "%y%m%d", "%d%m%Y", "%m%d%Y", "%Y%m%d")


def check(pin: str) -> None:
    """Raise UsageError where a PIN is too short or among those that are tried first."""
    if not pin.isascii() or not pin.isdigit() or not SHORTEST <= len(pin) <= LONGEST:
        raise UsageError(_("A PIN has 6 to 12 digits and nothing else."))
    if _counts(pin) or _repeats(pin):
        raise UsageError(
            _("This PIN is among the first that anybody would try."), do=_("Take digits without a pattern.")
        )
    if _is_a_day(pin):
        raise UsageError(
            _("This PIN reads like a day, and birthdays are tried first."), do=_("Take digits that are no date.")
        )


def _counts(pin: str) -> bool:
    """Whether it goes up or down by the same step all the way: 123456, 987654, 246802, 000000."""
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)}
    return len(steps) == 1


def _repeats(pin: str) -> bool:
    """Whether it is one block over and over, or has fewer than three different digits: 121212, 123123, 112211."""
    whole = any(pin == pin[:size] * (len(pin) // size) for size in range(1, len(pin) // 2 + 1))
    return whole or len(set(pin)) < 3


def _is_a_day(pin: str) -> bool:
    return any(_reads_as(pin, form) for form in _DAYS)


def _reads_as(pin: str, form: str) -> bool:
    if len(pin) != (8 if "%Y" in form else 6):
        return False
    try:
        day = dt.datetime.strptime(pin, form).replace(tzinfo=dt.UTC)
    except ValueError:
        return False
    return day.year > 1900


def kept(pin: str) -> str:
    """Return what is kept of a PIN: a slow hash over a keyed one, so that the database alone is good for nothing."""
    return make_password(fingerprint("pin", pin))


def fits(pin: str, kept_pin: str) -> bool:
    """Whether a PIN is the one that was kept; takes as long for every wrong one."""
    return any(check_password(one, kept_pin) for one in fingerprints("pin", pin))
