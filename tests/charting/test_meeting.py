"""From the reveal to rows that everybody accepted: the agenda, the meeting, publishing, acceptance."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import zipfile

import pytest

from charting.rounds_made import CLOSES, TODAY, answer, decided, holder, made, published, revealed, viewer
from drystone.lib.errors import UsageError
from served import NOW, Served


def test_the_agenda_is_by_party_and_says_what_stands_out(served: Served) -> None:
    from drystone.charting import agenda
    from drystone.directory.models import Person
    from drystone.shell import site

    one = revealed(served)
    told = agenda.agenda(one, site.program())
    item = told.items[0]
    assert (told.answered, told.invited, told.few) == (6, 6, False)
    assert {bar.count for bar in item.bars} == {2, 4}
    assert item.bars[0].parties == ("Engineering", "Finance", "IT", "Legal and privacy")
    assert {row.condition for row in item.standouts} == {"contested"}
    assert item.pairwise == round(100 * (4 * 3 + 2 * 1) / (6 * 5))
    assert [row.weight for row in told.items] == sorted((row.weight for row in told.items), reverse=True)
    topic = one.topics.first().activity_id
    names = set(Person.objects.filter(person_id__in=one.parties.values("person_id")).values_list("name", flat=True))
    for who, path in (("editor", "agenda"), ("auditor", f"agenda/{topic}"), ("approver", "minutes")):
        text = served.client(who).get(f"/rounds/{one.round_id}/{path}").content.decode()
        # Whoever looks sees their own name at the top.
        assert not any(name in text for name in names - {served.person(who).name}), path
    assert "so says it" in served.client("auditor").get(f"/rounds/{one.round_id}/agenda/{topic}").content.decode()


def test_below_five_ballots_no_figure_is_claimed(served: Served) -> None:
    from drystone.charting import rounds

    one = made(served)
    one.parties.filter(key="hr").update(person_id=one.parties.get(key="it").person_id)
    for key in ("it", "hr", "finance"):
        answer(one, key, "it-head")
    with pytest.raises(UsageError, match="fewer than 3 people"):  # One of them would know the third ballot.
        rounds.reveal(one.round_id, by="lead", at=NOW)
    answer(one, "legal", "it-head")
    rounds.reveal(one.round_id, by="lead", at=NOW)
    editor = served.client("editor")
    text = editor.get(f"/rounds/{one.round_id}/agenda").content.decode()
    assert "no figure of agreement is worth its name" in text
    assert "Krippendorff" not in text


def test_five_ballots_give_three_figures_with_their_ranges_and_what_each_hides(served: Served) -> None:
    text = served.client("editor").get(f"/rounds/{revealed(served).round_id}/agenda").content.decode()
    for words in ("Raw agreement", "Krippendorff&#x27;s alpha", "Gwet&#x27;s AC1", "is low although hardly anybody"):
        assert words in text


def test_a_second_pass_asks_more_about_what_is_contested_of_those_who_answered_and_shows_nothing(
    served: Served,
) -> None:
    from drystone.charting import agenda, ballots, queries, rounds
    from drystone.shell import site

    one = made(served)
    for key in ("it", "hr", "finance", "legal"):
        answer(one, key, "it-head" if key != "hr" else "hr-head")
    rounds.ask_again(one.round_id, CLOSES, today=TODAY, by="lead", at=NOW)
    one.refresh_from_db()
    assert (one.state, one.topics.filter(contested=True).count()) == ("second", 8)
    late = one.parties.get(key="security")
    assert not ballots.paper(late.pk, person_id=late.person_id, program=site.program()).open
    assert not queries.ballots_waiting(viewer(served, late.person_id)).exists()
    answer(one, "it", "ciso", should="hr-head", does=("it-operations",), line="Twice asked.")
    rounds.reveal(one.round_id, by="lead", at=NOW)
    one.refresh_from_db()
    item = agenda.agenda(one, site.program()).items[0]
    # What was said first, of today, stays; the second pass adds to it.
    assert item.bars[0].words == site.program().roles["it-head"].name
    assert "today-is-not-should" in {row.condition for row in item.standouts}
    assert agenda.detail(one, item.activity.id, site.program()).lines[0].text == "Twice asked."


def test_a_vote_is_private_until_it_is_over_and_then_a_number(served: Served) -> None:
    from drystone.charting import meeting
    from drystone.shell import site

    one = revealed(served)
    topic = one.topics.first()
    meeting.propose(topic, {"A": "it-head", "R": ["it-operations"]}, program=site.program())
    meeting.call_vote(topic)
    here = f"/rounds/{one.round_id}/agenda/{topic.activity_id}"
    for key in ("it", "security", "hr"):
        client = served.client(one.parties.get(key=key).person_id)
        assert client.post(f"{here}/vote", {"agrees": "no" if key == "hr" else "yes"}).status_code == 302
    topic.refresh_from_db()
    assert meeting.counted(topic) is None
    assert "can live with it." not in served.client("editor").get(here).content.decode()
    meeting.end_vote(topic)
    topic.refresh_from_db()
    assert meeting.counted(topic) == meeting.Counted(1, 2, 3)
    editor, minutes = served.client("editor"), f"/rounds/{one.round_id}/minutes"
    assert "2 of 3 can live with it." in editor.get(here).content.decode()
    editor.post(f"{here}/act", {"do": "decide", "how": "vote"})
    assert "2 of 3 can live with it." in editor.get(minutes).content.decode()
    # What was voted on was another proposal, and what is put off is not decided.
    editor.post(f"{here}/act", {"do": "propose", "A": "ciso", "R": "it-operations"})
    assert editor.post(f"{here}/act", {"do": "decide", "how": "vote"}).status_code == 409
    editor.post(f"{here}/act", {"do": "decide", "how": "consent"})
    editor.post(f"{here}/act", {"do": "put-off"})
    text = editor.get(minutes).content.decode()
    assert "can live with it." not in text
    assert text.count("Left for another day.") == 1


def test_the_meeting_says_which_rule_a_proposal_breaks_and_keeps_how_it_was_decided(served: Served) -> None:
    one = revealed(served)
    topic = one.topics.order_by("ordinal").first()
    editor, here = served.client("editor"), f"/rounds/{one.round_id}/agenda/{topic.activity_id}"
    editor.post(f"/rounds/{one.round_id}/present", {"present": ["IT", "Security"], "others": "Works council"})
    many = ["it-operations", "hr-head", "finance-head", "ciso", "legal-and-privacy", "communications"]
    editor.post(f"{here}/act", {"do": "propose", "A": "it-head", "R": "it-operations", "C": [*many, "facilities"]})
    assert "positions are asked before. Each is a wait" in editor.get(here).content.decode()
    wrong = editor.post(f"{here}/act", {"do": "decide", "how": "tie-breaker", "tie_breaker": ""})
    assert (wrong.status_code, "a tie-breaker is a position" in wrong.content.decode().lower()) == (409, True)
    editor.post(f"{here}/act", {"do": "decide", "how": "tie-breaker", "tie_breaker": "managing-board"})
    client = served.client(one.parties.get(key="hr").person_id)
    client.post(f"{here}/dissent", {"dissent": "We were not heard."})
    text = editor.get(f"/rounds/{one.round_id}/minutes").content.decode()
    for words in ("the tie-breaker decided", "Managing board", "Works council", "We were not heard.", "People and HR"):
        assert words in text


def test_publishing_keeps_comments_commits_and_asks_those_whose_part_it_is(served: Served) -> None:
    from drystone.charting import queries
    from drystone.shell import site

    for words in (["init", "-q"], ["add", "-A", "--", "activities", "roles.yaml"], ["commit", "-qm", "before"]):
        subprocess.run(
            ["git", "-c", "user.name=T", "-c", "user.email=t@t.example", "-C", str(served.root), *words], check=True
        )
    topic = decided(served)
    path = served.root / site.program().activities[topic.activity_id].place.path
    comment = next(line for line in path.read_text().splitlines() if "#" in line)
    answered = served.client("editor").post(f"/rounds/{topic.round_id}/publish")
    assert answered.status_code == 302
    activity = site.program().activities[topic.activity_id]
    assert (activity.accountable, activity.responsible, activity.standing) == (
        "it-head",
        ("it-operations",),
        "suggested",
    )
    assert comment in path.read_text()
    log = subprocess.run(
        ["git", "-C", str(served.root), "log", "-1", "--format=%H %B"], check=True, capture_output=True, text=True
    )
    assert "Who holds what" in log.stdout
    version = queries.rows_waiting(viewer(served, holder("it-head"))).get()
    assert (version.number, version.commit) == (1, log.stdout.split()[0])
    assert queries.waiting(viewer(served, holder("it-head")))[0].what == "row"
    home = served.client(holder("it-head")).get("/").content.decode()
    assert "My part to accept" in home
    assert 'href="/rows"' in served.client(holder("it-head")).get("/answer-for").content.decode()


def test_once_all_have_accepted_the_row_is_agreed_and_only_a_changed_meaning_asks_again(served: Served) -> None:
    from drystone.charting import queries, settling
    from drystone.charting.models import Acceptance, Version
    from drystone.program import edits
    from drystone.shell import site

    version = published(served)
    people = {holder(one.role_id) for one in version.asked.all()}
    for person in sorted(people):
        assert site.program().activities[version.activity_id].standing == "suggested"
        served.client(person).post(f"/rows/{version.activity_id}", {"version": "1"})
    served.drain()
    program = site.program()
    assert program.activities[version.activity_id].standing == "agreed"
    said = Acceptance.objects.filter(version=version)
    assert {(one.person_id, one.verdict, one.at) for one in said} == {(one, "accepted", NOW) for one in people}
    place = program.activities[version.activity_id].place.path
    words = (version.activity_id, "words", "it")
    edits.set_value(served.root, place, words, "In other words.", read_digest=edits.file_digest(served.root, place))
    site.reread()
    assert settling.notice_edits(now=NOW) == 0
    keys = (version.activity_id, "consulted")
    edits.set_value(served.root, place, keys, ["hr-head"], read_digest=edits.file_digest(served.root, place))
    site.reread()
    assert settling.notice_edits(now=NOW) == 1
    assert Version.objects.get(activity_id=version.activity_id, newest=True).number == 2
    person = sorted(people)[0]
    assert queries.rows_waiting(viewer(served, person)).count() == 1
    text = served.client(person).get(f"/rows/{version.activity_id}").content.decode()
    roles = program.roles
    assert f"Is asked: <del>{roles['ciso'].name}</del> → <ins>{roles['hr-head'].name}</ins>" in text


def test_when_somebody_leaves_their_word_ends_the_row_stays_agreed_and_the_next_holder_is_asked(
    served: Served,
) -> None:
    from drystone.charting import queries, settling
    from drystone.charting.models import Acceptance, Version
    from drystone.directory.models import Holding, Person
    from drystone.shell import site

    version = published(served)
    people = {holder(one.role_id) for one in version.asked.all()}
    for person in sorted(people):
        served.client(person).post(f"/rows/{version.activity_id}", {"version": "1"})
    served.drain()
    assert settling.end_of_leavers(now=NOW) == 0
    gone, new = holder("it-head"), served.people["colleague"]
    Person.objects.filter(person_id=gone).update(status="leave")
    Holding.objects.filter(person_id=gone).update(person_id=new, step="deputy")
    assert settling.end_of_leavers(now=NOW) == 0  # Whoever is on leave comes back.
    Person.objects.filter(person_id=gone).update(status="left")
    assert [settling.end_of_leavers(now=NOW) for _ in range(2)] == [1, 0]
    said = Acceptance.objects.get(version=version, person_id=gone)
    assert (said.verdict, said.ended_at) == ("accepted", NOW)
    assert Version.objects.get(pk=version.pk).settled_at is None
    assert site.program().activities[version.activity_id].standing == "agreed"
    assert queries.rows_waiting(viewer(served, new)).filter(pk=version.pk).exists()
    assert [one.id for one in queries.waiting(viewer(served, new)) if one.what == "row"] == [version.activity_id]
    served.client(new).post(f"/rows/{version.activity_id}", {"version": "1"})
    assert Version.objects.get(pk=version.pk).settled_at == NOW


def test_saying_why_not_opens_the_row_again_and_those_who_lead_read_it(served: Served) -> None:
    from drystone.charting import settling
    from drystone.charting.models import Topic
    from drystone.directory.models import Holding

    version = published(served)
    client = served.client(holder("it-head"))
    assert client.post(f"/rows/{version.activity_id}/refuse", {"version": "1", "reason": " "}).status_code == 409
    client.post(f"/rows/{version.activity_id}/refuse", {"version": "1", "reason": "We have no key to it."})
    topic = Topic.objects.get(round_id=version.round_id, activity_id=version.activity_id)
    assert topic.state == "open"
    editor = served.client("editor")
    assert "somebody cannot accept it" in editor.get("/rounds").content.decode()
    text = editor.get(f"/rounds/{version.round_id}/agenda/{version.activity_id}").content.decode()
    assert "We have no key to it." in text
    assert served.person(holder("it-head")).name not in text
    assert "a position could not accept it" in editor.get(f"/rounds/{version.round_id}/minutes").content.decode()
    # Whoever could not accept it leaves: it is for the next one to say.
    Holding.objects.filter(person_id=holder("it-head")).update(person_id=served.people["colleague"])
    assert settling.end_of_leavers(now=NOW) == 1
    version.refresh_from_db()
    assert (version.reopened_at, version.settled_at) == (None, None)
    served.drain()


def test_a_version_that_changed_while_somebody_read_it_is_not_accepted_unseen(served: Served) -> None:
    version = published(served)
    wrong = served.client(holder("it-head")).post(f"/rows/{version.activity_id}", {"version": "7"})
    assert (wrong.status_code, "changed since you looked" in wrong.content.decode()) == (409, True)


def test_acknowledgements_are_in_the_evidence_pack(served: Served) -> None:
    from drystone.accountability import masks
    from drystone.audit import signing

    version = published(served)
    person = holder("it-head")
    served.client(person).post(f"/rows/{version.activity_id}", {"version": "1"})
    period = f"since={NOW.date()}&until={NOW.date() + dt.timedelta(days=1)}"
    got = served.client("auditor").get(f"/answer-for/{version.activity_id}/evidence.zip?{period}")
    with zipfile.ZipFile(io.BytesIO(b"".join(got))) as pack:
        (row,) = csv.DictReader(io.StringIO(pack.read("acknowledgements.csv").decode()))
    got.close()
    assert (row["version"], row["letters"], row["positions"]) == ("1", "A", "it-head")
    key = signing.key(served.root / "var" / "evidence-key.pem")
    assert masks.opened(key, row["person_id"]) == person


def test_a_department_rewords_its_own_phrase_without_a_round_and_no_other(served: Served) -> None:
    from drystone.charting.models import Version
    from drystone.shell import site

    version = published(served)
    here = f"/rows/{version.activity_id}/words"
    client = served.client(holder("it-head"))
    was = site.program().activities[version.activity_id].words.get("it", "")
    assert client.post(here, {"party": "it", "was": was, "words": "We hold the key."}).status_code == 302
    assert site.program().activities[version.activity_id].words["it"] == "We hold the key."
    assert client.post(here, {"party": "hr", "was": "", "words": "Theirs."}).status_code == 409
    assert Version.objects.filter(activity_id=version.activity_id).count() == 1


def test_a_folder_that_others_keep_gets_a_patch(served: Served) -> None:
    topic = decided(served)
    answered = served.client("editor").post(f"/rounds/{topic.round_id}/publish", {"as": "patch"})
    assert answered.headers["Content-Type"].startswith("text/x-patch")
    assert "+  accountable: it-head" in answered.content.decode() or "it-operations" in answered.content.decode()
