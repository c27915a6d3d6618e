"""Fetching: from where a source lies to raw files on this machine, before anyone reads what they say.

A source lies at a path (a file, a pattern, a compressed file, members of an archive), behind a URL, or was pushed to
the site. What comes out is the same: local files, how old the knowledge is, and whether all of it arrived. The kinds
and the ready-made shapes read these files; none of them fetches for itself.
"""

from __future__ import annotations

import datetime as dt
import importlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drystone.lib.errors import SourceError
from drystone.program.model import Source
from drystone.sources.locating import Located, locate_all
from drystone.sources.options import Options
from drystone.sources.secrets import Vault
from drystone.sources.staged import Quarantined
from drystone.sources.unpacking import Packed, is_packed, unpack

if TYPE_CHECKING:
    from drystone.sources.web_pages import Pages


#: Kinds of sources whose records an identity provider can push to the site.
_PUSHED_KINDS = ("scim",)


@dataclass(frozen=True, slots=True)
class Fetched:
    """Raw files of one source.

    ``fetched_at`` (aware, UTC) is the oldest modification time of the set, or the run's moment where an API answered.
    Where not all of it arrived, ``complete`` is False and ``error`` says why and what to do; ``files`` then holds what
    did arrive. ``names`` are what people call each file (for quarantine and messages), in the order of ``files``.
    """

    files: tuple[Path, ...]
    fetched_at: dt.datetime
    complete: bool = True
    error: str = ""
    quarantined: tuple[Quarantined, ...] = ()
    quarantined_count: int = 0
    names: tuple[str, ...] = ()


def fetch(source: Source, *, root: Path, scratch: Path, environ: Mapping[str, str], as_of: dt.datetime) -> Fetched:
    """Bring a source's raw files to this machine; paths are relative to ``root``, copies go below ``scratch``.

    Raises SourceError where nothing could be fetched.
    """
    options, vault = Options.of(source), Vault(environ, root)
    if is_pushed(source):
        return _from_push(source, options, scratch, as_of)
    if "url" in options:
        return _from_web(source, vault, scratch, as_of)
    if "path" not in options:
        raise options.missing("path", "Say where the export lies, such as location: {path: exports/devices.csv}.")
    return _from_path(source, options, vault, scratch)


def is_pushed(source: Source) -> bool:
    """Whether the records of a source are pushed to the site (``location: {pushed: true}``)."""
    return source.location.get("pushed") is True


def pushed_file(scratch: Path, kind: str) -> Path:
    """Return the file into which a run writes what was pushed of a kind, before it stages the sources."""
    return scratch / "pushed" / f"{kind}.jsonl"


def _from_push(source: Source, options: Options, scratch: Path, as_of: dt.datetime) -> Fetched:
    if source.kind not in _PUSHED_KINDS:
        raise SourceError(
            f'nothing can be pushed to a source of kind "{source.kind}"', where=options.where, do="Write kind: scim."
        )
    path = pushed_file(scratch, source.kind)
    if not path.exists():
        raise SourceError(
            "nothing was pushed yet",
            where=options.where,
            do="Make a service's token at /administration/tokens and give it to the identity provider.",
        )
    return Fetched(files=(path,), names=("what was pushed",), fetched_at=as_of)


def _from_path(source: Source, options: Options, vault: Vault, scratch: Path) -> Fetched:
    several = isinstance(options.values["path"], list | tuple)
    written = options.words("path") if several else (options.text("path"),)
    located = locate_all(written, root=vault.root, where=options.where)
    copies = scratch / f"{source.id}.files"
    shutil.rmtree(copies, ignore_errors=True)
    files: list[tuple[Path, str]] = []
    for number, one in enumerate(located):
        if source.kind == "parquet" or not options.flag("decompress", default=True) or not is_packed(one.path):
            files.append((one.path, one.name))
        else:
            packed = _packed(one, options, vault)
            files.extend(unpack(packed, copies / f"{number:04d}"))
    if not files:
        raise options.wrong("path", "a path or a list of paths")
    oldest = min(one.mtime for one in located)
    return Fetched(
        files=tuple(path for path, _ in files),
        names=tuple(name for _, name in files),
        fetched_at=dt.datetime.fromtimestamp(oldest, tz=dt.UTC),
    )


def _from_web(source: Source, vault: Vault, scratch: Path, as_of: dt.datetime) -> Fetched:
    """Fetch pages; a single download may be compressed, as a page of an API is not."""
    options = Options.of(source)
    # An HTTP client takes longer to load than a folder of files to read; most programs read files.
    web_pages = importlib.import_module("drystone.sources.web_pages")
    pages: Pages = web_pages.fetch_pages(source, vault, scratch / f"{source.id}.pages", as_of)
    files = [(path, f"page {number}") for number, path in enumerate(pages.files, start=1)]
    if len(files) == 1 and is_packed(files[0][0]):
        copies = scratch / f"{source.id}.files"
        shutil.rmtree(copies, ignore_errors=True)
        one = Located(files[0][0], options.text("url").rsplit("/", 1)[-1], 0)
        files = unpack(_packed(one, options, vault), copies)
    return Fetched(
        files=tuple(path for path, _ in files),
        names=tuple(name for _, name in files),
        fetched_at=pages.started,
        complete=not pages.stopped,
        error=pages.stopped,
    )


def _packed(one: Located, options: Options, vault: Vault) -> Packed:
    return Packed(one.path, one.name, options.where, options.text("member", "*"), vault.read(options, "password"))
