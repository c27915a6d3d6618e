"""Correlation by splink and recordlinkage, on the records that ``bench.correlation`` uses.

``python -m bench.peers [--devices N…]``. Both get what is ours to give: keys already normalised and worthless ones left
out by Drystone's own lists, so only the linking is compared. Neither was tuned beyond its documented way of working.
"""

from __future__ import annotations

import argparse
import importlib
import resource
import subprocess
import sys
import time
from typing import Any

from bench.devices import generate
from drystone.inventory import keys
from drystone.lake.engines import DuckEngine, Engine

COLUMNS = ("serial", "uuid", "hostname", "owner")
SECONDS = 600


def records(engine: Engine, devices: int) -> int:
    """Make ``given``: unique_id and the five keys, each NULL where it identifies nothing."""
    count = generate(engine, devices)
    uuid_junk, serial_junk = keys.hardware_uuid_junk("uuid"), keys.serial_junk("serial")
    engine.execute(
        "create table given as select row_number() over () as unique_id, _source, _key,"
        f" case when not {serial_junk} then serial end as serial, case when not {uuid_junk} then uuid end as uuid,"
        f" nullif(list_filter(macs, lambda one: not {keys.mac_junk('one')}), []) as macs,"
        f" case when not {keys.hostname_junk('hostname')} then hostname end as hostname, owner from (select _source, _key,"
        f" {keys.serial('serial_number')} as serial, {keys.hardware_uuid('hardware_uuid')} as uuid,"
        f" {keys.macs('mac_addresses')} as macs, {keys.hostname('hostname')} as hostname,"
        f" {keys.login('owner_id')} as owner from record_device)"
    )
    return count


def _frame(engine: DuckEngine, columns: str) -> Any:
    pandas = importlib.import_module("pandas")
    names = [column.rpartition(" ")[2] for column in columns.split(", ")]
    return pandas.DataFrame(engine.rows(f"select {columns} from given"), columns=names)


def splink(engine: DuckEngine) -> list[tuple[int, int]]:
    """Link as its guide says: probabilistic, u by sampling, m by EM, clusters at a probability of 0.95."""
    library = importlib.import_module("splink")
    comparisons = importlib.import_module("splink.comparison_library")
    frame = _frame(engine, "unique_id, serial, uuid, macs, hostname, owner")
    blocks = [library.block_on(name) for name in ("serial", "uuid", "hostname")]
    blocks.append(library.block_on("macs", arrays_to_explode=["macs"]))
    settings = library.SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            *(comparisons.ExactMatch(name) for name in COLUMNS),
            comparisons.ArrayIntersectAtSizes("macs", [1]),
        ],
        blocking_rules_to_generate_predictions=blocks,
    )
    linker = library.Linker(library.DuckDBAPI().register(frame), settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match(blocks[:2], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for block in blocks[:2]:
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict(threshold_match_probability=0.9)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, 0.95).as_pandas_dataframe()
    return list(zip(clusters["unique_id"], clusters["cluster_id"], strict=True))


def recordlinkage(engine: DuckEngine) -> list[tuple[int, int]]:
    """Link pairs that agree on two keys or more (one was tried too: it links strangers); what hangs together is one.

    It compares no lists, so it gets the first MAC address of each record.
    """
    library = importlib.import_module("recordlinkage")
    frame = _frame(engine, "unique_id, serial, uuid, macs[1] as mac, hostname, owner").set_index("unique_id")
    index = library.Index()
    for name in ("serial", "uuid", "mac"):
        index.block(name)
    index.block("hostname")
    compare = library.Compare()
    for name in (*COLUMNS, "mac"):
        compare.exact(name, name, label=name)
    scores = compare.compute(index.index(frame), frame)
    parent = {int(one): int(one) for one in frame.index}

    def top(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    for left, right in scores[scores.sum(axis=1) >= 2].index:
        parent[top(int(left))] = top(int(right))
    return [(one, top(one)) for one in parent]


PEERS: dict[str, Any] = {"splink": splink, "recordlinkage": recordlinkage}


def one(name: str, devices: int) -> None:
    """Run one peer in this process and print its line."""
    engine = DuckEngine(threads=2, memory="2GB")
    count = records(engine, devices)
    began, busy = time.perf_counter(), time.process_time()
    clusters = PEERS[name](engine)
    taken, busy = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    engine.execute("create table found (n bigint, c varchar)")
    engine.insert("found", ("n", "c"), [(int(n), str(c)) for n, c in clusters])
    joined = "select f.c, t.device from found f join given g on g.unique_id = f.n join truth t on t.source = g._source and t.key = g._key"
    pairs = "coalesce(sum(size * (size - 1) / 2), 0)"
    right, made, true = (
        float(engine.value(f"select {pairs} from (select count(*) as size from ({joined}) group by {by})"))
        for by in ("c, device", "c", "device")
    )
    print(
        f"{name:13} {count:>9,} records: {taken:6.1f} s ({busy:.1f} s of CPU), peak {peak:.2f} GiB,"
        f" precision {right / made:.4f}, recall {right / true:.4f}"
    )


def main() -> None:
    """Run each peer that is installed over each size, in processes of their own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--devices", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--only", choices=PEERS)
    given = parser.parse_args()
    if given.only:
        one(given.only, given.devices[0])
        return
    for name in PEERS:
        try:
            importlib.import_module(name)
        except ImportError:
            print(f"{name:13} not installed")
            continue
        for devices in given.devices:
            command = [sys.executable, "-W", "ignore", "-m", "bench.peers", "--only", name, "--devices", str(devices)]
            try:
                done = subprocess.run(command, check=False, timeout=SECONDS, capture_output=True, text=True)
                print(done.stdout.strip() or f"{name:13} failed: {done.stderr.strip().splitlines()[-1:]}", flush=True)
            except subprocess.TimeoutExpired:
                print(f"{name:13} {devices:,} devices: not done after {SECONDS} s", flush=True)


if __name__ == "__main__":
    main()
