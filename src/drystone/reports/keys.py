"""The keys that what people tell is encrypted with. They lie in a folder of their own: beside no data, in no backup.

1. A key of each week opens the names of those who gave theirs, and the messages they sent along. When nothing is left
   that it opens, it goes: then no backup opens any more either.
2. A sealed name has a key of its own, which lies here wrapped to the officers (``sealing``).
3. A file is written whole or not at all, and readable by its user only.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from drystone.lib.errors import StoreError
from drystone.program.model import Program
from drystone.shell import site

VARIABLE = "DRYSTONE_REPORT_KEYS"
_FOLDER = "report-keys"
_BYTES = 32
_NAME = re.compile(r"\d{4}-w\d{2}", re.ASCII)


def folder(program: Program, environ: Mapping[str, str]) -> Path:
    """Return where the keys lie: a variable says, else beside the state. Machines of one site share the folder."""
    told = environ.get(VARIABLE)
    return Path(told) if told else (program.root / program.settings.state.path).with_name(_FOLDER)


def here() -> Path:
    """Return the folder of the site that this process serves."""
    return folder(site.program(), site.served().environ)


def epoch_of(now: dt.datetime) -> str:
    """Return the name of a moment's week (ISO 8601, in UTC), as ``2026-w25``."""
    year, week, _day = now.astimezone(dt.UTC).isocalendar()
    return f"{year}-w{week:02}"


def made(epoch: str) -> bytes:
    """Return the key of a week; the first who needs it makes it. Raises StoreError where it cannot be kept."""
    path = here() / f"{epoch}.key"
    if not path.exists():
        write(path, secrets.token_bytes(_BYTES))
    found = _read(path)
    if found is None:
        raise StoreError(_("a key of the reports is damaged"), where=str(path), do=_("put it back from its own copy"))
    return found


def known(epoch: str) -> bytes | None:
    """Return the key of a week, or None where it is gone."""
    return _read(here() / f"{epoch}.key") if _NAME.fullmatch(epoch) else None


def epochs() -> list[str]:
    """Return the weeks whose keys are here, newest first."""
    with suppress(FileNotFoundError):
        return sorted((path.stem for path in here().glob("*.key") if _NAME.fullmatch(path.stem)), reverse=True)
    return []


def derived(key: bytes, what: str) -> bytes:
    """Return the key for one use (HKDF, RFC 5869): what is found with it is not what opens."""
    return HKDF(hashes.SHA256(), _BYTES, None, f"drystone reports {what}".encode()).derive(key)


def forget(path: Path) -> None:
    """Delete a key: what it opened opens for nobody any more."""
    path.unlink(missing_ok=True)


def written_at(name: str) -> dt.datetime:
    """Return when a file of the folder was written, in UTC; long ago where there is none."""
    try:
        return dt.datetime.fromtimestamp((here() / name).stat().st_mtime, tz=dt.UTC)
    except FileNotFoundError:
        return dt.datetime.fromtimestamp(0, tz=dt.UTC)


def write(path: Path, data: bytes) -> None:
    """Write a file whole, readable by this user only; of two who make one, the first wins. Raises StoreError."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                _for_its_folders_user(file.fileno(), path.parent)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(new, path)
        finally:
            new.unlink(missing_ok=True)
        _sync(path.parent)
    except OSError as error:
        raise StoreError(
            _("a key of the reports cannot be kept: %(why)s") % {"why": error.strerror or error},
            where=str(path.parent),
            do=_("let this user write the folder, and see that there is room"),
        ) from error


def _read(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    return data if len(data) == _BYTES else None


def _for_its_folders_user(handle: int, folder: Path) -> None:
    """Give a file to whoever has its folder, where the superuser writes: the site could not read it otherwise."""
    if os.geteuid() == 0:
        whose = folder.stat()
        os.fchown(handle, whose.st_uid, whose.st_gid)


def _sync(parent: Path) -> None:
    handle = os.open(parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
