"""A snapshot in the making.

Rules that this module keeps:

1. A derived table is made again only where its fingerprint differs from the previous snapshot's: SHA-256 over its name,
   its text (SQL, settings, perhaps a date), the version of Drystone and its inputs' fingerprints.
2. A table that is not made again is a view over the earlier Parquet file; nothing is copied.
3. Nothing is visible before ``commit``: files and folder are synced and hashed, then the folder gets its name.
4. A table that ``settles`` and comes out as it was before keeps its earlier fingerprint, so that what is made from it
   need not be made again.
5. Rows that a table's making put into ``quarantine`` come along whenever that table is used again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from drystone import __version__
from drystone.lake import durable
from drystone.lake import manifest as manifests
from drystone.lake.engines.base import Engine, EngineError
from drystone.lake.engines.quoting import quoted
from drystone.lake.manifest import Manifest, TableEntry, TableFile, ViewEntry
from drystone.lake.quarantine import STORED, TABLE, Quarantine
from drystone.lake.snapshot import Snapshot, open_snapshot
from drystone.lib.clock import iso
from drystone.lib.errors import StoreError

ROW_GROUP = 122_880
#: Of tables that are sorted: whoever looks one thing up then reads one small group.
LOOK_UP_GROUP = 8_192


@dataclass(frozen=True, slots=True)
class _Made:
    """A table of this run: how it is to be written."""

    fingerprint: str
    columns: Mapping[str, str]
    made_from: str = ""
    order: tuple[str, ...] = ()
    row_group: int = ROW_GROUP


class Build:
    """One run's tables, made or used again; see the rules above."""

    def __init__(
        self, lake: Path, run_id: str, engine: Engine, *, as_of: dt.datetime, salt: str, previous: Snapshot | None
    ) -> None:
        self.engine = engine
        self.as_of = as_of
        self.salt = salt
        self.previous = previous
        self.run_id = run_id
        self.streams: dict[str, dict[str, Any]] = {}
        self._lake = lake
        self._folder = lake / "snapshots" / f".tmp-{run_id}"
        self._fingerprints: dict[str, str] = {}
        self._roots: dict[str, str] = {}
        self._lazy: dict[str, Callable[[], None]] = {}
        self._made: dict[str, _Made] = {}
        self._reused: dict[str, TableEntry] = {}
        self._views: dict[str, ViewEntry] = {}
        self._writes: dict[str, Future[TableEntry]] = {}
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lake-writer")
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            self._folder.mkdir(parents=True)
        except OSError as error:
            raise self._store_error(error) from error
        self.quarantine = Quarantine(engine, previous)

    # -- what is known ---------------------------------------------------------------------------------------------

    def fingerprint(self, name: str) -> str:
        """Return the fingerprint of a table, view or root of this run. Raises LookupError where there is none."""
        if name not in self._fingerprints:
            raise LookupError(f"{name!r} was not registered in this build before it was used as an input")
        return self._fingerprints[name]

    def root(self, name: str, digest: str) -> None:
        """Register a name whose content comes from outside the build and is named by ``digest``."""
        self._fingerprints[name] = self._roots[name] = _sha256("root", name, digest)

    def lazy_root(self, name: str, digest: str) -> bool:
        """Register a root; return True where the previous snapshot was made from the same content.

        Then what making it put into quarantine then is in quarantine now.
        """
        self.root(name, digest)
        known = bool(self.previous and self.previous.manifest.roots.get(name) == self._roots[name])
        if known:
            self.quarantine.copy_previous(name)
        return known

    def when_needed(self, name: str, load: Callable[[], None], *, at_once: bool = False) -> None:
        """Say how a root's table is loaded: now, or when a table that is made from it has to be made again."""
        self._lazy[name] = load
        if at_once:
            self.need(name)

    def need(self, name: str) -> None:
        """Load a root's table now, if that has not happened."""
        load = self._lazy.pop(name, None)
        if load is not None:
            load()

    # -- tables ----------------------------------------------------------------------------------------------------

    def table(
        self,
        name: str,
        make: Callable[[Engine], None],
        *,
        inputs: Sequence[str] = (),
        text: str = "",
        order: Sequence[str] = (),
        row_group: int | None = None,
        settles: bool = False,
    ) -> bool:
        """Ensure that the engine has table ``name``; return True where it had to be made.

        ``make`` must create the table. ``order`` names columns to sort the stored file by, ``row_group`` how many rows
        share a group in it (by default few where it is sorted). ``settles`` compares what was made with the previous
        snapshot's table, row for row. Raises StoreError where the file cannot be written.
        """
        mark = _sha256("table", name, text, __version__, *(self.fingerprint(one) for one in inputs))
        self._fingerprints[name] = mark
        if self._reuse(name, mark):
            return False
        for one in inputs:
            self.need(one)
        with self.quarantine.made_by(name):
            make(self.engine)
        columns = self.engine.columns(name)
        if not columns:
            raise LookupError(f"the maker of table {name!r} did not create it")
        if settles:
            self._fingerprints[name] = self._settled(name, mark, columns)
        rows = row_group or (LOOK_UP_GROUP if order else ROW_GROUP)
        self._made[name] = _Made(self._fingerprints[name], columns, mark, tuple(order), rows)
        self._writes[name] = self._writer.submit(self._write, name)
        return True

    def unchanged(self, name: str, *, inputs: Sequence[str] = (), text: str = "") -> bool:
        """Whether ``table`` would take this table over from the previous snapshot as it is."""
        mark = _sha256("table", name, text, __version__, *(self.fingerprint(one) for one in inputs))
        return self._earlier(name, mark) is not None

    def view(self, name: str, sql: str, *, inputs: Sequence[str] = ()) -> None:
        """Define a table that is computed whenever it is read and never stored.

        A view over a root that is not loaded yet comes into being with that root.
        """
        self._fingerprints[name] = _sha256("view", name, sql, __version__, *(self.fingerprint(one) for one in inputs))

        def define() -> None:
            for one in inputs:
                self.need(one)
            self.engine.view(name, sql)

        waiting = any(one in self._lazy for one in inputs)
        self.when_needed(name, define, at_once=not waiting)
        stored = (*self._made, *self._reused, *self._views, TABLE)
        if all(one in stored for one in inputs):
            self._views[name] = ViewEntry(sql, self._fingerprints[name])

    def drop_after(self, name: str) -> None:
        """Let go of a table in the session: it is stored, and nothing later in this run reads it."""
        write = self._writes.get(name)
        if write is not None:
            self._result(name, write)
        self.engine.drop(name)

    def previous_table(self, name: str, alias: str, *, columns: Mapping[str, str] | None = None) -> bool:
        """Make the previous snapshot's table readable as ``alias``; return False where there was none.

        Then ``alias`` is empty with ``columns`` (name to type), or else with the columns that ``name`` has in this run.
        Raises StoreError where its files are damaged.
        """
        if self.previous and name in self.previous.manifest.tables:
            try:
                self.engine.read_parquet(alias, self.previous.files(name))
            except EngineError as error:
                raise StoreError(
                    f"table {name!r} of the last run cannot be read",
                    where=str(self._lake / "snapshots" / self.previous.run_id),
                    do="'drystone lake fsck' says what is damaged; put the lake back with 'drystone restore'.",
                ) from error
            return True
        shape = dict(columns) if columns is not None else self.engine.columns(name)
        if shape:
            select = ", ".join(f"cast(null as {kind}) as {quoted(one)}" for one, kind in shape.items())
            self.engine.view(alias, f"select {select} where false")
        return False

    # -- writing ---------------------------------------------------------------------------------------------------

    def seal(self, tables: Iterable[str] = ()) -> None:
        """Finish writing, load the named tables into the session, and close the engine to everything outside it."""
        self._finish_writes()
        self.engine.seal(tables)

    def commit(
        self,
        *,
        program_digest: str = "",
        state_version: str = "",
        sources: Sequence[Mapping[str, Any]] = (),
        extras: Mapping[str, Any] | None = None,
    ) -> Snapshot:
        """Write what is not yet written and give the snapshot its name. Raises StoreError; then nothing was changed."""
        try:
            self._store_quarantine()
            tables = {**self._reused, **self._finish_writes()}
            manifest = Manifest(
                run_id=self.run_id,
                as_of=iso(self.as_of),
                parent=self.previous.run_id if self.previous else "",
                program_digest=program_digest,
                state_version=state_version,
                drystone=__version__,
                sources=tuple(json.loads(json.dumps(list(sources)))),
                tables=tables,
                views=self._views,
                roots=self._roots,
                streams=self.streams,
                extras=json.loads(json.dumps(dict(extras or {}))),
            )
            return self._publish(manifest)
        except OSError as error:
            raise self._store_error(error) from error
        finally:
            self.close()

    def close(self) -> None:
        """Forget the run unless it was committed. Safe to call at any time, also twice."""
        self._writer.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Build:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _publish(self, manifest: Manifest) -> Snapshot:
        # 1. Every data file is synced as it is written (_write). 2. The manifest. 3. The folder's names.
        durable.write_whole(self._folder / manifests.NAME, manifests.write(manifest))
        durable.sync_folder(self._folder)
        # 4. The rename is the moment from which the snapshot exists. 5. It must survive a power cut.
        target = self._folder.with_name(self.run_id)
        if target.exists():
            raise StoreError(f"there is a snapshot {self.run_id} already", where=str(target), do="Use a new run id.")
        self._folder.rename(target)
        durable.sync_folder(target.parent)
        return open_snapshot(self._lake, self.run_id)

    def _earlier(self, name: str, mark: str) -> tuple[TableEntry, list[Path]] | None:
        """The previous snapshot's table of this name with its files, where it was made of the same and is whole."""
        entry = self.previous.manifest.tables.get(name) if self.previous else None
        if entry is None or (entry.made_from or entry.fingerprint) != mark:
            return None
        paths = [self._lake / file.path for file in entry.files]
        whole = all(
            path.exists() and path.stat().st_size == file.bytes for path, file in zip(paths, entry.files, strict=True)
        )
        return (entry, paths) if whole else None

    def _reuse(self, name: str, mark: str) -> bool:
        found = self._earlier(name, mark)
        if found is None:
            return False
        entry, paths = found
        self.engine.read_parquet(name, paths)
        self._reused[name] = entry
        self._fingerprints[name] = entry.fingerprint
        self.quarantine.copy_previous(name)
        return True

    def _settled(self, name: str, mark: str, columns: Mapping[str, str]) -> str:
        """Return the earlier table's fingerprint where the new one has the same rows, else the new mark."""
        entry = self.previous.manifest.tables.get(name) if self.previous else None
        if self.previous is None or entry is None or dict(entry.columns) != dict(columns):
            return mark
        table, before = quoted(name), "_settled_before"
        if self.engine.value(f"select count(*) from {table}") != entry.rows:
            return mark
        self.engine.read_parquet(before, self.previous.files(name))
        # Of two tables with as many rows, the one without a row of its own is the other.
        differs = self.engine.value(
            f"select 1 from (select * from {table} except all select * from {quoted(before)}) limit 1"
        )
        self.engine.drop(before)
        return mark if differs else entry.fingerprint

    def _write(self, name: str) -> TableEntry:
        made = self._made[name]
        path = self._folder / f"{quote(name, safe='').replace('.', '%2E')}.parquet"
        select = f"select * from {quoted(name)}"
        if made.order:
            select += " order by " + ", ".join(quoted(one) for one in made.order)
        rows = self.engine.write_parquet(select, path, row_group=made.row_group)
        durable.sync_file(path)
        path.chmod(0o444)
        relative = f"snapshots/{self.run_id}/{path.name}"
        file = TableFile(relative, durable.sha256_of(path), path.stat().st_size, rows)
        return TableEntry((file,), rows, made.fingerprint, made.columns, made.made_from)

    def _finish_writes(self) -> dict[str, TableEntry]:
        return {name: self._result(name, write) for name, write in self._writes.items()}

    def _result(self, name: str, write: Future[TableEntry]) -> TableEntry:
        try:
            return write.result()
        except (OSError, EngineError) as error:
            raise StoreError(
                f"table {name!r} could not be written: {error}",
                where=str(self._lake),
                do="Make room on the disk of the lake and run again; the last good snapshot is untouched.",
            ) from error

    def _store_quarantine(self) -> None:
        self.quarantine.store()
        self._made[STORED] = _Made(_sha256(self.run_id, TABLE), self.engine.columns(STORED))
        self._writes[TABLE] = self._writer.submit(self._write, STORED)

    def _store_error(self, error: OSError) -> StoreError:
        return StoreError(
            f"the snapshot could not be written: {error.strerror or error}",
            where=str(self._lake),
            do="Make room on the disk of the lake, or check who may write there, and run again.",
        )


def _sha256(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
