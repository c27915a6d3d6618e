"""How long a text may be that somebody gives: the same at the site's door and at the API's, where it is kept."""

from __future__ import annotations

from django.utils.translation import gettext as _

from drystone.lib.errors import UsageError

#: Why an exception is asked for or decided, or the program changed; why something waits; what is unclear; how one
#: knows that it is not theirs; where to see that something was done.
REASON, SHORT_REASON, QUESTION, NOTE, EVIDENCE = 2_000, 300, 4_000, 1_000, 4_000


def fitting(text: str, longest: int, *, where: str = "") -> str:
    """Return a text without blanks around it. Raises UsageError where it is longer, a line's end counted once."""
    words = text.replace("\r\n", "\n").strip()
    if len(words) > longest:
        raise UsageError(
            _("this is longer than %(most)d characters") % {"most": longest},
            where=where,
            do=_("Say the main thing and the rest when asked."),
        )
    return words
