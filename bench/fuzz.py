"""Changes mails and looks at them, for hours: ``make fuzz`` (``SECONDS=…``). Every failure is kept and said.

A third of the time goes to what comes in as a report (``bench.fuzz_intake``).

Seeds are the made-up corpus and, where DRYSTONE_DATA is set, every real mail there. Looking happens in this process, so
that a defect is an exception here and not a polite answer of the sandbox; a crash of a library ends the process, and the
message is in ``FOLDER/last.eml`` then.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path

from drystone.demo.mails import corpus
from drystone.demo.mails.corpus import BOSS, OURS, RECEIVER
from drystone.triage import telling
from drystone.triage.looking import Looker
from drystone.triage.options import Options, Person

SLOW = 5.0
WORDS = [
    b"Content-Type: multipart/mixed; boundary=x\n", b"Content-Type: message/rfc822\n", b"Content-Transfer-Encoding: base64\n",
    b"=?utf-8?b?", b"=?utf-7?q?", b"?=", b"--x\n", b"--x--\n", b"\r\n\r\n", b"<a href='", b"<script>", b"<form><input type=password>",
    b"http://0x7f.1/", b"hxxp://a[.]b", b"xn--", b"data:text/html;base64,", b"begin 644 a\n", b"=ybegin line=1 size=1 name=a\n", b"\xff\xfe",
    b"\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-1.7\n", b"BEGIN:VCALENDAR\n", b"\xe2\x80\xae", b"\xe2\x80\x8b",
    b"Authentication-Results: a; spf=pass (((", b"DKIM-Signature: v=1; l=", b"Received: from a by b; ", b"From: ", b"Subject: Re: ",
    b'filename*0*=utf-8\'\'%ff; filename*1="', b"\x89PNG\r\n\x1a\n", b"{\\rtf1\\fromhtml1 ", b"LZFu", b"---------- Forwarded message ---------\n",
]  # fmt: skip


def seeds() -> list[bytes]:
    """Return what is changed: the made-up corpus, and real mails where they are."""
    found = [one.data for one in corpus(ways=("itself", "outlook-saved", "gmail-inline", "outlook-encoded"))]
    folder = os.environ.get("DRYSTONE_DATA")
    for name in ("mail-ham-spam", "mail-fixtures-mikel") if folder else ():
        found += [path.read_bytes() for path in sorted((Path(str(folder)) / name).rglob("*")) if path.is_file()]
    return found


def changed(data: bytes, others: list[bytes], random_: random.Random) -> bytes:
    """Return a message after some changes: bytes turned, pieces cut, doubled, put in, taken from another."""
    held = bytearray(data)
    for _ in range(random_.choice((1, 1, 2, 4, 16, 64))):
        at = random_.randrange(len(held) + 1)
        span = min(len(held) - at, random_.choice((1, 2, 8, 64, 512, 4096)))
        what = random_.randrange(7)
        if what == 0 and at < len(held):
            held[at] = random_.randrange(256)
        elif what == 1:
            del held[at : at + span]
        elif what == 2:
            held[at:at] = held[at : at + span] * random_.choice((1, 2, 20))
        elif what == 3:
            held[at:at] = random_.choice(WORDS)
        elif what == 4:
            other = random_.choice(others)
            start = random_.randrange(len(other) + 1)
            held[at:at] = other[start : start + span]
        elif what == 5:
            held[at : at + span] = random_.randbytes(span)
        else:
            held[at:at] = bytes([random_.randrange(256)]) * span
        del held[3_000_000:]
    return bytes(held)


def one(looker: Looker, data: bytes) -> None:
    """Look at one message and tell it in both languages; raises whatever goes wrong."""
    report = looker.look(data)
    for language in ("en", "de"):
        json.dumps(telling.document(report, language))


def main(words: list[str] | None = None) -> int:
    """Fuzz for a time; 1 where something failed or took too long."""
    from bench import fuzz_intake  # It imports this module.

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--folder", type=Path, default=Path(".cache/fuzz"))
    told = parser.parse_args(words)
    told.folder.mkdir(parents=True, exist_ok=True)
    looker = Looker.make(Options(domains=(OURS,), people=(Person(BOSS),), receivers=(RECEIVER,)))
    known, random_ = seeds(), random.Random(told.seed)
    fuzz_intake.set_up(told.folder)
    intake, incoming = fuzz_intake.reader(), fuzz_intake.seeds()
    until = time.monotonic() + told.seconds
    count, failures = 0, set()
    print(f"seed {told.seed}, {len(known)} mails", flush=True)
    while time.monotonic() < until:
        comes_in = random_.randrange(3) == 0
        data = fuzz_intake.again(random_, incoming) if comes_in else changed(random_.choice(known), known, random_)
        (told.folder / "last.eml").write_bytes(data)
        began = time.process_time()
        try:
            intake(data) if comes_in else one(looker, data)
            why = f"{time.process_time() - began:.1f} s" if time.process_time() - began > SLOW else ""
        except Exception as error:  # noqa: BLE001 - finding whatever is raised is what this is for
            last = traceback.extract_tb(error.__traceback__)[-1]
            why = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        count += 1
        if why and why not in failures:
            failures.add(why)
            name = f"{sha256(data).hexdigest()[:12]}.eml"
            (told.folder / name).write_bytes(data)
            print(f"{name}: {why}", flush=True)
    print(f"{count:,} mails, {len(failures)} failures", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
