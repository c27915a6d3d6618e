"""Packages of npm that tests talk to, installed once for each lock file."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from conftest import missing
from once import once


def installed(where: Path) -> Path:
    """Install the pinned packages of a folder into one of their own and return that; skip where that cannot be."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        missing("node with npm")
    lock = (where / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "drystone-tests" / hashlib.sha256(lock).hexdigest()[:16]
    with once(folder) as needed:
        if not needed:
            return folder
        for name in ("package.json", "package-lock.json"):
            shutil.copy(where / name, folder / name)
        words = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            missing(f"a package registry for the provider ({done.stderr.strip().splitlines()[-1:]})")
    return folder
