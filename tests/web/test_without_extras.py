"""The site starts and a report is taken where none of the extras is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from served import Served

ROOT = Path(__file__).parents[2]
#: Also an extra's, but something that is always there brings it along.
_THERE_ANYWAY = {"dns"}
_SITE = """
    import sys
    from importlib.machinery import PathFinder

    class Installed(PathFinder):
        @classmethod
        def find_spec(cls, name, path=None, target=None):
            return None if name.partition(".")[0] in sys.argv[2].split() else super().find_spec(name, path, target)

    sys.meta_path[sys.meta_path.index(PathFinder)] = Installed
    from pathlib import Path
    from drystone.web import setup
    setup.site(Path(sys.argv[1]))
    import drystone.web.background, drystone.web.receiver_process, drystone.web.site_process, drystone.web.urls
    from drystone.reports import looking
    from drystone.shell import site
    print(looking.look(b"Subject: odd\\n\\nIs this real?", site.program())["problem"])
"""


def _brought_by_extras() -> set[str]:
    """Return the import names that only the extras bring."""
    extras: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    named = {
        word.partition(">")[0].partition("[")[0] for name, words in extras.items() if name != "bench" for word in words
    }
    brought = packages_distributions().items()
    return {module for module, names in brought if named & {name.lower() for name in names}} - _THERE_ANYWAY


def test_without_extras_the_site_starts_and_says_that_a_message_was_not_looked_at(served: Served) -> None:
    missing = _brought_by_extras()
    assert {"pikepdf", "yara_x", "apprise", "psycopg", "sqlalchemy"} <= missing
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_SITE), str(served.root), " ".join(sorted(missing))],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "pip install 'drystone[triage]'" in said.stdout
