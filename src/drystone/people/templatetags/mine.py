"""How a personal page says what it knows: why a thing is somebody's, how long a step takes, what a log entry was."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from drystone.catalogue import attributes
from drystone.shell.templatetags.words import written

register = template.Library()

_CLAIMS: dict[str, str | Promise] = {
    "decision": gettext_lazy("Settled by a person"),
    "assigned": gettext_lazy("Assigned"),
    "tag": gettext_lazy("Tagged with the name"),
    "idp": gettext_lazy("Signed in with"),
    "last_user": gettext_lazy("Used last"),
    "parent": gettext_lazy("Belongs to an app or supplier"),
    "manager": gettext_lazy("Belonged to someone in the team who left"),
}
_ACTIONS: dict[str, str | Promise] = {
    "looked-at-person": gettext_lazy("Looked at your page or records"),
    "gaps-with-people": gettext_lazy("Made a list of gaps with names in it"),
    "revealed-in-a-sample": gettext_lazy("Looked up your name for a sample of an audit"),
    "factors-forgotten": gettext_lazy("Took your second factor and your password away"),
    "sessions-ended": gettext_lazy("Ended your sessions"),
    "power-given": gettext_lazy("Gave you a power"),
    "power-taken": gettext_lazy("Took a power of yours away"),
    "badge-made": gettext_lazy("Made a badge for you"),
    "reset-link-made": gettext_lazy("A link for a new password was asked for"),
    "person-link-made": gettext_lazy("Made a one-time link for you"),
    "password-replaced": gettext_lazy("Chose a new password by a link"),
    "looked-at-gap": gettext_lazy("Looked at something that is to be done"),
    "attested": gettext_lazy("Gave a word that something was done"),
    "badge-first-used": gettext_lazy("Used a badge for the first time"),
    "badge-confirmed": gettext_lazy("Said that they have the badge"),
    "badge-switched-off": gettext_lazy("Switched a badge off"),
    "password-changed": gettext_lazy("Changed a password"),
    "person-link-used": gettext_lazy("Used a one-time link"),
    "sign-in-ended": gettext_lazy("Ended signing in"),
    "sign-in-reopened": gettext_lazy("Opened signing in again"),
    "token-made": gettext_lazy("Made a token"),
    "token-taken-over": gettext_lazy("Took a token over"),
    "token-revoked": gettext_lazy("Revoked a token"),
    "way-in-closed": gettext_lazy("Removed a way to sign in"),
}
_STATUSES: dict[str, str | Promise] = {
    "open": gettext_lazy("open"),
    "excepted": gettext_lazy("accepted for a time"),
    "closed": gettext_lazy("closed"),
}
_REACHES: dict[str, str | Promise] = {
    "trial": gettext_lazy("on trial: asks nothing of you yet"),
    "suggested": gettext_lazy("only suggested: asks nothing of you"),
}
_SORTS: dict[str, str | Promise] = {
    "sign-in": gettext_lazy("Your sign-in"),
    "sessions": gettext_lazy("Where you are signed in"),
    "factors": gettext_lazy("Your passkeys and apps, without their secrets"),
    "providers": gettext_lazy("Sign-in through providers"),
    "tokens": gettext_lazy("Your tokens for programs, without their secrets"),
    "powers": gettext_lazy("Powers given to you by hand"),
    "badge": gettext_lazy("Your badge"),
    "links": gettext_lazy("One-time links made for you"),
    "pushed": gettext_lazy("What your organisation's identity provider sent"),
    "exceptions": gettext_lazy("Exceptions that you asked for or decided"),
    "attestations": gettext_lazy("What you gave your word for"),
    "put-off": gettext_lazy("What you put off"),
    "acts": gettext_lazy("What you did about gaps"),
    "threads": gettext_lazy("Your conversations"),
    "posts": gettext_lazy("What was written in them"),
    "messages": gettext_lazy("Messages to you"),
    "questions": gettext_lazy("Questions about whose a thing is"),
}
_DECISIONS: dict[str, str | Promise] = {
    "owner": gettext_lazy("whose it is"),
    "not_mine": gettext_lazy("whose it is not"),
    "same": gettext_lazy("two records are one thing"),
    "not_same": gettext_lazy("two records are two things"),
    "sampled": gettext_lazy("a sample was confirmed"),
    "started": gettext_lazy("a check was started"),
}
_HOUR = 60


@register.filter
def claim(kind: str) -> str:
    """Say how we know whose a thing is."""
    return str(_CLAIMS.get(kind, kind.replace("_", " ")))


@register.filter
def action(name: str) -> str:
    """Say what an entry of the log was."""
    return str(_ACTIONS.get(name, name.replace("-", " ")))


@register.filter
def sort(name: str) -> str:
    """Say what sort of thing is kept of somebody."""
    return str(_SORTS.get(name, name))


@register.filter
def decided(kind: str) -> str:
    """Say what a decision was about."""
    return str(_DECISIONS.get(kind, kind.replace("_", " ")))


@register.filter
def column(name: str) -> str:
    """Say a record's attribute in words."""
    return attributes.name(name)


@register.filter
def status(name: str) -> str:
    """Say how a gap stands."""
    return str(_STATUSES.get(name, name))


@register.filter
def reach(name: str) -> str:
    """Say that a check does not ask anything of people yet; "" where it does."""
    return str(_REACHES.get(name, ""))


@register.filter
def minutes(count: int) -> str:
    """Say how long something takes."""
    if count < 2 * _HOUR:
        return ngettext("about %(n)d minute", "about %(n)d minutes", count) % {"n": count}
    return ngettext("about %(n)d hour", "about %(n)d hours", round(count / _HOUR)) % {"n": round(count / _HOUR)}


@register.filter
def together(names: list[str] | tuple[str, ...]) -> str | SafeString:
    """List names as a sentence does; those of the program in its language."""
    if len(names) < 2:
        return written(names[0]) if names else ""
    first = format_html_join(", ", "{}", ((written(name),) for name in names[:-1]))
    return format_html("{} {} {}", first, _("and"), written(names[-1]))


@register.filter
def plain(value: object) -> str:
    """Say a value of a record."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
