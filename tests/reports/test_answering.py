"""What is said of a verdict is the program's, in its reader's language; ours where the program says nothing."""

from __future__ import annotations

import json
import shutil

import pytest

from served import NOW, Served


def test_the_command_shows_every_answer_in_every_language_with_nothing_left_to_fill_in(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    from drystone.cli.main import main
    from drystone.shell import site

    words = ["reports", "answers", "--program", str(served.root)]
    assert main([*words, "--verdict", "harmfull"]) == 2
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    languages = set(site.program().settings.organisation.languages)
    assert {(one["verdict"], one["language"]) for one in told} == {
        (verdict, language) for verdict in ("harmful", "junk", "harmless", "practice") for language in languages
    }
    assert not [one["text"] for one in told if "{" in one["text"] + one["received"] or "nk" not in one["text"]]
    assert {one["verdict"] for one in told if one["received"]} == {"harmful"}
    assert main([*words, "--verdict", "harmful", "--kind", "paid"]) == 0
    assert "all other kinds" not in capsys.readouterr().out


def test_somebody_reads_it_in_their_language_and_our_own_words_where_the_program_has_none(served: Served) -> None:
    from drystone.reports import actions, campaigns, queries
    from drystone.reports.campaigns import Verdict
    from drystone.shell import site

    def answered(language: str, kind: str) -> str:
        told = actions.Told(kind, when="today", language=language)
        report_id = actions.take(told, now=NOW).report_id
        campaigns.judge(report_id, Verdict("harmful"), by=served.people["responder"], now=NOW)
        return next(one.text for one in queries.words(report_id) if one.sort == "answer")

    assert "am 15. Juni gemeldet hast, war eine Falle" in answered("de", "looks-odd")
    assert answered("en", "paid").startswith("It was a trap, and a good one")
    shutil.rmtree(served.root / "answers")
    site.reread()
    assert answered("en", "paid").startswith("You were right: this was a trap.")
