"""Backup and restore: everything comes back, verified; nothing is overwritten; nothing damaged gets in."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import fake_pipeline
from drystone.lib.errors import StoreError, UsageError
from fake_pipeline import MAY, failing, world

Run = Callable[..., Any]


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, state: Any, tmp_path: Path) -> Iterator[Any]:
    """An empty state of the same kind on another machine, so to speak."""
    yield from request.getfixturevalue("empty_like")(state, tmp_path / "new" / "var" / "state.sqlite3")


def _lived(run: Run, root: Path) -> Any:
    from drystone.gaps import actions
    from drystone.gaps.models import Gap

    (root / "drystone.toml").write_text("schema = 1\n")
    (root / "link").symlink_to("/etc/passwd")
    run(world(failing("d1", "d2", detail='is \\N open,\t"really"')))
    run(world(failing("d1", "d3")), day=1)
    gap = Gap.objects.get(asset_id="d1")
    actions.request(actions.Wish(gap.gap_id, "Soon.", MAY.date()), by="person-1", at=MAY)
    return fake_pipeline.program(root)


def _told() -> tuple[Any, ...]:
    from drystone.audit import verifying
    from drystone.gaps.models import GapEvent
    from drystone.gaps.queries import Filter, listing
    from drystone.runs import protocol

    events = sorted(GapEvent.objects.values_list("gap_id", "event", "by"))
    gaps = list(listing(Filter(statuses=("open", "excepted", "closed"))))
    return gaps, events, verifying.walk().problems, protocol.applied()


@pytest.mark.parametrize("name", ["copy.tar", "copy"])
def test_what_was_backed_up_comes_back_elsewhere_and_runs_on(
    state: Any, elsewhere: Any, run: Run, tmp_path: Path, name: str
) -> None:
    from drystone.lake import Lake
    from drystone.runs import actions, backup

    state.use()
    made = backup.backup(_lived(run, tmp_path), tmp_path.parent / f"{tmp_path.name}-{name}", at=MAY)
    before = _told()
    elsewhere.use()
    restored = backup.restore(made.path, tmp_path / "new")
    assert (restored.applied, restored.files) == (made.applied, made.files)
    assert _told() == before
    assert not before[2]
    assert Lake(tmp_path / "new" / "var" / "lake").fsck() == []
    assert (tmp_path / "new" / "drystone.toml").exists()
    assert not (tmp_path / "new" / "link").exists()
    tools = actions.Tools(fake_pipeline.FakePipeline(world(failing("d1", "d3"))), now=lambda: MAY)
    report = actions.run(fake_pipeline.program(tmp_path / "new"), tools=tools)
    assert (report.gaps["opened"], report.gaps["closed"], report.gaps["open"]) == (0, 0, 2)


def test_nothing_is_overwritten(state: Any, run: Run, tmp_path: Path) -> None:
    from drystone.runs import backup

    made = backup.backup(_lived(run, tmp_path), tmp_path.parent / f"{tmp_path.name}.tar", at=MAY)
    with pytest.raises(UsageError, match="already"):
        backup.backup(fake_pipeline.program(tmp_path), made.path, at=MAY)
    with pytest.raises(UsageError, match="something already"):
        backup.restore(made.path, tmp_path)
    with pytest.raises(UsageError, match="a state already"):
        backup.restore(made.path, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / ".new.restoring").exists()


@pytest.mark.parametrize("victim", ["lake/", "state/", "program/", "manifest.json"])
def test_a_damaged_backup_restores_nothing(sqlite_state: Any, run: Run, tmp_path: Path, victim: str) -> None:
    from drystone.runs import backup
    from drystone.web.setup import configure

    made = backup.backup(_lived(run, tmp_path), tmp_path.parent / f"{tmp_path.name}-copy", at=MAY)
    path = next(
        one
        for one in sorted(made.path.rglob("*"))
        if one.relative_to(made.path).as_posix().startswith(victim) and one.is_file()
    )
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)
    configure(None, tmp_path / "new" / "var" / "state.sqlite3")
    with pytest.raises(StoreError, match="not whole"):
        backup.restore(made.path, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside", "program/unlisted"])
def test_a_backup_cannot_write_outside_or_beside_its_manifest(sqlite_state: Any, tmp_path: Path, name: str) -> None:
    from drystone.runs import archive, backup

    body = {
        "made_at": "", "drystone": "", "state_kind": "sqlite", "lake_path": "var/lake", "state_path": "s",
        "applied": "",
        "migrations": {}, "files": {} if name == "program/unlisted" else {name: (1, "0" * 64)},
    }  # fmt: skip
    text = json.dumps({"format": 1, "digest": archive._digest(body), **body}).encode()
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        for member, data in (("manifest.json", text), (name, b"x")):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    with pytest.raises(StoreError, match="not whole"):
        backup.restore(tmp_path / "bad.tar", tmp_path / "new")
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path.parent / "outside").exists()


def test_a_look_at_peoples_names_needs_a_reason_and_is_recorded(sqlite_state: Any, run: Run, tmp_path: Path) -> None:
    from drystone.audit import queries as audit
    from drystone.gaps import queries as gaps
    from drystone.gaps.queries import Filter
    from drystone.runs import queries

    person = {"person_id": "person-1", "email": "noor@fenwick.example", "name": "Noor"}
    whose = {"asset_kind": "device", "asset_id": "d1", "person_id": "person-7", "claim": "assigned"}
    run(world(failing("d1"), person=[person]) | {"owner": [whose]})
    program = fake_pipeline.program(tmp_path)
    with pytest.raises(UsageError, match="reason"):
        queries.gaps_with_people(program, Filter(), queries.Looking("person-9", MAY, " "))
    (row,) = queries.gaps_with_people(program, Filter(), queries.Looking("person-9", MAY, "Handing out kit"))
    assert (row["responsible"], row["accountable"]) == (["noor@fenwick.example"], "person-9")
    assert row["asset_name"] == "name of d1"
    (look,) = audit.about("gaps", "")
    told = {"reason": "Handing out kit", "check": "", "activity": "", "people": ["person-1", "person-7", "person-9"]}
    assert (look.actor, look.payload) == ("person-9", told)
    mine = list(queries.gaps_with_people(program, Filter(person="person-2"), queries.Looking("p", MAY, "x")))
    assert mine == []
    (bare,) = gaps.listing(Filter())
    assert (bare["asset_name"], bare["item"], bare["detail"]) == (None, None, None)
    asked = queries.Looking("person-9", MAY, "For the tracker")
    (finding,) = queries.gaps_with_people(program, Filter(), asked, findings=True)
    assert finding["responsible"] == ["person-1"]
    assert finding["people"]["person-1"] == ("Noor", "noor@fenwick.example")
