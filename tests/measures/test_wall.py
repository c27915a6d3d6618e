"""The wall: every activity a stone, for everybody who is signed in, the same for all, and drawn once."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from served import Served

SVG = "{http://www.w3.org/2000/svg}"


def standings(program: Any, state: str) -> dict[str, Any]:
    from drystone.measures.standing import Standing

    blank = Standing("", state, 0, 0, 0, 0, 0, None, 0, "Because.", things=20)  # type: ignore[arg-type]
    return {key: replace(blank, activity_id=key) for key in program.activities}


def stones(root: ET.Element) -> list[ET.Element]:
    return [one for one in root.iter() if (one.get("class") or "").startswith("activity ")]


def test_every_activity_is_one_stone_in_both_pictures_and_a_row_of_the_table(served: Served) -> None:
    from drystone.measures import wall
    from drystone.shell import site

    made = wall.current()
    assert made is not None
    names = {one.name for one in site.program().activities.values()}
    for drawn in (made.wide, made.narrow):
        root = ET.fromstring(drawn)
        titles = [one.find(f"{SVG}title") for one in stones(root)]
        assert len(titles) == len(names)
        assert {str(one.text).split(":")[0] for one in titles if one is not None} == {
            name.split(":")[0] for name in names
        }
    page = served.client("employee").get("/wall").content.decode()
    assert page.count('<th scope="row">') == len(names)
    assert sum(made.counts.values()) == len(names)


def test_the_page_is_the_same_for_everybody_and_names_the_stone_to_set_straight_first(served: Served) -> None:
    page = served.client("colleague").get("/wall").content.decode()
    assert "The one to set straight first:" in page
    assert "style=" not in page
    assert "<script>" not in page
    wall = page[page.index("wall-wide") : page.index("wall-legend")]
    other = served.client("auditor").get("/wall").content.decode()
    assert wall in other


def test_a_row_can_be_sorted_by_the_server_only(served: Served) -> None:
    page = served.client("employee").get("/wall?by=standing").content.decode()
    rows = page[page.index("<tbody>") :]
    order = [rows.find(f'class="mark {state}"') for state in ("loose", "missing", "unknown", "firm")]
    assert all(one < other for one, other in pairwise(order))
    assert served.client("employee").get("/wall?by=';drop").status_code == 200


def test_the_table_says_what_leans_on_a_stone_and_its_weight(served: Served) -> None:
    page = served.client("employee").get("/wall?by=weight").content.decode()
    rows = page[page.index("<tbody>") :]
    weights = [float(one) for one in re.findall(r'<td class="number">([\d.]+)</td>', rows)]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) > 3
    assert "Point at a stone, or tap it, to see what it is." in page
    from drystone.shell import site

    goal = next(iter(site.program().objectives.values()))
    assert goal.name in rows


def test_the_second_look_reads_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.measures import wall

    wall.current()
    monkeypatch.setattr(wall, "standings", lambda *_a, **_k: pytest.fail("drawn again"))
    assert wall.current() is not None


def test_looking_takes_as_many_queries_as_any_page(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = served.client("employee")
    client.get("/wall")
    with CaptureQueriesContext(connection) as seen:
        client.get("/wall")
    assert len(seen) <= 8


def test_the_file_stands_alone_and_allows_nothing_but_its_style(served: Served) -> None:
    answer = served.client("employee").get("/wall.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    root = ET.fromstring(answer.content)
    style = root.find(f"{SVG}style")
    assert style is not None
    assert "prefers-color-scheme: dark" in str(style.text)
    assert not list(root.iter(f"{SVG}script"))
    assert served.client("anonymous").get("/wall.svg").status_code == 302


def test_each_standing_has_a_shape_of_its_own(served: Served) -> None:
    from drystone.measures import wall
    from drystone.shell import site

    program = site.program()
    shapes = {"firm": "url(#wide-tone", "loose": 'class="crack"', "missing": 'class="hole ', "unknown": 'class="pale'}
    for state in shapes:
        drawn = wall.build(program, standings(program, state)).wide
        body = drawn[drawn.index('class="activity') : drawn.index('class="grain"')]
        assert [shape in body for shape in shapes.values()] == [name == state for name in shapes]


def test_the_same_program_gives_the_same_wall_in_every_process(served: Served) -> None:
    from drystone.measures import geometry

    assert geometry.chance("encrypt-laptops", "tone") == pytest.approx(0.2101, abs=1e-4)


def test_stones_lie_inside_the_picture_whatever_their_number(served: Served) -> None:
    from drystone.measures import courses, wall
    from drystone.shell import site

    whole = site.program()
    for count, narrow in itertools.product((1, 2, 5, 77), (False, True)):
        program = replace(whole, activities=dict(list(whole.activities.items())[:count]))
        laid = wall._laid(courses.domains(program, standings(program, "firm")), narrow=narrow)
        assert len(laid.stones) == count
        for one in laid.stones:
            assert all(0 <= x <= laid.width and 0 <= y <= laid.height for x, y in one.outline)
            assert max(x for x, _ in one.outline) - min(x for x, _ in one.outline) >= 30


def test_a_name_cannot_become_markup(served: Served) -> None:
    from drystone.measures import wall
    from drystone.shell import site

    program = site.program()
    first, *rest = program.activities.values()
    bad = replace(first, name='</title><script>alert("x")</script>')
    program = replace(program, activities={one.id: one for one in (bad, *rest)})
    drawn = wall.build(program, standings(program, "loose"))
    assert "<script" not in drawn.wide + drawn.narrow


def test_where_all_is_firm_there_is_nothing_to_set_straight(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.measures import wall

    made = wall.build
    monkeypatch.setattr(wall, "build", lambda program, _found: made(program, standings(program, "firm")))
    monkeypatch.setattr(wall, "_kept", type(wall._kept)())
    page = served.client("employee").get("/wall").content.decode()
    assert "Every stone sits firm." in page


def test_no_size_tells_how_many_a_few_are(served: Served) -> None:
    from drystone.measures import courses
    from drystone.shell import site

    program = site.program()
    activity = program.activities["think-through-abuse"]
    one = standings(program, "firm")[activity.id]
    sizes = {courses.weight(program, activity, replace(one, things=things), 5) for things in (0, 1, 4, 5)}
    assert len(sizes) == 1


def test_domains_are_files_or_functions_where_there_is_one_file(served: Served) -> None:
    from drystone.measures import courses
    from drystone.shell import site

    program = site.program()
    assert [one.name for one in courses.domains(program, standings(program, "firm"))][:2] == [
        "Leading",
        "Things and data",
    ]
    place = next(iter(program.activities.values())).place
    single = replace(program, activities={k: replace(v, place=place) for k, v in program.activities.items()})
    assert "Protect" in [one.name for one in courses.domains(single, standings(single, "firm"))]


def test_every_line_of_the_picture_fits_into_it() -> None:
    from drystone.measures import lettering

    words = "Datenträgerverschlüsselung auf allen Geräten der Außendienstmitarbeiterinnen: nicht bekannt."
    for heavy in (False, True):
        found = lettering.lines(words, 16, within=336, most=2, heavy=heavy)
        assert len(found) == 2
        assert found[1].endswith("…")
        assert all(lettering.width(one, 16, heavy=heavy) <= 336 for one in found)
    assert lettering.lines("Short.", 16, within=336, most=2) == ["Short."]
    assert lettering.lines("x" * 200, 16, within=100, most=2)[0].endswith("…")
