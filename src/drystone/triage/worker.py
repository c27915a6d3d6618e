"""The process in which messages are looked at. Started by ``sandbox``; reads and writes frames on its pipes.

It loads everything once and then forks for each message, so that no message ever meets what another left behind. The
fork is confined, answers with one JSON document over a pipe, and ends; this process only counts time and bytes.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import traceback

from drystone.triage import framing, telling
from drystone.triage.confining import Bounds, confine
from drystone.triage.looking import Looker
from drystone.triage.options import Options

_CHUNK = 65_536
_WARM = b"From: a@b.example\nTo: c@d.example\nContent-Type: text/html\n\n<a href='https://e.example/'>f</a>\n"


def main() -> int:
    """Serve until the other side closes its pipe."""
    first = framing.read(sys.stdin.buffer)
    if first is None:
        return 1
    told = json.loads(first[1])
    bounds = Bounds(**told["bounds"])
    looker = Looker.make(Options.from_json(told["options"]))
    telling.document(looker.look(_WARM))
    framing.write(sys.stdout.buffer, framing.READY)
    while (frame := framing.read(sys.stdin.buffer)) is not None:
        framing.write(sys.stdout.buffer, *_served(looker, frame[1], bounds))
    return 0


def _served(looker: Looker, data: bytes, bounds: Bounds) -> tuple[bytes, bytes]:
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        _child(looker, data, bounds, write)
    os.close(write)
    try:
        return _answer(child, read, bounds)
    finally:
        os.close(read)


def _answer(child: int, read: int, bounds: Bounds) -> tuple[bytes, bytes]:
    held = bytearray()
    until = time.monotonic() + bounds.seconds
    problem = b""
    while not problem:
        left = until - time.monotonic()
        if left <= 0 or not select.select([read], [], [], left)[0]:
            problem = framing.LATE
        else:
            piece = os.read(read, _CHUNK)
            if not piece:
                break
            held += piece
            if len(held) > bounds.answer:
                problem = framing.LARGE
    if problem:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if problem:
        return problem, b""
    if os.WIFSIGNALED(status):
        # The processor's time is a limit of time too.
        ended = os.WTERMSIG(status)
        return (framing.LATE, b"") if ended in (signal.SIGXCPU, signal.SIGKILL) else (framing.DIED, str(ended).encode())
    return (framing.DONE if os.WEXITSTATUS(status) == 0 else framing.DEFECT), bytes(held)


def _child(looker: Looker, data: bytes, bounds: Bounds, write: int) -> None:
    """Look at one message and end. What goes wrong is told by kind and place: its words may be the message's."""
    code = 0
    try:
        confine(bounds, network=looker.options.look_up)
        report = telling.document(looker.look(data), looker.options.language)
        answer = json.dumps(report, ensure_ascii=False).encode("utf-8", "replace")
    except BaseException as error:  # noqa: BLE001 - this is the top of a process, and the defect is told.
        code = 1
        last = traceback.extract_tb(error.__traceback__)[-1]
        answer = f"{type(error).__name__} at {os.path.basename(last.filename)}:{last.lineno}".encode()  # noqa: PTH119
    try:
        with os.fdopen(write, "wb") as stream:
            stream.write(answer)
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
