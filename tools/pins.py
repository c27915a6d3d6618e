"""Pin every dependency with its hashes, in files that contain no addresses.

``requirements/run.txt`` is what a user of the site needs (a reported message is looked at), ``dev.txt`` adds what the
tests need, ``bench.txt`` the peers that the benchmarks run beside.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: The extras that the tests try.
TESTED = [argument for extra in ("sql", "postgres", "triage", "channels") for argument in ("--extra", extra)]
OUTPUTS = {
    "run": ["pyproject.toml", "requirements/build.in", "--extra", "triage"],
    "dev": ["pyproject.toml", "requirements/build.in", "--group", "dev", *TESTED],
    "bench": ["pyproject.toml", "requirements/build.in", "--group", "dev", "--extra", "bench"],
}


def main() -> int:
    """Write the three files; the exit code is the resolver's."""
    for name, arguments in OUTPUTS.items():
        constraint = [] if name == "run" else ["-c", "requirements/run.txt"]
        command = [
            *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"),
            *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
            *("--python-version", "3.11"),
            *("-o", f"requirements/{name}.txt", *constraint, *arguments),
        ]
        done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - fixed arguments of our own
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
