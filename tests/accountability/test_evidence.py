"""Evidence packs: whole, pseudonymous, and checked without us."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest

from served import Served

URL = "/answer-for/encrypt-laptops/evidence.zip?since=2026-05-01&until=2026-06-30"


def accountable(served: Served, activity: str = "encrypt-laptops") -> str:
    from drystone.directory.models import Duty

    return str(Duty.objects.get(activity_id=activity, letter="A").person_id)


@pytest.fixture
def pack(served: Served, tmp_path: Path) -> Path:
    answer = served.client(accountable(served)).get(URL)
    assert answer.status_code == 200
    path = tmp_path / "evidence.zip"
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def test_a_pack_is_checked_by_openssl_and_sha256sum_alone(pack: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder)
        packed = set(archive.namelist())
    said = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, check=True, capture_output=True, text=True)
    assert {line.removesuffix(": OK") for line in said.stdout.splitlines()} == packed - {"SHA256SUMS", "SHA256SUMS.sig"}
    words = "openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig"
    checked = subprocess.run(words.split(), cwd=folder, check=True, capture_output=True, text=True)
    assert "Signature Verified Successfully" in checked.stdout
    with (folder / "SHA256SUMS").open("a") as sums:
        sums.write("\n")
    assert subprocess.run(words.split(), cwd=folder, check=False, capture_output=True).returncode == 1


def test_a_pack_holds_every_thing_with_its_outcome_and_no_name(pack: Path, served: Served) -> None:
    from drystone.directory.models import Person
    from drystone.shell import site

    with zipfile.ZipFile(pack) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
        rows = list(csv.DictReader(io.StringIO(archive.read("population.csv").decode())))
    with site.reading() as engine:
        counted = engine.rows(
            "select check_id, pass, fail, unknown from outcome_count where check_id = 'laptop-disk-encrypted'"
        )[0]
    mine = [row["outcome"] for row in rows if row["check_id"] == "laptop-disk-encrypted"]
    assert (mine.count("pass"), mine.count("fail"), mine.count("unknown")) == counted[1:]
    for name, email in Person.objects.values_list("name", "email"):
        assert not name or name not in everything
        assert not email or email not in everything


def test_a_check_that_the_run_did_not_judge_is_no_pass(served: Served) -> None:
    checks = next((served.root / "checks").glob("*devices*.yaml"), None) or next(
        (served.root / "checks").glob("*.yaml")
    )
    text = checks.read_text()
    checks.write_text(
        text + "\n- id: never-judged\n  activity: encrypt-laptops\n  title: Later\n  severity: low\n  fails: managed\n"
    )
    from drystone.shell import site

    site.reread()
    answer = served.client(accountable(served)).get(URL)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("population.csv").decode())))
    assert [row["outcome"] for row in rows if row["check_id"] == "never-judged"] == [
        "not judged: the run did not know it"
    ]


def _altered(pack: Path, other: Path, change: str) -> Path:
    """Return a copy of a pack to which something was done."""
    with zipfile.ZipFile(pack) as archive, zipfile.ZipFile(other, "w") as out:
        if change == "twice":
            out.writestr("population.csv", b"forged, and read by whoever takes the first")
        for name in archive.namelist():
            content = archive.read(name)
            if name == "weeks.csv" and change == "missing":
                continue
            if name == "population.csv" and change in ("changed", "summed again"):
                content += b"x"
            if name == "SHA256SUMS" and change == "summed again":
                lines = [line for line in content.decode().splitlines(keepends=True) if "population.csv" not in line]
                digest = hashlib.sha256(archive.read("population.csv") + b"x").hexdigest()
                content = "".join([*lines, f"{digest}  population.csv\n"]).encode()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # The same name twice is the point.
                out.writestr(name, content)
        if change == "added":
            out.writestr("more.csv", b"x")
    return other


def test_what_was_done_to_a_pack_shows(pack: Path, tmp_path: Path, served: Served) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from drystone.audit import checking, signing

    key = served.client("anonymous").get("/evidence-key.pem").content
    assert checking.problems(pack, expected_key=key) == []
    told = {
        change: checking.problems(_altered(pack, tmp_path / f"{change}.zip", change), expected_key=key)
        for change in ("changed", "added", "missing", "summed again", "twice")
    }
    assert told == {
        "changed": ["population.csv was changed"],
        "added": ["more.csv was added"],
        "missing": ["weeks.csv is missing"],
        "summed again": ["SHA256SUMS is not what was signed"],
        "twice": ["population.csv stands in it 2 times"],
    }
    stranger = signing.public_pem(Ed25519PrivateKey.generate())
    assert "public.pem is not the organisation's key" in checking.problems(pack, expected_key=stranger)


def test_an_auditor_checks_a_pack_where_there_is_no_program(pack: Path, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    told = {}
    for name, file in (("whole", pack), ("not", _altered(pack, desk / "other.zip", "changed")), ("none", desk)):
        words = [sys.executable, "-m", "drystone.cli.main", "evidence", "verify", str(file)]
        done = subprocess.run(words, cwd=desk, env=environ, capture_output=True, text=True, check=False)
        told[name] = (done.returncode, (done.stdout + done.stderr).split(".")[0])
    assert told["whole"] == (0, "The pack is whole")
    assert told["not"] == (1, "population")
    assert told["none"][0] == 2


def test_an_auditor_gets_every_pack_and_it_is_in_the_log(served: Served) -> None:
    from drystone.audit import queries as audit

    answer = served.client("auditor").get(URL)
    assert answer.status_code == 200
    answer.close()
    assert [look.action for look in audit.about("activity", "encrypt-laptops")][-1] == "evidence-packed"
    assert served.client("employee").get(URL).status_code == 404


def test_who_does_it_and_a_seat_of_many_get_no_pack(served: Served) -> None:
    """A pack lists every thing of every department."""
    period = "since=2026-05-01&until=2026-06-30"
    for who, activity in (("administrator", "keep-logs"), ("department-head", "rehearse")):
        client = served.client(who)
        assert client.get(f"/answer-for/{activity}/evidence.zip?{period}").status_code == 404
        page = client.get(f"/answer-for/{activity}")
        assert (page.status_code, "evidence.zip" in page.content.decode()) == (200, False)


def test_an_accountable_by_a_seat_of_many_gets_no_pack(served: Served) -> None:
    from drystone.directory.models import Duty

    head = served.client("department-head")
    Duty.objects.filter(activity_id="rehearse", position_id="department-head/Sales").update(letter="A")
    for door in ("evidence.zip?since=2026-05-01&until=2026-06-30", "reveal"):
        assert head.get(f"/answer-for/rehearse/{door}").status_code == 404


def _figures(served: Served, who: str, activity: str) -> tuple[set[str], object, str]:
    url = f"/answer-for/{activity}/evidence.zip?since=2026-05-01&until=2026-06-30"
    answer = served.client(who).get(url)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        weeks = list(csv.DictReader(io.StringIO(archive.read("weeks.csv").decode())))
        whole = json.loads(archive.read("activity.json"))["coverage"]
        readme = archive.read("README.txt").decode()
    return {row["failed"] for row in weeks if row["check_id"] == "laptop-disk-encrypted"}, whole, readme


def test_an_accountable_gets_no_figure_of_few_people_and_an_auditor_every_one(served: Served) -> None:
    a_few, shown, readme = _figures(served, accountable(served), "encrypt-laptops")
    assert a_few == {""}
    assert shown == {"pairs": 62, "resolved": 52, "by_fallback": 10}
    assert "fewer than 5 people" in readme
    assert _figures(served, accountable(served, "protect-production-data"), "protect-production-data")[1] is None
    every, _shown, readme = _figures(served, "auditor", "encrypt-laptops")
    assert every == {"3"}
    assert "no figure in it is withheld" in readme
    assert _figures(served, "auditor", "protect-production-data")[1] == {"pairs": 12, "resolved": 12, "by_fallback": 0}


def test_the_key_is_readable_by_its_owner_only(pack: Path, served: Served) -> None:
    assert (served.root / "var" / "evidence-key.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "days",
    [
        "since=2026-06-30&until=2026-05-01", "since=soon&until=2026-05-01", "until=2026-05-01",
        "since=2026-05-01&until=9999-12-31", "since=0001-01-01&until=2026-05-01",
    ],
)  # fmt: skip
def test_what_is_no_period_is_said_and_is_not_quietly_another(served: Served, days: str) -> None:
    client = served.client("auditor")
    for page in ("/answer-for/encrypt-laptops/evidence.zip", "/evidence"):
        answer = client.get(f"{page}?{days}")
        assert answer.status_code == 422, page
        assert "since" in answer.content.decode(), "the form is there to mend it"
    token = _token(served)
    assert client.get(f"/api/v1/answer-for/encrypt-laptops/evidence?{days}", headers=token).status_code == 422


def _token(served: Served) -> dict[str, str]:
    from access.arranged import Arranged

    return Arranged(served.root).token("auditor")


def test_the_auditor_finds_every_activity_under_evidence(served: Served) -> None:
    from drystone.shell import site

    page = served.client("auditor").get("/evidence").content.decode()
    assert 'href="/evidence"' in page, "it is in the navigation"
    for key in site.program().activities:
        assert f"/answer-for/{key}/evidence.zip?since=2026-03-16&amp;until=2026-06-15" in page
    assert 'href="/evidence"' not in served.client("employee").get("/").content.decode()
    assert (
        'name="since" value="2026-03-16"'
        in served.client("auditor").get("/activities/encrypt-laptops").content.decode()
    )


def test_a_pack_that_cannot_be_made_leaves_no_file_open(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    from drystone.accountability import packing

    opened = []

    def keep() -> object:
        opened.append(real())
        return opened[-1]

    real = tempfile.TemporaryFile
    monkeypatch.setattr(packing.tempfile, "TemporaryFile", keep)
    monkeypatch.setattr(packing.evidence, "pack", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        served.client("auditor").get(URL)
    assert [file.closed for file in opened] == [True]


def meant(served: Served, masked: str) -> str | None:
    from drystone.accountability import masks
    from drystone.audit import signing

    return masks.opened(signing.key(served.root / "var" / "evidence-key.pem"), masked)


def _screened(client: Any) -> tuple[bytes, list[dict[str, str]]]:
    answer = client.get("/answer-for/match-screening/evidence.zip?since=2026-05-01&until=2026-06-30")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        return everything, list(csv.DictReader(io.StringIO(archive.read("population.csv").decode())))


def test_no_id_of_a_pack_is_that_of_a_page_or_of_another_pack(served: Served) -> None:
    from drystone.directory.models import Person

    client, people = served.client("auditor"), set(Person.objects.values_list("person_id", flat=True))
    everything, rows = _screened(client)
    _other, again = _screened(client)
    about = [row["asset_id"] for row in rows if row["asset_kind"] == "person"]
    assert about, "it is about people"
    assert not any(one.encode() in everything for one in people)
    assert not set(about) & {row["asset_id"] for row in again}
    found = [str(meant(served, one)) for one in about]
    assert set(found) <= people
    assert found != sorted(found), "their order tells nothing either"


def test_what_somebody_does_has_another_id_than_what_is_known_of_them(tmp_path: Path) -> None:
    from drystone.accountability import masks
    from drystone.audit import signing

    key = signing.key(tmp_path / "key.pem")
    pack, one = masks.Masks(key), "person-0123456789abcdef"
    as_thing, as_actor = pack.thing("person", one), pack.actor(one)
    assert as_thing != as_actor
    assert masks.opened(key, as_thing) == masks.opened(key, as_actor) == one
    accepted = pack.actor(one, "acknowledgements.csv")
    assert accepted not in {as_thing, as_actor}, "positions stand beside it"
    assert masks.opened(key, accepted) == one
    assert masks.opened(key, pack.thing("device", "Lager/7")) == "Lager/7"
    assert pack.actor("cli:kim.berg") == "cli"
    assert pack.thing("position", "it-lead") == "it-lead"
    flipped = ("a" if as_thing[-9] != "a" else "b").join((as_thing[:-9], as_thing[-8:]))
    for wrong in (one, "", "person-", "person-zzz", f"device-{as_thing[7:]}", flipped, as_thing + "a" * 400):
        assert masks.opened(key, wrong) is None, wrong


def test_what_people_wrote_names_nobody(served: Served, tmp_path: Path) -> None:
    from drystone.gaps.models import Attestation, ExceptionRequest, Gap
    from served import NOW

    employee, colleague = served.person("employee"), served.person("colleague")
    first, last = employee.name.split(" ", 1)
    gap = Gap.objects.filter(activity_id="encrypt-laptops", status="open")[0]
    ExceptionRequest.objects.create(
        exception_id="e1", gap=gap, reason=f"{employee.name.upper()}'s laptop, ask {last}, {first}.",
        until=NOW.date(), requested_by=employee.person_id, requested_at=NOW, decider="x",
        decision_reason=f"Agreed with <{colleague.email.upper()}>.",
    )  # fmt: skip
    Attestation.objects.create(
        attestation_id="a1", activity_id="encrypt-laptops", asset_id="encrypt-laptops", attested_by="x",
        attested_at=NOW, evidence=f"Minutes by {colleague.name}; {first} alone stays", valid_until=NOW.date(),
    )  # fmt: skip
    answer = served.client("auditor").get(URL)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        asked = next(csv.DictReader(io.StringIO(archive.read("exceptions.csv").decode())))
        word = next(csv.DictReader(io.StringIO(archive.read("attestations.csv").decode())))
        readme, manifest = archive.read("README.txt").decode(), json.loads(archive.read("activity.json"))
    words, agreed = asked["reason"].split(), asked["decision_reason"]
    assert (meant(served, words[0]), words[1:3], words[3]) == (employee.person_id, ["laptop,", "ask"], f"{words[0]}.")
    assert meant(served, agreed[len("Agreed with <") : -2]) == colleague.person_id
    assert word["evidence"].removesuffix(f"; {first} alone stays") == f"Minutes by {agreed[len('Agreed with <') : -2]}"
    assert (asked["requested_at"], word["attested_at"]) == ("2026-06-15", "2026-06-15"), "the minute would say who"
    assert "replaced by ids" in readme
    assert manifest["population_as_of"] in readme
