"""What is known about me is all of it, without anybody's secrets, and without what is somebody else's."""

from __future__ import annotations

import datetime as dt
import json
import re
import tracemalloc
from collections import Counter
from html import unescape
from typing import Any

import pytest

from served import NOW, Served


def _live(served: Served) -> str:
    """Let the employee have something of every sort that is kept."""
    from allauth.mfa.models import Authenticator

    from drystone.decisions import questions
    from drystone.directory import badges, links
    from drystone.directory.models import Token
    from drystone.gaps import acts, exceptions
    from drystone.gaps.models import Attestation, Gap
    from drystone.messages import actions as messages

    me, other = served.people["employee"], served.people["administrator"]
    user = served.user("employee")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "hidden-secret"})
    Token.objects.create(
        user=user, name="my script", prefix="abc", digest="hidden-digest", created_at=NOW, expires_at=NOW
    )
    badges.make(me, by=other, now=NOW)
    user.grants.create(power="edit-the-program", granted_by=other, granted_at=NOW)
    links.make(links.PERSON, now=NOW, by=other, person_id=me)
    mine = Gap.objects.filter(status="open", responsible__person_id=me).exclude(accountable="")
    gap = mine.order_by("gap_id")[0]
    day = NOW.date()
    acts.put_off(gap.gap_id, acts.Delay(day + dt.timedelta(days=3), day, dt.timedelta(days=14)), by=me, at=NOW)
    exceptions.request(
        exceptions.Wish(gap.gap_id, "in July", day + dt.timedelta(days=9)), by=me, at=NOW, superior=other
    )
    Attestation.objects.create(
        attestation_id="a", activity_id="x", asset_id="x", attested_by=me, attested_at=NOW, evidence="a ticket",
        valid_until=day,
    )  # fmt: skip
    messages.open_thread(("", ""), by=other, to=[me], text="What did you mean?", now=NOW)
    questions.ask(questions.NotMine("device", "device-1", likely_owner=me), by=other, holder="somebody", at=NOW)
    return me


def _export(served: Served, who: str = "employee") -> dict[str, Any]:
    told = served.client(who).get("/me/data.json")
    assert told.status_code == 200
    found: dict[str, Any] = json.loads(told.getvalue())
    return found


def test_everything_that_is_kept_is_shown_and_exported(served: Served) -> None:
    _live(served)
    kept = _export(served)["kept"]
    assert set(kept) >= {
        "sign-in", "factors", "tokens", "powers", "badge", "links", "exceptions", "attestations", "put-off", "acts",
        "threads", "posts", "questions",
    }  # fmt: skip
    page = served.client("employee").get("/me/data").content.decode()
    assert "What did you mean?" in page
    assert "my script" in page


def test_no_secret_is_shown_or_exported(served: Served) -> None:
    _live(served)
    words = json.dumps(_export(served))
    assert "hidden" not in words
    assert "_hash" not in words


def test_what_is_kept_of_others_is_not_there(served: Served) -> None:
    _live(served)
    kept = _export(served, "colleague")["kept"]
    assert set(kept) <= {"sign-in", "sessions", "learning"}


def test_the_file_has_all_however_much_it_is_and_the_page_says_how_much_more_that_is(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.audit import actions as audit
    from drystone.gaps.models import Gap, GapEvent
    from drystone.people import records

    me, many = _live(served), 4_000
    gap = Gap.objects.filter(responsible__person_id=me)[0]
    before = {sort: len(rows) for sort, rows in _lists(_export(served)).items()}
    GapEvent.objects.bulk_create(
        GapEvent(gap=gap, act=f"act-{n}", event="said-done", at=NOW, by=me, note="x" * 2_000) for n in range(many)
    )
    for n in range(3):
        audit.record("looked-at-person", actor="somebody", at=NOW, about=("person", me), payload={"reason": f"why {n}"})
    client = served.client("employee")
    client.get("/me/data.json").close()  # Whoever goes away leaves no file open.
    tracemalloc.start()
    answer = client.get("/me/data.json")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000, "eight megabytes go through, a few at a time"
    now = {sort: len(rows) for sort, rows in _lists(json.loads(answer.getvalue())).items()}
    assert now == before | {"acts": before["acts"] + many, "looks": before["looks"] + 3}
    assert f"has {now['acts'] - records.MOST} more lines" in client.get("/me/data").content.decode()
    monkeypatch.setattr(records, "MOST", 1)
    over = sum(n - 1 for sort, n in now.items() if n and sort != "records") + _over(served)
    assert f"has {over} more lines" in client.get("/me/data").content.decode()


def _lists(told: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    lists = {sort: told[sort] for sort in ("records", "claims", "looks", "decisions", "gaps", "said")}
    return lists | told["kept"]


def _over(served: Served) -> int:
    """How many records the file has beyond the first of each kind."""
    kinds = Counter(row["kind"] for row in _export(served)["records"])
    return sum(n - 1 for n in kinds.values())


def test_a_look_at_many_that_included_me_is_shown_to_me(served: Served) -> None:
    from drystone.audit import actions as audit

    me = served.people["employee"]
    payload = {"reason": "the yearly review", "people": [me, "person-of-no-one"]}
    audit.record("gaps-with-people", actor="service:x", at=NOW, about=("gaps", ""), payload=payload)
    assert [look["reason"] for look in _export(served)["looks"]] == ["the yearly review"]
    assert _export(served, "colleague")["looks"] == []


def test_what_a_provider_pushed_is_shown_whatever_it_calls_me_there(served: Served) -> None:
    from drystone.directory import knowing
    from drystone.directory.models import ScimUser

    me = served.user("employee")
    for number, (name, mail) in enumerate((("e.4711", me.email), ("e.4712", f"not-{me.email}"))):
        ScimUser.objects.create(
            scim_id=f"{number}", user_name=name, user_key=name, created_at=NOW, modified_at=NOW,
            attributes={"emails": [{"value": mail.upper(), "primary": True}]},
        )  # fmt: skip
    assert [row["user_name"] for row in knowing.known_of(me.pk, me.person_id)["pushed"]] == ["e.4711"]


def _german(served: Served, path: str) -> str:
    """What is read on a page by somebody who reads German and lives in Apia, in the summer thirteen hours ahead."""
    user = served.user("employee")
    user.language, user.zone = "de", "Pacific/Apia"
    user.save(update_fields=["language", "zone"])
    page = served.client("employee").get(path).content.decode()
    return unescape(re.sub(r"<[^>]+>", "\n", page.partition("<main")[2]))


def test_nothing_is_shown_as_the_database_keeps_it(served: Served) -> None:
    from allauth.usersessions.models import UserSession

    from drystone.audit import actions as audit
    from drystone.catalogue import attributes

    me = _live(served)
    user = served.user("employee")
    UserSession.objects.create(
        user=user, ip="192.0.2.1", user_agent="Firefox", session_key="k", created_at=NOW, data={"way": "demo"}
    )
    audit.record("user-made", actor="the demo", at=NOW, about=("person", me))
    page = _german(served, "/me/data")
    lines = {line.strip() for line in page.splitlines()} - {""}
    assert not re.findall(r"\d{4}-\d\d-\d\d", page)
    assert not re.findall(r"[{}\[\]]|\bNone\b|\b\d\d:\d\d:\d\d", page)
    assert lines & set(attributes.NAMES) <= {"note"}
    assert {"Anmeldename", "Browser", "Weg: die Vorführung", "aktiv", "Mensch", "die Vorführung"} <= lines
    assert "15. Juni 2026 22:00" in lines, "nine o'clock in UTC"
    looked, done = page.index("Wer nachgesehen hat"), page.index("Hat den Zugang angelegt")
    assert "Niemand hat deine Seite" in page[looked:done]


def test_what_checks_found_is_said_in_their_words(served: Served) -> None:
    from drystone.gaps.queries import known_of
    from drystone.shell import site

    page = unescape(served.client("employee").get("/me/data").content.decode())
    mine = list(known_of(served.people["employee"]))
    assert mine
    for gap in mine:
        title = site.program().checks[gap["check_id"]].title
        assert any(words in page for words in (title.passed, title.failed, title.unknown))
        assert f">{gap['check_id']}<" not in page


def test_the_export_stays_as_the_database_keeps_it(served: Served) -> None:
    _live(served)
    kept = _export(served)["kept"]
    assert kept["sign-in"][0]["created_at"] == "2026-06-15T09:00:00Z"
    assert kept["powers"][0]["power"] == "edit-the-program"


def test_every_column_that_is_shown_to_somebody_about_them_has_words(served: Served) -> None:
    from drystone.catalogue import attributes
    from drystone.people import records
    from drystone.program.vocabulary import TABLES

    me = _live(served)
    ours = {name for rows in _export(served)["kept"].values() for row in rows for name in row}
    theirs = {column.name for kind in (*records._ABOUT, *records._FACTS) for column in TABLES[kind].columns}
    assert (ours | theirs) - set(attributes.NAMES) == set(), me
    closed = {
        word for table in TABLES.values() if table.role == "thing" for one in table.columns for word in one.values
    }
    assert closed - set(attributes.VALUES) == set()


def test_a_screening_is_called_in_the_readers_language() -> None:
    from django.utils import translation

    from drystone.catalogue import attributes
    from drystone.program.vocabulary import TABLES
    from drystone.shell.templatetags import words

    columns = {column.name: column for column in TABLES["screening"].columns}
    with translation.override("de"):
        assert words.called("criminal-record", "screening") == "Führungszeugnis"
        assert words.called("criminal-record", "device") == "criminal-record"
        assert attributes.value(columns["kind"], "identity", {}) == "Identität"
        assert attributes.value(columns["status"], "completed", {}) == "abgeschlossen"
        assert attributes.said("kind", "identity", {}) == "Identität"
        assert attributes.said("reason", "2026-01-01", {}) == "2026-01-01", "what somebody wrote stays"


def test_what_a_source_gave_as_a_day_is_shown_as_one() -> None:
    import zoneinfo

    from django.utils import timezone

    from drystone.catalogue import attributes
    from drystone.program.vocabulary import TABLES

    enrolled = next(column for column in TABLES["device"].columns if column.name == "enrolled_at")
    with timezone.override(zoneinfo.ZoneInfo("Europe/Berlin")):
        for day in ("2026-10-10 00:00:00", "2026-10-10", "2026-10-10T00:00:00"):
            assert attributes.value(enrolled, day, {}) == '<time datetime="2026-10-10">Oct. 10, 2026</time>'
        assert "02:30" in attributes.value(enrolled, "2026-10-10 00:30:00", {})
