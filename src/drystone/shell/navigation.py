"""The few links at the top of every page: only what this viewer has use for."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drystone.shell.access import Rule, employee, power, signed_in
from drystone.shell.viewer import ADMINISTER, EDIT_PROGRAM, Viewer


@dataclass(frozen=True, slots=True)
class Link:
    """A link, and whether it is where one is."""

    url: str
    words: str | Promise
    here: bool


_LINKS: tuple[tuple[str, str | Promise, Rule], ...] = (
    ("people:home", _("My page"), employee),
    ("accountability:answer-for", _("What I answer for"), employee),
    ("measures:wall", _("The wall"), signed_in),
    ("authoring:program", _("Program"), power(EDIT_PROGRAM)),
    ("directory:administration", _("Administration"), power(ADMINISTER)),
)


def links(viewer: Viewer, path: str) -> list[Link]:
    """Return the viewer's links, in their order."""
    found = [(reverse(name), words) for name, words, rule in _LINKS if rule(viewer)]
    return [Link(url, words, path == url or (url != "/" and path.startswith(url))) for url, words in found]
