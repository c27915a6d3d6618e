"""An incident goes along as a signed ZIP: it can be read and checked without Drystone, on the command line too."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from served import NOW, Served

TEXT = "<img src=x onerror=alert(1)> **not bold**"


@pytest.fixture
def incident(served: Served) -> str:
    from drystone.incidents import deciding, evidence, opening, telling

    by = served.people["responder"]
    made = opening.open_incident(opening.Opening("Keys were copied", "intrusion", "high"), by=by, now=NOW)
    with telling.writing(made) as row:
        telling.add(row, telling.Saying(text=TEXT), by=by, now=NOW)
    evidence.attach(made, evidence.File("log.txt", b"a line\n"), by=by, now=NOW)
    told = deciding.Deciding("", "It stood still.", "ciso", regime="nis2", verdict="started", aware_at=NOW)
    deciding.decide(made, told, by=by, now=NOW)
    return made


def _cli(*words: str) -> int:
    from drystone.cli.main import main

    return int(main(list(words)))


def test_it_can_be_taken_along_and_checked_offline(
    served: Served, incident: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, root = tmp_path / "incident.zip", ["--program", str(served.root)]
    assert _cli("incident", "list", *root, "--json") == 0
    assert [one["incident"] for one in json.loads(capsys.readouterr().out)] == [incident]
    assert _cli("incident", "show", incident, *root) == 0
    shown = capsys.readouterr().out
    assert "Early warning (NIS2, Art. 23(4)(a)): due 2026-06-16 11:00 (CEST)" in shown
    assert _cli("incident", "show", "incident-x", *root) == 2
    assert _cli("incident", "export", incident, "--out", str(file), *root) == 0
    assert _cli("incident", "verify", str(file)) == 0
    _read(file, tmp_path / "out")
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"stood still", b"went on") if name == "incident.json" else data)
    capsys.readouterr()
    assert _cli("incident", "verify", str(changed)) == 1
    assert "incident.json was changed" in capsys.readouterr().out


def _read(file: Path, out: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(out)
    told: dict[str, Any] = json.loads((out / "incident.json").read_text(encoding="utf-8"))
    (kept,) = told["evidence"]
    assert (out / kept["file"]).read_bytes() == b"a line\n"
    assert [one["due_local"] for one in told["clocks"]] == ["2026-06-16T11:00+02:00", "2026-06-18T11:00+02:00", None]
    written = (out / "incident.md").read_text(encoding="utf-8")
    assert "<img" not in written
    assert "**not bold**" not in written
    if shutil.which("sha256sum"):
        assert (
            subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=out, capture_output=True, check=False).returncode == 0
        )  # The README says so.


def test_programs_read_and_run_it_over_the_api(served: Served, incident: str) -> None:
    from drystone.directory import queries, tokens
    from drystone.shell import site

    user = served.user("responder")
    viewer = queries.viewer_of(user, site.program(), strong=True)
    wish = tokens.Wish("test", ("incidents:read", "incidents:write"))
    head = {"authorization": f"Bearer {tokens.make(wish, viewer=viewer, at=NOW)}"}
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"} | head)
    act = {"act": "state", "told": {"state": "contained", "why": "The key is revoked.", "at": NOW.isoformat()}}
    base = f"/api/v1/incidents/{incident}"
    assert client.post(f"{base}/acts", act, content_type="application/json").status_code == 200
    sent = {"act": "sent", "told": {"step": "nis2/early-warning", "words": "Case 4711"}}
    assert client.post(f"{base}/acts", sent, content_type="application/json").status_code == 200
    told = client.get(base).json()
    assert [one["state"] for one in told["clocks"]] == ["sent", "running", "waiting"]
    assert (told["state"], dt.datetime.fromisoformat(told["contained_at"])) == ("contained", NOW)
    assert client.post(f"{base}/acts", {"act": "x", "told": {}}, content_type="application/json").status_code == 400
    pack = client.get(f"{base}/pack")
    assert b"".join(pack.streaming_content).startswith(b"PK")
    pack.close()
