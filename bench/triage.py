"""Triage of mails: time a message beside reading it with the standard library alone, and beside mail-parser where it is.

``python -m bench.triage``. Real mails come from DRYSTONE_DATA (``mail-ham-spam``, ``mail-fixtures-mikel``); without it only
the made-up corpus is measured. Times are the processor's, on one core. Also: the confusion tables, and the sandbox.
"""

from __future__ import annotations

import email
import importlib
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from drystone.demo.mails import corpus
from drystone.demo.mails.corpus import BOSS, OURS, RECEIVER
from drystone.triage import sandbox, telling
from drystone.triage.looking import Looker
from drystone.triage.options import Options, Person

KNOWN = Options(domains=(OURS,), people=(Person(BOSS),), receivers=(RECEIVER,))


def real() -> dict[str, list[bytes]]:
    """Return the real mails by what they are."""
    folder = Path(os.environ.get("DRYSTONE_DATA", "/nonexistent"))
    groups = {"ham": ("mail-ham-spam/easy-ham-1", "mail-ham-spam/hard-ham-1"), "spam": ("mail-ham-spam/spam-1", "mail-ham-spam/spam-2"),
              "awkward": ("mail-fixtures-mikel",)}  # fmt: skip
    return {
        name: [path.read_bytes() for one in folders for path in sorted((folder / one).rglob("*")) if path.is_file()]
        for name, folders in groups.items()
    }


def timed(what: Callable[[bytes], object], mails: list[bytes]) -> tuple[float, float, float]:
    """Return the median, the 99th percentile and the longest time, in milliseconds."""
    times = []
    for data in mails:
        began = time.process_time()
        what(data)
        times.append((time.process_time() - began) * 1_000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.99)], times[-1]


def standard(data: bytes) -> None:
    """Read a message with the standard library alone: parts decoded, nothing looked at."""
    for part in email.message_from_bytes(data).walk():
        part.get_payload(decode=True)


def line(name: str, figures: tuple[float, float, float]) -> None:
    """Print one line of figures."""
    print(f"{name:<44} median {figures[0]:8.2f} ms   p99 {figures[1]:8.2f} ms   longest {figures[2]:8.2f} ms")


def main() -> int:
    """Print every figure."""
    looker = Looker.make(KNOWN)
    groups = real()
    mails = [one for group in groups.values() for one in group]
    made = list(corpus())
    plain = [one for one in mails if b"attachment" not in one.lower()]
    for name, what in (
        ("triage", lambda data: telling.document(looker.look(data))),
        ("standard library, parts only", standard),
    ):
        if mails:
            what(mails[0])
            line(f"{name}: {len(mails)} real mails", timed(what, mails))
            line(f"{name}: {len(plain)} of them without attachments", timed(what, plain))
        line(f"{name}: {len(made)} made-up mails", timed(what, [one.data for one in made]))
    try:
        peer = importlib.import_module("mailparser")
        line("mail-parser: real mails", timed(lambda data: peer.parse_from_bytes(data).body, mails))
    except ImportError:
        print("mail-parser is not installed")
    tables(looker, groups)
    with sandbox.Pool(KNOWN, workers=os.cpu_count() or 1) as pool:
        pool.look(made[0].data)
        began = time.monotonic()
        for one in made[:200]:
            pool.look(one.data)
        print(f"sandbox, warm: {(time.monotonic() - began) / 200 * 1_000:.1f} ms a message, one after the other")
    began = time.monotonic()
    sandbox.once(made[0].data, KNOWN)
    print(f"sandbox, one message from nothing: {(time.monotonic() - began) * 1_000:.0f} ms")
    return 0


def tables(looker: Looker, groups: dict[str, list[bytes]]) -> None:
    """Print which hints which mails got."""
    for name, group in groups.items():
        print(f"{name:<24}", dict(Counter(looker.look(one).judged.hint.value for one in group)))
    for harmful in (True, False):
        for whole in (True, False):
            found = Counter(
                looker.look(one.data).judged.hint.value
                for one in corpus()
                if one.harmful is harmful and one.way.whole is whole
            )
            print(f"made-up {'attacks' if harmful else 'honest'}, {'whole' if whole else 'quoted':<8}", dict(found))


if __name__ == "__main__":
    sys.exit(main())
