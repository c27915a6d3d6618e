"""``drystone report``: over a site and on its own machine, by name and without, and what goes wrong in words."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from tests.journeys.command import Said

from access.arranged import Arranged
from served import Served


@pytest.fixture
def drystone(served: Served, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command; ``stdin`` is what is piped in."""
    from drystone.cli.main import main

    for name in ("DRYSTONE_TOKEN", "DRYSTONE_ME", "DRYSTONE_SITE"):
        monkeypatch.delenv(name, raising=False)
    # The command would point Django at the same state once more, and close what the server has open.
    monkeypatch.setattr("drystone.cli.session.open_state", lambda _program: None)
    monkeypatch.setattr("drystone.cli.session.serve", lambda _program: None)

    def run(*words: str, stdin: str | bytes = b"") -> Said:
        piped = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin), encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", piped)
            patch.setattr("drystone.cli.printing.answers", _console(out))
            patch.setattr("drystone.cli.printing.errors", _console(err))
            patch.setattr(sys, "stdout", out)
            code = main(["report", *words, "--program", str(served.root)])
        return Said(out.getvalue(), err.getvalue(), code)

    return run


def _console(to: io.StringIO) -> Any:
    from rich.console import Console

    return Console(file=to, highlight=False, emoji=False, width=220)


def _mail() -> bytes:
    from drystone.demo import mails

    return next(one.data for one in mails.corpus(ways=("itself",)) if one.name.startswith("other-text/"))


def _report() -> Any:
    from drystone.reports.models import Report

    return Report.objects.latest("reported_at", "report_id")


def test_over_a_site_by_name_a_message_is_looked_at_and_one_is_told_what_to_do(
    served: Served, drystone: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drystone.reports import asking
    from drystone.reports.models import Report

    token = Arranged(served.root).token("employee")["authorization"].removeprefix("Bearer ")
    monkeypatch.setenv("DRYSTONE_TOKEN", token)
    # Larger than Django would take of any other operation.
    mail = _mail() + b"\n" + b"x" * 2_000_000
    said = drystone("typed-password", "--when", "just-now", "--file", "-", "--site", address, stdin=mail)
    assert said.code == 0, said.err
    for words in ("Thank you", "Please do this now:", "  1. ", "You hear from us by", f"{address}/report/mine/report-"):
        assert words in said.out, said.out
    report = Report.objects.get()
    assert (report.way, report.kind, report.messages.get().size) == ("api", "typed-password", len(mail))
    assert asking.person_of(report) == served.people["employee"]
    wrong = drystone("something-else", "--words", "My boss told me to cover up the loss.", "--site", address)
    assert (wrong.code, Report.objects.count()) == (2, 1)
    assert "better place" in wrong.err
    assert drystone("something-else", "--words", "fraud?", "--anyway", "--site", address, "--json").code == 0
    monkeypatch.setenv("DRYSTONE_TOKEN", "nothing")
    refused = drystone("clicked", "--site", address)
    assert refused.code == 2
    assert "--no-name" in refused.err


def test_over_a_site_without_a_name_one_reads_the_answer_with_a_code_and_talks_on(
    served: Served, drystone: Any, address: str
) -> None:
    from drystone.reports import actions
    from served import NOW

    said = drystone("lost-device", "--no-name", "--words", "-", "--site", address, stdin="On the train.\n")
    assert said.code == 0, said.err
    code = said.out.strip().splitlines()[-1]
    report = _report()
    assert (report.known, report.way, [word.text for word in report.words.all()]) == ("none", "page", ["On the train."])
    actions.say(report.pk, by=served.people["responder"], text="Which train?", now=NOW)
    read = drystone("--code", "--words", "-", "--site", address, stdin=f"{code}\nThe one at eight.")
    assert read.code == 0, read.err
    assert read.out.index("Which train?") < read.out.index("The one at eight.")
    assert drystone("--code", "--site", address, stdin="AAAAA-AAAAA-AAAAA-AAAAA").code == 2
    assert drystone("clicked", "--no-name", "--file", "-", "--site", address, stdin=b"From: a").code == 2


def test_on_the_sites_own_machine_one_tells_as_oneself_or_without_a_name(served: Served, drystone: Any) -> None:
    from drystone.reports import asking

    said = drystone("--file", "-", "--me", served.person("employee").email, "--json", stdin=_mail())
    assert said.code == 0, said.err
    told = json.loads(said.out)
    report = _report()
    assert (told["report_id"], report.way, report.kind) == (report.pk, "command", "looks-odd")
    assert told["findings"][0]["reasons"]
    assert asking.person_of(report) == served.people["employee"]
    nameless = json.loads(drystone("paid", "--no-name", "--json").out)
    assert nameless["report_id"] == ""
    read = drystone("--code", "--words", "By card.", stdin=nameless["code"])
    assert "By card." in read.out
    assert read.code == 0


def test_what_goes_wrong_is_said_in_words_and_by_the_exit_code(
    drystone: Any, monkeypatch: pytest.MonkeyPatch, served: Served
) -> None:
    from django.db import OperationalError

    for words, stdin, code, said in (
        ((), b"", 2, "say what happened"),
        (("slipped",), b"", 2, "nothing that can be reported"),
        (("clicked",), b"", 2, "--no-name"),
        (("clicked", "--me", "nobody@fenwick.example"), b"", 2, "nobody in the people data"),
        (("--file", "/nowhere.eml"), b"", 3, "No such file"),
        (("--file", "-", "--words", "-"), b"", 2, "not both"),
        (("clicked", "--no-name", "--site", "http://drystone.fenwick.example"), b"", 2, "in the clear"),
        (("clicked", "--site", "http://127.0.0.1:9"), b"", 2, "DRYSTONE_TOKEN holds no token"),
        (("clicked", "--no-name", "--site", "http://127.0.0.1:9"), b"", 3, "cannot be spoken to"),
        (("--code",), b"\n", 2, "no return code"),
    ):
        found = drystone(*words, stdin=stdin)
        assert (found.code, said in found.err) == (code, True), (words, found)
    full = SimpleNamespace(take=lambda *_given, **_more: (_ for _ in ()).throw(OperationalError("disk full")))
    monkeypatch.setattr("drystone.reports.actions.take", full.take)
    found = drystone("clicked", "--me", served.person("employee").email)
    assert found.code == 3
    assert "or call" in found.err
