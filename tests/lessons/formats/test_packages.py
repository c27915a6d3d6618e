"""Packages for learning systems: what we write is what we list, and what others wrote is listed without opening it."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import sqlite3
import zipfile
from base64 import b64encode
from contextlib import closing
from pathlib import Path

import pytest

from drystone.lessons.formats import registry
from drystone.lessons.formats.archives import Archive, pack
from drystone.lessons.formats.exporting import export
from drystone.lessons.formats.listing import Listing
from drystone.lessons.formats.refusing import RefusedFileError
from drystone.lib.errors import UsageError
from drystone.program.lesson_model import Lesson
from drystone.program.loading import load

STARTER = Path(__file__).parents[3] / "src/drystone/program/starter"
NAMES = ("two-minutes-after-a-click", "blame-costs-time")
HOME = "https://learning.firm.example"


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    program = load(STARTER).program
    assert program is not None
    return [program.lessons[name] for name in NAMES]


def looked(content: bytes, folder: Path) -> Listing:
    path = folder / "package.zip"
    path.write_bytes(content)
    return registry.look(path)


@pytest.mark.parametrize(
    ("format", "called", "kind"),
    [
        ("scorm12", "SCORM 1.2", "sco"),
        ("scorm2004", "SCORM 2004 (2004 4th Edition)", "sco"),
        ("cmi5", "cmi5", "unit, Completed"),
    ],
)
def test_exported_lessons_are_listed_as_they_were_sent(
    lessons: list[Lesson], tmp_path: Path, format: str, called: str, kind: str
) -> None:
    content = export(lessons, format, language="de", title="Fenwick", home=HOME)
    found = looked(content, tmp_path)
    assert (found.format, found.title, found.files, found.odd) == (called, "Fenwick", 3, ())
    [organisation] = found.organisations
    assert [(one.title, one.launch, one.kind, one.mastery) for one in organisation.units] == [
        (one.texts["de"].title, f"lessons/{one.id}.html", kind, "") for one in lessons
    ]
    assert content == export(lessons, format, language="de", title="Fenwick", home=HOME)


@pytest.mark.parametrize("system", ["html", "scorm12", "scorm2004", "cmi5"])
def test_a_page_is_whole_in_itself_and_allows_only_its_own_script(lessons: list[Lesson], system: str) -> None:
    content = export(lessons[:1], system, language="de", title="x", home=HOME)
    page = (content if system == "html" else Archive(content, "x").read(f"lessons/{NAMES[0]}.html")).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    script, style = (re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL) for tag in ("script", "style"))
    assert policy is not None
    assert script is not None
    assert style is not None
    for part in (script[1], style[1]):
        assert f"'sha256-{b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" in policy[1]
    assert ("connect-src 'none'" in policy[1]) == (system != "cmi5")
    assert "default-src 'none'" in policy[1]
    assert re.findall(r"<(?:link|img|iframe|form)\b|\b(?:src|href|style|on\w+)=", page) == []
    assert '<html lang="de">' in page
    assert lessons[0].texts["de"].items[0].variants[0].options[0].feedback.replace("'", "&#x27;")[:20] in page


def test_cmi5_needs_the_address_below_which_lessons_have_theirs(lessons: list[Lesson]) -> None:
    with pytest.raises(UsageError, match="is no address"):
        export(lessons, "cmi5", language="en", title="x", home="javascript:x")


def test_anki_gets_a_card_for_each_way_to_ask_with_the_misconceptions_as_tags(lessons: list[Lesson]) -> None:
    content = export(lessons, "anki", language="en", title="Fenwick")
    assert content == export(lessons, "anki", language="en", title="Fenwick")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["collection.anki2", "media"]
        collection = sqlite3.connect(":memory:")
        collection.deserialize(archive.read("collection.anki2"))
    notes = collection.execute("select tags, flds from notes order by id").fetchall()
    [decks] = collection.execute("select decks from col").fetchone()
    collection.close()
    ways = [way for lesson in lessons for item in lesson.items for way in item.variants]
    assert len(notes) == len(ways)
    called = {deck["name"] for deck in json.loads(decks).values()}
    assert called >= {f"Fenwick::{one.texts['en'].title}" for one in lessons}
    for (tags, fields), way in zip(notes, ways, strict=True):
        assert {f"misconception::{one.misconception}" for one in way.options if one.misconception} <= set(tags.split())
        question, answers, said = fields.split("\x1f")
        assert way.options[0].feedback.split("'")[0][:10] in said
        assert way.options[0].feedback[:15] not in question + answers


#: The tables and columns of a collection in Anki's schema 11, which every version since 2.1 reads from an .apkg.
COLLECTION = {
    "col": "id crt mod scm ver dty usn ls conf models decks dconf tags",
    "notes": "id guid mid mod usn tags flds sfld csum flags data",
    "cards": "id nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data",
    "revlog": "id cid usn ease ivl lastIvl factor time type",
    "graves": "usn oid type",
}


def test_an_anki_collection_keeps_the_rules_that_anki_checks_when_it_opens_one(lessons: list[Lesson]) -> None:
    content = export(lessons, "anki", language="de", title="Fenwick")
    with zipfile.ZipFile(io.BytesIO(content)) as archive, closing(sqlite3.connect(":memory:")) as collection:
        assert json.loads(archive.read("media")) == {}
        collection.deserialize(archive.read("collection.anki2"))
        collection.row_factory = sqlite3.Row
        for table, columns in COLLECTION.items():
            assert [row["name"] for row in collection.execute(f"pragma table_info({table})")] == columns.split()
        assert collection.execute("pragma integrity_check").fetchone()[0] == "ok"
        [col] = collection.execute("select * from col").fetchall()
        notes = collection.execute("select * from notes").fetchall()
        cards = collection.execute("select * from cards").fetchall()
        assert not collection.execute("select count(*) from revlog").fetchone()[0]
    assert col["ver"] == 11
    models, decks, options = (json.loads(col[name]) for name in ("models", "decks", "dconf"))
    assert "1" in decks, "Anki's own first deck"
    for key, deck in decks.items():
        assert deck["id"] == int(key) < 2**53, "a number that JavaScript keeps"
        assert str(deck["conf"]) in options
    [model] = models.values()
    names = {field["name"] for field in model["flds"]}
    for template in model["tmpls"]:
        assert set(re.findall(r"{{(\w+)}}", template["qfmt"] + template["afmt"])) == names
    assert len({note["guid"] for note in notes}) == len({note["id"] for note in notes}) == len(notes) > 0
    for note in notes:
        fields = note["flds"].split("\x1f")
        plain = html.unescape(re.sub("<[^>]+>", "", fields[0]))
        assert str(note["mid"]) in models
        assert len(fields) == len(names)
        assert all(fields)
        assert note["csum"] in {_checksum(fields[0]), _checksum(plain), 0}
        assert note["tags"] == f" {note['tags'].strip()} "
        for field in fields:
            assert sorted(re.findall(r"<(\w+)", field)) == sorted(re.findall(r"</(\w+)>", field))
            assert not re.search(r"<(script|img|a|iframe)\b", field)
    assert sorted(card["nid"] for card in cards) == sorted(note["id"] for note in notes)
    assert {str(card["did"]) for card in cards} == set(decks) - {"1"}
    assert {(card["ord"], card["type"], card["queue"], card["reps"]) for card in cards} == {(0, 0, 0, 0)}


def _checksum(text: str) -> int:
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8], 16)


OTHERS = """<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" xml:base="course/">
 <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
 <organizations default="o">
  <organization identifier="o"><title>Fire drill</title>
   <item identifier="i1"><title>Part one</title>
     <item identifier="i2" identifierref="r1"><title>Doors</title>
       <adlcp:masteryscore>{mastery}</adlcp:masteryscore></item>
   </item>
   <item identifier="i3" identifierref="nowhere"><title>Windows</title></item>
  </organization>
 </organizations>
 <resources>
  <resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="{launch}"><file href="doors.html"/></resource>
  <resource identifier="r2" type="webcontent" adlcp:scormtype="asset" href="http://elsewhere.example/a.js"/>
 </resources>
</manifest>"""


def other(launch: str = "doors.html?a=1", mastery: str = "80") -> bytes:
    manifest = OTHERS.format(launch=launch, mastery=mastery).encode()
    return pack({"imsmanifest.xml": manifest, "course/doors.html": b"<p>", "course/api.js": b"1"})


def test_a_package_of_others_is_listed_with_what_is_odd_about_it(tmp_path: Path) -> None:
    found = looked(other(), tmp_path)
    assert found.format == "SCORM 1.2"
    assert [(one.depth, one.title, one.launch, one.mastery) for one in found.organisations[0].units] == [
        (0, "Part one", "", ""),
        (1, "Doors", "course/doors.html", "80 %"),
        (0, "Windows", "", ""),
    ]
    assert [(one.id, one.kind) for one in found.resources] == [("r1", "sco"), ("r2", "asset")]
    assert found.odd == (
        "it opens an address outside: http://elsewhere.example/a.js",
        "Windows opens 'nowhere', which the package does not list",
        "it carries 1 files that a browser runs, such as course/api.js",
    )


@pytest.mark.parametrize(
    ("part", "value", "why"),
    [
        ("launch", "javascript:alert(1)", "a launch of this package runs something"),
        ("launch", "../../doors.html", "outside the package"),
        ("mastery", "1e999", "is no percentage"),
    ],
)
def test_a_package_that_would_run_or_lead_out_is_not_listed(tmp_path: Path, part: str, value: str, why: str) -> None:
    with pytest.raises(RefusedFileError, match=why):
        looked(other(**{part: value}), tmp_path)


def test_a_course_of_others_is_listed_by_its_blocks(tmp_path: Path) -> None:
    course = """<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
     <course id="https://x.example/c"><title><langstring lang="en">Fire</langstring></title></course>
     <block id="https://x.example/b"><title><langstring>Week one</langstring></title>
      <au id="https://x.example/1" moveOn="Passed" masteryScore="0.8"><title><langstring>Doors</langstring></title>
       <url>https://elsewhere.example/doors</url></au></block></courseStructure>"""
    found = looked(pack({"cmi5.xml": course.encode()}), tmp_path)
    assert [(one.depth, one.title, one.kind, one.mastery) for one in found.organisations[0].units] == [
        (0, "Week one", "block", ""),
        (1, "Doors", "unit, Passed", "0.8"),
    ]
    assert found.odd == ("it opens an address outside: https://elsewhere.example/doors",)


def test_a_file_of_questions_is_listed_too(tmp_path: Path) -> None:
    path = tmp_path / "fire.gift"
    path.write_text("// a file\n::Doors::Open or shut?{=Shut~Open}\n\n::Essay::Say more.{}\n")
    found = registry.look(path)
    assert (found.format, [one.title for one in found.organisations[0].units]) == ("GIFT", ["Doors"])
    assert found.odd == ("Essay: it asks for an essay; only questions with answers to choose come in",)
