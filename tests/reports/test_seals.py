"""Opening a seal takes a reason, two keys and two people; in danger one, and a second within a day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile

from reports import officers as keys
from served import NOW, Served

REASON = "The account still sends mail and nobody else can stop it."
_WORDS = "four words that fit"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Each officer's key as a file under a passphrase."""
    from drystone.reports import officers

    monkeypatch.setattr(officers, "_COST", 2**10)
    made = {}
    for name, private in keys.PRIVATE.items():
        with monkeypatch.context() as patched:
            patched.setattr(X25519PrivateKey, "generate", lambda private=private: private, raising=False)
            made[name], public = officers.make(_WORDS)
        assert public == keys.public(name)
    return made


def _sealed(served: Served) -> tuple[str, str]:
    from drystone.reports import actions

    keys.name(served)
    told = actions.Told("typed-password", known="sealed", person_id=served.people["employee"], when="today")
    taken = actions.take(told, now=NOW)
    return taken.report_id, taken.code


def _officers(served: Served) -> dict[str, Any]:
    from drystone.directory.models import Holding

    held = dict(Holding.objects.filter(step="holder").values_list("role_id", "person_id"))
    return {name: served.client(held[role]) for name, role in keys.ROLES.items()}


def _form(name: str, files: dict[str, bytes], **more: str) -> dict[str, Any]:
    return {"key": SimpleUploadedFile("key.json", files[name]), "passphrase": _WORDS, **more}


def test_two_officers_open_a_seal_and_whoever_sealed_it_reads_who_and_why(
    served: Served, files: dict[str, bytes]
) -> None:
    from drystone.audit.models import Payload
    from drystone.directory.models import Person
    from drystone.reports.models import SealOpening

    report_id, code = _sealed(served)
    me = Person.objects.get(person_id=served.people["employee"])
    clients = _officers(served)
    first, second = clients["data-protection"], clients["audit"]
    asked = first.post("/seals", _form("data-protection", files, report=report_id, reason=REASON))
    assert asked.status_code == 302
    opening = SealOpening.objects.get()
    act = f"/seals/{opening.opening_id}"
    # Nobody agrees to their own wish, nor with another's key.
    assert first.post(act, _form("data-protection", files, act="agree")).status_code == 400
    assert second.post(act, _form("data-protection", files, act="agree")).status_code == 400
    assert first.post(act, _form("data-protection", files, act="read")).status_code == 400
    assert second.post(act, _form("audit", files, act="agree")).status_code == 302
    assert me.name not in second.get("/seals").content.decode()
    assert me.name in first.post(act, _form("data-protection", files, act="read")).content.decode()
    log = served.client("anonymous").post("/report/answer", {"code": code}).content.decode()
    assert REASON in log
    assert log.count("agreed to open the seal") == 1
    # What is kept of it says why, and of nobody who.
    bodies = list(Payload.objects.values_list("body", flat=True))
    assert [body for body in bodies if REASON in body]
    assert not [body for body in bodies if REASON in body and me.person_id in body]


def test_in_danger_one_opens_at_once_and_a_second_must_confirm_within_a_day(
    served: Served, files: dict[str, bytes]
) -> None:
    from drystone.directory.models import Person
    from drystone.reports import openings
    from drystone.reports.models import SealOpening

    report_id, code = _sealed(served)
    name = Person.objects.get(person_id=served.people["employee"]).name
    clients = _officers(served)
    wish = {"report": report_id, "reason": REASON, "danger": "yes"}
    page = clients["audit"].post("/seals", _form("audit", files, **wish))
    assert name in page.content.decode()
    opening = SealOpening.objects.get()
    assert openings.overdue(now=NOW + dt.timedelta(hours=23)) == 0
    confirmed = clients["data-protection"].post(f"/seals/{opening.opening_id}", {"act": "confirm"})
    assert confirmed.status_code == 302
    clients["audit"].post("/seals", _form("audit", files, **wish))
    assert openings.overdue(now=NOW + dt.timedelta(hours=25)) == 1
    log = served.client("anonymous").post("/report/answer", {"code": code}).content.decode()
    found = re.findall(r"opened the seal alone|confirmed that there was danger|nobody confirmed", log)
    assert found == [
        "opened the seal alone",
        "confirmed that there was danger",
        "opened the seal alone",
        "nobody confirmed",
    ]


def test_a_wish_without_a_reason_or_with_a_wrong_passphrase_is_refused(served: Served, files: dict[str, bytes]) -> None:
    from drystone.reports.models import ReporterLook, SealOpening

    report_id, _code = _sealed(served)
    client = _officers(served)["audit"]
    assert client.post("/seals", _form("audit", files, report=report_id, reason="why not")).status_code == 400
    wrong = _form("audit", files, report=report_id, reason=REASON) | {"passphrase": "four words that do not"}
    assert client.post("/seals", wrong).status_code == 400
    for kind in ("employee", "responder", "administrator"):
        assert served.client(kind).get("/seals").status_code == 403
    assert not SealOpening.objects.exists()
    assert not ReporterLook.objects.exists()


def test_the_command_makes_a_key_that_opens_with_its_passphrase(
    served: Served, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from drystone.cli.main import main
    from drystone.reports import officers

    monkeypatch.setattr(officers, "_COST", 2**10)
    monkeypatch.setenv("DRYSTONE_OFFICER_PASSPHRASE", _WORDS)
    words = ["reports", "officer", "works-council", "--role", "ciso", "--program", str(served.root), "--out"]
    assert main([*words, str(served.root / "key.json")]) == 2
    assert main([*words, str(tmp_path / "key.json")]) == 0
    (public,) = re.findall(r'key = "([^"]+)"', capsys.readouterr().out)
    private = officers.read((tmp_path / "key.json").read_bytes(), _WORDS)
    assert officers._text(private.public_key().public_bytes_raw()) == public
    assert (tmp_path / "key.json").stat().st_mode & 0o077 == 0
