"""The audit log on a page and over the API: all of it in order, ids only, and a line to note."""

from __future__ import annotations

import json
import re

import pytest

from directory.test_tokens import get, token
from served import NOW, Served


def _write(count: int) -> None:
    from drystone.audit import actions

    for number in range(count):
        actions.record(
            "gap-viewed", actor="cli:kim.berg", at=NOW, about=("gap", f"gap-{number}"), payload={"reason": "Kim"}
        )


def _numbers(page: str) -> list[int]:
    return [int(one) for one in re.findall(r'<th scope="row">(\d+)</th>', page)]


def test_an_auditor_reads_the_whole_log_page_by_page(served: Served) -> None:
    from drystone.audit import queries

    _write(120)
    client, seen, link = served.client("auditor"), list[int](), "/evidence/log"
    while link:
        page = client.get(link).content.decode()
        seen += _numbers(page)
        older = re.search(r'href="(\?before=\d+)"', page)
        link = f"/evidence/log{older[1]}" if older else ""
    assert seen == list(range(queries.head()[0], 0, -1))
    assert len(seen) > 200


def test_the_line_to_note_is_what_verify_takes(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    from drystone.cli.main import main

    page = served.client("auditor").get("/evidence/log").content.decode()
    noted = re.search(r"drystone audit verify --noted (\d+:[0-9a-f]{64})", page)
    assert noted
    _write(3)
    words = ["audit", "verify", "--program", str(served.root), "--json", "--noted"]
    assert main([*words, noted[1]]) == 0
    assert main([*words, noted[1][:-1] + ("0" if noted[1][-1] != "0" else "1")]) == 1
    assert capsys.readouterr().out


def test_the_log_names_nobody_and_tells_no_reasons(served: Served) -> None:
    _write(1)
    page = served.client("auditor").get("/evidence/log?about=gap+gap-0").content.decode()
    assert len(_numbers(page)) == 1
    assert "<code>cli</code>" in page
    assert "kim" not in page.lower()


def test_people_of_the_log_are_on_no_page_but_always_the_same(served: Served) -> None:
    from drystone.audit import actions
    from drystone.directory.models import Person

    person = served.people["employee"]
    for about in (("gap", "gap-of-somebody"), ("person", person), ("screening", "screening-0123456789abcdef")):
        actions.record("gap-viewed", actor=person, at=NOW, about=about, payload={})
    page = served.client("auditor").get("/evidence/log").content.decode()
    told = re.findall(r"<code>(\S+)</code></td><td><code>gap-viewed</code></td><td><code>(\S+ \S+)</code>", page)[:3]
    assert len({actor for actor, _about in told}) == 1
    assert told[1][1] == f"person {told[0][0]}"
    assert "screening-0123456789abcdef" not in page
    assert not any(one in page for one in Person.objects.values_list("person_id", flat=True))


def test_what_names_no_object_is_said_beside_the_form(served: Served) -> None:
    answer = served.client("auditor").get("/evidence/log?about=laptop")
    assert (answer.status_code, "this names no object" in answer.content.decode()) == (422, True)


def test_the_log_is_not_a_file_on_a_person(served: Served) -> None:
    """No filter by person, on the page or over the API, whatever the log calls people."""
    client, secret = served.client("auditor"), token(served, "auditor", "audit:read")
    someone = served.people["employee"]
    for kind in ("person", "user", "scim-user", "screening", "Person"):
        answer = client.get(f"/evidence/log?about={kind}+{someone}")
        assert (answer.status_code, _numbers(answer.content.decode())) == (422, [])
        assert "not sorted by person" in answer.content.decode()
        assert get(f"/api/v1/audit?about={kind}+{someone}", secret).status_code == 400


def test_every_kind_of_object_in_the_log_that_is_a_person_is_known(served: Served) -> None:
    """What the log names by somebody's id is of a kind that cannot be asked for."""
    from drystone.accountability.log import PEOPLE
    from drystone.audit.models import Entry
    from drystone.directory.models import Person

    named = Entry.objects.filter(object_id__in=Person.objects.values("person_id"))
    assert set(named.values_list("object_kind", flat=True)) <= PEOPLE


def test_a_token_reads_the_log_with_its_digests(served: Served) -> None:
    secret = token(served, "auditor", "audit:read")
    _write(2)
    answer = get("/api/v1/audit?limit=2", secret)
    told = json.loads(answer.content)
    assert [one["object_id"] for one in told["entries"]] == ["gap-1", "gap-0"]
    assert (told["older"], told["head_digest"]) == (told["entries"][1]["seq"], told["entries"][0]["digest"])
