"""Looking back without blame: what happened and how, what went right, and what changes."""
