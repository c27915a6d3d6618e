"""Correlation on the labelled generator: time, peak memory, pairwise precision and recall.

python -m bench.correlation --devices 200000 2000000
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from bench.devices import generate
from drystone.inventory.correlating import correlate
from drystone.lake.engines import DuckEngine, Engine

_KIB_PER_GIB = 1 << 20


def prepare(engine: Engine) -> None:
    """Make the tables that correlation writes to."""
    engine.execute(
        "create or replace table rejected_key (asset_kind varchar, key_name varchar, value varchar, reason varchar,"
        " records bigint)"
    )


def scores(engine: Engine) -> tuple[float, float]:
    """Return pairwise precision and recall of ``_cluster`` against ``truth``."""
    joined = (
        "select c.c, t.device from _cluster c join _record r on r.n = c.n join truth t on t.source = r._source"
        " and t.key = r._key"
    )
    pairs = "coalesce(sum(size * (size - 1) / 2), 0)"
    right = engine.value(f"select {pairs} from (select count(*) as size from ({joined}) group by c, device)")
    found = engine.value(f"select {pairs} from (select count(*) as size from ({joined}) group by c)")
    true = engine.value(f"select {pairs} from (select count(*) as size from ({joined}) group by device)")
    return float(right) / float(found or 1), float(right) / float(true or 1)


def measure(devices: int, *, memory: str, noise: float) -> None:
    """Generate, correlate once and print one line."""
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckEngine(Path(folder) / "scratch.duckdb", threads=2, memory=memory)
        records = generate(engine, devices, noise=noise)
        prepare(engine)
        start, busy = time.perf_counter(), time.process_time()
        correlate(engine, "device")
        taken, busy = time.perf_counter() - start, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_PER_GIB
        precision, recall = scores(engine)
        engine.close()
    sys.stdout.write(
        f"{records:>9,} records of {devices:>9,} devices: {taken:6.1f} s ({busy:.1f} s of CPU), peak {peak:.2f} GiB,"
        f" precision {precision:.4f}, recall {recall:.4f}\n"
    )


def main() -> None:
    """Measure each size that was asked for; sizes rise, so that the peak is that of the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, nargs="+", default=[200_000, 2_000_000])
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--noise", type=float, default=1.0, help="multiplies the shares of bad keys")
    given = parser.parse_args()
    for devices in sorted(given.devices):
        measure(devices, memory=given.memory, noise=given.noise)


if __name__ == "__main__":
    main()
