"""What makes a lesson whole: known habits and misconceptions, honest items, bounded length, equal translations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drystone.lib.text import listing, plural, suggest
from drystone.program.audiences import AUDIENCES
from drystone.program.draft import Draft, Entry
from drystone.program.lesson_model import Item, Lesson, LessonText, Misconception, Option, Variant
from drystone.program.place import Place, Problem

#: Words a minute in silent reading of plain prose; adults read about 240 (Brysbaert 2019), we allow for a busy desk.
WORDS_A_MINUTE = 200
#: The least and most words of each part; a part outside is an error.
BOUNDS = {"story": (40, 350), "today": (5, 90), "question": (4, 90), "option": (1, 35), "feedback": (3, 70)}
BELIEF_WORDS = {"belief": (2, 35), "answer": (5, 80)}
OPTIONS = (3, 6)

#: What the longest part of that many words has in characters, a word.
_LONGEST_WORD = 25

#: Options that speak of other options: a shuffled list makes them nonsense, and knowing two options gives them away.
_OF_THE_OTHERS = re.compile(
    r"\b(?:all|none|any|both|neither|each) of (?:the )?(?:above|below|these|them|answers|options|others)\b"
    r"|^both\.?$|^neither\.?$|\bthe (?:above|previous) (?:answer|option)s?\b"
    r"|\balles? (?:der |die )?(?:oben )?(?:genannten?|obigen|antworten)\b|^alles davon\.?$|^beides\.?$"
    r"|\bkeine[sr]? (?:der|von) (?:oben|genannten|obigen|antworten|beiden|diesen)\b|^(?:keine[sr]?|nichts) davon\.?$"
    r"|\b[A-D] (?:and|und|or|oder) [A-D]\b",
    re.IGNORECASE,
)


#: The beginning of a word, up to its first letter or digit.
_WORD = re.compile(r"(?<!\S)(?:[^\w\s]|_)*+[^\W_]")


def words(text: str) -> int:
    """Return how many words a text has; signs alone are none."""
    return len(_WORD.findall(text))


def check(draft: Draft, problems: list[Problem]) -> None:
    """Add a problem for everything that a lesson or a misconception names wrongly, lacks, or says too long."""
    for entry, belief in draft.good("misconception"):
        _misconception(draft, entry, belief, problems)
    beliefs = draft.made("misconception")
    asked: dict[str, Place] = {}
    for entry, lesson in draft.good("lesson"):
        _head(draft, entry, lesson, problems)
        for text in lesson.texts.values():
            _lengths(lesson, text, problems)
            for item in text.items:
                _item(draft, beliefs, item, text.language, problems)
        _translations(lesson, problems)
        for item in lesson.items:
            if item.id in asked:
                message = f"the item `{item.id}` is already asked at {asked[item.id]}"
                problems.append(Problem(item.place, message, "give it an id of its own: answers are kept under it"))
            asked.setdefault(item.id, item.place)


def _named(draft: Draft, kind: str, name: str, place: Place) -> list[Problem]:
    known = draft.of(kind)
    if name in known or kind in draft.unread:
        return []
    near = suggest(name, known)
    return [Problem(place, f"unknown {kind} `{name}`", f"did you mean `{near}`?" if near else "")]


def _misconception(draft: Draft, entry: Entry, belief: Misconception, problems: list[Problem]) -> None:
    problems += _named(draft, "habit", belief.habit, entry.place("habit"))
    for part in ("belief", "answer"):
        texts = getattr(belief, part)
        for language, text in texts.items():
            problems += _bounded(part, text, BELIEF_WORDS[part], entry.place(part, language))
        for language in (*belief.belief, *belief.answer):
            if language not in texts:
                message = f"`{part}` is not written in {language}"
                problems.append(Problem(entry.place(part), message, f"add {language}: …"))


def _head(draft: Draft, entry: Entry, lesson: Lesson, problems: list[Problem]) -> None:
    for number, habit in enumerate(lesson.habits):
        problems += _named(draft, "habit", habit, entry.place("habits", number))
    if lesson.activity is not None:
        problems += _named(draft, "activity", lesson.activity, entry.place("activity"))
    parties = {role.party for role in draft.made("role").values() if role.party}
    for number, who in enumerate(lesson.audience):
        if who in AUDIENCES or who in parties or who in draft.of("role"):
            continue
        near = suggest(who, (*AUDIENCES, *sorted(parties), *draft.of("role")))
        hint = f"did you mean `{near}`?" if near else f"write {listing(list(AUDIENCES), 'or')}, a role or a party"
        problems.append(Problem(entry.place("for", number), f"a lesson cannot be for `{who}`", hint))
    for text in lesson.texts.values():
        stem = text.place.path.rsplit("/", 1)[-1].removesuffix(".md")
        expected = lesson.id if text.language == lesson.language else f"{lesson.id}.{text.language}"
        if stem != expected:
            message = f"this file holds `{lesson.id}` in {text.language}"
            problems.append(Problem(Place(text.place.path), message, f"name it {expected}.md"))


def _lengths(lesson: Lesson, text: LessonText, problems: list[Problem]) -> None:
    for part, content in (("story", text.story), ("today", text.today)):
        problems += _bounded(part, content, BOUNDS[part], text.place)
    room = lesson.minutes * WORDS_A_MINUTE - WORDS_A_MINUTE // 2
    length = words(text.story) + words(text.today)
    if length > room:
        message = f"story and task have {length} words; there is room for {room} in {plural(lesson.minutes, 'minute')}"
        problems.append(Problem(text.place, message, "shorten it: half a minute is for two questions"))
    if not text.items:
        problems.append(Problem(text.place, "this lesson asks nothing", "add ### an-item with its options"))


def _bounded(part: str, text: str, bounds: tuple[int, int], place: Place) -> list[Problem]:
    least, most = bounds
    count = words(text)
    if count < least:
        hint = "say more" if count else "write it"
        return [Problem(place, f"the {part} has {plural(count, 'word')}; it needs at least {least}", hint)]
    if count > most:
        return [Problem(place, f"the {part} has {count} words; it may have {most}", "say less")]
    if len(text) > most * _LONGEST_WORD:
        return [Problem(place, f"the {part} has {len(text):,} characters", "say less, in shorter words")]
    return []


def _item(draft: Draft, beliefs: dict[str, Misconception], item: Item, language: str, problems: list[Problem]) -> None:
    for variant in item.variants:
        problems += _bounded("question", variant.stem, BOUNDS["question"], variant.place)
        _options(variant, problems)
        for option in variant.options:
            problems += _bounded("option", option.text, BOUNDS["option"], option.place)
            problems += _bounded("feedback", option.feedback, BOUNDS["feedback"], option.place)
            problems += _belief(draft, beliefs, option, language)
            if found := _OF_THE_OTHERS.search(option.text):
                message = f"an option speaks for itself, not of the others (`{found.group()}`)"
                problems.append(Problem(option.place, message, "options are shuffled; say what one would do"))


def _options(variant: Variant, problems: list[Problem]) -> None:
    least, most = OPTIONS
    count = len(variant.options)
    if not least <= count <= most:
        message = f"an item has {least} to {most} options; this has {count}"
        hint = "add a belief that people really hold" if count < least else "leave out the least tempting"
        problems.append(Problem(variant.place, message, hint))
    best = sum(option.best for option in variant.options)
    if best != variant.best:
        named = "exactly one best option" if variant.best == 1 else f"{variant.best} best options"
        hint = f"say best: {best} below its heading" if best > 1 else "mark it with - [x]"
        problems.append(Problem(variant.place, f"an item has {named}; this has {best}", hint))
    elif best == count:
        problems.append(Problem(variant.place, "every option of this item is best", "add one that tempts"))
    problems.extend(_twice(variant))


def _twice(variant: Variant) -> Iterator[Problem]:
    beliefs: set[str] = set()
    texts: set[str] = set()
    for option in variant.options:
        if option.misconception is not None and option.misconception in beliefs:
            hint = "each wrong option stands for a belief of its own"
            yield Problem(option.place, f"`{option.misconception}` is named twice in this item", hint)
        if option.text.casefold() in texts:
            yield Problem(option.place, "this option stands here twice", "keep one of the two")
        if not option.best:
            beliefs.add(option.misconception or "")
        texts.add(option.text.casefold())


def _belief(draft: Draft, beliefs: dict[str, Misconception], option: Option, language: str) -> list[Problem]:
    if option.best:
        message = "a best option has no misconception"
        return [Problem(option.place, message, "mark it with - [ ], or leave the line out")] * bool(
            option.misconception
        )
    if not option.misconception:
        hint = "add the line misconception: … below it, from misconceptions/"
        return [Problem(option.place, "a wrong option names the misconception behind it", hint)]
    found = _named(draft, "misconception", option.misconception, option.place)
    known = beliefs.get(option.misconception)
    if known is not None and language not in known.belief and language not in known.answer:
        message = f"`{option.misconception}` is not written in {language}"
        found.append(Problem(option.place, message, f"add {language}: … to it at {known.place}"))
    return found


def _translations(lesson: Lesson, problems: list[Problem]) -> None:
    original = lesson.texts[lesson.language]
    items = {item.id: item for item in original.items}
    for text in lesson.texts.values():
        if text is original:
            continue
        mine = {item.id: item for item in text.items}
        for name in items.keys() - mine.keys():
            message = f"`{lesson.id}` asks `{name}`, and its translation does not"
            problems.append(Problem(text.place, message, f"translate {items[name].place}"))
        for name, item in mine.items():
            if name in items:
                problems += _same(items[name], item)
            else:
                near = suggest(name, items.keys() - mine.keys())
                hint = f"did you mean `{near}`?" if near else f"leave it out, or add it to {original.place.path}"
                problems.append(Problem(item.place, f"`{lesson.id}` does not ask `{name}`", hint))


def _whole(variant: Variant) -> bool:
    """Whether a variant is well in itself; one that is not was already spoken of, and is not compared."""
    named = [option.misconception for option in variant.options if not option.best]
    counted = len(variant.options) - len(named) == variant.best and len(variant.options) >= OPTIONS[0]
    return counted and None not in named and len(set(named)) == len(named)


def _same(original: Item, item: Item) -> Iterator[Problem]:
    """Say where a translated item is another item than the one that it translates."""
    if original.kind != item.kind:
        yield Problem(item.place, f"`{item.id}` is a {original.kind} in the lesson", f"write kind: {original.kind}")
    ways = {variant.id: variant for variant in item.variants}
    for variant in original.variants:
        mine = ways.pop(variant.id, None)
        if mine is None:
            message = f"the lesson asks `{item.id}` in {plural(len(original.variants), 'way')}"
            yield Problem(item.place, message, f"translate {variant.place}")
            continue
        theirs, ours = {one.id for one in variant.options}, {one.id for one in mine.options}
        if _whole(variant) and _whole(mine) and (theirs != ours or variant.best != mine.best):
            apart = [*sorted(theirs - ours), *sorted(ours - theirs)]
            message = f"`{item.id}` has other options here than in the lesson: {listing(apart)}"
            yield Problem(mine.place, message, f"compare {variant.place}")
    for variant in ways.values():
        yield Problem(variant.place, f"the lesson asks `{item.id}` in fewer ways", "leave this out, or add it there")
