"""Whether a trial is fair and can answer its question: never on what is serious, nothing withheld, one thing at a time.

1. Two arms at least, with ids of their own; exactly one of them is the usual way.
2. It is about checks that there are, of low or medium severity, that people are reminded of.
3. An arm speaks in languages that people are written to in, by channels that reach them, while they work, and long
   before it is due.
4. No two trials touch one check at the same time: neither would know what made the difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from drystone.lib.text import listing, suggest
from drystone.program.consequence_model import merged
from drystone.program.draft import Draft, Entry
from drystone.program.model import Check, Place, Problem, Settings
from drystone.program.trial_model import NEVER_TRIED, Arm, Trial, overlap, weekdays
from drystone.program.trial_shapes import LATEST


def check(draft: Draft, problems: list[Problem]) -> None:
    """Add a problem for everything that would make a trial unfair, or its answer worth nothing."""
    if draft.settings is None:
        return
    before: list[tuple[Trial, tuple[str, ...]]] = []
    for entry, trial in draft.good("trial"):
        found = list(_concerned(draft, entry, trial))
        found += _arms(entry, trial)
        concerned = tuple(name for name in checks_of(trial, draft.made("check")) if name in draft.of("check"))
        for number, arm in enumerate(trial.arms):
            found += _arm(draft, entry.place("arms", number), arm, concerned, draft.settings)
        found += _together(entry, trial, concerned, before, draft.made("check"))
        problems += found
        before.append((trial, concerned))


def checks_of(trial: Trial, checks: dict[str, Check]) -> tuple[str, ...]:
    """Return the checks that a trial is about; of a habit those that are not serious."""
    if trial.habit is None:
        return trial.checks
    return tuple(one.id for one in checks.values() if one.habit == trial.habit and one.severity not in NEVER_TRIED)


def _concerned(draft: Draft, entry: Entry, trial: Trial) -> Iterator[Problem]:
    """What it is about: checks that are there, are not serious, and are said to people."""
    assert draft.settings is not None
    if bool(trial.checks) == (trial.habit is not None):
        hint = "write checks: [some-check], or habit: some-habit"
        yield Problem(entry.node.place, "a trial is about `checks` or about one `habit`", hint)
    if trial.habit is not None and not trial.checks:
        place = entry.place("habit")
        if trial.habit not in draft.of("habit"):
            near = suggest(trial.habit, draft.of("habit"))
            yield Problem(place, f"unknown habit `{trial.habit}`", f"did you mean `{near}`?" if near else "")
        elif not checks_of(trial, draft.made("check")):
            message = f"no check of low or medium severity has the habit `{trial.habit}`"
            yield Problem(place, message, "name checks in `checks`")
    for number, name in enumerate(trial.checks):
        place, question = entry.place("checks", number), draft.made("check").get(name)
        if name not in draft.of("check"):
            near = suggest(name, draft.of("check"))
            yield Problem(place, f"unknown check `{name}`", f"did you mean `{near}`?" if near else "")
        elif question is not None:
            yield from _fit_for(question, place, draft.settings)


def _fit_for(question: Check, place: Place, settings: Settings) -> Iterator[Problem]:
    if question.severity in NEVER_TRIED:
        message = f"`{question.id}` is {question.severity}: nothing is tried on what is serious"
        yield Problem(place, message, "name checks of low or medium severity")
    if not merged(question.consequence, settings.consequence).reminds:
        message = f"nobody is reminded of `{question.id}`: its consequence is `report`"
        yield Problem(place, message, "leave it out, or let people be reminded of it")


def _arms(entry: Entry, trial: Trial) -> Iterator[Problem]:
    names = [arm.id for arm in trial.arms]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Problem(entry.place("arms", number), f"two arms are called `{name}`", "give one of them another id")
    usual = [number for number, arm in enumerate(trial.arms) if arm.usual]
    if len(trial.arms) < 2:
        message = "one arm alone is compared with nothing"
        yield Problem(entry.place("arms"), message, "add the usual way: - id: usual")
    elif not usual:
        message = "no arm is the usual way, so nobody could say whether another helps more"
        yield Problem(entry.place("arms"), message, "add an arm with an id alone: - id: usual")
    elif len(usual) > 1:
        message = f"{listing([f'`{names[one]}`' for one in usual])} are both the usual way"
        yield Problem(entry.place("arms", usual[1]), message, "say what one of them changes, or leave it out")


def _arm(draft: Draft, place: Place, arm: Arm, concerned: tuple[str, ...], settings: Settings) -> Iterator[Problem]:
    """What an arm changes: words that readers understand, and times at which they can be told."""
    home, spoken = settings.organisation.written_in, settings.organisation.languages
    if arm.words and home not in arm.words:
        message = f"arm `{arm.id}` has no words in `{home}`, the language of this program"
        yield Problem(place, message, f"add words: {{{home}: {{title: …}}}}")
    for language in arm.words:
        if language != home and language not in spoken:
            message = f"nobody is written to in `{language}`"
            yield Problem(place, message, f"languages are {listing(list(dict.fromkeys((home, *spoken))))}")
    if len(concerned) > 1 and any(one.title for one in arm.words.values()):
        message = f"one title cannot stand for {len(concerned)} checks"
        yield Problem(place, message, "change `why` alone, or make a trial of each check")
    yield from _times(draft, place, arm, concerned, settings)
    for channel in arm.channels:
        if channel not in settings.choice.order:
            known = listing(list(settings.choice.order)) or "none yet"
            yield Problem(place, f"no channel `{channel}` reaches people", f"in [channels] there are: {known}")


def _times(draft: Draft, place: Place, arm: Arm, concerned: tuple[str, ...], settings: Settings) -> Iterator[Problem]:
    checks = draft.made("check")
    if arm.after > LATEST:
        message = f"arm `{arm.id}` would speak too late: nothing is withheld from anybody"
        yield Problem(place, message, f"let `after` be at most {LATEST.days}d")
    for name in concerned:
        if arm.after > LATEST or name not in checks or checks[name].severity in NEVER_TRIED:
            continue
        due = checks[name].due or min(settings.due[checks[name].severity])
        if arm.after * 2 > due:
            message = f"arm `{arm.id}` would let most of the time to mend `{name}` go by before a word"
            yield Problem(place, message, f"let `after` be at most {due.days // 2}d")
    off = [day for day in arm.days if day not in weekdays(settings.work_days)]
    if off:
        yield Problem(place, f"nobody is told anything on {listing(off)}", f"[work] days are {settings.work_days}")
    if arm.hours and not _meet(arm.hours, settings.work_hours):
        yield Problem(place, f"nobody works at {arm.hours}", f"[work] hours are {settings.work_hours}")


def _meet(one: str, other: str) -> bool:
    (begin, end), (start, stop) = (
        [dt.time.fromisoformat(part.zfill(5)) for part in span.split("-")] for span in (one, other)
    )
    return max(begin, start) < min(end, stop)


def _together(
    entry: Entry,
    trial: Trial,
    concerned: tuple[str, ...],
    before: list[tuple[Trial, tuple[str, ...]]],
    checks: dict[str, Check],
) -> Iterator[Problem]:
    for other, theirs in before:
        shared = overlap(concerned, theirs)
        if shared and trial.since <= _over(other, theirs, checks) and other.since <= _over(trial, concerned, checks):
            message = f"`{trial.id}` and `{other.id}` would both touch `{shared[0]}` at the same time"
            hint = f"let one begin after {_over(other, theirs, checks)}, when the other's last thing was watched"
            yield Problem(entry.place("checks" if trial.checks else "habit"), message, hint)


def _over(trial: Trial, concerned: tuple[str, ...], checks: dict[str, Check]) -> dt.date:
    """The day on which its last thing has been watched."""
    settles = [checks[name].settle or dt.timedelta() for name in concerned if name in checks]
    return trial.until + max(settles, default=dt.timedelta()) + trial.watch
