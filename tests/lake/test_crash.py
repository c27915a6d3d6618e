"""kill -9 at any instant: every snapshot that has its name is whole, and the next run goes on from there."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from drystone.lake import Lake

_WRITER = """
    import sys, datetime as dt
    from pathlib import Path
    from drystone.lake import Lake
    from drystone.lake.engines import DuckEngine
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    lake = Lake(Path(sys.argv[1]))
    lake.drop_temporary()
    while True:
        names = lake.snapshots()
        previous = lake.snapshot(names[-1]) if names else None
        number = int(names[-1]) + 1 if names else 1
        engine = DuckEngine()
        build = lake.begin(f"{number:06}", engine, as_of=at + dt.timedelta(days=number), previous=previous)
        build.table("lasting", lambda e: e.execute("create table lasting as select range as n from range(5000)"))
        for name in ("a", "b"):
            sql = f"create table {name} as select {number} as run, md5(range::varchar) as s from range(20000)"
            build.table(name, lambda e: e.execute(sql), text=str(number))
        build.commit()
        engine.close()
        print("committed", flush=True)
        if number % 5 == 0:
            lake.collect({f"{number:06}"}, keep_days=2, as_of=at + dt.timedelta(days=number))
"""


def test_every_snapshot_is_whole_wherever_the_writer_is_killed(tmp_path: Path) -> None:
    chance = random.Random(20260301)
    committed: set[str] = set()
    for _ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(_WRITER), str(tmp_path)],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": ":".join(sys.path)},
        )
        with writer:
            assert writer.stdout
            for _ in range(chance.randint(1, 2)):
                assert writer.stdout.readline() == b"committed\n"
            time.sleep(chance.uniform(0.0, 0.1))
            writer.send_signal(signal.SIGKILL)
        lake = Lake(tmp_path)
        problems = {problem.kind for problem in lake.fsck()}
        assert problems <= {"unfinished", "orphan"}
        names = set(lake.snapshots())
        # What was committed is there, or was collected after something newer was committed.
        assert max(names) > max(committed, default="")
        committed = names
