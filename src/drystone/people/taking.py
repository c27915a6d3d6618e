"""What is known about somebody as a file, whole however much it is, for themselves."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from itertools import chain
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse

from drystone.people import records
from drystone.shell.viewer import Viewer

#: More than this many bytes wait on the disk, not in memory.
_IN_MEMORY = 1 << 20
_HELD = 500
_PIECE = 1 << 16


def as_file(viewer: Viewer) -> StreamingHttpResponse:
    """Return everything that is known about whoever asks as JSON, without a limit.

    It is written before it is sent: what is wrong is told as such, and whoever reads slowly holds no database up.
    """
    with ExitStack() as left:
        file: IO[bytes] = left.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        for piece in _written(viewer):
            file.write(piece.encode())
        length = file.tell()
        file.seek(0)
        left.pop_all()
    answer = StreamingHttpResponse(_Pieces(file), content_type="application/json")
    answer["Content-Length"] = str(length)
    return answer


class _Pieces:
    """The pieces of a file, which is closed after the last of them, or by an answer that nobody reads."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        with self._file:
            while piece := self._file.read(_PIECE):
                yield piece


def _written(viewer: Viewer) -> Iterator[str]:
    about = records.who(viewer)
    about["card"] = asdict(about["card"]) if about["card"] else None
    yield "{" + ", ".join(f"{_json(name)}: {_json(value)}" for name, value in about.items())
    for sort in ("records", "claims"):
        yield from _listed(sort, map(asdict, records.of_the_lake(viewer.person_id, claims=sort == "claims")))
    yield from _listed("looks", map(asdict, records.looks(viewer.person_id)))
    for sort, rows in records.said_of(viewer.person_id).items():
        yield from _listed(sort, rows.iterator(chunk_size=_HELD))
    yield ',\n"kept": {'
    between = ""
    for sort, rows in records.kept_of(viewer).items():
        several = rows.iterator(chunk_size=_HELD)
        for row in several:
            yield from _listed(sort, chain([row], several), between)
            between = ",\n"
    yield "}}\n"


def _listed(name: str, rows: Iterable[dict[str, Any]], before: str = ",\n") -> Iterator[str]:
    yield f"{before}{_json(name)}: ["
    between = "\n"
    for row in rows:
        yield between + _json(row)
        between = ",\n"
    yield "]"


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
