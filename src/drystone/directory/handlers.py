"""What this room does in the background."""

from __future__ import annotations

from drystone.directory import projecting
from drystone.jobs import queue
from drystone.shell import site


@queue.handler("project-directory", after="run-applied")
def project(_task: queue.Task) -> None:
    """Bring people, positions and duties of the applied run into the state."""
    with site.reading() as engine:
        projecting.project(engine)
