"""Evidence packs: whole, pseudonymous, and checked without us."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

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
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    words = "openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig"
    subprocess.run(words.split(), cwd=folder, check=True, capture_output=True)


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

    from drystone.accountability import checking, signing

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


def test_the_key_is_readable_by_its_owner_only(pack: Path, served: Served) -> None:
    assert (served.root / "var" / "evidence-key.pem").stat().st_mode & 0o777 == 0o600
