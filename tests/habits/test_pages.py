"""Taking a lesson, answering and skipping on the site; and that an answer is nobody's but its giver's."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest

from served import KINDS, NOW, Served

pytestmark = pytest.mark.usefixtures("served")


def program() -> Any:
    from drystone.shell import site

    return site.program()


def asked(me: str, item_id: str) -> Any:
    from drystone.habits import queries

    return queries.question(me, item_id, "en", program())


def post(client: Any, url: str, body: dict[str, Any]) -> Any:
    answer = client.post(url, body)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.url)


def take(client: Any, me: str, lesson_id: str, *, right: bool = True) -> str:
    """Take a lesson to its end and return the last page."""
    page = post(client, f"/lessons/{lesson_id}/begin", {})
    for _ in range(2):
        url = page.request["PATH_INFO"]
        question = asked(me, url.rsplit("/", 1)[1])
        chosen = next(place for place, option in question.choices if option.best is right)
        page = post(client, url, {"number": question.number, "option": chosen})
        body = page.content.decode()
        if found := re.search(r'href="(/me/questions/[^"]+)">Next question', body):
            page = client.get(found[1])
    return body


def test_a_lesson_from_my_page_to_done(served: Served) -> None:
    from drystone.habits.models import Card, Taken

    client, me = served.client("employee"), served.people["employee"]
    home = client.get("/").content.decode()
    [link] = re.findall(r'href="(/lessons/[a-z-]+)"', home)
    lesson = program().lessons[link.rsplit("/", 1)[1]]
    story = client.get(link).content.decode()
    assert lesson.text("en").title in story
    assert "One thing to do today" in story
    body = take(client, me, lesson.id)
    assert "it is done" in body
    assert Taken.objects.get(person_id=me).done_at == NOW
    assert Card.objects.filter(person_id=me, reviews=1).count() == 2
    assert Card.objects.filter(person_id=me).count() == len(lesson.items)
    mine = client.get("/lessons").content.decode()
    assert "Nothing this week" in mine
    assert link in mine
    assert "/lessons/" not in client.get("/").content.decode().split("<footer")[0]


def test_a_wrong_answer_is_told_the_belief_behind_it_kindly_and_no_score(served: Served) -> None:
    client, me = served.client("employee"), served.people["employee"]
    item = program().lessons["blame-costs-time"].items[0].id
    question = asked(me, item)
    place, wrong = next((place, option) for place, option in question.choices if not option.best)
    form = client.get(f"/me/questions/{item}").content.decode().split("<form", 1)[1]
    # What is sent says nothing of which is best, nor what any of the others stands for.
    assert re.findall(r'name="option" value="([^"]+)"', form) == [place for place, _option in question.choices]
    assert not re.search(r"\bbest\b", form)
    page = post(client, f"/me/questions/{item}", {"number": 0, "option": place}).content.decode()
    belief = program().misconceptions[wrong.misconception]
    for words in (wrong.text, wrong.feedback, belief.belief["en"], belief.answer["en"], "What works best"):
        assert words.replace("'", "&#x27;").replace('"', "&quot;") in page
    assert not re.search(
        r"\b(wrong|incorrect|score|points|\d+ ?%)", re.sub(r"<[^>]+>", "", page.split("<main")[1]), re.I
    )


def test_an_answer_is_never_read_beside_another_question_than_it_was_given_to(served: Served) -> None:
    from drystone.habits.models import Answer

    client, item = served.client("employee"), program().lessons["blame-costs-time"].items[0].id
    question = asked(served.people["employee"], item)
    best = next(place for place, option in question.choices if option.best)
    post(client, f"/me/questions/{item}", {"number": 0, "option": best})
    told = f"/me/answers/{Answer.objects.get().answer_id}"
    assert client.get(told).status_code == 200
    # Somebody put another way to ask it before the one that was asked.
    Answer.objects.update(variant=next(one.id for one in question.item.variants if one.id != question.variant.id))
    assert client.get(told).status_code == 404


def test_nothing_chosen_is_said_beside_the_question_and_sent_twice_is_answered_once(served: Served) -> None:
    from drystone.habits.models import Answer

    client, me = served.client("employee"), served.people["employee"]
    item = program().lessons["blame-costs-time"].items[0].id
    url = f"/me/questions/{item}"
    nothing = client.post(url, {"number": 0})
    assert nothing.status_code == 422
    assert "Choose one answer." in nothing.content.decode()
    for chosen in ("not-there", "0", "7", "best"):
        assert client.post(url, {"number": 0, "option": chosen}).status_code == 422
    chosen = asked(me, item).choices[0][0]
    once, twice = (client.post(url, {"number": 0, "option": chosen}).url for _ in range(2))
    assert once == twice
    assert Answer.objects.count() == 1
    # The next time it is asked in another way.
    before, after = program().lessons["blame-costs-time"].items[0].variants[:2]
    shown = client.get(url).content.decode()
    assert (before.stem.split("\n")[0] in shown) != (after.stem.split("\n")[0] in shown)
    assert 'name="number" value="1"' in shown


def test_skipping_costs_nothing_and_brings_nothing_else_in_its_place(served: Served) -> None:
    from drystone.habits import queries

    client, me = served.client("employee"), served.people["employee"]
    due = queries.mine(me, NOW, program())
    assert due is not None
    post(client, f"/lessons/{due.lesson_id}/skip", {})
    assert queries.mine(me, NOW, program()) is None
    later = queries.mine(me, NOW + dt.timedelta(days=7), program())
    assert later is not None
    assert later.lesson_id != due.lesson_id
    again = queries.mine(me, NOW + dt.timedelta(days=35), program())
    assert again is not None
    assert again.lesson_id == due.lesson_id


def test_whoever_wishes_is_reminded_less_or_not_at_all_and_still_finds_everything(served: Served) -> None:
    from drystone.habits import queries

    client, me = served.client("employee"), served.people["employee"]
    post(client, "/me/pace", {"pace": "none"})
    assert queries.two_minutes(me, NOW, program()) is None
    assert me not in queries.due_for(None, NOW, program())
    body = client.get("/lessons").content.decode()
    assert "You are not reminded" in body
    assert "Read it" in body
    assert client.post("/me/pace", {"pace": "always"}).status_code == 302
    post(client, "/me/pace", {"pace": "usual"})
    assert queries.two_minutes(me, NOW, program()) is not None


def test_nobody_else_can_read_an_answer_by_any_door(served: Served) -> None:
    from drystone.audit.models import Entry

    client, me = served.client("employee"), served.people["employee"]
    before = Entry.objects.count()
    body = take(client, me, "blame-costs-time", right=False)
    assert "it is done" in body
    from drystone.habits.models import Answer

    answer = Answer.objects.filter(person_id=me).first()
    assert answer is not None
    assert client.get(f"/me/answers/{answer.answer_id}").status_code == 200
    for kind in KINDS:
        other = served.client(kind)
        if kind != "employee":
            assert other.get(f"/me/answers/{answer.answer_id}").status_code in {302, 404}, kind
            assert answer.options.split()[0] not in other.get("/me/data.json").getvalue().decode(), kind
    # The log has not heard of it, neither what was answered nor that something was.
    assert Entry.objects.count() == before
    told = json.loads(client.get("/me/data.json").getvalue())["kept"]
    assert told["answers"][0]["options"] in {answer.options for answer in Answer.objects.all()}
    assert told["lessons"][0]["lesson_id"] == "blame-costs-time"
    assert {"learning", "cards"} <= told.keys()
    assert client.get("/me/data").status_code == 200


def test_a_gap_and_a_report_offer_the_lesson_on_their_habit_at_that_moment(served: Served) -> None:
    from access.gaps import gap_of_the_employee
    from drystone.habits import course

    gap, client = gap_of_the_employee(served), served.client("employee")
    book = next(one for one in program().playbooks.values() if "let-someone-in" in one.kinds)
    pages = {
        program().checks[gap.check_id].habit: client.get(f"/gaps/{gap.gap_id}"),
        book.habit: client.post("/report/let-someone-in", {"when": "just-now", "known": "named"}),
    }
    assert len(pages) == 2
    for habit, page in pages.items():
        assert page.status_code == 200
        (offered,) = re.findall(r'href="/lessons/([^"]+)"', page.content.decode())
        assert habit in program().lessons[offered].habits
    # A lesson for a role is offered beside its own activity, to those who hold that; elsewhere one for everyone.
    role = program().lessons["the-key-under-the-readme"]
    assert course.about(program(), role.habits[0], activity_id=role.activity) == role
    other = course.about(program(), role.habits[0], activity_id="encrypt-laptops")
    assert other
    assert "everyone" in other.audience


def test_what_lessons_say_is_never_markup() -> None:
    from django.template.loader import render_to_string

    from drystone.habits.prose import blocks

    text = (
        "A *small* **bold** `code` <script>alert(1)</script>\nand on.\n\n- one\n- two\n  goes on\n\n1. first\n\n> said"
    )
    html = render_to_string("habits/_prose.html", {"blocks": blocks(text)})
    plain = re.sub(r"\s*\n\s*", "", html)
    assert (
        "<p>A <em>small</em> <strong>bold</strong> <code>code</code> &lt;script&gt;alert(1)&lt;/script&gt; and on."
        in plain
    )
    assert (
        "<ul><li>one</li><li>two goes on</li></ul><ol><li>first</li></ol><blockquote><p>said</p></blockquote>" in plain
    )
