"""Operations about habits, letters and what those who lead see: the same, and as much withheld, as on the pages."""

# No postponed annotations: ninja would look their names up in ``shell.apis``, whose wrapper it sees.

import datetime as dt
from typing import Any

from ninja import Router

from drystone.measures import board, changes, habit_answers, keeping, lead_views, letter_answers, letter_keeping
from drystone.measures.access import knows_habit, knows_letter, leads, may_see_figures, may_see_letters
from drystone.measures.closing import Closing
from drystone.measures.habit_answers import BoardOut, OneHabitOut
from drystone.measures.letter import written
from drystone.measures.letter_answers import BeliefsOut, ClosingOut, LeversOut, MonthOut, MonthsOut
from drystone.shell import apis, site
from drystone.shell.viewer import Request

router = Router(tags=["measures"])


@apis.get(router, "/measures/habits", rule=may_see_figures, scope="measures:read", response=BoardOut)
def habits(request: Request) -> dict[str, Any]:
    """Say who shows each habit and how steady it is, by group and never by person, and what changed in the program."""
    program = site.program()
    now = board.current(board.day_of(request.now, program))
    return habit_answers.board(now, program, request.viewer.language)


@apis.get(router, "/measures/habits/{habit_id}", rule=knows_habit, scope="measures:read", response=OneHabitOut)
def habit(request: Request, habit_id: str) -> dict[str, Any]:
    """Say one habit's coverage week by week, in departments that are large enough, and how steady it is."""
    program = site.program()
    day = board.day_of(request.now, program)
    since = day - dt.timedelta(weeks=26)
    changed = changes.of_habit(board.program_changes(since), habit_id, program)
    return {
        "habit": habit_id,
        "name": program.habits[habit_id].text(request.viewer.language).name,
        "weeks": [habit_answers.covered(week, told) for week, told in board.coverage_of(habit_id, since)],
        "steadiness": habit_answers.steady(board.activities(program, day)[habit_id]),
        "changed": habit_answers.changed(changed, program, request.viewer.language),
    }


@apis.get(router, "/measures/closing", rule=may_see_figures, scope="measures:read", response=ClosingOut)
def closing(request: Request) -> dict[str, Any]:
    """Say how fast gaps are set straight, those that still wait counted too, as the week's first run counted it."""
    kept = keeping.newest("closing")
    told = Closing.of_figures(kept[0].figures) if kept else Closing(0, ())
    return letter_answers.closing(kept[0].since if kept else None, told)


@apis.get(router, "/measures/beliefs", rule=leads, scope="measures:read", response=BeliefsOut)
def beliefs(request: Request) -> dict[str, Any]:
    """Say which misconceptions are common, everywhere and in departments that are large enough."""
    return letter_answers.beliefs(*lead_views.believed(), site.program(), request.viewer.language)


@apis.get(router, "/measures/levers", rule=leads, scope="measures:read", response=LeversOut)
def levers(request: Request) -> dict[str, Any]:
    """Say which habits would free the most."""
    return letter_answers.freeing(*lead_views.most_freeing(), site.program(), request.viewer.language)


@apis.get(router, "/letters", rule=may_see_letters, scope="measures:read", response=MonthsOut)
def letters(request: Request) -> dict[str, Any]:
    """Give the letter of this month so far, and the months of which one is kept."""
    day = board.day_of(request.now, site.program())
    facts = letter_keeping.gathered(letter_keeping.month_of(day), day)
    said = None if facts.empty else letter_answers.letter(facts, written(facts, request.viewer.language))
    return {"current": said, "months": [one.strftime("%Y-%m") for one in letter_keeping.months()]}


@apis.get(router, "/letters/{month}", rule=knows_letter, scope="measures:read", response=MonthOut)
def letter(request: Request, month: str) -> dict[str, Any]:
    """Give the letter of a month that is over, as 2026-05."""
    named = letter_keeping.named(month)
    facts = letter_keeping.read(named, board.day_of(request.now, site.program())) if named else None
    assert facts is not None  # The rule has seen it.
    return letter_answers.letter(facts, written(facts, request.viewer.language))
