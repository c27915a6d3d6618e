"""A backup as files: a folder or one tar, with a manifest that names every file and its hash.

A backup comes from elsewhere, so reading one trusts nothing: only the files that the manifest names are taken, each a
plain file under a plain relative name, each with exactly the bytes that its hash and size say.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from drystone.lib.errors import StoreError, UsageError

FORMAT = 1
NAME = "manifest.json"
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 256 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. Paths of lake and state are as the program's settings say; ``migrations`` per room."""

    made_at: str
    drystone: str
    state_kind: str
    lake_path: str
    state_path: str
    applied: str
    migrations: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)


def hash_of(path: Path) -> tuple[int, str]:
    """Return a file's size and SHA-256, in bounded memory."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def plain_files(folder: Path) -> Iterator[Path]:
    """Yield the plain files below a folder, sorted; links are left out, since they may lead anywhere."""
    for base, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(base, name)
            if path.is_file() and not path.is_symlink():
                yield path


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest with its own digest, last: a backup without one is none."""
    body = asdict(manifest)
    text = json.dumps({"format": FORMAT, "digest": _digest(body), **body}, indent=1, sort_keys=True)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def pack(folder: Path, target: Path) -> None:
    """Put a finished folder in its place: renamed, or as one tar where ``target`` ends in .tar."""
    if target.suffix != ".tar":
        folder.rename(target)
        return
    temporary = target.with_name(f".{target.name}.new")
    try:
        temporary.touch(mode=0o600)
        with temporary.open("wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for path in [folder / NAME, *(one for one in plain_files(folder) if one != folder / NAME)]:
                    tar.add(path, arcname=path.relative_to(folder).as_posix(), recursive=False)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(target)
    finally:
        temporary.unlink(missing_ok=True)


def unpack(source: Path, into: Path) -> Manifest:
    """Copy a backup's files into a new folder, each verified on the way. Raises StoreError for anything amiss."""
    try:
        if source.is_dir():
            return _from_folder(source, into)
        if not source.is_file():
            raise UsageError("there is no backup", where=str(source))
        with tarfile.open(source, mode="r:") as tar:
            return _from_tar(tar, source, into)
    except (tarfile.TarError, OSError) as error:
        raise StoreError(f"the backup cannot be read: {error}", where=str(source), do="use another backup") from error


def _from_folder(source: Path, into: Path) -> Manifest:
    with (source / NAME).open("rb") as file:
        manifest = _read_manifest(file, source)
    for name, expected in manifest.files.items():
        path = source / name
        if path.is_symlink() or not path.is_file():
            raise _broken(source, f"{name} is missing")
        with path.open("rb") as file:
            _take(file, into / name, expected, source)
    return manifest


def _from_tar(tar: tarfile.TarFile, source: Path, into: Path) -> Manifest:
    first = tar.next()
    if first is None or first.name != NAME or not first.isreg():
        raise _broken(source, "it does not begin with a manifest")
    manifest = _read_manifest(_open(tar, first), source)
    waiting = dict(manifest.files)
    while member := tar.next():
        expected = waiting.pop(member.name, None)
        if expected is None or not member.isreg():
            raise _broken(source, f"{member.name!r} is not in its manifest")
        with closing(_open(tar, member)) as file:
            _take(file, into / member.name, expected, source)
    if waiting:
        raise _broken(source, f"{min(waiting)} is missing")
    return manifest


def _open(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(member)
    if file is None:
        raise tarfile.ReadError(f"{member.name!r} has no content")
    return file


def _take(file: IO[bytes], target: Path, expected: tuple[int, str], source: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    size, wanted = expected
    digest, left = hashlib.sha256(), size
    with target.open("xb") as copy:
        while chunk := file.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                break
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    if left != 0 or digest.hexdigest() != wanted:
        raise _broken(source, f"{target.name} was changed after the backup was made")


def _read_manifest(file: IO[bytes], source: Path) -> Manifest:
    try:
        body: dict[str, Any] = json.loads(file.read(_LARGEST_MANIFEST))
        version, claimed = body.pop("format"), body.pop("digest")
        if version != FORMAT:
            raise StoreError(
                f"the backup has format {version!r}; this version reads format {FORMAT}",
                where=str(source),
                do="restore it with the version of Drystone that made it",
            )
        if claimed != _digest(body):
            raise ValueError("it was changed")
        files = {_plain_name(name): (int(size), str(digest)) for name, (size, digest) in body.pop("files").items()}
        return Manifest(**body, files=files)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _broken(source, f"its manifest cannot be read: {error}") from error


def _plain_name(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or ".." in path.parts or "\\" in name or path.as_posix() != name:
        raise ValueError(f"{name!r} is not a plain relative name")
    return name


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _broken(source: Path, what: str) -> StoreError:
    return StoreError(f"the backup is not whole: {what}", where=str(source), do="use another one; nothing was restored")


def remove(folder: Path) -> None:
    """Remove a folder that was being made."""
    shutil.rmtree(folder, ignore_errors=True)
