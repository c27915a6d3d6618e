"""Asking for a message to leave, and what people do in threads. All of it stands or falls with the caller."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from drystone.audit import actions as audit
from drystone.directory import addresses, outgoing
from drystone.jobs import queue
from drystone.lib.errors import UsageError
from drystone.messages import telling, waits, ways
from drystone.messages.kinds import ONE_TIME
from drystone.messages.models import AT_ONCE, SOON, Message, Participant, Post, Thread, drawn
from drystone.messages.moving import JOB
from drystone.messages.tellings import Telling as Telling
from drystone.messages.tellings import tell as tell
from drystone.messages.tellings import tell_all as tell_all
from drystone.messages.tellings import tell_room as tell_room
from drystone.messages.tellings import withdraw as withdraw
from drystone.shell import site

LONGEST_TEXT = 4_000
LONGEST_SUBJECT = 120
MOST_ASKED = 20
#: How long a closed thread is kept, and one in which nobody writes any more.
KEEP_CLOSED, KEEP_SILENT = dt.timedelta(days=365), dt.timedelta(days=730)


def send(
    person_id: str,
    *,
    channel: str,
    purpose: str,
    subject: str,
    text: str,
    now: dt.datetime,
    between: tuple[dt.datetime | None, dt.datetime | None] = (None, None),
) -> int:
    """Ask for a message to leave by a channel ("email", "text", …) and return its number.

    Where that cannot bring it, it takes the next way that its person has; one-time codes and text messages never do.

    It leaves ``between`` two moments (aware): it waits until the first and is not worth sending after the second.
    Where the person can be reached is looked up when it leaves. Raises UsageError where the program has no such
    channel.
    """
    if channel not in site.program().settings.channels:
        raise UsageError(
            _("the program has no channel “%(channel)s”") % {"channel": channel},
            where="drystone.toml",
            do=_("add [channels.%(channel)s] to it") % {"channel": channel},
        )
    not_before, expires = between
    at = max(now, not_before or now)
    with transaction.atomic():
        message = Message.objects.create(
            number=drawn(),
            person_id=person_id,
            channel=channel,
            purpose=purpose,
            subject=" ".join(subject.split()),
            text=text,
            rank=AT_ONCE if purpose in ONE_TIME else SOON,
            fixed=purpose in ONE_TIME or channel == "text",
            created_at=now,
            due_at=at,
            not_before=at,
            expires=expires,
        )
        queue.enqueue(JOB, now=now, at=at, unique=f"{JOB}:{at:%Y%m%d%H%M}")
    return int(message.pk)


@outgoing.carrier
def carry(letter: outgoing.Letter, now: dt.datetime) -> bool:
    """Send what the directory has to say: codes by the way that was asked for, all else by the person's own."""
    channel = letter.channel or _own_way(letter.person_id, letter.purpose)
    if not channel:
        return False
    send(
        letter.person_id,
        channel=channel,
        purpose=letter.purpose,
        subject=letter.subject,
        text=letter.text,
        now=now,
        between=(None, letter.expires),
    )
    return True


def _own_way(person_id: str, purpose: str) -> str:
    """Return the first channel that brings something of a kind to somebody, "" where none does."""
    told = ways.ways([person_id]).get(person_id)
    return next(iter(told.able(purpose)), "") if told else ""


def open_thread(
    about: tuple[str, str], *, by: str, to: Collection[str], text: str, now: dt.datetime, subject: str = ""
) -> str:
    """Ask ``to`` something about (kind, id) and return the thread's id; the same question to the same people goes on.

    ``about`` is ("gap", id), ("activity", id), a kind of thing and its id, or ("", ""). Without a ``subject`` it is
    called as its first line. Raises UsageError where there is no text, or nobody here to answer.
    """
    words = _checked(text)
    living = set(addresses.reach(to)) - {by}
    if not living:
        raise UsageError(_("There is nobody here who could answer this."), do=_("Ask your lead, or the help desk."))
    if len(living) > MOST_ASKED:
        raise UsageError(_("These are too many people for one question."), do=_("Ask the one who answers for it."))
    with transaction.atomic():
        same = _open_already(about, by, living)
        if same is not None:
            _write(same, by=by, text=words, now=now)
            return same.thread_id
        thread = Thread.objects.create(
            thread_id=f"thread-{secrets.token_hex(10)}",
            about_kind=about[0],
            about_id=about[1],
            subject=_short(subject.strip() or words.splitlines()[0]),
            opened_by=by,
            opened_at=now,
        )
        Participant.objects.bulk_create(
            [Participant(thread=thread, person_id=by, role="asked", last_read_at=now)]
            + [Participant(thread=thread, person_id=one, role="answers") for one in sorted(living)]
        )
        _write(thread, by=by, text=words, now=now)
        payload = {"about_kind": about[0], "about_id": about[1]}
        audit.record("thread-opened", actor=by, at=now, about=("thread", thread.thread_id), payload=payload)
    return thread.thread_id


def post(thread_id: str, *, by: str, text: str, now: dt.datetime, after: int | None = None) -> None:
    """Write into a thread. Raises UsageError where the text is empty or the thread is closed or somebody else's.

    ``after`` is the newest post that the form stood under: the same words under the same post are one answer, however
    often they are sent.
    """
    words = _checked(text)
    with transaction.atomic():
        thread = _mine(thread_id, by)
        if after is not None and thread.posts.filter(pk__gt=after, by=by, text=words).exists():
            return
        _write(thread, by=by, text=words, now=now)


def close(thread_id: str, *, by: str, now: dt.datetime) -> None:
    """End a thread; it can still be read. Raises UsageError where it is closed or somebody else's."""
    with transaction.atomic():
        thread = _mine(thread_id, by)
        thread.closed_by, thread.closed_at = by, now
        thread.waits_until = None
        thread.save(update_fields=["closed_by", "closed_at", "waits_until"])
        audit.record("thread-closed", actor=by, at=now, about=("thread", thread_id))


def read(thread_id: str, *, by: str, now: dt.datetime) -> None:
    """Remember that somebody has seen a thread as it stands."""
    Participant.objects.filter(thread_id=thread_id, person_id=by).update(last_read_at=now)


def forget_old(now: dt.datetime) -> int:
    """Delete threads that were closed a year ago or fell silent two years ago, and return how many."""
    silent = Thread.objects.alias(last=Max("posts__at")).filter(last__lt=now - KEEP_SILENT)
    gone = set(silent.values_list("thread_id", flat=True)[:1000])
    gone |= set(Thread.objects.filter(closed_at__lt=now - KEEP_CLOSED).values_list("thread_id", flat=True)[:1000])
    Thread.objects.filter(thread_id__in=gone).delete()
    return len(gone)


def _checked(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise UsageError(_("There is nothing to send yet."), do=_("Write a sentence; two are plenty."))
    if len(words) > LONGEST_TEXT:
        raise UsageError(_("This is longer than 4,000 letters."), do=_("Say the main thing and the rest when asked."))
    return words


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"


def _open_already(about: tuple[str, str], by: str, to: set[str]) -> Thread | None:
    """Return the newest open thread in which the same person asks the same people about the same."""
    if not about[1]:
        return None
    open_ones = Thread.objects.select_for_update().filter(
        about_kind=about[0], about_id=about[1], opened_by=by, closed_at=None
    )
    for thread in open_ones.order_by("-opened_at")[:5]:
        answering = set(thread.participants.filter(role="answers").values_list("person_id", flat=True))
        if answering == to:
            return thread
    return None


def _mine(thread_id: str, by: str) -> Thread:
    mine = Thread.objects.select_for_update().filter(
        thread_id=thread_id, thread_id__in=Participant.objects.filter(person_id=by).values("thread_id")
    )
    thread = mine.first()
    if thread is None:
        raise UsageError(_("There is no such conversation for you."))
    if thread.closed_at is not None:
        raise UsageError(_("This conversation is closed."), do=_("Open a new one where the question came up."))
    return thread


def _write(thread: Thread, *, by: str, text: str, now: dt.datetime) -> None:
    Post.objects.create(thread=thread, by=by, at=now, text=text)
    waits.begin(thread, by=by, now=now)
    Participant.objects.filter(thread=thread, person_id=by).update(last_read_at=now)
    for person_id, channel, (subject, words) in telling.about(thread, by=by, now=now):
        send(person_id, channel=channel, purpose="thread", subject=subject, text=words, now=now)
