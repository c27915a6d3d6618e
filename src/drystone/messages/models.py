"""What waits to leave for a person, how they want it, and what people wrote to each other. People are opaque text ids.

No address is kept here: ``sending`` asks the directory for it when the message leaves.
"""

from __future__ import annotations

import secrets

from django.db import models

STATUSES = ("waiting", "sending", "sent", "failed", "expired", "withdrawn")
#: What leaves first: at once (somebody waits for it, or it is urgent), soon, and what is one of many.
AT_ONCE, SOON, MANY = RANKS = (0, 1, 2)


def drawn() -> str:
    """Return a number for a message that nobody can guess."""
    return secrets.token_hex(12)


class Message(models.Model):
    """Something for one person (or, with the person "", for a room) by one channel; its ``number`` is drawn at random.

    ``status``: waiting; sending (marked: somebody hands it over now, or died doing so); sent (the channel took it);
    failed (for good); expired; withdrawn. ``text`` of a one-time code goes as soon as the message no longer waits.
    It may leave from ``due_at`` on. ``not_before`` also holds back a message that somebody is sending at this moment,
    and one that waits for its next try. ``key`` is the caller's: of messages to a person under one key there is only
    ever one. ``fixed``: by this channel or not at all; else ``passed`` are the channels that could not bring it.
    ``taken`` is who marked it, and ``again`` that an earlier try may have arrived. ``receipt`` is what the channel
    calls it. What is of a lower ``rank`` leaves first.
    """

    number = models.CharField(max_length=24, unique=True)
    person_id = models.TextField(db_index=True)
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=40)
    key = models.CharField(max_length=120, blank=True, default="")
    subject = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    document = models.JSONField(null=True)
    calendar = models.JSONField(null=True)
    urgent = models.BooleanField(default=False)
    rank = models.SmallIntegerField(default=1)
    fixed = models.BooleanField(default=True)
    passed = models.JSONField(default=list)
    status = models.CharField(max_length=9, default="waiting")
    tries = models.IntegerField(default=0)
    taken = models.CharField(max_length=32, blank=True, default="")
    again = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    not_before = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    receipt = models.TextField(blank=True, default="")
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["status", "channel", "rank", "not_before"], name="message_due"),
            models.Index(fields=["taken"], name="message_taken", condition=~models.Q(taken="")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=STATUSES), name="message_status_known"),
            models.UniqueConstraint(fields=["person_id", "key"], name="message_key_once", condition=~models.Q(key="")),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} ({self.status})"


class ChannelState(models.Model):
    """How a channel or a hook fares: how often in a row it failed, until when it is left alone, what left this minute.

    ``failing_since`` is when it last began to fail, None while it works.
    """

    channel = models.CharField(max_length=100, primary_key=True)
    failures = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    closed_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")
    worked_at = models.DateTimeField(null=True)
    minute = models.DateTimeField(null=True)
    in_minute = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.channel


class DeadAddress(models.Model):
    """A channel has nobody at somebody's address. Kept as a digest: another address of theirs is tried again."""

    person_id = models.TextField()
    channel = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    error = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "channel"], name="dead_address_once")]

    def __str__(self) -> str:
        return f"{self.person_id} by {self.channel}"


class Preference(models.Model):
    """How somebody wants to be written to: "" is as the program says. ``off`` are the optional kinds they ended.

    ``secret`` stands in the address that ends a kind with one request; it opens nothing else. ``invited``: mails about
    what takes time bring a time for it.
    """

    person_id = models.TextField(primary_key=True)
    channel = models.CharField(max_length=8, blank=True, default="")
    rhythm = models.CharField(max_length=8, blank=True, default="")
    invited = models.BooleanField(default=False)
    off = models.JSONField(default=list)
    secret = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.person_id


class Calendar(models.Model):
    """A calendar that somebody subscribes to by a secret address. ``named``: it says what their things are called."""

    person_id = models.TextField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    named = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.person_id


class Invitation(models.Model):
    """A slot that somebody was invited to by mail, under its key; ``sequence`` grows with every word about it."""

    person_id = models.TextField()
    key = models.CharField(max_length=120)
    uid = models.CharField(max_length=80, unique=True)
    sequence = models.IntegerField(default=0)
    slot = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True)
    ends = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="invitation_once")]

    def __str__(self) -> str:
        return self.uid


class Thread(models.Model):
    """A question and its answers, about one thing, gap or activity ("" where about nothing in particular).

    ``waits_until`` is by when those asked owe an answer, None where whoever asked had the last one; ``nudged`` is that
    they were told once more.
    """

    thread_id = models.CharField(max_length=40, primary_key=True)
    about_kind = models.CharField(max_length=40, blank=True, default="")
    about_id = models.TextField(blank=True, default="")
    subject = models.TextField()
    opened_by = models.TextField()
    opened_at = models.DateTimeField()
    closed_by = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    waits_until = models.DateTimeField(null=True)
    nudged = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="thread_about"),
            models.Index(fields=["waits_until"], name="thread_waits_until"),
        ]

    def __str__(self) -> str:
        return self.thread_id


class Participant(models.Model):
    """Somebody who may read and write in a thread. ``role``: asked, answers.

    ``told_at`` is when a message last told them of something new: they are told once, then not again until they looked.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="participants", db_index=False)
    person_id = models.TextField(db_index=True)
    role = models.CharField(max_length=8)
    last_read_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "person_id"], name="participant_once"),
            models.CheckConstraint(condition=models.Q(role__in=["asked", "answers"]), name="participant_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.thread_id}"


class Post(models.Model):
    """What somebody wrote."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts", db_index=False)
    by = models.TextField()
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["thread", "at"], name="post_thread_at")]

    def __str__(self) -> str:
        return f"post {self.pk}"
