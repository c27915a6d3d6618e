"""How moments, ages and kinds of things are said, in the viewer's language and time zone."""

from __future__ import annotations

import datetime as dt
import re

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from drystone.program.model import Habit
from drystone.shell import engine_words, program_words

register = template.Library()

KINDS = {
    "person": gettext_lazy("Person"),
    "account": gettext_lazy("Account"),
    "device": gettext_lazy("Device"),
    "application": gettext_lazy("Application"),
    "repository": gettext_lazy("Repository"),
    "share": gettext_lazy("Folder or share"),
    "cloud_resource": gettext_lazy("Cloud resource"),
    "vendor": gettext_lazy("Vendor"),
    "project": gettext_lazy("Project"),
    "screening": gettext_lazy("Screening"),
    "domain": gettext_lazy("Domain"),
    "backup": gettext_lazy("Backup"),
    "credential": gettext_lazy("Key or certificate"),
    "log_source": gettext_lazy("Log source"),
    "access_review": gettext_lazy("Access review"),
    "data_transfer": gettext_lazy("Data transfer"),
    "purchase": gettext_lazy("Purchase"),
    "activity": gettext_lazy("Activity"),
    "position": gettext_lazy("Position"),
    "alias": gettext_lazy("Another address"),
    "membership": gettext_lazy("Membership"),
    "training": gettext_lazy("Training"),
    "practice": gettext_lazy("Practice message"),
    "delivery": gettext_lazy("Message received"),
}
#: What people are screened for, as the starter program calls it; a screening has no other name.
SCREENINGS = {
    "identity": gettext_lazy("identity"),
    "criminal-record": gettext_lazy("criminal record"),
    "directorships": gettext_lazy("directorships"),
    "references": gettext_lazy("references"),
    "credit": gettext_lazy("credit"),
    "qualifications": gettext_lazy("qualifications"),
}
#: From so many hours on time that is left is said in hours, and from so many days on in days.
_HOURS_FROM, _DAYS_FROM = 2, 5
_RUNGS = {
    "memory": gettext_lazy("memory"),
    "monitor": gettext_lazy("monitor"),
    "guard": gettext_lazy("guard"),
    "prevent": gettext_lazy("prevent"),
}
#: What turns the direction of text: letters that run from right to left, and the characters that say so.
_TURNING = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]"
)
_ISOLATES = re.compile("[\u2066-\u2069]")
_AGREEMENTS = {"suggested": gettext_lazy("suggested"), "agreed": gettext_lazy("agreed")}


@register.filter
def kind(name: str) -> str:
    """Say a kind of thing in words."""
    return str(KINDS.get(name, name.replace("_", " ")))


@register.filter
def called(name: str, kind: str) -> str:
    """Say what a thing of a kind is called: as its sources call it, but for what only has a closed value for a name."""
    return str(SCREENINGS.get(name, name)) if kind == "screening" else name


@register.filter
def in_words(habit: Habit, part: str) -> str:
    """Say a part of a habit (name, words or why) in the viewer's language where the program has it in that."""
    return str(getattr(habit.text(get_language() or ""), part))


@register.filter
def rung(name: str) -> str:
    """Say what holds an activity."""
    return str(_RUNGS.get(name, name))


@register.filter
def agreement(name: str) -> str:
    """Say whether an activity's parties have agreed on it."""
    return str(_AGREEMENTS.get(name, name))


@register.filter
def written(text: str) -> str | SafeString:
    """Say what the program says, marked with its language where the page has another one (WCAG 2.2, 3.1.2)."""
    language = program_words.language()
    if same_language(language, get_language() or "") or not program_words.says(str(text)):
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


def same_language(one: str, other: str) -> bool:
    """Whether two codes are of one language, whatever its region."""
    return one.lower().partition("-")[0] == other.lower().partition("-")[0]


@register.filter
def told(text: str) -> str:
    """Say in the viewer's language what the engine wrote down in English; other texts stay as they are."""
    return engine_words.told(text)


@register.filter
def sentence(text: str) -> str:
    """Let an error's words stand alone on a page: a capital in front and a full stop behind; a command stays as is."""
    if not text or text.startswith("drystone "):
        return text
    # An error may begin with words in quotation marks.
    begun = text[0] + text[1:2].upper() + text[2:] if text[0] in '“„"' else text[0].upper() + text[1:]
    return begun if begun.endswith((".", "!", "?", ":", "…")) else f"{begun}."


@register.filter
def apart(text: str) -> str:
    """Set a name or another text from outside apart where it could turn the direction of the words around it.

    The isolate (UAX #9, FSI to PDI) also ends what the text itself began; its own isolates would end ours, and go.
    """
    return f"\u2068{_ISOLATES.sub('', text)}\u2069" if _TURNING.search(text := str(text)) else text


@register.filter
def moment(at: dt.datetime | dt.date | None) -> str | SafeString:
    """Say a moment in the viewer's zone, as a ``<time>`` element; a naive one is UTC, as the lake keeps it."""
    if at is None:
        return ""
    if not isinstance(at, dt.datetime):
        return format_html('<time datetime="{}">{}</time>', at.isoformat(), formats.date_format(at, "DATE_FORMAT"))
    aware = at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at
    local = timezone.localtime(aware)
    words = formats.date_format(local, "DATETIME_FORMAT")
    return format_html('<time datetime="{}">{}</time>', aware.isoformat(timespec="seconds"), words)


@register.filter
def day(at: dt.datetime | dt.date | None) -> str | SafeString:
    """Say the day of a moment in the viewer's zone."""
    if isinstance(at, dt.datetime):
        at = timezone.localtime(at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at).date()
    return moment(at)


@register.filter
def ago(at: dt.datetime | None, now: dt.datetime | None) -> str:
    """Say how long before ``now`` something was; "" where one of them is not known."""
    if at is None or now is None:
        return ""
    aware = at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at
    past = now - aware
    if past < dt.timedelta(minutes=2):
        return _("just now")
    if past < dt.timedelta(hours=2):
        minutes = int(past.total_seconds() // 60)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if past < dt.timedelta(days=2):
        hours = int(past.total_seconds() // 3600)
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    return ngettext("%(n)d day ago", "%(n)d days ago", past.days) % {"n": past.days}


@register.filter
def until(at: dt.datetime | None, now: dt.datetime | None) -> str:
    """Say when something is due, as days from ``now``."""
    if at is None or now is None:
        return ""
    days = (timezone.localtime(at).date() - timezone.localtime(now).date()).days
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


@register.filter
def left(at: dt.datetime | None, now: dt.datetime | None) -> str:
    """Say how much time is left until an end that is kept to the minute, or for how long it is over; rounded down."""
    if at is None or now is None:
        return ""
    minutes = int(abs(at - now).total_seconds() // 60)
    hours = minutes // 60
    days = hours // 24
    if at <= now:
        said = (
            ngettext("over for %(n)d minute", "over for %(n)d minutes", minutes),
            ngettext("over for %(n)d hour", "over for %(n)d hours", hours),
            ngettext("over for %(n)d day", "over for %(n)d days", days),
        )
    else:
        said = (
            ngettext("%(n)d minute left", "%(n)d minutes left", minutes),
            ngettext("%(n)d hour left", "%(n)d hours left", hours),
            ngettext("%(n)d day left", "%(n)d days left", days),
        )
    unit = (hours >= _HOURS_FROM) + (days >= _DAYS_FROM)
    return said[unit] % {"n": (minutes, hours, days)[unit]}
