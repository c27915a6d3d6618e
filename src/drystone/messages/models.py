"""What waits to leave for a person, and what people wrote to each other. People are opaque text ids.

No address is kept here: ``sending`` asks the directory for it when the message leaves.
"""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """Something for one person by one channel. ``status``: waiting, sent, failed (for good), expired.

    ``text`` of a one-time code goes as soon as the message no longer waits. ``not_before`` also holds back a message
    that somebody is sending at this moment, and one that waits for its next try.
    """

    person_id = models.TextField(db_index=True)
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=40)
    subject = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    status = models.CharField(max_length=8, default="waiting")
    tries = models.IntegerField(default=0)
    not_before = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["status", "not_before"], name="message_status_not_before")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "sent", "failed", "expired"]), name="message_status_known"
            )
        ]

    def __str__(self) -> str:
        return f"message {self.pk} ({self.status})"


class Thread(models.Model):
    """A question and its answers, about one thing, gap or activity ("" where about nothing in particular)."""

    thread_id = models.CharField(max_length=40, primary_key=True)
    about_kind = models.CharField(max_length=40, blank=True, default="")
    about_id = models.TextField(blank=True, default="")
    subject = models.TextField()
    opened_by = models.TextField()
    opened_at = models.DateTimeField()
    closed_by = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="thread_about")]

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
