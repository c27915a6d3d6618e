"""What a lead prints: a card that names nobody, and a sheet of badges that is shown once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from served import Served

TEAM = {"department": "Sales"}


def sheet(client: Any, people: list[str]) -> Any:
    page = client.get("/teams/badges", TEAM).content.decode()
    form = re.findall(r'name="form" value="([^"]+)"', page)[0]
    return client.post("/teams/badges?department=Sales", {"form": form, "person": people})


def test_a_head_gets_cards_for_their_own_department_only(served: Served) -> None:
    head = served.client("department-head")
    page = head.get("/teams/card").content.decode()
    assert "department=Sales" in page
    assert set(re.findall(r"department=([^&\"]+)", page)) == {"Sales"}
    assert head.get("/teams/card", TEAM).status_code == 200
    assert head.get("/teams/card", {"department": "Finance"}).status_code == 404
    assert "department=Finance" in served.client("administrator").get("/teams/card").content.decode()


def test_a_team_lead_gets_their_team_and_nothing_more(served: Served) -> None:
    from drystone.directory.models import Holding, Person

    lead = next(
        one
        for one in Holding.objects.filter(role_id="team-lead", step="holder").order_by("pk")
        if not Holding.objects.filter(person_id=one.person_id, role_id="department-head").exists()
    )
    client = served.client(lead.person_id)
    assert set(re.findall(r"team=([^&\"]+)", client.get("/teams/card").content.decode())) == {
        lead.seat.replace(" ", "%20")
    }
    other = Person.objects.exclude(team=lead.seat).exclude(team="").first()
    assert other is not None
    assert client.get("/teams/card", {"team": lead.seat}).status_code == 200
    assert client.get("/teams/card", {"team": other.team}).status_code == 404


def test_a_card_says_what_matters_and_names_nobody(served: Served) -> None:
    from drystone.directory.models import Person

    page = served.client("department-head").get("/teams/card", TEAM).content.decode()
    article = page[page.index("<article") : page.index("</article>")]
    assert "Fenwick Foods" in article
    assert "Say it early" in article
    assert article.count("<li>") == 5
    assert "You will not be punished for telling us about a mistake." in article
    assert "/report" in article
    assert 'src="data:image/svg+xml' in article
    assert "style=" not in article
    names = [name for name in Person.objects.values_list("name", flat=True) if name]
    assert not [name for name in names if name in article]


def test_what_is_printed_leads_a_stranger_to_where_they_tell_us(served: Served) -> None:
    from urllib.parse import urlsplit

    from drystone.directory.models import Person

    card = served.client("department-head").get("/teams/card", TEAM).content.decode()
    (printed,) = re.findall(r'<span class="small">([^<]+)</span></p>', card)
    page = served.client("anonymous").get(urlsplit(printed).path)
    assert page.status_code == 200
    words = page.content.decode()
    words = words[words.index("<main") : words.index("</main>")]
    assert words.index("What happened?") < words.index("You will not be punished for telling us") < words.index("<ul")
    assert words.count("<dt>") == card[card.index("<article") :].count("<dt>") > 0
    names = [name for name in Person.objects.values_list("name", flat=True) if name]
    assert not [name for name in names if name in words]


def test_the_qr_code_holds_the_address_that_people_type(served: Served, ways: Callable[..., None]) -> None:
    import segno
    from django.utils.html import escape

    ways(more='[site]\nurl = "https://wall.fenwick.example"')
    page = served.client("department-head").get("/teams/card", TEAM)
    made = segno.make("https://wall.fenwick.example/report", error="m", micro=False)
    picture = made.svg_data_uri(scale=4, border=2, dark="#000", light="#fff")
    assert escape(picture) in page.content.decode()


def test_others_make_no_cards_and_no_badges(served: Served, ways: Callable[..., None]) -> None:
    ways("badge")
    for kind in ("employee", "colleague"):
        client = served.client(kind)
        assert client.get("/teams/card").status_code == 403
        assert client.get("/teams/badges").status_code == 403
        assert client.post(f"/badges/{served.people['colleague']}/revocation").status_code == 404


def test_a_sheet_of_badges_is_shown_once(served: Served, ways: Callable[..., None]) -> None:
    from drystone.directory import badges
    from served import NOW

    ways("badge")
    head, employee = served.client("department-head"), served.people["employee"]
    first = sheet(head, [employee])
    [code] = re.findall(r'class="code">([0-9A-Z ]+)<', first.content.decode())
    assert badges.find(code, now=NOW) is not None
    again = head.post("/teams/badges?department=Sales", {"form": first.wsgi_request.POST["form"], "person": [employee]})
    assert (again.status_code, b"made already" in again.content) == (409, True)
    assert badges.find(code, now=NOW) is not None
    assert b"has one; it ends when the new one is first used" in head.get("/teams/badges", TEAM).content


def test_a_lead_makes_and_ends_badges_for_their_own_people_only(served: Served, ways: Callable[..., None]) -> None:
    from drystone.directory import badges

    ways("badge")
    head = served.client("department-head")
    assert sheet(head, [served.people["colleague"]]).status_code == 422
    assert badges.of(served.people["colleague"]) is None
    sheet(head, [served.people["employee"]])
    assert head.post(f"/badges/{served.people['colleague']}/revocation").status_code == 404
    assert head.post(f"/badges/{served.people['employee']}/revocation").status_code == 302
    assert badges.of(served.people["employee"]) is None


def test_a_head_on_a_shared_screen_makes_nothing(served: Served, ways: Callable[..., None]) -> None:
    ways("badge")
    head = served.client("department-head")
    session = head.session
    session["shared"], session["shared_seen"] = True, "2026-06-15T09:00:00+00:00"
    session.save()
    assert head.get("/teams/card").status_code == 403
    assert head.get("/teams/badges").status_code == 403


def test_the_list_of_people_asks_the_database_as_often_however_many_there_are(
    served: Served, ways: Callable[..., None]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.directory.models import Person

    ways("badge")
    head = served.client("department-head")

    def asked() -> int:
        head.get("/teams/badges", TEAM)
        with CaptureQueriesContext(connection) as captured:
            assert head.get("/teams/badges", TEAM).status_code == 200
        return len(captured)

    few = asked()
    Person.objects.bulk_create(
        [Person(person_id=f"person-more-{n}", name=f"More {n}", department="Sales", team="East") for n in range(50)]
    )
    assert asked() == few


def test_a_card_speaks_the_language_of_its_people_unless_whoever_prints_it_chooses(served: Served) -> None:
    from drystone.directory.models import Person

    def article(**asked: str) -> str:
        page = served.client("department-head").get("/teams/card", {**TEAM, **asked}).content.decode()
        assert '<html lang="en">' in page
        return page[page.index("<article") : page.index("</article>")]

    Person.objects.filter(department="Sales").update(language="de-AT")
    assert 'lang="de"' in article()
    assert "A few things that keep us all safe" not in article()
    assert "A few things that keep us all safe" in article(language="en")
    Person.objects.filter(department="Sales").update(language="fi")
    assert 'lang="en"' in article(language="tlh")
