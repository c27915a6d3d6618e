"""How a personal page says what it knows: why a thing is somebody's, how long a step takes, what a log entry was."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.catalogue import attributes, value_words
from drystone.gaps.steps import how_long
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
#: Who acts that is no person: the log names them in English.
_ACTORS: dict[str, str | Promise] = {
    "the demo": gettext_lazy("the demonstration"),
    "demo": gettext_lazy("the demonstration"),
    "run": gettext_lazy("a run"),
    "charting": gettext_lazy("the rounds"),
    "sign-in": gettext_lazy("the page to sign in"),
    "the people data": gettext_lazy("the people data"),
    "the first link": gettext_lazy("the first link"),
    "whoever starts the site": gettext_lazy("whoever starts the site"),
    "anonymous": gettext_lazy("somebody who was not signed in"),
    "badge": gettext_lazy("the badge"),
    "text-message": gettext_lazy("a text message"),
    "openid": gettext_lazy("a sign-in provider"),
    "passkey": gettext_lazy("a passkey"),
    "password": gettext_lazy("a password"),
}
_ACTORS_OF: dict[str, str | Promise] = {
    "user:": gettext_lazy("sign-in %(name)s"),
    "service:": gettext_lazy("the program with the token %(name)s"),
    "cli:": gettext_lazy("%(name)s on the server"),
    "scim:": gettext_lazy("the identity provider"),
}
#: Which entries of the log are looks at somebody; the others tell what was done.
LOOKS = frozenset({"looked-at-person", "looked-at-gap", "gaps-with-people", "revealed-in-a-sample", "sample-revealed"})
_ACTIONS: dict[str, str | Promise] = {
    "looked-at-person": gettext_lazy("Looked at your page or records"),
    "calendar-made": gettext_lazy("Made an address for your calendar"),
    "calendar-revoked": gettext_lazy("Ended the address of your calendar"),
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
    "user-made": gettext_lazy("Made the sign-in"),
    "user-joined-to-person": gettext_lazy("Joined the sign-in to the person"),
    "factor-added": gettext_lazy("Set up a second factor"),
    "factor-removed": gettext_lazy("Removed a second factor"),
    "factor-renewed": gettext_lazy("Made new recovery codes"),
    "first-administrator": gettext_lazy("Made the first administrator"),
    "first-link-made": gettext_lazy("Made the link for the first administrator"),
    "rescue-link-made": gettext_lazy("Made a link for whoever starts the site"),
    "display-made": gettext_lazy("Made a screen that shows a team its week"),
    "display-switched-off": gettext_lazy("Ended the address of a team's screen"),
    "screen-made": gettext_lazy("Made a shared screen"),
    "screen-enrolled": gettext_lazy("Made a browser a shared screen"),
    "screen-switched-off": gettext_lazy("Switched a shared screen off"),
    "scim-user-made": gettext_lazy("The identity provider sent a person"),
    "scim-user-changed": gettext_lazy("The identity provider changed a person"),
    "scim-user-removed": gettext_lazy("The identity provider removed a person"),
    "scim-group-made": gettext_lazy("The identity provider sent a group"),
    "scim-group-changed": gettext_lazy("The identity provider changed a group"),
    "scim-group-removed": gettext_lazy("The identity provider removed a group"),
    "said-done": gettext_lazy("Said that something is done"),
    "put-off": gettext_lazy("Put something off"),
    "incident-declared": gettext_lazy("Declared an incident"),
    "incident-entry": gettext_lazy("Added to the timeline of an incident"),
    "incident-packed": gettext_lazy("Took an incident along"),
    "incident-file-taken": gettext_lazy("Took a file of an incident along"),
    "task-set": gettext_lazy("Set a task for a position"),
    "task-done": gettext_lazy("Said where to see that a task is done"),
    "task-reopened": gettext_lazy("Opened a task again"),
    "task-given": gettext_lazy("Gave a task to another position"),
    "help-asked": gettext_lazy("Asked for help"),
    "said-not-mine": gettext_lazy("Said that something is not theirs"),
    "exception-asked": gettext_lazy("Asked for an exception"),
    "excepted": gettext_lazy("Approved an exception"),
    "exception-refused": gettext_lazy("Refused an exception"),
    "exception-ended": gettext_lazy("Ended an exception"),
    "exception-handed-on": gettext_lazy("Handed a request for an exception on"),
    "consultation-asked": gettext_lazy("Asked those who are consulted about an exception"),
    "consulted": gettext_lazy("Advised about an exception"),
    "exception-overdue": gettext_lazy("Passed on a request for an exception that nobody decided in time"),
    "restriction-decided": gettext_lazy("Decided that access is limited, as told before"),
    "restriction-refused": gettext_lazy("The hook refused to limit access"),
    "limited": gettext_lazy("Limited access by a hook"),
    "lifting-asked": gettext_lazy("Asked the hook to lift the limits"),
    "limits-lifted": gettext_lazy("Lifted the limits"),
    "brake-pulled": gettext_lazy("Stopped a hook that would have limited too many"),
    "brake-released": gettext_lazy("Let a stopped hook go on"),
    "hook-lost": gettext_lazy("Saw that a hook is gone while people are limited by it"),
    "lost-hook-settled": gettext_lazy("Saw that nobody is limited any more by a hook that was gone"),
    "lifted-by-hand": gettext_lazy("Said that what a hook limited that is gone was lifted by hand"),
    "brake-let-go": gettext_lazy("Let a stopped hook go on, since it would limit fewer"),
    "question-passed-on": gettext_lazy("Said that it is not theirs either"),
    "question-overdue": gettext_lazy("Passed on a question that nobody settled in time"),
    "question-asked": gettext_lazy("Asked whose a thing is"),
    "question-added-to": gettext_lazy("Said more about whose a thing is"),
    "question-accepted": gettext_lazy("Settled that a thing is somebody else's"),
    "question-refused": gettext_lazy("Settled that a thing stays whose it is"),
    "question-withdrawn": gettext_lazy("Took the question back whose a thing is"),
    "question-handed-on": gettext_lazy("Handed the question on whose a thing is"),
    "decision-recorded": gettext_lazy("Wrote a decision down"),
    "decision-withdrawn": gettext_lazy("Took a decision back"),
    "thread-opened": gettext_lazy("Began a conversation"),
    "thread-closed": gettext_lazy("Ended a conversation"),
    "lessons-done-given-out": gettext_lazy("Gave out who finished lessons here, by ids, to another learning system"),
    "lessons-done-taken-in": gettext_lazy("Brought in who finished lessons in another learning system"),
    "sample-revealed": gettext_lazy("Looked up the names of a sample of an audit"),
    "evidence-packed": gettext_lazy("Made an evidence pack"),
    "program-edited": gettext_lazy("Changed the program"),
    "report-claimed": gettext_lazy("Took a report up"),
    "message-taken": gettext_lazy("Took a message that was reported as a file"),
    "receivers-shown": gettext_lazy("Looked who received a message that was reported"),
    "campaign-decided": gettext_lazy("Said what a wave of reports was"),
    "campaign-joined": gettext_lazy("Put reports together"),
    "campaign-split": gettext_lazy("Took reports apart"),
    "review-begun": gettext_lazy("Began a review"),
    "review-opened": gettext_lazy("Asked everybody in a review"),
    "review-shut": gettext_lazy("Asked everybody in a review no longer"),
    "review-published": gettext_lazy("Published a review"),
    "review-taken-back": gettext_lazy("Took a review back"),
    "review-dropped": gettext_lazy("Dropped a review"),
    "report-handed-over": gettext_lazy("Handed a report to a colleague"),
    "report-closed": gettext_lazy("Closed a report"),
    "seal-asked": gettext_lazy("Asked to open a sealed name"),
    "seal-opened": gettext_lazy("Agreed to open a sealed name"),
    "seal-refused": gettext_lazy("Refused to open a sealed name"),
    "seal-opened-in-danger": gettext_lazy("Opened a sealed name alone, in danger"),
    "seal-confirmed": gettext_lazy("Confirmed that there was danger"),
    "seal-unconfirmed": gettext_lazy("Nobody confirmed that there was danger"),
    "round-made": gettext_lazy("Made a round"),
    "round-parties-chosen": gettext_lazy("Chose who takes part in a round"),
    "round-begun": gettext_lazy("Began a round"),
    "round-extended": gettext_lazy("Gave a round more time"),
    "round-party-handed-on": gettext_lazy("Named somebody else to answer in a round"),
    "round-reminded": gettext_lazy("Reminded those who had not answered in a round"),
    "round-asked-again": gettext_lazy("Asked more about what is contested in a round"),
    "round-revealed": gettext_lazy("Laid the answers of a round on the table"),
    "round-cancelled": gettext_lazy("Called a round off"),
    "round-gathered": gettext_lazy("Wrote down who was at a meeting"),
    "round-topic-decided": gettext_lazy("Wrote down what a meeting decided"),
    "round-published": gettext_lazy("Published what a round decided"),
    "acceptance-ended": gettext_lazy("Ended what somebody accepted, as they fill that position no more"),
    "row-accepted": gettext_lazy("Accepted their part in a row of the matrix"),
    "row-refused": gettext_lazy("Said why they cannot accept a row of the matrix"),
    "trial-begun": gettext_lazy("Began a trial of reminders, as it was declared"),
    "trial-over": gettext_lazy("Said what came of a trial of reminders, and forgot who was in it"),
    "trial-stopped": gettext_lazy("Stopped a trial of reminders, and forgot who was in it"),
    "payloads-shredded": gettext_lazy("Deleted the details of old entries of the log"),
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
    "round-parties": gettext_lazy("Rounds in which you answer for a party"),
    "rounds-led": gettext_lazy("Rounds that you made"),
    "drafts": gettext_lazy("What you filled in and have not sent"),
    "ballots": gettext_lazy("What you answered in rounds"),
    "votes": gettext_lazy("How you voted on proposals"),
    "dissents": gettext_lazy("What you had remembered against decisions"),
    "acceptances": gettext_lazy("Rows of the matrix that you accepted, or why not"),
    "reports": gettext_lazy("What you reported by name, until 30 days after it is over"),
    "report_words": gettext_lazy("What was said about it"),
    "reviews": gettext_lazy("Reviews that you began"),
    "review_drafts": gettext_lazy("What you wrote for reviews and have not handed in"),
    "put-off": gettext_lazy("What you put off"),
    "acts": gettext_lazy("What you did about gaps"),
    "threads": gettext_lazy("Your conversations"),
    "posts": gettext_lazy("What was written in them"),
    "messages": gettext_lazy("Messages to you"),
    "reminders": gettext_lazy("What you were reminded of"),
    "said": gettext_lazy("How often the same was said to you"),
    "trials": gettext_lazy("Trials of reminders that your things are in, and in which way you are reminded"),
    "questions": gettext_lazy("Questions about whose a thing is"),
    "learning": gettext_lazy("What lessons go by"),
    "lessons": gettext_lazy("Your lessons: begun, skipped, finished"),
    "cards": gettext_lazy("When questions of lessons come back to you"),
    "answers": gettext_lazy("Your answers, which only you can see"),
    "habits": gettext_lazy("Habits that you showed"),
}
_DECISIONS: dict[str, str | Promise] = {
    "owner": gettext_lazy("whose it is"),
    "not_mine": gettext_lazy("whose it is not"),
    "same": gettext_lazy("two records are one thing"),
    "not_same": gettext_lazy("two records are two things"),
    "sampled": gettext_lazy("a sample was confirmed"),
    "started": gettext_lazy("a check was started"),
}


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
    return how_long(count)


@register.filter
def together(names: list[str] | tuple[str, ...]) -> str | SafeString:
    """List names as a sentence does; those of the program in its language."""
    if len(names) < 2:
        return written(names[0]) if names else ""
    first = format_html_join(", ", "{}", ((written(name),) for name in names[:-1]))
    return format_html("{} {} {}", first, _("and"), written(names[-1]))


@register.simple_tag
def plain(column: str, value: object, names: dict[str, str]) -> str | SafeString:
    """Say a value of a record or a row of ours; ``names`` are those of people by their ids."""
    return attributes.said(column, value, names)


@register.filter
def detail(text: str) -> str:
    """Say what else is shown of a thing beside its name: words of a source, or a closed value."""
    return str(value_words.VALUES.get(text, text))


@register.filter
def actor(name: str) -> str:
    """Say who did something where it was nobody whom the people data know."""
    if name in _ACTORS:
        return str(_ACTORS[name])
    for beginning, words in _ACTORS_OF.items():
        if name.startswith(beginning):
            return str(words) % {"name": name.removeprefix(beginning)}
    return name
