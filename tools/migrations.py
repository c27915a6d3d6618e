"""Say whether the migrations make the tables that the models describe. No database is asked."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.management import call_command

from drystone.web.setup import configure


def main() -> int:
    """Print what is missing; 1 where something is."""
    configure(None, Path(":memory:"))
    try:
        call_command("makemigrations", check=True, dry_run=True)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
