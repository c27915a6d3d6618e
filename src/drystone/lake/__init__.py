"""The lake: immutable Parquet snapshots, and the build that makes the next one."""

from __future__ import annotations

from drystone.lake.build import Build
from drystone.lake.folder import Lake
from drystone.lake.fsck import LakeProblem
from drystone.lake.retention import Collected
from drystone.lake.snapshot import Snapshot
from drystone.lake.streams import StreamLoad, load_streams, raw_name

__all__ = ["Build", "Collected", "Lake", "LakeProblem", "Snapshot", "StreamLoad", "load_streams", "raw_name"]
