"""Looking back together: guided, without names, published to everybody, with what became of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from typer.testing import CliRunner

from access.incidents import another
from drystone.lib.errors import UsageError
from reports.test_attacker import _new, _rows
from served import NOW, Served

GOOD = "The invoice looked like the nine others of that week, and the name of the sender was right."


def report(served: Served) -> str:
    """Return a report of the employee's by name, which is over."""
    from drystone.reports import actions

    told = actions.Told("paid", known="named", person_id=served.people["employee"], when="today")
    report_id = actions.take(told, now=NOW).report_id
    actions.claim(report_id, by=served.people["responder"], now=NOW)
    actions.close(report_id, by=served.people["responder"], now=NOW)
    return report_id


def begun(served: Served) -> str:
    from drystone.reviews import actions

    return actions.begin(
        ("incident", another(served, "i-1")), "A false invoice", by=served.people["responder"], now=NOW, language="en"
    )


def answered(served: Served, review_id: str, **words: str) -> None:
    """Answer everything that is needed."""
    from drystone.reviews import actions

    for key in ("happened", "sense", "right", "plain"):
        actions.hand_in(review_id, key, words.get(key, f"{GOOD} ({key})"), "near", by=served.people["responder"])


def test_a_review_is_written_one_question_at_a_time_and_read_by_everybody(served: Served) -> None:
    from drystone.gaps.models import Gap
    from drystone.reports import queries as reports

    report_id, client = report(served), served.client("responder")
    begin = {"kind": "report", "id": report_id, "title": "A false invoice"}
    work = client.post("/reviews/begin", begin).headers["Location"]
    review_id = work.split("/")[2]
    assert client.post("/reviews/begin", begin).headers["Location"] == work, "of one thing there is one review"
    assert client.post("/reviews/begin", {**begin, "id": "report-x"}).status_code == 400
    blaming = "She was careless and should have known."
    client.post(f"{work}/sense", {"act": "save", "text": blaming})
    page = client.get(f"{work}/sense").content.decode()
    assert blaming in page, "a draft is kept"
    assert page.count("What did people see, know and want") == 1
    assert "It judges a person and explains nothing" in page
    assert blaming not in served.client("approver").get(f"{work}/sense").content.decode(), "by them alone"
    for key in ("happened", "sense", "right", "plain"):
        sent = client.post(f"{work}/{key}", {"act": "hand-in", "text": f"{GOOD} {key}.", "vantage": "responder"})
        assert sent.status_code == 302
    name = served.person("employee").name
    client.post(f"{work}/hard", {"act": "hand-in", "text": f"{name} had no time; careless.", "vantage": "near"})
    refused = client.post(work, {"act": "publish"})
    assert refused.status_code == 400
    assert name in refused.content.decode()
    page = client.get(f"{work}/hard").content.decode()
    part = page.split('name="part" value="')[1].split('"')[0]
    client.post(f"{work}/hard", {"act": "mend", "part": part, "text": "Nobody had time; it was careless of nobody."})
    task = {"act": "task", "title": "Show new bank accounts in red", "why": GOOD, "role": "it-head"}
    assert client.post(work, {**task, "due": "2020-01-01"}).status_code == 400
    assert client.post(work, {**task, "due": "2030-01-01"}).status_code == 302
    assert client.post(work, {"act": "publish", "sure": "yes"}).headers["Location"] == f"/reviews/{review_id}"

    reader = served.client("colleague")
    page = reader.get(f"/reviews/{review_id}").content.decode()
    for words in (
        f"{GOOD} plain.",
        "What went right",
        "Show new bank accounts in red",
        "1 task came of it; done so far: 0.",
    ):
        assert words in page
    assert GOOD in reader.get("/reviews").content.decode()
    assert reader.get(work).status_code == 404
    gap = Gap.objects.get(origin="task", item="Show new bank accounts in red")
    assert (gap.asset_kind, gap.asset_id, gap.status) == ("review", review_id, "open")
    assert "reviewed" in reports.clocks(report_id)
    found = page + json.dumps(_api(served, f"/reviews/{review_id}"))
    hidden = [report_id, name, served.people["responder"], served.people["employee"], served.person("responder").name]
    assert [one for one in hidden if one in found] == []
    client.post(work, {"act": "take-back"})
    assert served.client("colleague").get(f"/reviews/{review_id}").status_code == 404
    assert "reviewed" not in reports.clocks(report_id)


def _api(served: Served, path: str) -> Any:
    from access.arranged import Arranged

    header = Arranged(served.root).token("colleague")
    return served.client("colleague").get(f"/api/v1{path}", headers=header).json()


def test_whoever_tells_something_without_a_name_leaves_nothing_of_theirs(served: Served) -> None:
    from drystone.reviews import actions

    review_id = begun(served)
    address = f"/report/review/{review_id}"
    client = served.client("employee")
    assert client.get(address).status_code == 404, "nobody asked"
    actions.ask_everybody(review_id, by=served.people["responder"], now=NOW)
    assert address in client.get("/reviews").content.decode()
    before = _rows()
    told = {"question": "sense", "text": "It was my own fault, I thought it was ours.", "vantage": "met"}
    asked = client.post(address, told)
    assert "makes the next person keep quiet" in asked.content.decode()
    assert _new(before) == {}, "it asks once more before it keeps what is flagged"
    thanked = client.post(address, {**told, "text": "I thought it was ours."})
    assert "Thank you." in thanked.content.decode()
    new = _new(before)
    assert set(new) == {"reviews_reviewpart"}
    (row,) = new["reviews_reviewpart"]
    person = served.person("employee")
    who = [person.person_id, person.email, person.name, str(client.session.session_key), str(NOW.year)]
    assert [one for one in who if one and one in row] == []
    assert "I thought it was ours." not in client.get(address).content.decode(), "one reads nothing of what others told"


def test_words_that_may_be_a_name_are_looked_at_by_a_person(served: Served) -> None:
    from drystone.reviews import actions

    first = served.person("employee").name.split()[0]
    review_id, by = begun(served), served.people["responder"]
    answered(served, review_id, plain=f"In the end {first} told us.")
    with pytest.raises(UsageError, match=first):
        actions.publish(review_id, by=by, now=NOW, day=NOW.date())
    actions.publish(review_id, by=by, now=NOW, day=NOW.date(), sure=True)


def test_nothing_is_published_before_what_went_right_is_said_and_drafts_go_then(served: Served) -> None:
    from drystone.reviews import actions
    from drystone.reviews.models import Review, ReviewPart

    review_id, by = begun(served), served.people["responder"]
    actions.hand_in(review_id, "plain", GOOD, "near")
    with pytest.raises(UsageError, match="What went right"):
        actions.publish(review_id, by=by, now=NOW, day=NOW.date(), sure=True)
    answered(served, review_id)
    actions.save(review_id, "luck", "half a sentence", by=by)
    actions.publish(review_id, by=by, now=NOW, day=NOW.date(), sure=True)
    assert not ReviewPart.objects.filter(review=review_id).exclude(by="", given=True).exists()
    with pytest.raises(UsageError, match="published"):
        actions.hand_in(review_id, "luck", "more", "near")
    assert Review.objects.get().published_on == NOW.date()


def test_the_letter_of_the_month_tells_what_was_learned_and_thanks(served: Served) -> None:
    from drystone.measures import keeping, letter, letter_keeping
    from drystone.reviews import actions

    review_id = begun(served)
    answered(served, review_id, plain="A false invoice was paid.\n\nNew accounts now show in red.")
    actions.publish(review_id, by=served.people["responder"], now=NOW, day=NOW.date(), sure=True)
    month = letter_keeping.month_of(NOW.date())
    facts = letter_keeping.gathered(month, NOW.date())
    text = letter.written(facts, "en").text
    assert "“A false invoice”: A false invoice was paid. New accounts now show in red." in text
    assert "Thank you to everybody who spoke up and helped" in text
    keeping.write("letter", month, {"": facts.as_figures()}, 5, run_id="")
    kept = letter_keeping.read(month, NOW.date())
    assert kept is not None
    assert kept.learned == facts.learned
    actions.take_back(review_id, by=served.people["responder"], now=NOW)
    kept = letter_keeping.read(month, NOW.date())
    assert kept is not None
    assert kept.learned == (), "what was taken back stands in no letter that was kept either"
    older = {key: value for key, value in facts.as_figures().items() if key != "reviews"}
    assert letter.Facts.of_figures(json.loads(json.dumps(older))).reviews == ()


def test_who_began_one_is_asked_again_and_a_page_asks_as_much_of_a_long_one_as_of_a_short(served: Served) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from drystone.reviews import actions, waits
    from drystone.reviews.models import Review

    review_id, client = begun(served), served.client("responder")
    later = NOW + actions.USUALLY + dt.timedelta(hours=1)
    assert (waits.move_on(later), waits.move_on(later)) == (1, 0)
    assert Review.objects.get().due_at > later
    counts = []
    for many in (1, 12):
        for number in range(many):
            actions.hand_in(review_id, "right", f"Thing {many} {number} went well for Anna Maria Example.", "near")
        for path in (f"/reviews/{review_id}/work", f"/reviews/{review_id}/work/right"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_the_command_flags_with_a_place_and_exits_one(tmp_path: Any) -> None:
    from drystone.cli.main import app

    path = tmp_path / "review.txt"
    path.write_text("It came in the morning.\nEr hätte es merken müssen.\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["reviews", "check", str(path), "--lang", "de"])
    assert told.exit_code == 1
    assert f"{path}:2:4: “hätte es merken müssen” (should-have)" in told.output.replace("\n    ", "\n")
    path.write_text(GOOD, encoding="utf-8")
    told = CliRunner().invoke(app, ["reviews", "check", str(path), "--json"])
    assert (told.exit_code, json.loads(told.output)) == (0, [])
