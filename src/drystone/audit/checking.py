"""Whether an evidence pack is whole: without the site, its state or its program, as an auditor has it.

The pack comes from outside: names that stand in it twice, members that say another size than they have, and lists
without end are told, not trusted.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from drystone.audit import signing
from drystone.lib.errors import UsageError

#: The list of files, keys and signatures are small; more than this is no pack of ours.
_SMALL = 4 << 20
_MOST_MEMBERS = 1000


def problems(file: Path, *, expected_key: bytes | None = None) -> list[str]:
    """Check a pack and return what is wrong with it; empty means whole. Raises UsageError where it is no pack.

    Without ``expected_key`` only the pack's own key is used, which shows accidents, not a forger.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _problems(archive, expected_key)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise UsageError(f"this is no evidence pack: {error}", where=str(file)) from error
    except RuntimeError as error:  # zipfile's word for a member that is encrypted
        raise UsageError(f"this is no evidence pack: {error}", where=str(file)) from error


def _problems(archive: zipfile.ZipFile, expected_key: bytes | None) -> list[str]:
    if len(archive.infolist()) > _MOST_MEMBERS:
        raise ValueError(f"it has {len(archive.infolist())} files")
    listed, own, signature = (_small(archive, name) for name in ("SHA256SUMS", "public.pem", "SHA256SUMS.sig"))
    found = []
    if expected_key is not None and own.strip() != expected_key.strip():
        found.append("public.pem is not the organisation's key")
    if not signing.verify(expected_key or own, signature, listed):
        found.append("SHA256SUMS is not what was signed")
    wanted = {name: digest for digest, _mode, name in (line.partition("  ") for line in listed.decode().splitlines())}
    times = Counter(archive.namelist())
    present = set(times) - {"SHA256SUMS", "SHA256SUMS.sig"}
    found += [f"{name} stands in it {count} times" for name, count in sorted(times.items()) if count > 1]
    found += [f"{name} was added" for name in sorted(present - wanted.keys())]
    found += [f"{name} is missing" for name in sorted(wanted.keys() - present)]
    found += [
        f"{name} was changed" for name in sorted(present & wanted.keys()) if _digest(archive, name) != wanted[name]
    ]
    return found


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(_SMALL + 1)
    if len(content) > _SMALL:
        raise ValueError(f"{name} is too long")
    return content


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
