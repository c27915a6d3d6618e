"""The words for what does not fit."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import ngettext


def and_more(left: int, language: str) -> str:
    """Say how many items are left out, in the document's language."""
    with translation.override(language):
        return ngettext("… and %(n)d more on your page.", "… and %(n)d more on your page.", left) % {"n": left}
