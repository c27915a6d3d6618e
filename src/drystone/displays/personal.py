"""What this room keeps about people: declared for the privacy pack."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_KEPT = "90 days after the screen was switched off (displays.links)"

DECLARED: dict[str, Declared] = {
    **dict.fromkeys(
        ["Display.id", "Display.number", "Display.department", "Display.team", "Display.language", "Display.look",
         "Display.made_at", "Display.revoked_at"],
        NOT_PERSONAL,
    ),
    "Display.made_by": Declared("who made a screen's address", "so that somebody can be asked about it",
                                "whoever leads the team; administration", _KEPT),
}  # fmt: skip
