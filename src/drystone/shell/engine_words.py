"""Sentences that engine rooms write into tables, said in the viewer's language.

Those rooms know no viewer: why a position or relation is nobody's is a table's column, and English (see
``responsibility.holes``). Here each of their sentences is found again by its pattern. A text that fits none, such as
what a program's check says, stays as it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from django.utils import formats
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

_COUNTED = {
    "access review": ngettext_lazy("%(n)d access review", "%(n)d access reviews", "n"),
    "account": ngettext_lazy("%(n)d account", "%(n)d accounts", "n"),
    "activity": ngettext_lazy("%(n)d activity", "%(n)d activities", "n"),
    "application": ngettext_lazy("%(n)d application", "%(n)d applications", "n"),
    "backup": ngettext_lazy("%(n)d backup", "%(n)d backups", "n"),
    "cloud resource": ngettext_lazy("%(n)d cloud resource", "%(n)d cloud resources", "n"),
    "credential": ngettext_lazy("%(n)d key or certificate", "%(n)d keys and certificates", "n"),
    "data transfer": ngettext_lazy("%(n)d data transfer", "%(n)d data transfers", "n"),
    "device": ngettext_lazy("%(n)d device", "%(n)d devices", "n"),
    "domain": ngettext_lazy("%(n)d domain", "%(n)d domains", "n"),
    "log source": ngettext_lazy("%(n)d log source", "%(n)d log sources", "n"),
    "person": ngettext_lazy("%(n)d person", "%(n)d people", "n"),
    "project": ngettext_lazy("%(n)d project", "%(n)d projects", "n"),
    "purchase": ngettext_lazy("%(n)d purchase", "%(n)d purchases", "n"),
    "repository": ngettext_lazy("%(n)d repository", "%(n)d repositories", "n"),
    "screening": ngettext_lazy("%(n)d screening", "%(n)d screenings", "n"),
    "share": ngettext_lazy("%(n)d folder or share", "%(n)d folders and shares", "n"),
    "vendor": ngettext_lazy("%(n)d vendor", "%(n)d vendors", "n"),
}
_SINGULAR = {"people": "person", "activities": "activity", "repositories": "repository"}
_THINGS = re.compile(r"(\d+) ([a-z ]+?)(?:, | and |$)")

_SENTENCES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"nobody is known for (\d+ .+)"), lambda things: _("nobody is known for %s") % _things(things)),
    (re.compile(r"nobody is found for (.+)"), lambda seat: _("nobody is found for %s") % seat),
    (re.compile(r"()nobody is named"), lambda _nothing: _("nobody is named")),
    (
        re.compile(r"()the department or team of these things is not known"),
        lambda _nothing: _("the department or team of these things is not known"),
    ),
    (re.compile(r"(\S+) has left"), lambda given: _("%s has left") % given),
    (re.compile(r"(\S+) is on leave"), lambda given: _("%s is on leave") % given),
    (re.compile(r"(\S+) cannot be found"), lambda given: _("%s cannot be found") % given),
    (re.compile(r"the time of (\S+ ended on \S+)"), lambda words: _ended(words)),
    (re.compile(r"(\S+ begins on \S+)"), lambda words: _begins(words)),
)


def told(text: str) -> str:
    """Return the text in the viewer's language where it is a sentence of the engine's."""
    if not text:
        return text
    return "; ".join(_one(part) for part in text.split("; "))


def _one(text: str) -> str:
    for pattern, say in _SENTENCES:
        if found := pattern.fullmatch(text):
            return say(found[1])
    return text


def _things(words: str) -> str:
    """Say "12 accounts and 4 applications"; left as it is where a kind is not known."""
    found = [(int(count), _kind(name)) for count, name in _THINGS.findall(words)]
    if not found or any(kind not in _COUNTED for _count, kind in found):
        return words
    return str(get_text_list([str(_COUNTED[kind] % {"n": count}) for count, kind in found], _("and")))


def _kind(name: str) -> str:
    return _SINGULAR.get(name, name.removesuffix("s"))


def _ended(words: str) -> str:
    given, _middle, day = words.partition(" ended on ")
    return _("the time of %(given)s ended on %(day)s") % {"given": given, "day": _day(day)}


def _begins(words: str) -> str:
    given, _middle, day = words.partition(" begins on ")
    return _("%(given)s begins on %(day)s") % {"given": given, "day": _day(day)}


def _day(text: str) -> str:
    """Say the day that the engine wrote down, as the viewer's language does."""
    try:
        return formats.date_format(dt.date.fromisoformat(text))
    except ValueError:
        return text
