"""Files as other systems and other people write them: what fits comes in, the rest is named, nothing is made up."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from drystone.lessons.formats import registry
from drystone.lessons.formats.archives import pack
from drystone.lessons.formats.bank import Reading
from drystone.lessons.formats.lesson_banks import lesson_of
from drystone.lessons.formats.refusing import RefusedFileError
from drystone.program.lesson_text import read_body
from drystone.program.lesson_writing import lesson_file
from drystone.program.tree import Text

GIFT = r"""// question: 12  name: Doors
$CATEGORY: $course$/top/Default for Fire/Week 1

::Doors::[html]<p>The bell rings\: what <em>now</em>?</p>{
  =Shut the door#Right\, it buys time.
  ~%-50%Open a window#Smoke follows <b>air</b>.
  ~Finish the mail
  ####It is a drill.
}

Two of these help {~%50%Blanket ~%50%Water ~%-100%Petrol} in a kitchen.

The lift is safe.{FALSE#It stops where the fire is.#Right.}

// a comment in between
Who is called first?{=112 =911}

How many doors?{#4:1}

Match.{=a -> b =c -> d}

Up{=a~b}
Down{=a~b}

Why?{}

A word about fire

in two parts.

::Odd\:\:name::Is \{this\} a question {
~no

=yes
}
"""


def read(text: str | bytes, where: str = "fire drill.txt", **more: str) -> Reading:
    return registry.read_bytes(text.encode() if isinstance(text, str) else text, where, **more)


def test_gift_as_people_write_it() -> None:
    found = read(GIFT)
    [bank] = found.banks
    assert (bank.id, bank.title) == ("week-1", "Week 1")
    doors, kitchen, lift, odd = bank.questions
    assert (doors.id, doors.title, doors.stem, doors.feedback) == (
        *("doors", "Doors", "The bell rings: what now?", "It is a drill."),
    )
    assert [(one.text, one.best, one.worth, one.feedback) for one in doors.answers] == [
        ("Shut the door", True, Decimal(100), r"Right\, it buys time."),
        ("Open a window", False, Decimal(-50), "Smoke follows air."),
        ("Finish the mail", False, Decimal(0), ""),
    ]
    assert kitchen.stem == "Two of these help _____ in a kitchen."
    assert (kitchen.several, [one.best for one in kitchen.answers]) == (True, [True, True, False])
    assert [(one.text, one.best, one.feedback) for one in lift.answers] == [
        ("True", False, "It stops where the fire is."),
        ("False", True, "Right."),
    ]
    assert (odd.title, odd.stem) == ("Odd::name", "Is {this} a question")
    assert bank.story == "A word about fire\n\nin two parts."
    assert [line.split(";")[0] for line in found.left] == [
        "Who is called first?: it asks for a word",
        "How many doors?: it asks for a number",
        "Match.: it asks to match pairs",
        "Up: another question follows it without an empty line between them",
        "Why?: it asks for an essay",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("q {=a ~b", "do not match"),
        ("q =a ~b}", "do not match"),
        ("q{=a~%x%b}", "no percentage"),
        ("\ufeff// hi", "no question"),
    ],
)
def test_gift_that_is_broken_is_refused_and_not_guessed_at(text: str, why: str) -> None:
    with pytest.raises(RefusedFileError, match=why):
        read(text, format="gift")


MOODLE = """<?xml version="1.0" encoding="UTF-8"?><quiz>
<question type="category"><category><text>$course$/top/Fire &amp; water</text></category></question>
<question type="multichoice"><name><text>Doors</text></name>
 <questiontext format="html"><text><![CDATA[<p>Which <img src="@@PLUGINFILE@@/d.png" alt="door"></p>]]></text>
  <file name="d.png" encoding="base64">aGk=</file></questiontext>
 <single>true</single>
 <answer fraction="33.33333" format="html"><text>&lt;p&gt;Half &amp;amp; half&lt;/p&gt;</text>
  <feedback format="html"><text>Nearly</text></feedback></answer>
 <answer fraction="100" format="moodle_auto_format"><text>Shut</text><feedback><text></text></feedback></answer>
 <hint><text>Think</text></hint>
 <tags><tag><text>misconception:open-is-safe</text></tag><tag><text>week 1</text></tag></tags></question>
<question type="truefalse"><name><text>Lift</text></name>
 <questiontext format="plain_text"><text>Safe?</text></questiontext>
 <answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer></question>
<question type="cloze"><name><text>Gap</text></name></question>
</quiz>"""


def test_moodle_xml_as_moodle_writes_it() -> None:
    found = read(MOODLE, "fire.xml", language="de")
    [bank] = found.banks
    assert (bank.id, bank.language) == ("fire-water", "de")
    doors, lift = bank.questions
    assert (doors.stem, doors.tags) == ("Which door", ("week 1",))
    assert [(one.text, one.best, one.misconception, one.worth) for one in doors.answers] == [
        ("Half & half", False, "open-is-safe", Decimal("33.33333")),
        ("Shut", True, None, Decimal(100)),
    ]
    assert [one.text for one in lift.answers] == ["Stimmt", "Stimmt nicht"]
    assert sorted(found.left) == [
        "Doors: a picture or recording was left out (door)",
        "Doors: its files and pictures",
        "Doors: its hints",
        "Gap: it asks to fill gaps; only questions with answers to choose come in",
    ]


ITEM = """<?xml version="1.0"?>
<{q}assessment{i}tem xmlns="{namespace}" identifier="Doors_01" title="Doors" xml:lang="de">
 <{q}response{d}eclaration identifier="R1" cardinality="single" base{t}ype="identifier">
  <{q}correct{r}esponse><{q}value>B</{q}value></{q}correct{r}esponse>
  <{q}mapping default{v}alue="0"><{q}map{e}ntry map{k}ey="B" mapped{v}alue="4"/>
   <{q}map{e}ntry map{k}ey="A" mapped{v}alue="1"/></{q}mapping></{q}response{d}eclaration>
 <{q}item{b}ody><div><p>Look: <strong>a door</strong></p><object data="d.png" type="image/png">door</object></div>
  <{q}choice{n}nteraction response{id}dentifier="R1" max{c}hoices="1"><{q}prompt>What now?</{q}prompt>
   <{q}simple{c}hoice identifier="A">Open<{q}feedback{l}nline outcome{id}dentifier="F" identifier="x"
    >Smoke!</{q}feedback{l}nline></{q}simple{c}hoice>
   <{q}simple{c}hoice identifier="B">Shut</{q}simple{c}hoice></{q}choice{n}nteraction></{q}item{b}ody>
 <{q}modal{f}eedback outcome{id}dentifier="F" identifier="B" show{h}ide="show"><p>Right.</p></{q}modal{f}eedback>
 <{q}modal{f}eedback outcome{id}dentifier="F" identifier="all" show{h}ide="show">Well</{q}modal{f}eedback>
</{q}assessment{i}tem>"""
LETTERS = dict(zip("idtrvekbncflh", "IDTRVEKBICFIH", strict=True))


@pytest.mark.parametrize(
    ("prefix", "namespace", "called"),
    [
        ("", "http://www.imsglobal.org/xsd/imsqti_v2p1", "qti21"),
        ("qti-", "http://www.imsglobal.org/xsd/imsqtiasi_v3p0", "qti30"),
    ],
)
def test_a_single_item_of_qti_in_both_spellings(prefix: str, namespace: str, called: str) -> None:
    spelled = {key: f"-{letter.lower()}" if prefix else letter for key, letter in LETTERS.items()}
    text = ITEM.format(q=prefix, namespace=namespace, id=spelled["i"], **spelled)
    assert registry.kind(text.encode(), "x") == called
    found = read(text, "item.xml")
    [bank] = found.banks
    [doors] = bank.questions
    assert (bank.language, doors.id, doors.title, doors.stem) == (
        "de",
        "doors-01",
        "Doors",
        "Look: a door\n\ndoor\n\nWhat now?",
    )
    assert [(one.text, one.best, one.feedback, one.worth) for one in doors.answers] == [
        ("Open", False, "Smoke!", Decimal(25)),
        ("Shut", True, "Right.", Decimal(100)),
    ]
    assert found.left == (
        "Doors: a picture or recording was left out",
        "Doors: what it says on 'all', which is no single answer",
    )


def test_an_item_that_asks_otherwise_is_named() -> None:
    text = (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="a" title="Draw"><itemBody>'
        "<drawingInteraction/></itemBody></assessmentItem>"
    )
    with pytest.raises(RefusedFileError, match="Draw: it asks drawingInteraction; only questions with one choice"):
        read(text)


def test_h5p_as_its_editor_writes_it() -> None:
    question = {
        "library": "H5P.MultiChoice 1.16",
        "metadata": {"title": "Doors", "license": "U"},
        "params": {
            "media": {"type": {"library": "H5P.Image 1.1"}},
            "question": "<p>What&nbsp;now?</p>\n",
            "answers": [
                {
                    "text": "<div>Shut</div>\n",
                    "correct": True,
                    "tipsAndFeedback": {"tip": "<p>Hot?</p>", "chosenFeedback": ""},
                },
                {"text": "<div>Open</div>\n", "correct": False, "chosenFeedback": "<div>Smoke!</div>"},
            ],
            "overallFeedback": [{"from": 0, "to": 50, "feedback": "Hm"}, {"from": 51, "to": 100, "feedback": "Yes"}],
            "behaviour": {"type": "auto"},
        },
    }
    content = {
        "introPage": {"introduction": "<p>Look around.</p>"},
        "questions": [question, {"library": "H5P.Blanks 1.14"}],
    }
    about = {"title": "Fire drill", "language": "de", "mainLibrary": "H5P.QuestionSet"}
    made = {"h5p.json": about, "content/content.json": content, "H5P.QuestionSet-1.20/library.json": {}}
    files = {name: json.dumps(part).encode() for name, part in made.items()}
    found = read(pack({**files, "H5P.QuestionSet-1.20/js/questionset.js": b"run()"}), "fire.h5p")
    [bank] = found.banks
    assert (bank.id, bank.title, bank.language, bank.story) == ("fire-drill", "Fire drill", "de", "Look around.")
    [doors] = bank.questions
    assert (doors.id, doors.stem, doors.several) == ("doors", "What now?", False)
    assert [(one.text, one.best, one.feedback) for one in doors.answers] == [
        ("Shut", True, ""),
        ("Open", False, "Smoke!"),
    ]
    assert len(found.left) == 4


def test_a_foreign_question_becomes_a_lesson_to_be_finished_and_no_html_survives() -> None:
    found = read("::Doors::[plain]Is <b>this</b> ![x] safe?{=Shut~Open#<script>x</script>}\n")
    draft = lesson_of(found.banks[0], source="fire.gift")
    assert draft.missing == (
        *("which habit it is about", "a story", "one thing to do today"),
        *("the misconception behind 1 wrong answers", "what is said to 1 answers"),
    )
    written = lesson_file(draft.lesson, draft.language)
    problems: list[object] = []
    body = read_body(Text.of("x.md", written), written.index("\n---\n") + 5, "en", problems)  # type: ignore[arg-type]
    assert problems == []
    [item] = body.items
    assert item.variants[0].stem == "Is ‹b>this‹/b> ! [x] safe?"
    assert item.variants[0].options[1].feedback == "‹script>x‹/script>"
