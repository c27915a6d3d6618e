"""Looking at a whole lake: is everything there that its snapshots name, and nothing else?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from drystone.lake import durable
from drystone.lake import manifest as manifests
from drystone.lake.manifest import Manifest, TableFile
from drystone.lib.errors import StoreError

_AGAIN = "Restore the file from a backup; or remove the snapshots that name it and run again."


@dataclass(frozen=True, slots=True)
class LakeProblem:
    """One thing that is not as it should be. An ``orphan`` or ``unfinished`` run costs room and nothing else."""

    kind: Literal["manifest", "missing", "changed", "orphan", "unfinished"]
    path: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}\n  {self.do}"


def fsck(lake: Path) -> list[LakeProblem]:
    """Read every manifest and hash every file that one names; return what is wrong, the worst first."""
    problems: list[LakeProblem] = []
    needed: dict[str, tuple[str, TableFile]] = {}
    folders = sorted((lake / "snapshots").iterdir())
    for folder in folders:
        manifest = _manifest(folder, problems)
        for path, file in manifest.files().items() if manifest else ():
            needed.setdefault(path, (folder.name, file))
    for path, (run_id, file) in sorted(needed.items()):
        problem = _compare(lake / path, run_id, file)
        if problem:
            problems.append(problem)
    return problems + _left_over(lake, folders, set(needed))


def _manifest(folder: Path, problems: list[LakeProblem]) -> Manifest | None:
    if folder.name.startswith(".") or not (folder / manifests.NAME).exists():
        return None
    try:
        return manifests.read(folder)
    except StoreError as error:
        problems.append(LakeProblem("manifest", error.where, error.what, error.do))
        return None


def _compare(path: Path, run_id: str, file: TableFile) -> LakeProblem | None:
    if not path.is_file():
        return LakeProblem("missing", file.path, f"the file is missing; snapshot {run_id} needs it", _AGAIN)
    size = path.stat().st_size
    if size != file.bytes:
        what = f"the file has {size:,} bytes; snapshot {run_id} wrote {file.bytes:,}"
        return LakeProblem("changed", file.path, what, _AGAIN)
    if durable.sha256_of(path) != file.sha256:
        return LakeProblem("changed", file.path, f"the file was changed after snapshot {run_id} wrote it", _AGAIN)
    return None


def _left_over(lake: Path, folders: list[Path], needed: set[str]) -> list[LakeProblem]:
    problems = []
    for folder in folders:
        if folder.name.startswith(".tmp-"):
            do = "The next run removes it."
            problems.append(LakeProblem("unfinished", f"snapshots/{folder.name}", "a run did not finish", do))
        elif not folder.is_dir():
            do = "Remove it, if you know what it is."
            problems.append(LakeProblem("orphan", f"snapshots/{folder.name}", "nothing of ours", do))
        else:
            for file in sorted(folder.iterdir()):
                path = file.relative_to(lake).as_posix()
                if path not in needed and file.name != manifests.NAME:
                    do = "The next collection removes it, if the manifests are sound."
                    problems.append(LakeProblem("orphan", path, "no snapshot names this file", do))
    return problems
