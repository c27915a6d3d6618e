"""An incident as Markdown, to be read: from the document that is exported. What people wrote stays text."""

from __future__ import annotations

import datetime as dt
import html
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from drystone.gaps.wording import position
from drystone.incidents import law, words
from drystone.lib.clock import parse_moment
from drystone.program.model import Program

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|~-])")


def markdown(told: Mapping[str, Any], program: Program) -> str:
    """Return the document (``packing.told``) as Markdown in the active language, with moments of its zone."""
    return "\n".join(_lines(told, program)) + "\n"


def text(words_: str) -> str:
    """Return what somebody wrote so that Markdown shows it as they wrote it, and nothing of it acts."""
    return _MARKS.sub(r"\\\1", html.escape(words_, quote=False)).replace("\n", "  \n  ")


def _lines(told: Mapping[str, Any], program: Program) -> Iterator[str]:
    zone = zoneinfo.ZoneInfo(told["time_zone"])
    yield f"# {text(told['title'])}"
    yield ""
    facts = (words.KINDS[told["kind"]], words.SEVERITIES[told["severity"]], words.STATES[told["state"]])
    yield " · ".join(str(one) for one in facts)
    yield ""
    yield _("Times are those of %(zone)s.") % {"zone": told["time_zone"]}
    yield from _timeline(told, zone)
    yield from _clocks(told, zone)
    yield from _decisions(told, zone)
    yield from _tasks(told, zone, program)
    yield from _evidence(told)


def _timeline(told: Mapping[str, Any], zone: zoneinfo.ZoneInfo) -> Iterator[str]:
    yield from _head(_("What happened"))
    for one in sorted(told["timeline"], key=lambda each: (_when(each), each["number"])):
        first, last = one["earliest"], one["latest"]
        when = _at(first or last or one["noted_at"], zone)
        if first and last and first != last:
            when = _("between %(first)s and %(last)s") % {"first": _at(first, zone), "last": _at(last, zone)}
        said = " ".join(part for part in (words.says(one["kind"], one["about"]), text(one["text"])) if part)
        yield f"- **{when}** {said}  "
        source = f", {text(one['source'])}" if one["source"] else ""
        noted = _("entry %(number)s, noted %(when)s by the %(role)s") % {
            "number": one["number"],
            "when": _at(one["noted_at"], zone),
            "role": words.ROLES[one["role"]],
        }
        yield f"  {noted}{source}"


def _clocks(told: Mapping[str, Any], zone: zoneinfo.ZoneInfo) -> Iterator[str]:
    if not told["laws"]:
        return
    yield from _head(_("Legal clocks"))
    for one in told["laws"]:
        if one["decided"] != "started":
            said = _("decided that it does not apply") if one["decided"] == "refused" else _("nothing is decided")
            yield f"- {law.REGIMES[one['law']].name}: {said}"
    for one in told["clocks"]:
        step = law.REGIMES[one["law"]].step(one["step"])
        due = _("due %(when)s") % {"when": _at(one["due"], zone)} if one["due"] else _("no end is set")
        sent = _("sent %(when)s") % {"when": _at(one["sent_at"], zone)} if one["sent_at"] else _("not sent")
        seen = f": {text(one['where_to_see'])}" if one["where_to_see"] else ""
        yield f"- {step.name} ({_(one['article'])}): {due}, {sent}{seen}"


def _decisions(told: Mapping[str, Any], zone: zoneinfo.ZoneInfo) -> Iterator[str]:
    if told["decisions"]:
        yield from _head(_("Decisions"))
    for one in told["decisions"]:
        meant = words.says(f"clock-{one['verdict']}", {"regime": one["law"]})
        what = " ".join(part for part in (meant, text(one["what"])) if part)
        yield f"- **{_at(one['at'], zone)}** {what}  "
        yield f"  {_('Why:')} {text(one['why'])}  "
        if one["alternatives"]:
            yield f"  {_('Instead of:')} {text(one['alternatives'])}  "
        yield f"  {_('Decided by:')} {text(one['decided_by'])}"


def _tasks(told: Mapping[str, Any], zone: zoneinfo.ZoneInfo, program: Program) -> Iterator[str]:
    if told["tasks"]:
        yield from _head(_("Tasks"))
    for one in told["tasks"]:
        due = _("due %(when)s") % {"when": _at(one["due"], zone)}
        done = f": {text(one['where_to_see'])}" if one["where_to_see"] else ""
        yield f"- {text(one['title'])} ({text(position(program, one['position']))}, {due}, {one['status']}{done})"


def _evidence(told: Mapping[str, Any]) -> Iterator[str]:
    if told["evidence"]:
        yield from _head(_("Evidence"))
    for one in told["evidence"]:
        kept = f"{text(one['file'])}, SHA-256 {one['sha256']}" if one.get("file") else text(one["ref"] or "")
        of = _("entry %(number)s") % {"number": one["entry"]}
        yield f"- {words.EVIDENCE[one['kind']]} ({of}): {kept}".rstrip(": ")


def _head(title: str) -> tuple[str, ...]:
    return ("", f"## {title}", "")


def _when(one: Mapping[str, Any]) -> str:
    return str(one["earliest"] or one["latest"] or one["noted_at"])


def _at(moment: str, zone: zoneinfo.ZoneInfo) -> str:
    """A moment with the clock's offset: 2026-10-25 02:30 comes twice."""
    local: dt.datetime = parse_moment(moment).astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} ({local:%Z})"
