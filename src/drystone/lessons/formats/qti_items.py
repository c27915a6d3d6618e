"""Items of QTI 2.1 and 3.0: one choice each, with what is said to each answer as modal feedback.

An answer's identifier is its misconception and its place (``deleting-undoes.2``), under the class ``misconception``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from drystone import __version__
from drystone.lessons.formats import markup, qti_names, trees
from drystone.lessons.formats.bank import Answer, Question, number, worths
from drystone.lessons.formats.gathering import Found, Gathered, misread
from drystone.lessons.formats.qti_names import Version, attribute, below, children, plain
from drystone.lessons.formats.refusing import damaged

_FEEDBACK: Final = ("modalFeedback", "feedbackInline", "feedbackBlock")
_NOT_TEXT: Final = frozenset(
    name
    for camel in (*_FEEDBACK, "choiceInteraction", "rubricBlock", "stylesheet", "prompt", "catalogInfo")
    for name in (camel, qti_names.V30.element(camel))
)
_GENERAL: Final = "GENERAL"


def write(question: Question, version: Version, language: str) -> bytes:
    """Return a question as one item."""
    names = _identifiers(question)
    item = version.root(
        "assessmentItem",
        identifier=qti_names.identifier(question.id),
        title=question.title or question.id,
        adaptive="false",
        timeDependent="false",
        **{"xml:lang": language, "toolName": "Drystone", "toolVersion": __version__},
    )
    said = any(answer.worth is not None for answer in question.answers)
    mapped = said or sum(answer.best for answer in question.answers) > 1
    _declare(item, question, version, names, mapped=mapped)
    body = version.add(item, "itemBody")
    *before, prompt = question.stem.split("\n\n")
    qti_names.put_paragraphs(body, "\n\n".join(before))
    choice = version.add(
        body,
        "choiceInteraction",
        responseIdentifier="RESPONSE",
        shuffle="true",
        maxChoices="0" if question.several else "1",
    )
    version.add(choice, "prompt", prompt)
    for answer, name in zip(question.answers, names, strict=True):
        marked = {"class": "misconception"} if answer.misconception else {}
        version.add(choice, "simpleChoice", answer.text, identifier=name, **marked)
    _process(item, question, version, mapped=mapped)
    for answer, name in zip(question.answers, names, strict=True):
        _say(item, version, "FEEDBACK", name, answer.feedback)
    _say(item, version, _GENERAL, "general", question.feedback)
    return trees.written(item, indented=False)


def _identifiers(question: Question) -> list[str]:
    return [
        qti_names.identifier(f"{answer.misconception or ('best' if answer.best else 'other')}.{place}")
        for place, answer in enumerate(question.answers, 1)
    ]


def _declare(item: Element, question: Question, version: Version, names: list[str], *, mapped: bool) -> None:
    cardinality = "multiple" if question.several else "single"
    response = version.add(
        item, "responseDeclaration", identifier="RESPONSE", cardinality=cardinality, baseType="identifier"
    )
    right = version.add(response, "correctResponse")
    best = [name for answer, name in zip(question.answers, names, strict=True) if answer.best]
    for name in best if question.several else best[:1]:
        version.add(right, "value", name)
    if mapped:
        mapping = version.add(response, "mapping", defaultValue="0")
        for name, worth in zip(names, worths(question.answers, several=question.several), strict=True):
            version.add(mapping, "mapEntry", mapKey=name, mappedValue=f"{worth / 100:f}")
    version.add(item, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    version.add(item, "outcomeDeclaration", identifier="FEEDBACK", cardinality=cardinality, baseType="identifier")
    if question.feedback:
        version.add(item, "outcomeDeclaration", identifier=_GENERAL, cardinality="single", baseType="identifier")


def _process(item: Element, question: Question, version: Version, *, mapped: bool) -> None:
    processing = version.add(item, "responseProcessing")
    if mapped:
        score = version.add(processing, "setOutcomeValue", identifier="SCORE")
        version.add(score, "mapResponse", identifier="RESPONSE")
    else:
        condition = version.add(version.add(processing, "responseCondition"), "responseIf")
        match = version.add(condition, "match")
        version.add(match, "variable", identifier="RESPONSE")
        version.add(match, "correct", identifier="RESPONSE")
        version.add(version.add(condition, "setOutcomeValue", identifier="SCORE"), "baseValue", "1", baseType="float")
    version.add(version.add(processing, "setOutcomeValue", identifier="FEEDBACK"), "variable", identifier="RESPONSE")
    if question.feedback:
        said = version.add(processing, "setOutcomeValue", identifier=_GENERAL)
        version.add(said, "baseValue", "general", baseType="identifier")


def _say(item: Element, version: Version, outcome: str, name: str, text: str) -> None:
    if text:
        made = version.add(item, "modalFeedback", outcomeIdentifier=outcome, showHide="show", identifier=name)
        qti_names.put_paragraphs(version.add(made, "contentBody") if version.kebab else made, text)


def read(item: Element, gathered: Gathered, tags: Iterable[str] = ()) -> None:
    """Add the question of an item to what is gathered; another kind of question is left out and told."""
    name = attribute(item, "identifier")
    title = attribute(item, "title")
    shown = title or name
    body = next(iter(children(item, "itemBody")), None)
    asked = [] if body is None else [one for one in body.iter() if plain(one).endswith("Interaction")]
    if len(asked) != 1 or plain(asked[0]) != "choiceInteraction":
        kinds = ", ".join(dict.fromkeys(plain(one)[:40] for one in asked)) or "nothing"
        gathered.leave(f"{shown}: it asks {kinds}; only questions with one choice of answers come in")
        return
    interaction = asked[0]
    response = _response(item, interaction, shown, gathered)
    if body is None or response is None:
        return
    for rubric in below(body, "rubricBlock"):
        gathered.leave(f"{shown}: a note for {attribute(rubric, 'view') or 'someone'}")
    prompt = next(iter(children(interaction, "prompt")), None)
    stem = "\n\n".join(part for part in (_words(body, shown, gathered), _words(prompt, shown, gathered)) if part)
    several = attribute(response, "cardinality") == "multiple" and attribute(interaction, "maxChoices") != "1"
    choices = children(interaction, "simpleChoice")
    said, general = _feedback(item, choices, shown, gathered)
    answers = [
        Answer(
            _words(choice, shown, gathered),
            best=False,
            feedback=said.get(key, ""),
            misconception=qti_names.misconception(key)
            if "misconception" in attribute(choice, "class").split()
            else None,
        )
        for choice in choices
        for key in [attribute(choice, "identifier")]
    ]
    made = _marked(
        answers, [attribute(choice, "identifier") for choice in choices], response, gathered, several=several
    )
    placed = [f"answer-{place}:{one.misconception}" for place, one in enumerate(made, 1) if one.misconception]
    found = Found(stem, tuple(made), qti_names.question_id(name), "" if title == name else title, several, general)
    gathered.add(replace(found, tags=(*placed, *tags)))


def _response(item: Element, interaction: Element, shown: str, gathered: Gathered) -> Element | None:
    wanted = attribute(interaction, "responseIdentifier")
    found = [one for one in children(item, "responseDeclaration") if attribute(one, "identifier") == wanted]
    if not found:
        gathered.leave(f"{shown}: the file does not say which answer is right")
        return None
    return found[0]


def _marked(
    answers: list[Answer], names: list[str], response: Element, gathered: Gathered, *, several: bool
) -> list[Answer]:
    """Return the answers with which are best, and what each is worth."""
    if len(set(names)) != len(names):
        raise damaged("two answers of a question have the same identifier", gathered.where)
    right = {trees.text(value) for one in children(response, "correctResponse") for value in children(one, "value")}
    mapping = next(iter(children(response, "mapping")), None)
    entries = {
        attribute(one, "mapKey"): number(attribute(one, "mappedValue"), gathered.where)
        for one in children(mapping, "mapEntry")
    }
    usual = number(attribute(mapping, "defaultValue") or "0", gathered.where)
    points = [entries.get(name, usual) for name in names]
    if any(abs(point) > 1 for point in points):
        whole = sum(point for point in points if point > 0) if several else max(points)
        points = [point / max(whole, Decimal(1)) for point in points]
    made = []
    for answer, name, point in zip(answers, names, points, strict=True):
        worth = (
            None
            if mapping is None
            else max(Decimal(-100), min(Decimal(100), (point * 100).quantize(Decimal("0.00001"))))
        )
        # Of several single right answers, the document can name one; the others are worth as much.
        best = name in right or (worth is not None and (worth == 100 if not several else not right and worth > 0))
        made.append(replace(answer, best=best, worth=None if worth is None else worth.normalize() + 0))
    return made


def _feedback(item: Element, choices: list[Element], shown: str, gathered: Gathered) -> tuple[dict[str, str], str]:
    """Return what is said to each answer by its identifier, and what is said whatever was chosen."""
    said: dict[str, str] = {}
    general = ""
    names = {attribute(choice, "identifier") for choice in choices}
    inside = {id(one): attribute(choice, "identifier") for choice in choices for one in below(choice, *_FEEDBACK)}
    for one in below(item, *_FEEDBACK):
        name = attribute(one, "identifier")
        words = _words(one, shown, gathered)
        to = name if name in names else inside.get(id(one))
        if to is not None:
            said[to] = "\n\n".join(part for part in (said.get(to, ""), words) if part)
        elif attribute(one, "outcomeIdentifier") == _GENERAL and not general:
            general = words
        elif words:
            gathered.leave(f"{shown}: what it says on {name[:40]!r}, which is no single answer")
    return said, general


def _words(element: Element | None, name: str, gathered: Gathered) -> str:
    if element is None:
        return ""
    notes: list[str] = []
    made = markup.plain(markup.blocks_of_tree(element, gathered.where, notes, _NOT_TEXT))
    misread(gathered.left, name, notes)
    return made
