"""From posted forms to what they mean."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from drystone.charting.ballots import Said
from drystone.lib.errors import UsageError


def said(posted: QueryDict) -> Said:
    """Return what a ballot's form says of one activity."""
    mine = posted.getlist("mine")
    letters = "".join(letter for letter in "RACI" if letter in mine) or ("-" if "-" in mine else "")
    sure = posted.get("sure", "")
    lists = {name: tuple(one for one in posted.getlist(name) if one) for name in ("does", "asked", "told")}
    return Said(
        answers_for=posted.get("answers_for", ""),
        mine=letters,
        should=posted.get("should", ""),
        sure=int(sure) if sure in {"1", "2", "3"} else 0,
        line=posted.get("line", ""),
        **lists,
    )


def day(posted: QueryDict, name: str) -> dt.date:
    """Return a day of a form. Raises UsageError for what is none."""
    try:
        return dt.date.fromisoformat(posted.get(name, ""))
    except ValueError as error:
        raise UsageError(_("this is not a day"), where=name, do=_("Write it as year-month-day.")) from error


def letters(posted: QueryDict) -> dict[str, Any]:
    """Return the letters that a proposal's form says."""
    return {letter: list(dict.fromkeys(one for one in posted.getlist(letter) if one)) for letter in "RCI"} | {
        "A": posted.get("A", "")
    }


def people(posted: QueryDict) -> dict[str, str]:
    """Return the invited parties of a form: the ticked keys, each with who answers for it."""
    return {key: posted.get(f"who.{key}", "") for key in posted.getlist("party")}
