"""How the names of pushed users are compared; apart from the library of SCIM, which is slow to import."""

from __future__ import annotations

import unicodedata


def key_of(text: str) -> str:
    """Return a name as comparisons see it, in one case and one form of Unicode, as the library compares."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
