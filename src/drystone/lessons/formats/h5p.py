"""H5P: a Question Set of Multiple Choice questions, as content without the libraries that play it.

Source: the semantics of H5P.QuestionSet and H5P.MultiChoice. The site that plays it has these installed. Ids and tags
stand in the author's comments. Introductions hold no lists, so points are paragraphs that begin with a sign of ours.
"""

from __future__ import annotations

import html
import json
import re
import uuid
from collections.abc import Sequence
from typing import Any, Final

from drystone.lessons.formats import documents, markup, tagging
from drystone.lessons.formats.archives import Archive, pack
from drystone.lessons.formats.bank import Answer, Bank, Question, Reading
from drystone.lessons.formats.gathering import Found, Gathered, misread
from drystone.lessons.formats.markup import Block
from drystone.lessons.formats.refusing import RefusedFileError, damaged
from drystone.lessons.formats.wording import of

PACKAGE: Final = "h5p.json"
CONTENT: Final = "content/content.json"
SET: Final = "H5P.QuestionSet"
CHOICE: Final = "H5P.MultiChoice"
#: The versions that we write for; later ones of the same major version upgrade the content themselves.
LIBRARIES: Final = ((SET, 1, 21), (CHOICE, 1, 16))
#: An invisible sign after a point's mark, and after the heading of the task.
_SIGN: Final = "\u2060"
_POINT = re.compile(rf"(?:(•)|(\d{{1,5}}\.)){_SIGN} ")
_COMMENT = re.compile(r"^(id|tag): (.+)$", re.MULTILINE)
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://drystone.example/lessons/")


def write(bank: Bank) -> bytes:
    """Return a bank as one package."""
    return pack({PACKAGE: _json(_about(bank)), CONTENT: _json(_content(bank))})


def _json(made: dict[str, Any]) -> bytes:
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _about(bank: Bank) -> dict[str, Any]:
    return {
        "title": bank.title,
        "language": bank.language,
        "defaultLanguage": bank.language,
        "mainLibrary": SET,
        "embedTypes": ["iframe"],
        "license": "U",
        "authorComments": _comments(bank.id, tagging.of_bank(bank)),
        "preloadedDependencies": [
            {"machineName": name, "majorVersion": major, "minorVersion": minor} for name, major, minor in LIBRARIES
        ],
    }


def _comments(name: str, tags: Sequence[str]) -> str:
    return "\n".join([f"id: {name}", *(f"tag: {tag}" for tag in tags)])


def _content(bank: Bank) -> dict[str, Any]:
    said = {name: of(bank.language, name) for name in ("previous", "next", "finish", "start", "progress")}
    return {
        "introPage": {
            "showIntroPage": bool(bank.story or bank.today),
            "title": html.escape(bank.title, quote=False),
            "introduction": _introduction(bank),
            "startButtonText": said["start"],
        },
        "progressType": "textual",
        "passPercentage": 0,
        "questions": [_question(bank, question) for question in bank.questions],
        "texts": {
            "prevButton": said["previous"],
            "nextButton": said["next"],
            "finishButton": said["finish"],
            "submitButton": said["finish"],
            "textualProgress": said["progress"],
        },
        "disableBackwardsNavigation": False,
        "randomQuestions": False,
        # No score: whoever is done is done.
        "endGame": {"showResultPage": False, "showSolutionButton": True, "showRetryButton": True},
        "override": {"checkButton": True},
    }


def _introduction(bank: Bank) -> str:
    parts = _flat(bank.story)
    if bank.today:
        parts += [f"<p><strong>{of(bank.language, 'today')}{_SIGN}</strong></p>", *_flat(bank.today)]
    return "".join(parts)


def _flat(text: str) -> list[str]:
    parts, number = [], 0
    for block in markup.blocks(text):
        number = number + 1 if block.kind == "number" else 0
        mark = {"paragraph": "", "bullet": f"•{_SIGN} ", "number": f"{number}.{_SIGN} "}[block.kind]
        parts.append(markup.html_of_blocks([Block("paragraph", [(mark, ""), *block.runs])]))
    return parts


def _question(bank: Bank, question: Question) -> dict[str, Any]:
    return {
        "library": "{} {}.{}".format(*LIBRARIES[1]),
        "subContentId": str(uuid.uuid5(_NAMESPACE, f"{bank.id}/{question.id}")),
        "metadata": {
            "contentType": "Multiple Choice",
            "license": "U",
            "title": question.title or question.id,
            "authorComments": _comments(question.id, tagging.of_question(question)),
        },
        "params": {
            "question": markup.html_of_plain(question.stem),
            "answers": [
                {
                    "text": markup.html_of_plain(answer.text),
                    "correct": answer.best,
                    "tipsAndFeedback": {
                        "tip": "",
                        "chosenFeedback": markup.html_of_plain(answer.feedback),
                        "notChosenFeedback": "",
                    },
                }
                for answer in question.answers
            ],
            "overallFeedback": [{"from": 0, "to": 100, "feedback": _lines(question.feedback)}],
            "behaviour": {
                "type": "multi" if question.several else "single",
                "randomAnswers": True,
                "singlePoint": False,
                "enableRetry": True,
                "enableSolutionsButton": True,
                "showScorePoints": False,
            },
            "UI": {
                "checkAnswerButton": of(bank.language, "check_answer"),
                "showSolutionButton": of(bank.language, "solution"),
                "tryAgainButton": of(bank.language, "again"),
            },
        },
    }


def _lines(text: str) -> str:
    """Return a text for a field that holds plain words with line breaks."""
    return html.escape(text, quote=False)


def is_one(archive: Archive) -> bool:
    """Whether a package is H5P."""
    return PACKAGE in archive.sizes


def read(content: bytes, where: str, name: str, language: str = "en") -> Reading:
    """Return the questions of a package. Its libraries are not looked at. Raises RefusedFileError."""
    archive = Archive(content, where)
    about = _document(archive, PACKAGE)
    made = _document(archive, CONTENT)
    gathered = Gathered(where, name, language)
    main = documents.text(about.get("mainLibrary"), "mainLibrary", where)
    if main not in (SET, CHOICE):
        raise RefusedFileError(
            f"this package is of the kind {main[:60]!r}",
            where=where,
            do="A Question Set or a Multiple Choice comes in; make one of it where it was written.",
        )
    title = documents.text(about.get("title"), "title", where)
    own, tags = _commented(about, where)
    gathered.begin(own or title or name, title)
    gathered.speak(documents.text(about.get("language"), "language", where))
    gathered.tag(tags)
    if main == CHOICE:
        _take(gathered, {"library": CHOICE, "params": made, "metadata": about})
    else:
        _tell(gathered, documents.mapping(made.get("introPage"), "introPage", where))
        for one in documents.listed(made.get("questions"), "questions", where):
            _take(gathered, documents.mapping(one, "questions", where))
    return gathered.finished()


def _document(archive: Archive, name: str) -> dict[str, Any]:
    content = archive.read(name)
    if not content:
        raise damaged(f"this package has no {name}", archive.where)
    where = f"{archive.where}/{name}"
    return documents.mapping(documents.parse(content, where), name, where)


def _commented(holder: dict[str, Any], where: str) -> tuple[str, list[str]]:
    """Return the id and the tags that stand in the author's comments."""
    said = _COMMENT.findall(documents.text(holder.get("authorComments"), "authorComments", where))
    return next((value for key, value in said if key == "id"), ""), [value for key, value in said if key == "tag"]


def _tell(gathered: Gathered, page: dict[str, Any]) -> None:
    story: list[Block] = []
    today: list[Block] | None = None
    for block in _blocks(gathered, page, "introduction", gathered.bank.title):
        words = "".join(said for said, _ in block.runs)
        if words.endswith(_SIGN) and block.runs[0][1] == "strong":
            today = []
            continue
        point = _POINT.match(words)
        if point:
            first, how = block.runs[0]
            block = Block("bullet" if point[1] else "number", [(first[point.end() :], how), *block.runs[1:]])
        (story if today is None else today).append(block)
    gathered.tell(story=markup.to_markdown(markup.tidied(story)), today=markup.to_markdown(markup.tidied(today or [])))


def _blocks(gathered: Gathered, holder: dict[str, Any], key: str, name: str) -> list[Block]:
    notes: list[str] = []
    found = markup.blocks_of_html(documents.text(holder.get(key), key, gathered.where), gathered.where, notes)
    misread(gathered.left, name, notes)
    return found


def _take(gathered: Gathered, one: dict[str, Any]) -> None:
    where = gathered.where
    about = documents.mapping(one.get("metadata"), "metadata", where)
    params = documents.mapping(one.get("params"), "params", where)
    title = documents.text(about.get("title"), "title", where)
    own, tags = _commented(about, where)
    library = documents.text(one.get("library"), "library", where).split(" ")[0]
    if library != CHOICE:
        gathered.leave(f"{title}: it is of the kind {library[:60]!r}; only Multiple Choice comes in")
        return
    if documents.mapping(params.get("media"), "media", where).get("type"):
        gathered.leave(f"{title}: its picture or recording")
    given = documents.listed(params.get("answers"), "answers", where)
    gathered.asks(len(given))
    answers = [_answer(gathered, documents.mapping(answer, "answers", where), title) for answer in given]
    gathered.add(
        Found(
            markup.plain(_blocks(gathered, params, "question", title)),
            tuple(answers),
            own,
            title,
            _several(params, answers, where),
            _general(gathered, params, title),
            tuple(tags),
        )
    )


def _several(params: dict[str, Any], answers: list[Answer], where: str) -> bool:
    kind = documents.mapping(params.get("behaviour"), "behaviour", where).get("type")
    if kind in ("multi", "single"):
        return bool(kind == "multi")
    if isinstance(params.get("singleAnswer"), bool):
        return not params["singleAnswer"]
    return sum(answer.best for answer in answers) > 1


def _answer(gathered: Gathered, given: dict[str, Any], title: str) -> Answer:
    said = {**given, **documents.mapping(given.get("tipsAndFeedback"), "tipsAndFeedback", gathered.where)}
    for key, what in (("tip", "a tip"), ("notChosenFeedback", "what is said to who did not choose an answer")):
        if _blocks(gathered, said, key, title):
            gathered.leave(f"{title}: {what}")
    return Answer(
        markup.plain(_blocks(gathered, given, "text", title)),
        given.get("correct") is True,
        markup.plain(_blocks(gathered, said, "chosenFeedback", title)),
    )


def _general(gathered: Gathered, params: dict[str, Any], title: str) -> str:
    ranges = documents.listed(params.get("overallFeedback"), "overallFeedback", gathered.where)
    said = [documents.mapping(one, "overallFeedback", gathered.where) for one in ranges]
    texts = [documents.text(one.get("feedback"), "feedback", gathered.where) for one in said]
    if len(said) == 1:
        notes: list[str] = []
        found = markup.blocks_in(texts[0].replace("\n\n", "<br>"), "html", gathered.where, notes)
        return markup.plain(found)
    if any(texts):
        gathered.leave(f"{title}: what is said by score")
    return ""
