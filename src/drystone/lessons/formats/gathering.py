"""What readers put together: banks and questions within bounds, with ids of their own, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from drystone.lessons.formats import limits, markup, tagging
from drystone.lessons.formats.bank import LANGUAGE, QUESTION_ID, Answer, Bank, Question, Reading, settled, slug
from drystone.lessons.formats.refusing import damaged, too_much


@dataclass(frozen=True, slots=True)
class Found:
    """A question as a reader found it; ``answers`` may lack a best one, and ``id`` and ``title`` may be anything."""

    stem: str
    answers: tuple[Answer, ...]
    id: str = ""
    title: str = ""
    several: bool = False
    feedback: str = ""
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class Gathered:
    """The banks of a file while it is read. Raises RefusedFileError beyond a bound."""

    where: str
    name: str
    language: str = "en"
    left: list[str] = field(default_factory=list)
    _banks: list[Bank] = field(default_factory=list)
    _questions: dict[int, list[Question]] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _count: int = 0
    _left_out: int = 0

    def begin(self, name: str, title: str = "") -> None:
        """Begin a bank; the questions that follow are its own."""
        if len(self._banks) >= limits.MAX_QUESTIONS:
            raise too_much("this file has too many parts", self.where, limits.MAX_QUESTIONS)
        self._banks.append(Bank(slug(name, self.name), markup.line(title or name), self.language))

    @property
    def bank(self) -> Bank:
        """The bank that is being read."""
        if not self._banks:
            self.begin(self.name)
        return self._banks[-1]

    def tell(self, **parts: str) -> None:
        """Set the title, language, story or task of the bank that is being read."""
        if any(len(part) > limits.MAX_TEXT for part in parts.values()):
            raise too_much("a text in this file is too long", self.where, limits.MAX_TEXT)
        self._banks[-1:] = [replace(self.bank, **parts)]  # type: ignore[arg-type]

    def tag(self, tags: Iterable[str]) -> None:
        """Take the tags of the bank that is being read."""
        self._banks[-1:] = [tagging.to_bank(self.bank, tags)]

    def speak(self, language: str) -> None:
        """Set the language of the bank that is being read, where that is one."""
        if LANGUAGE.fullmatch(language):
            self.tell(language=language)

    def asks(self, answers: int) -> None:
        """Refuse a question with too many answers; a reader says so before it reads them."""
        if answers > limits.MAX_ANSWERS:
            raise too_much("a question of this file has too many answers", self.where, limits.MAX_ANSWERS)

    def leave(self, what: str) -> None:
        """Note what is left out."""
        self._left_out += 1
        if self._left_out > limits.MAX_LEFT:
            raise too_much("this file holds too much that does not come in", self.where, limits.MAX_LEFT)
        if len(self.left) <= limits.MAX_QUESTIONS:
            self.left.append(markup.line(what)[:300])

    def add(self, found: Found) -> None:
        """Add a question to the bank; one without a choice to make is left out and told."""
        self._count += 1
        if self._count > limits.MAX_QUESTIONS:
            raise too_much("this file asks too many questions", self.where, limits.MAX_QUESTIONS)
        self.asks(len(found.answers))
        said = [found.stem, found.feedback, *(part for one in found.answers for part in (one.text, one.feedback))]
        if any(len(part) > limits.MAX_TEXT for part in said):
            raise too_much("a text in this file is too long", self.where, limits.MAX_TEXT)
        title = markup.line(found.title)
        answers = self._answers(found)
        if not answers:
            return
        name = self._free_id(found.id or title)
        question = Question(
            name,
            markup.tidy(found.stem),
            settled(answers, several=found.several),
            "" if title == name else title,
            several=found.several,
            feedback=markup.tidy(found.feedback),
        )
        _ = self.bank
        listed = self._questions.setdefault(len(self._banks) - 1, [])
        listed.append(tagging.to_question(question, found.tags, self.left))

    def finished(self) -> Reading:
        """Return what was read. Raises RefusedFileError where it is nothing that a lesson could use."""
        banks = [
            replace(bank, questions=tuple(self._questions.get(number, ()))) for number, bank in enumerate(self._banks)
        ]
        banks = [bank for bank in banks if bank.questions or bank.story or bank.today]
        if not banks:
            why = f"; left out: {self.left[0]}" if self.left else ""
            raise damaged(f"there is no question in this file whose answers can be chosen{why}", self.where)
        return Reading(tuple(banks), tuple(dict.fromkeys(self.left)))

    def _answers(self, found: Found) -> list[Answer]:
        """Return the answers that say something, with a best one; none where there is no choice to make."""
        name = found.title or found.id or found.stem[:60]
        kept = [
            replace(one, text=markup.line(one.text), feedback=markup.tidy(one.feedback))
            for one in found.answers
            if markup.line(one.text)
        ]
        if len(kept) < len(found.answers):
            self.leave(f"{name}: an answer without words")
        if len(kept) < 2:
            self.leave(f"{name}: fewer than two answers to choose from")
            return []
        if not any(one.best for one in kept):
            most = max(one.worth or Decimal(0) for one in kept)
            if most <= 0:
                self.leave(f"{name}: the file does not say which answer is right")
                return []
            kept = [replace(one, best=one.worth == most) for one in kept]
        return kept

    def _free_id(self, wanted: str) -> str:
        """Return an id that no question of this file has, as wanted where that can be."""
        name = wanted if QUESTION_ID.fullmatch(wanted) and len(wanted) <= 80 else slug(wanted, "question")
        if name in self._taken:
            many = range(2, limits.MAX_QUESTIONS + 2)
            name = next(made for count in many if (made := f"{_short(name)}-{count}") not in self._taken)
        self._taken.add(name)
        return name


def _short(name: str) -> str:
    return re.sub(r"/[b-z]$", "", name)[:70].strip("-")


def misread(left: list[str], name: str, notes: Iterable[str]) -> None:
    """Add to ``left`` what a text lost, with the question's name."""
    told = (markup.line(f"{name[:60]}: {note}") for note in dict.fromkeys(notes))
    left += list(told)[: max(0, limits.MAX_QUESTIONS - len(left))]
