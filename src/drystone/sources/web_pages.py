"""Pages of an API, spooled to disk with a journal, so that an interrupted fetch goes on where it stopped.

1. A journal's first line says what is asked for and since when; each later line names a page that is safe on disk and
   the request after it. A line that was cut short does not count.
2. A journal of the same request that has not come to its end and is younger than six hours goes on from its last line.
3. Any other one is removed first: what was fetched to its end has been used, and is asked for anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from drystone.lib.clock import iso, parse_moment
from drystone.lib.errors import SourceError
from drystone.program.model import Source
from drystone.sources.json_loading import Document, load, rows_path
from drystone.sources.options import Options
from drystone.sources.paging import Paging, Request, count_records
from drystone.sources.secrets import Vault
from drystone.sources.web_requests import Answer, Requests, StoppedError
from drystone.sources.web_sign_in import SignIn

_OLDEST = dt.timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that are here, since when, and why not all of them are ("" where they are)."""

    files: tuple[Path, ...]
    started: dt.datetime
    stopped: str = ""


def fetch_pages(source: Source, vault: Vault, spool: Path, as_of: dt.datetime) -> Pages:
    """Fetch all pages of a source. Raises SourceError where not even one could be fetched."""
    options = Options.of(source)
    paging, sign_in = Paging.of(options, source.kind), SignIn.of(options, vault)
    params = _params(options)
    journal = _Journal.open(spool, _fingerprint(options, params), as_of)
    ask = journal.pending or paging.start(options.text("url"), params)
    try:
        with Requests(options, sign_in, environ=vault.environ) as requests:
            _walk(source, _Walk(options, paging, requests, journal), ask)
    except SourceError as error:
        if not journal.files:
            raise
        return Pages(tuple(journal.files), journal.started, f"only {len(journal.files)} pages arrived; {error}")
    return Pages(tuple(journal.files), journal.started)


@dataclass(frozen=True, slots=True)
class _Walk:
    options: Options
    paging: Paging
    requests: Requests
    journal: _Journal


def _walk(source: Source, walk: _Walk, ask: Request | None) -> None:
    rows, seen = rows_path(walk.options), set(walk.journal.digests)
    while ask is not None:
        if len(walk.journal.files) >= walk.requests.limits.pages:
            raise StoppedError(
                f"there are more than {walk.requests.limits.pages:,} pages",
                where=walk.options.where,
                do="Ask for less, or raise limits.pages.",
            )
        part = walk.journal.folder / "page.part"
        answer, document = _page(source, walk, ask, part)
        digest = _digest(part)
        link = partial(walk.requests.on_same_origin, base=answer.url)
        if walk.paging.way == "link":
            following = Request(link(answer.next_link), {}) if answer.next_link else None
        else:
            following = walk.paging.following(ask, document, count_records(document, rows), link)
        if following is not None and digest in seen:
            raise StoppedError(
                "the API sends a page that it has sent before: it goes in a circle",
                where=walk.options.where,
                do="Check `paging`.",
            )
        seen.add(digest)
        walk.journal.keep(part, digest, following)
        ask = following


def _page(source: Source, walk: _Walk, ask: Request, part: Path) -> tuple[Answer, Any]:
    """Fetch a page, and read it where the next request stands in it; a page that was cut short is asked for again."""
    answer = walk.requests.get(ask.url, ask.params, part)
    if walk.paging.way in {"none", "link"}:
        return answer, None
    document = Document(part, f"page {len(walk.journal.files) + 1} of {source.id}", walk.options.where)
    try:
        return answer, load(document)
    except SourceError:
        answer = walk.requests.get(ask.url, ask.params, part)
        return answer, load(document)


class _Journal:
    """The pages of one fetch and how far it came."""

    def __init__(self, folder: Path, started: dt.datetime) -> None:
        self.folder = folder
        self.started = started
        self.files: list[Path] = []
        self.digests: list[str] = []
        self.pending: Request | None = None

    @classmethod
    def open(cls, folder: Path, fingerprint: str, as_of: dt.datetime) -> _Journal:
        """Go on with a journal of the same request that is young and not at its end, or begin a new one."""
        lines = _lines(folder / "journal.jsonl")
        if lines and lines[0].get("request") == fingerprint:
            journal = cls(folder, parse_moment(str(lines[0]["started"])))
            young = dt.timedelta(0) <= as_of - journal.started <= _OLDEST
            if young and journal._take(lines[1:]) and journal.pending is not None:
                return journal
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        journal = cls(folder, as_of)
        journal._write({"request": fingerprint, "started": iso(as_of)})
        return journal

    def keep(self, part: Path, digest: str, following: Request | None) -> None:
        """Make a fetched page part of the fetch, durably."""
        page = self.folder / f"{len(self.files) + 1:06d}.json"
        part.replace(page)
        self.files.append(page)
        self.digests.append(digest)
        self.pending = following
        pending = {"url": following.url, "params": dict(following.params)} if following else None
        self._write({"page": page.name, "sha256": digest, "next": pending})

    def _take(self, lines: list[dict[str, Any]]) -> bool:
        for line in lines:
            page = self.folder / str(line["page"])
            if not page.is_file() or _digest(page) != line["sha256"]:
                return False
            self.files.append(page)
            self.digests.append(str(line["sha256"]))
            following = line["next"]
            self.pending = Request(following["url"], following["params"]) if following else None
        return True

    def _write(self, line: Mapping[str, Any]) -> None:
        with (self.folder / "journal.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
            stream.flush()
            os.fsync(stream.fileno())


def _lines(path: Path) -> list[dict[str, Any]]:
    """Return the journal's lines up to the first that is not whole."""
    lines: list[dict[str, Any]] = []
    if not path.is_file():
        return lines
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            lines.append(json.loads(text))
        except json.JSONDecodeError:
            break
    return lines


def _params(options: Options) -> dict[str, str | list[str]]:
    given = options.mapping("params")
    return {
        name: list(given.words(name)) if isinstance(given.values[name], list) else _word(given, name) for name in given
    }


def _word(given: Options, name: str) -> str:
    value = given.values[name]
    return str(value).lower() if isinstance(value, bool) else given.text(name)


def _fingerprint(options: Options, params: Mapping[str, str | list[str]]) -> str:
    asked = [options.text("url"), sorted(params.items()), sorted(options.mapping("paging").values.items(), key=str)]
    return hashlib.sha256(json.dumps(asked, default=str).encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
