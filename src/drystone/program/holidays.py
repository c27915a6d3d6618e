"""Free days from the program's calendar files: ``calendars/*.ics``, for the places that [work.calendars] names."""

from __future__ import annotations

from dataclasses import replace

from drystone.lib.text import suggest
from drystone.program import calendar_file
from drystone.program.draft import Draft
from drystone.program.files import Folder
from drystone.program.model import Place, Problem

FOLDER, EVERYWHERE = "calendars", "*"


def read(folder: Folder, draft: Draft, problems: list[Problem]) -> None:
    """Add the days of the calendars that the program names to those that it says itself."""
    if draft.settings is None or draft.settings_node is None:
        return
    texts = {text.path.removeprefix(f"{FOLDER}/"): text for text in folder.under(FOLDER)}
    named, listed = draft.settings.calendars, dict(draft.settings.holidays)
    for name, places in named.items():
        place = draft.settings_node.at(("work", FOLDER, name)).place
        if name not in texts:
            near = suggest(name, texts)
            hint = f"did you mean {near}?" if near else f"put it into the folder {FOLDER}/"
            problems.append(Problem(place, f"there is no calendar {FOLDER}/{name}", hint))
            continue
        found = tuple(sorted(day.isoformat() for day in calendar_file.days(texts[name], problems)))
        for at in places:
            where = "" if at == EVERYWHERE else at
            listed[where] = tuple(dict.fromkeys((*listed.get(where, ()), *found)))
    for name in sorted(texts.keys() - named.keys()):
        hint = f'[work.calendars] "{name}" = ["{EVERYWHERE}"] has it hold everywhere, or name locations'
        problems.append(Problem(Place(texts[name].path), "nothing reads this calendar", hint, "warning"))
    draft.settings = replace(draft.settings, holidays=listed)
