"""The program in the browser: comments stay, errors are shown before anything is written, and nothing typed is lost."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from served import NOW, Served

ENCRYPT = "/program/activities/encrypt-laptops"


def form(page: Any) -> dict[str, Any]:
    """Return what a browser would post back: every field as the page has it."""
    text = page.content.decode()
    values: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if "name" not in attributes or (kind in {"checkbox", "radio"} and " checked" not in tag):
            continue
        values.setdefault(attributes["name"], []).append(unescape(attributes.get("value", "")))
    for name, body in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', text, re.DOTALL):
        values[name] = [unescape(body)]
    for name, body in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", body)
        values[name] = [(chosen[1] or chosen[2]) if chosen else ""]
    return values


def activity_file(served: Served, name: str = "encrypt-laptops") -> Path:
    return next(path for path in (served.root / "activities").glob("*.yaml") if f"- id: {name} " in path.read_text())


def test_a_letter_is_changed_and_every_comment_stays(served: Served) -> None:
    client = served.client("editor")
    path = activity_file(served)
    before = path.read_text()
    posted = form(client.get(ENCRYPT)) | {"I": ["works-council"], "reason": ["They asked to be told"]}
    answer = client.post(ENCRYPT, posted)
    assert answer.status_code == 302
    changed = [line for line in path.read_text().splitlines() if line not in before.splitlines()]
    assert changed == ["  informed: [works-council]"]
    assert [line for line in before.splitlines() if "#" in line and line not in path.read_text()] == []


def test_a_change_that_would_break_the_program_is_shown_and_not_written(served: Served) -> None:
    client = served.client("editor")
    path = activity_file(served)
    before = path.read_bytes()
    posted = form(client.get(ENCRYPT)) | {"A": ["head-of-it"], "reason": ["typo"], "name": ["Encrypt everything"]}
    answer = client.post(ENCRYPT, posted)
    assert answer.status_code == 422
    assert "head-of-it" in answer.content.decode()
    assert "Encrypt everything" in answer.content.decode()
    assert path.read_bytes() == before


def test_each_editor_has_one_check_under_way(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """However fast they write; what they wrote meanwhile is asked for again by the page, and others wait for nobody."""
    from drystone.authoring import saving

    client, second = served.client("editor"), served.client("editor")
    posted = form(client.get(ENCRYPT)) | {"A": ["head-of-it"], "as": "check"}
    meanwhile, checking = list[str](), saving.check

    def check(*given: Any, **more: Any) -> Any:
        if not meanwhile:
            meanwhile.append("")
            meanwhile[0] = second.post(ENCRYPT, posted).content.decode()
        else:
            meanwhile.append("another check")
        return checking(*given, **more)

    monkeypatch.setattr(saving, "check", check)
    assert "would have errors" in client.post(ENCRYPT, posted).content.decode()
    assert len(meanwhile) == 1
    assert "Still checking" in meanwhile[0]
    assert f'hx-post="{ENCRYPT}"' in meanwhile[0]
    assert "would have errors" in second.post(ENCRYPT, posted).content.decode(), "the turn is over, errors or not"


def test_two_who_change_different_things_both_succeed(served: Served) -> None:
    first, second = served.client("editor"), served.client("editor")
    one, other = form(first.get(ENCRYPT)), form(second.get(ENCRYPT))
    assert first.post(ENCRYPT, one | {"held_by": ["guard"], "reason": ["a"]}).status_code == 302
    assert second.post(ENCRYPT, other | {"name": ["Encrypt every laptop"], "reason": ["b"]}).status_code == 302
    text = activity_file(served).read_text()
    assert "name: Encrypt every laptop" in text
    assert "held_by: guard" in text


def test_the_second_who_changes_the_same_is_shown_the_difference_and_may_save_again(served: Served) -> None:
    first, second = served.client("editor"), served.client("editor")
    one, other = form(first.get(ENCRYPT)), form(second.get(ENCRYPT))
    assert first.post(ENCRYPT, one | {"name": ["The first name"], "reason": ["a"]}).status_code == 302
    answer = second.post(ENCRYPT, other | {"name": ["The second name"], "reason": ["b"]})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "- The first name" in text
    assert 'value="The second name"' in text
    assert "name: The first name" in activity_file(served).read_text()
    assert second.post(ENCRYPT, form(answer) | {"reason": ["b"]}).status_code == 302
    assert "name: The second name" in activity_file(served).read_text()


def test_two_who_word_it_for_different_parties_both_succeed(served: Served) -> None:
    first, second = served.client("editor"), served.client("editor")
    one, other = form(first.get(ENCRYPT)), form(second.get(ENCRYPT))
    assert first.post(ENCRYPT, one | {"words.it": ["We escrow the keys."], "reason": ["a"]}).status_code == 302
    assert (
        second.post(ENCRYPT, other | {"new_party": ["hr"], "new_words": ["We say so."], "reason": ["b"]}).status_code
        == 302
    )
    text = activity_file(served).read_text()
    assert "We escrow the keys." in text
    assert "hr: We say so." in text


def test_two_who_name_different_holders_both_succeed(served: Served) -> None:
    first, second = served.client("editor"), served.client("editor")
    url = "/program/roles/facilities"
    for client, posted, who in zip(
        (first, second), [form(first.get(url)), form(second.get(url))], ("mira", "otto"), strict=True
    ):
        answer = client.post(url, posted | {"person": [f"{who}@fenwick.example"], "reason": ["They said yes"]})
        assert answer.status_code == 302
    assert re.findall(r"(\w+)@fenwick", str(form(first.get(url))["person"])) == ["mira", "otto"]


def test_after_a_clash_the_form_holds_what_the_other_changed_elsewhere(served: Served) -> None:
    first, second = served.client("editor"), served.client("editor")
    one, other = form(first.get(ENCRYPT)), form(second.get(ENCRYPT))
    theirs = {"name": ["The first name"], "words.it": ["We escrow the keys."], "I": ["works-council"], "reason": ["a"]}
    assert first.post(ENCRYPT, one | theirs).status_code == 302
    answer = second.post(ENCRYPT, other | {"name": ["The second name"], "reason": ["b"]})
    assert answer.status_code == 409
    assert second.post(ENCRYPT, form(answer) | {"reason": ["b"]}).status_code == 302
    text = activity_file(served).read_text()
    assert "name: The second name" in text
    assert "We escrow the keys." in text
    assert "informed: [works-council]" in text


def test_two_who_change_different_lines_of_a_file_both_succeed(served: Served) -> None:
    client = served.client("editor")
    url = "/program/files/objectives.yaml"
    posted = form(client.get(url))
    path = served.root / "objectives.yaml"
    path.write_text("# from elsewhere\n" + path.read_text())
    answer = client.post(url, posted | {"text": [posted["text"][0] + "# mine\n"], "reason": ["x"]})
    assert answer.status_code == 302
    assert path.read_text().startswith("# from elsewhere\n")
    assert path.read_text().endswith("# mine\n")


def test_where_two_change_the_same_lines_both_stand_until_somebody_chooses(served: Served) -> None:
    client = served.client("editor")
    url = "/program/files/promise.md"
    posted = form(client.get(url))
    path = served.root / "promise.md"
    path.write_text(path.read_text() + "a line from elsewhere\n")
    answer = client.post(url, posted | {"text": [posted["text"][0] + "mine\n"], "reason": ["x"]})
    assert answer.status_code == 409
    assert "+mine" in answer.content.decode()
    undecided = form(answer)
    assert client.post(url, undecided | {"reason": ["x"]}).status_code == 422
    assert path.read_text().endswith("a line from elsewhere\n")
    both = "\n".join(
        line for line in undecided["text"][0].splitlines() if line[:7] not in {"<<<<<<<", "=======", ">>>>>>>"}
    )
    assert client.post(url, undecided | {"text": [both], "reason": ["x"]}).status_code == 302
    assert path.read_text().endswith("a line from elsewhere\nmine\n")


def _repository(served: Served) -> Callable[..., str]:
    """Make the program folder a repository and return git in it."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(served.root), "-c", "user.name=x", "-c", "user.email=x@fenwick.example", *words],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "begin")
    return git


def test_an_edit_is_a_commit_with_author_and_reason_where_the_folder_is_a_repository(served: Served) -> None:
    git = _repository(served)
    client = served.client("editor")
    posted = form(client.get(ENCRYPT)) | {"held_by": ["guard"], "reason": ["We refuse unencrypted ones now"]}
    assert client.post(ENCRYPT, posted).status_code == 302
    person = served.person("editor")
    assert git("log", "-1", "--format=%an|%ae|%s") == f"{person.name}|{person.email}|We refuse unencrypted ones now"
    assert git("show", "--stat", "--format=", "HEAD").count("|") == 1


def test_lines_that_somebody_else_has_not_committed_stay_theirs(served: Served) -> None:
    git, client, path = _repository(served), served.client("editor"), activity_file(served)
    path.write_text(path.read_text() + "# not committed yet\n")
    answer = client.post(ENCRYPT, form(client.get(ENCRYPT)) | {"held_by": ["guard"], "reason": ["x"]}, follow=True)
    assert "held changes that nobody has committed yet" in answer.content.decode()
    assert git("log", "--format=%s") == "begin"
    assert "held_by: guard" in path.read_text()


def test_a_commit_on_no_branch_says_so(served: Served) -> None:
    git, client = _repository(served), served.client("editor")
    git("checkout", "-q", "--detach")
    answer = client.post(ENCRYPT, form(client.get(ENCRYPT)) | {"held_by": ["guard"], "reason": ["x"]}, follow=True)
    assert "on no branch" in answer.content.decode()


def test_a_folder_that_cannot_be_written_gives_a_patch(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from drystone.authoring import writing

    monkeypatch.setattr(writing, "writable", lambda _root: False)
    client = served.client("editor")
    page = client.get(ENCRYPT)
    assert "Download as a patch" in page.content.decode()
    answer = client.post(ENCRYPT, form(page) | {"held_by": ["guard"], "reason": ["x"], "as": ["patch"]})
    assert answer["Content-Type"].startswith("text/x-patch")
    subprocess.run(["git", "init", "-q"], cwd=served.root, check=True)
    subprocess.run(["git", "apply", "-"], cwd=served.root, input=answer.content, check=True)
    assert "held_by: guard" in activity_file(served).read_text()


def test_nobody_gives_themselves_a_power(served: Served) -> None:
    client, me = served.client("editor"), served.person("editor").email
    url = "/program/roles/it-deputy"
    posted = form(client.get(url)) | {"person": [me], "from": [""], "to": [""], "reason": ["I'll help"]}
    assert client.post(url, posted | {"may": ["accept-exceptions"]}).status_code == 422
    assert client.post(url, posted).status_code == 302  # A position without a power that the site knows is no harm.
    posted = form(client.get(url)) | {"may": ["administer-drystone"], "reason": ["I'll help"]}
    assert "give you what" in client.post(url, posted).content.decode()


def _gap_of_the_editor(served: Served) -> dict[str, dict[str, list[str]]]:
    """Ways in which the security lead, who stands in for the CISO, might come to more than they have."""
    from drystone.shell import site

    me = served.person("editor")
    with site.reading() as engine:
        rows = engine.rows(
            "select key from member where asset_kind = 'person' and asset_id = $id", {"id": me.person_id}
        )
    alone = {"from": [""], "to": [""], "reason": ["x"]}
    return {
        "its holder ends": {"to": ["2026-06-30", "", ""], "reason": ["They wanted a rest"]},
        "its holder is somebody who left": {"person": [served.person("leaver").email], **alone},
        "its holder is nobody at all": {"person": ["no-one@fenwick.example"], **alone},
        **{f"my HR key {key}": {"person": [key], **alone} for (key,) in rows},
        "my name": {"person": [me.name], **alone},
        "my address in capitals": {"person": [me.email.upper()], **alone},
        "my id": {"person": [me.person_id], **alone},
    }


def test_nobody_gives_themselves_a_power_by_a_detour(served: Served) -> None:
    client = served.client("editor")
    url = "/program/roles/ciso"
    page = form(client.get(url))
    told = {way: client.post(url, page | body).status_code for way, body in _gap_of_the_editor(served).items()}
    assert len(told) > 6
    assert set(told.values()) == {422}, told
    assert client.post(url, page | {"name": ["Head of security"], "reason": ["A plainer name"]}).status_code == 302
    someone = {"person": [served.person("colleague").email], "from": [""], "to": [""], "reason": ["A new one"]}
    assert client.post(url, form(client.get(url)) | someone).status_code == 302


@pytest.mark.parametrize(
    "lines",
    [
        "  find: status = 'active'\n  may: [look-at-people]\n",
        "  may: [look-at-people]\n  deputy: security-lead\n",
        "  holders:\n    - {person: no-one@fenwick.example}\n  may: [look-at-people]\n  deputy: security-lead\n",
    ],
)
def test_nobody_gives_themselves_a_power_by_a_new_position(served: Served, lines: str) -> None:
    client = served.client("editor")
    url = "/program/files/roles.yaml"
    posted = form(client.get(url))
    text = posted["text"][0] + "- id: a-new-one\n  name: A new one\n" + lines
    answer = client.post(url, posted | {"text": [text], "reason": ["x"]})
    assert answer.status_code == 422
    assert "give you what" in answer.content.decode()


def test_nobody_becomes_the_deputy_of_a_power(served: Served) -> None:
    client = served.client("editor")
    url = "/program/roles/internal-audit"
    page = form(client.get(url))
    posted = page | {"deputy": ["security-lead"], "person": ["no-one@fenwick.example"], "from": [""], "to": [""]}
    assert client.post(url, posted | {"reason": ["They are away"]}).status_code == 422


@pytest.mark.parametrize("path", ["drystone.toml", "sources/leak.yaml"])
def test_what_holds_the_keys_is_not_an_editors_alone(served: Served, path: str) -> None:
    client = served.client("editor")
    url = f"/program/files/{path}"
    leak = "id: leak\nkind: csv\nlocation: {path: /etc/passwd}\nkey: x\nfeeds: {person: {select: {name: x}}}\n"
    added = "\n# a comment\n" if path == "drystone.toml" else leak
    posted = form(client.get(url))
    posted |= {"text": [posted["text"][0] + added], "reason": ["x"]}
    answer = client.post(url, posted)
    assert answer.status_code == 422
    assert "Download the change as a patch" in answer.content.decode()
    assert client.post(url, posted | {"as": ["patch"]})["Content-Type"].startswith("text/x-patch")


def test_an_administrator_without_a_person_is_known_by_their_address(served: Served) -> None:
    from drystone.directory.models import Grant, User

    address = "first@fenwick.example"
    user = User.objects.create_user(address, email=address, name="The first", created_at=NOW)
    Grant.objects.create(user=user, power="edit-the-program", granted_at=NOW, granted_by="test")
    client = served.browser(user)
    url = "/program/roles/ciso"
    posted = form(client.get(url)) | {"person": [address], "from": [""], "to": [""], "reason": ["x"]}
    assert client.post(url, posted).status_code == 422


def test_a_holding_is_written_with_its_days(served: Served) -> None:
    client = served.client("editor")
    url = "/program/roles/facilities"
    posted = form(client.get(url)) | {
        "person": ["mira@fenwick.example"],
        "from": ["2026-03-01"],
        "to": ["2026-12-31"],
        "reason": ["Named by the board"],
    }
    assert client.post(url, posted).status_code == 302
    from drystone.program import load

    told = load(served.root).program
    assert told is not None
    holder = told.roles["facilities"].holders[0]
    assert (holder.person, str(holder.since), str(holder.until)) == ("mira@fenwick.example", "2026-03-01", "2026-12-31")


def test_whoever_grants_a_position_names_its_holders_and_nothing_else(served: Served) -> None:
    client = served.client("approver")  # The CISO grants the security lead.
    url = "/program/roles/security-lead"
    someone = served.person("colleague").email
    posted = form(client.get(url)) | {"person": [someone], "from": [""], "to": [""], "reason": ["x"]}
    answer = client.post(url, posted | {"may": ["accept-exceptions"]})
    assert answer.status_code == 302, answer.content.decode()
    text = (served.root / "roles.yaml").read_text()
    assert someone in text
    assert served.client("approver").get("/program/roles/it-head").status_code == 404


def test_a_file_outside_the_program_does_not_exist(served: Served) -> None:
    client = served.client("editor")
    for path in ("../secret.yaml", "activities/../../x.yaml", "var/state.sqlite3", ".git/config", "sources/x.sh"):
        assert client.get(f"/program/files/{path}").status_code == 404


def test_a_new_role_is_added_and_a_taken_id_is_refused(served: Served) -> None:
    client = served.client("editor")
    posted = {"id": "night-shift-lead", "name": "Night shift lead", "reason": "They are here alone at night"}
    assert client.post("/program/new/role", posted).status_code == 302
    assert client.get("/program/roles/night-shift-lead").status_code == 200
    assert client.post("/program/new/role", posted).status_code == 422
