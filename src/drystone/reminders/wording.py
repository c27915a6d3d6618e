"""The words of a message, in its reader's language and zone: what stands in it, before it becomes text or HTML.

It says of each thing to do: what, why it is theirs, how long it takes, what it protects, and what they can do about it.
Of what is about another person no name leaves in a mail.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from drystone.directory import notices
from drystone.gaps import everyone
from drystone.gaps import wording as gap_words
from drystone.gaps.own import Mine
from drystone.gaps.places import PERSONAL
from drystone.gaps.steps import OWNED, Step, Unheard, how_long, steps, unheard
from drystone.gaps.wording import STEPS
from drystone.program.model import Check, Program
from drystone.program.vocabulary import NAMED_AFTER_PEOPLE
from drystone.reminders import week_words
from drystone.reminders.case import Case
from drystone.reminders.deciding import trying
from drystone.reminders.deciding.choosing import AHEAD, Choice
from drystone.reminders.foretelling_words import led, then
from drystone.reminders.gathering import hashed, pace

#: How many things one thing to do names, and examples of what somebody answers for.
_NAMED, _EXAMPLES, _MOST_BEHIND = 1, 2, 6
#: A day that is as near as this needs no year.
_NEAR = dt.timedelta(days=180)

#: Gives the address of an act on a thing to do: (key, act) → address.
Linker = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. ``links`` are (act, words, address); ``then`` is what happens if nothing happens."""

    key: str
    title: str
    about: str
    how_long: str
    when: str
    late: bool
    closes: str
    ways: tuple[str, ...]
    why: str
    protects: str
    mine: str
    page: str
    links: tuple[tuple[str, str, str], ...] = ()
    gap_ids: tuple[str, ...] = field(default=(), repr=False)
    then: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """What it is about, how long it takes, when it is due and how much it closes, as far as there is something."""
        return tuple(fact for fact in (self.about, self.how_long, self.when, self.closes) if fact)


@dataclass(frozen=True, slots=True)
class Behind:
    """What somebody answers for, by check: how much is late or soon due, and some of the things."""

    title: str
    counts: str
    things: str


@dataclass(frozen=True, slots=True)
class Words:
    """A message. ``stranded`` are critical things that wait because those who hold them are away.

    ``told`` is what happened this week to what they are told about. ``answers_first`` is their week: what improved,
    what is stuck and on what, what would free the most; ``decision`` are the words and address of that. ``lesson`` are
    the words and the address of something to learn;
    ``learns`` says that the message is about that alone.
    """

    subject: str
    greeting: str
    opening: str
    thanks: str
    items: tuple[Item, ...]
    more: str
    page: str
    answers: tuple[Behind, ...]
    answers_more: str
    answers_first: tuple[str, ...]
    answers_page: str
    stranded: tuple[str, ...]
    closing: tuple[str, ...]
    urgent: bool
    lesson: tuple[str, str] | None = None
    learns: bool = False
    told: tuple[str, ...] = ()
    told_page: str = ""
    led: tuple[str, ...] = ()
    decision: tuple[tuple[str, str], ...] = ()
    week_page: str = ""


def words(case: Case, choice: Choice, program: Program, link: Linker) -> Words:
    """Return the words of a message; language and time zone are the active ones."""
    items = _items(case, choice, program, link)
    shown = {item.key for item in items}
    rest = sum(matter.key not in shown and matter.settled <= case.situation.now for matter in case.situation.matters)
    answers = _behind(case, program) if choice.answers else ()
    stranded = tuple(_stranded(case, program)) if choice.answers else ()
    lesson = _lesson(case, program) if not choice.urgent else None
    return Words(
        subject=lesson[0] if choice.lesson and lesson else _subject(items, answers, stranded, choice),
        greeting=_("Hello %(name)s,") % {"name": case.where.name} if case.where.name else _("Hello,"),
        opening=_learning(case) if choice.lesson else _opening(items),
        thanks=_thanks(choice.thanks),
        items=items,
        more=_more(rest, bool(items)),
        page=notices.address(reverse("people:home")),
        answers=answers[:_MOST_BEHIND],
        answers_more=_("and others like these") if len(answers) > _MOST_BEHIND else "",
        answers_first=week_words.lines(case) if choice.answers else (),
        answers_page=notices.address(reverse("accountability:answer-for")) if choice.answers else "",
        stranded=stranded,
        closing=_closing(program, choice, case.rhythm),
        urgent=choice.urgent,
        lesson=lesson,
        learns=choice.lesson,
        told=_told(case, program) if choice.informed else (),
        told_page=notices.address(reverse("catalogue:activities")) if choice.informed else "",
        led=led(case, program) if choice.answers else (),
        decision=week_words.decision(case),
        week_page=notices.address(reverse("accountability:week")) if case.week else "",
    )


def _items(case: Case, choice: Choice, program: Program, link: Linker) -> tuple[Item, ...]:
    chosen = [gap for key in choice.keys for gap in case.gaps.get(key, ())]
    certain = [gap for gap in chosen if gap.outcome == "fail"]
    found: dict[str, Item] = {}
    for step in steps(certain, program, case.reader):
        key = hashed(step.key)
        found[key] = _item(key, step, case, program, link)
    for silent in unheard([gap for gap in chosen if gap.outcome != "fail"], program, case.reader):
        key = hashed(("unheard", silent.first.gap.asset_id))
        found[key] = _silent(key, silent, case, link)
    return tuple(found[key] for key in choice.keys if key in found)


def _item(key: str, step: Step, case: Case, program: Program, link: Linker) -> Item:
    now, things = case.situation.now, step.things
    named = [one.name for one in things if may_be_named(one.gap, case)]
    minutes = how_long(step.minutes) if step.minutes else ""
    said = trying.said(case.arms.get(key), step.check, get_language() or "", program.settings.organisation.written_in)
    return Item(
        key=key,
        title=said.title or step.title,
        about=_listed(named, step.count - len(step.gaps) + len(things)),
        how_long=_("%(time)s each") % {"time": minutes} if minutes and step.several else minutes,
        when=_when(step.due, now),
        late=step.due <= now,
        closes=ngettext("closes %(n)d", "closes %(n)d", step.count) % {"n": step.count} if step.count > 1 else "",
        ways=tuple(f"{way.on}: {way.words}" if way.on else way.words for way in step.ways),
        why=said.why or step.why,
        protects=step.objectives[0].name if step.objectives else "",
        mine=_mine(step.first.gap.via),
        page=_page(step.first.gap.gap_id),
        links=_links(key, step.first.gap, link, ownable=step.ownable),
        gap_ids=tuple(one.gap.gap_id for one in step.gaps),
        then=then([one.gap for one in step.gaps], case),
    )


def _silent(key: str, silent: Unheard, case: Case, link: Linker) -> Item:
    gap, since = silent.first.gap, silent.since
    named = [silent.first.name] if may_be_named(gap, case) else []
    days = (case.situation.now - since).days if since else 0
    heard = ngettext("We have not heard from it for %(n)d day.", "We have not heard from it for %(n)d days.", days)
    return Item(
        key=key,
        title=silent.first.title,
        about=_listed(named, 1),
        how_long="",
        when="",
        late=False,
        closes="",
        ways=(_("Switch it on and connect it once; then we can tell."),) if gap.asset_kind == "device" else (),
        why=heard % {"n": days} if days else "",
        protects="",
        mine=_mine(gap.via),
        page=_page(gap.gap_id),
        links=_links(key, gap, link, ownable=silent.first.ownable),
        gap_ids=tuple(one.gap.gap_id for one in silent.gaps),
    )


def may_be_named(gap: Mine, case: Case) -> bool:
    """Things are named after people: in a mail only the reader's own are."""
    return is_nameable(gap.asset_kind, gap.asset_id, gap.via, case.where.person_id)


def is_nameable(kind: str, asset_id: str, via: str, person_id: str) -> bool:
    """Whether a thing that is somebody's to mend (``via``) may be called by its name where others may read it."""
    own = via in OWNED if kind not in PERSONAL else asset_id == person_id
    return own or kind not in NAMED_AFTER_PEOPLE


def _links(key: str, gap: Mine, link: Linker, *, ownable: bool) -> tuple[tuple[str, str, str], ...]:
    gap_id = gap.gap_id
    by_word = gap.by_word  # Whoever did it says where to see it: that is more than one button.
    found = [
        ("done", _("I've done it"), _act("gaps:done", gap_id))
        if by_word
        else ("done", _("I've done it: check again"), link(key, "done")),
        ("not-now", _("Not now"), link(key, "not-now")),
        ("help", _("I need help"), _act("gaps:help", gap_id)),
    ]
    if ownable:
        found.append(("not-mine", _("Not mine"), notices.address(reverse("gaps:not-mine", args=[gap_id]))))
    return tuple(found)


def _act(route: str, gap_id: str) -> str:
    return f"{notices.address(reverse(route, args=[gap_id]))}?step=1"


def _page(gap_id: str) -> str:
    return notices.address(reverse("gaps:gap", args=[gap_id]))


def _mine(via: str) -> str:
    return _("because it is about you") if via in {"self", "asset.person"} else str(STEPS.get(via, _("by position")))


def _listed(names: Sequence[str], count: int) -> str:
    shown = list(dict.fromkeys(names))[:_NAMED]
    if not shown:
        return ""
    return ", ".join(shown) + (f", {_('and others like these')}" if count > len(shown) else "")


def _when(due: dt.datetime, now: dt.datetime) -> str:
    day = formats.date_format(_local(due), "MONTH_DAY_FORMAT" if abs(due - now) < _NEAR else "DATE_FORMAT")
    return (_("was due on %(day)s") if due <= now else _("due on %(day)s")) % {"day": day}


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment)


def _behind(case: Case, program: Program) -> tuple[Behind, ...]:
    now, found = case.situation.now, []
    called = gap_words.standing(program, (one.check_id for one in case.behind))
    for at, one in enumerate(case.behind):
        if not (one.late or one.soon):
            continue
        check = program.checks.get(one.check_id)
        named: list[tuple[str, str, dt.datetime]] = []
        if at < _MOST_BEHIND and not _after_people(check, program):
            named = everyone.examples(one.accountable, one.check_id, before=now + AHEAD, most=_EXAMPLES)
        title = called[one.check_id]
        things = _listed([name for _gap, name, _due in named if name], one.late + one.soon)
        found.append(Behind(title, ", ".join(_counts(one, case)), things))
    return tuple(found)


def _counts(one: everyone.Behind, case: Case) -> list[str]:
    """How much is late and soon due; how much it is, is not said of what few people own."""
    late, soon = case.week.due.get(one.check_id, (None, None)) if case.week else (None, None)
    counts = []
    if one.late:
        counts.append(ngettext("%(n)d late", "%(n)d late", late) % {"n": late} if late else _("some late"))
    if one.soon:
        within = ngettext("%(n)d due within a week", "%(n)d due within a week", soon or 0) % {"n": soon or 0}
        counts.append(within if soon else _("some due within a week"))
    return counts


def _told(case: Case, program: Program) -> tuple[str, ...]:
    """What happened this week, by activity, as counts: no things and no people."""
    lines = []
    for one in case.news[:_MOST_BEHIND]:
        counts = []
        if one.opened:
            counts.append(ngettext("%(n)d new", "%(n)d new", one.opened) % {"n": one.opened})
        if one.mended:
            counts.append(ngettext("%(n)d came in order", "%(n)d came in order", one.mended) % {"n": one.mended})
        if one.accepted:
            accepted = ngettext("%(n)d accepted for a time", "%(n)d accepted for a time", one.accepted)
            counts.append(accepted % {"n": one.accepted})
        name = program.activities[one.activity_id].name
        told = _("%(activity)s, of what is yours") % {"activity": name} if one.own else name
        lines.append(f"{told}: {', '.join(counts)}")
    return (*lines, *((_("and others like these"),) if len(case.news) > _MOST_BEHIND else ()))


def _stranded(case: Case, program: Program) -> list[str]:
    found, shown = [], case.stranded[:_MOST_BEHIND]
    called = gap_words.standing(program, (check_id for _gap_id, check_id, _name in shown))
    for _gap_id, check_id, name in shown:
        check, title = program.checks.get(check_id), called[check_id]
        found.append(title if not name or _after_people(check, program) else f"{title}: {name}")
    return found


def _after_people(check: Check | None, program: Program) -> bool:
    """Whether what a check is about is named after people; what nobody knows may be."""
    about = check and (check.about or program.activities[check.activity].about)
    return check is None or about is None or about in NAMED_AFTER_PEOPLE


def _subject(items: Sequence[Item], answers: Sequence[Behind], stranded: Sequence[str], choice: Choice) -> str:
    if items:
        told = items[0].title
        others = len(items) - 1
        if others:
            told = ngettext("%(title)s, and %(n)d more", "%(title)s, and %(n)d more", others) % {
                "title": told,
                "n": others,
            }
    elif stranded:
        told = stranded[0]
    elif answers:
        told = _("What you answer for: %(counts)s") % {"counts": answers[0].counts}
    elif choice.informed:
        told = _("What you are told about")
    elif choice.week:
        told = _("Your week")
    elif choice.answers:
        told = _("What waits for an agreement")
    else:
        told = _("Thank you")
    return _("Urgent: %(subject)s") % {"subject": told} if choice.urgent else told


def _opening(items: Sequence[Item]) -> str:
    if not items:
        return ""
    if len(items) == 1:
        return _("One thing worth doing now:")
    return _("%(n)d things, the most worthwhile first:") % {"n": len(items)}


def _thanks(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "Thank you: %(n)d thing from last time is in order now.",
        "Thank you: %(n)d things from last time are in order now.",
        count,
    ) % {"n": count}


def _more(count: int, after_some: bool) -> str:
    if not count:
        return ""
    if not after_some:
        return ngettext("%(n)d thing waits on your page", "%(n)d things wait on your page", count) % {"n": count}
    return ngettext("And %(n)d more on your page", "And %(n)d more on your page", count) % {"n": count}


def _lesson(case: Case, program: Program) -> tuple[str, str] | None:
    """Return one line on what is worth two minutes this week; what cannot wait comes without."""
    if case.lesson is None:
        return None
    count = len(case.lesson.item_ids)
    questions = ngettext("%(n)d quick question", "%(n)d quick questions", count) % {"n": count}
    title = case.lesson.title(program, get_language() or "en") or questions
    return _("Two minutes, if you like: %(title)s") % {"title": title}, notices.address(case.lesson.link)


def _learning(case: Case) -> str:
    """Say how long a lesson takes that comes by itself, and that nobody has to take it."""
    if case.lesson is None:
        return ""
    takes = {"time": how_long(math.ceil(case.lesson.minutes))}
    return (
        _("Nothing is yours to mend. There is something small to learn: it takes %(time)s, any day this week.") % takes
    )


def _closing(program: Program, choice: Choice, rhythm: str) -> tuple[str, ...]:
    if choice.lesson:
        return (
            _("Skipping it costs nothing. On the page “Lessons” you choose how much you are asked, or not at all."),
            _("This comes at most once a week. Nobody notes whether you open it."),
            program.settings.organisation.name,
        )
    most = pace(program, rhythm).per_week
    often = ngettext("You get at most %(n)d of these a week.", "You get at most %(n)d of these a week.", most) % {
        "n": most
    }
    if choice.urgent:
        often = _("This one comes on top of the usual ones, because it cannot wait.")
    return (
        often,
        _("What becomes late, whoever answers for it hears of, as a thing."),
        _("The links work once, for two weeks. Nobody notes what you open."),
        program.settings.organisation.name,
    )
