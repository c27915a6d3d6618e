"""Every attack, in every way in which people hand mails on: it is seen, and honest mails are not accused."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from drystone.demo.mails import Made, contents, corpus, making
from drystone.demo.mails.clients import DESK, WAYS
from drystone.demo.mails.making import READER
from drystone.triage import addresses, catalogue, forwards, reading, telling
from drystone.triage.judging import Hint
from drystone.triage.looking import Looker, Report

#: What an inline forward loses so that only words remain, which never decide alone.
WORDS_ONLY = ("bank/", "our-name/")
#: What honest documents hold as well: it is seen and told, and a person decides.
HONEST_TOO = ("pdf-script/",)

#: Ways in which every mail is tried; the others try some.
WHOLE = ("itself", "outlook-inline")


@pytest.fixture(scope="module", params=[way.name for way in WAYS])
def looked(request: pytest.FixtureRequest, looker: Looker) -> list[tuple[Made, Report]]:
    """Every mail of one way, looked at as a report to the desk."""
    # What differs between the ways of attaching is only the shell; there a part of the attacks shows as much as all.
    every = 1 if request.param in WHOLE else 9
    reported = dataclasses.replace(
        looker, options=dataclasses.replace(looker.options, report=request.param != "itself")
    )
    return [(made, reported.look(made.data)) for made in list(corpus(ways=(request.param,)))[::every]]


def test_the_sign_of_every_attack_is_seen(looked: list[tuple[Made, Report]]) -> None:
    for made, report in looked:
        if made.sign:
            assert made.sign in {one.kind for one in report.signs}, made.name


def test_attacks_are_likely_harmful_and_honest_mails_never(looked: list[tuple[Made, Report]]) -> None:
    for made, report in looked:
        words_only = not made.way.whole and made.name.startswith(WORDS_ONLY)
        if made.harmful and not words_only and not made.name.startswith(HONEST_TOO):
            assert report.judged.hint is Hint.HARMFUL, made.name
        else:
            assert report.judged.hint is not Hint.HARMFUL, made.name


def test_hardly_anything_is_called_harmless(looked: list[tuple[Made, Report]]) -> None:
    harmless = [made.name for made, report in looked if report.judged.hint is Hint.HARMLESS]
    assert harmless in ([], ["colleague/itself"])


def test_the_original_is_found_with_who_sent_it_and_who_handed_it_on(looked: list[tuple[Made, Report]]) -> None:
    for made, report in looked:
        original = report.original
        assert (original.how, original.complete, original.reported_as) == (
            made.way.how,
            made.way.whole,
            made.way.said,
        ), made.name
        assert original.client == made.way.client or not made.way.client, made.name
        meant = addresses.parse(made.sender)[0]
        assert report.head.sender.spec == meant.spec, made.name
        if made.way.how != "itself":
            assert original.forwarder is not None
            assert original.forwarder.spec == READER


def test_everything_told_is_defanged_in_both_languages(looked: list[tuple[Made, Report]]) -> None:
    for made, report in looked[::5]:
        for language in catalogue.LANGUAGES:
            told = json.dumps(telling.document(report, language), ensure_ascii=False)
            assert re.search(r"(?i)https?:|evil\.test|@fenwick|\u202e", told) is None, made.name
        # Who reads it may speak another language than whoever sent it along.
        assert telling.said_again(telling.document(report, "de"), "en") == telling.document(report, "en")


def test_a_forward_is_not_judged_by_who_handed_it_on(looker: Looker) -> None:
    made = next(one for one in corpus(ways=("outlook-attached",)) if one.name.startswith("letters/"))
    forged = made.data.replace(READER.encode(), b"anna.bauer@fenwlck.example")
    reported = dataclasses.replace(looker, options=dataclasses.replace(looker.options, report=True))
    assert not [one for one in reported.look(forged).signs if one.part == "0" and one.kind.startswith("lookalike")]
    assert [one for one in looker.look(forged).signs if one.part == "0" and one.kind == "lookalike-letters"]


def test_an_answer_that_quotes_is_no_forward_unless_it_was_sent_as_a_report() -> None:
    made = next(one for one in corpus(ways=("itself",)) if one.name.startswith("answer/"))
    message = reading.read(made.data)
    assert forwards.original(message).how == "itself"
    assert forwards.original(message, report=True).how == "inline"


def test_a_service_that_carries_our_name_is_a_word_and_no_alarm(looker: Looker) -> None:
    made = next(one for one in corpus(ways=("itself",)) if one.name.startswith("service/"))
    told = {one.kind: catalogue.KINDS[one.kind].severity for one in looker.look(made.data).signs}
    assert told["lookalike-tenant"] == "low"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_page_is_read_in_whatever_it_is_encoded(looker: Looker, codec: str) -> None:
    page = contents.sign_in_page("https://evil.test/p").decode().encode(codec)
    mail = making.message(making.Mail("a@b.test", "x", "see", files=(making.File("a.html", "text/html", page),)))
    assert "password-field" in {one.kind for one in looker.look(mail.as_bytes()).signs}


def test_links_in_attached_texts_are_looked_at(looker: Looker) -> None:
    file = making.File("read.txt", "text/plain", b"go to https://www.fenwick.example@evil.test/")
    mail = making.message(making.Mail("a@b.test", "x", "see", files=(file,)))
    assert "before-the-at" in {one.kind for one in looker.look(mail.as_bytes()).signs}


def test_what_was_attached_beside_the_original_is_counted() -> None:
    two = b"Content-Type: message/rfc822\n\nFrom: a@b.test\n\nhi\n"
    data = (
        b"From: a@b.test\nSubject: FW\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        + two
        + b"--x\n"
        + two
        + b"--x--\n"
    )
    assert forwards.original(reading.read(data)).others == 1


def test_the_corpus_is_the_same_each_time() -> None:
    assert [one.data for one in corpus(ways=("outlook-saved",))] == [
        one.data for one in corpus(ways=("outlook-saved",))
    ]
    assert DESK.encode() in next(corpus(ways=("gmail-inline",))).data
