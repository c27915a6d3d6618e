"""What whoever reports in a chat tool reads: all of the first words where only they see it, thanks where others do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drystone.directory import notices
from drystone.lib.errors import DrystoneError
from drystone.messages.rendering import slack as slack_text
from drystone.reports import books, first_words, words
from drystone.shell import apis


@dataclass(frozen=True, slots=True)
class Taken:
    """It was taken. ``report_id`` is given where it stands under the sender's name."""

    first: first_words.FirstWords
    report_id: str
    status: int = 200

    def lines(self) -> list[str]:
        """Return what only the sender may read."""
        first, steps = self.first, self.first.steps
        lines = [_("Thank you. It has arrived."), first.thanks]
        if steps:
            lines += [_("Please do this now"), *(f"{at}. {_step(one)}" for at, one in enumerate(steps, 1))]
        for one in first.findings:
            lines += [one.says, *(f"• {reason}" for reason in one.reasons)]
        if first.call:
            lines.append(_("Or call %(number)s.") % {"number": first.call})
        if first.who:
            lines.append(_("It is with: %(who)s. The first who is free takes it.") % {"who": first.who})
        if first.word_by:
            lines.append(_("You hear from us by %(when)s, also if we are still looking.") % {"when": first.word_by})
        if first.code:
            lines.append(_("Your code. It is shown this once; write it down, or take a picture:") + f" {first.code}")
        return [*filter(None, lines), _link(self.report_id, first.code)]

    def in_public(self) -> str:
        """Return what everybody in the room may read: thanks, and where to go on."""
        where = _link(self.report_id, "") if self.report_id else notices.address(reverse("reports:home"))
        return "\n\n".join((_("Thank you. It has arrived, and a person reads it."), where))

    def as_json(self) -> dict[str, Any]:
        """Return it for a tool that shows it in its own way; ``link`` is where its sender reads on."""
        return {**self.first.as_json(), "link": _link(self.report_id, self.first.code), "named": bool(self.report_id)}


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not taken, and why; ``call`` is a number that answers."""

    error: DrystoneError
    status: int
    call: str

    def lines(self) -> list[str]:
        """Return what only the sender may read."""
        calling = _("Or call %(number)s.") % {"number": self.call} if self.call else ""
        where = self.error.where if isinstance(self.error, first_words.WrongdoingError) else ""
        return [*filter(None, (self.error.what, where, self.error.do, calling)), _link("", "")]

    def in_public(self) -> str:
        """Return what everybody in the room may read: that it did not work, and where it does."""
        calling = _("Or call %(number)s.") % {"number": self.call} if self.call else ""
        return "\n\n".join(filter(None, (_("This was not taken. Please tell us here:"), _link("", ""), calling)))

    def as_json(self) -> dict[str, Any]:
        """Return it as the API says such things."""
        return {**apis.as_problem(self.error), "call": self.call, "link": _link("", "")}


@dataclass(frozen=True, slots=True)
class Help:
    """Somebody wrote nothing: how it is done."""

    status: int = 400

    def lines(self) -> list[str]:
        """Return how it is done."""
        kinds = (f"{kind}: {title}" for kind, title in words.TITLES.items())
        return [
            _("Say in your words what happened. It may begin with one of these:"),
            *(f"• {one}" for one in kinds),
            _link("", ""),
        ]

    def in_public(self) -> str:
        """Return how it is done."""
        return "\n\n".join(self.lines())

    def as_json(self) -> dict[str, Any]:
        """Return it as the API says such things."""
        return {"detail": self.lines()[0], "where": "text", "do": "", "more": sorted(words.TITLES)}


Said = Taken | Refused | Help


def slack(said: Said) -> dict[str, Any]:
    """Return an answer of Slack's that nobody but the sender sees."""
    text = slack_text.escaped("\n".join(said.lines()))
    return {"response_type": "ephemeral", "text": text, "unfurl_links": False, "unfurl_media": False}


def _step(step: books.Step) -> str:
    if step.minutes is None:
        return step.do
    minutes = ngettext("%(n)d minute", "%(n)d minutes", step.minutes) % {"n": step.minutes}
    return f"{step.do} ({minutes})"


def _link(report_id: str, code: str) -> str:
    if report_id:
        return notices.address(reverse("reports:one", args=[report_id]))
    return notices.address(reverse("reports:answer" if code else "reports:home"))
