"""Rounds in which parties say alone who answers for what, what they decided together, and who accepted their part.

People are opaque text ids. A ballot says on which day it was sent and no more; nothing orders ballots in time.
"""

from __future__ import annotations

from django.db import models


class Round(models.Model):
    """A round. ``state``: draft, first (parties answer), second (they answer more on what is contested), revealed,

    cancelled. ``over_told_of`` is the closing day of which was told that it is over. ``present`` are the positions that
    were at the meeting, in words.
    """

    round_id = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=9, default="draft")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    closes_on = models.DateField(null=True)
    over_told_of = models.DateField(null=True)
    revealed_at = models.DateTimeField(null=True)
    present = models.JSONField(default=list)
    minutes_each = models.IntegerField(default=5)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "first", "second", "revealed", "cancelled"]),
                name="round_state_known",
            )
        ]

    def __str__(self) -> str:
        return self.round_id


class Topic(models.Model):
    """An activity of a round, and what the meeting made of it. ``reasons`` say why it was chosen.

    ``contested`` says that the second pass asks about it. ``state``: open, voting, decided, published, put-off.
    ``proposal`` and ``decided`` are letters, as {"R": […], "A": "…", "C": […], "I": […]}. ``how`` it was decided:
    consent, vote, tie-breaker; then ``tie_breaker`` is the position that decided.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="topics", db_index=False)
    activity_id = models.TextField(db_index=True)
    ordinal = models.IntegerField()
    reasons = models.JSONField(default=list)
    contested = models.BooleanField(default=False)
    state = models.CharField(max_length=9, default="open")
    began_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")
    proposal = models.JSONField(default=dict)
    vote_number = models.IntegerField(default=0)
    decided = models.JSONField(default=dict)
    how = models.CharField(max_length=11, blank=True, default="")
    tie_breaker = models.TextField(blank=True, default="")
    present = models.JSONField(default=list)
    decided_by = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "activity_id"], name="topic_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "voting", "decided", "published", "put-off"]),
                name="topic_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} in {self.round_id}"


class Party(models.Model):
    """A department or a position that takes part, and the person who answers for it.

    ``key`` is a party of the program's words ("it"), a role or a seat of one; ``words`` in whose words it is asked,
    ``positions`` the positions that it holds.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="parties", db_index=False)
    key = models.TextField()
    name = models.TextField()
    words = models.TextField(blank=True, default="")
    positions = models.JSONField(default=list)
    person_id = models.TextField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="party_once")]

    def __str__(self) -> str:
        return f"{self.key} in {self.round_id}"


class Draft(models.Model):
    """What somebody has filled in and not sent: theirs alone."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    person_id = models.TextField(db_index=True)
    second = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "person_id", "second"], name="draft_once")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Due(models.Model):
    """A ballot of a pass that somebody is still asked for; it goes when they send it, or the round ends."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="due")
    person_id = models.TextField(db_index=True)
    second = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "second"], name="due_once")]

    def __str__(self) -> str:
        return f"due {self.pk}"


class Ballot(models.Model):
    """A party's answers of one pass, as sent: never changed (a trigger holds it). The id says nothing of when.

    The first that was sent for a party ``counts``. Whoever answers in somebody's place may send another, so that an
    empty form tells nobody whether there was one before; it is not read.
    """

    ballot_id = models.CharField(max_length=40, primary_key=True)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="ballots", db_index=False)
    second = models.BooleanField(default=False)
    sent_by = models.TextField(db_index=True)
    sent_on = models.DateField()
    counts = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "second"], condition=models.Q(counts=True), name="ballot_one_counts"
            ),
            models.UniqueConstraint(fields=["party", "second", "sent_by"], name="ballot_once"),
        ]

    def __str__(self) -> str:
        return self.ballot_id


class BallotAnswer(models.Model):
    """What a ballot says of one activity: never changed. ``answers_for`` is a position or a word for none.

    ``mine`` holds the letters that the party says are its own, ``should`` who should answer for it; ``said`` what else
    it wanted to say: does, asked and told (positions), sure (1 to 3), line (a free line), none (no part is its own).
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="answers", db_index=False)
    activity_id = models.TextField()
    answers_for = models.TextField(blank=True, default="")
    mine = models.CharField(max_length=4, blank=True, default="")
    should = models.TextField(blank=True, default="")
    said = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "activity_id"], name="ballot_answer_once")]

    def __str__(self) -> str:
        return f"{self.activity_id} in {self.ballot_id}"


class Vote(models.Model):
    """A party's private word on a proposal: whether it can live with it. Votes of one number belong together."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="votes", db_index=False)
    number = models.IntegerField()
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="votes")
    agrees = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "number", "party"], name="vote_once")]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Dissent(models.Model):
    """What a party wants remembered against a decision, in its words."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="dissents", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="dissents")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "party"], name="dissent_once")]

    def __str__(self) -> str:
        return f"dissent {self.pk}"


class Version(models.Model):
    """What a row of the matrix said when it was published. ``meaning`` is its name, what it is about and its letters.

    ``round_id`` is "" where somebody edited the program. ``newest`` marks the one that counts. ``settled_at`` is when
    the last of those whom it asks accepted it, ``reopened_at`` when one of them said why not.
    """

    activity_id = models.TextField()
    number = models.IntegerField()
    newest = models.BooleanField(default=True)
    round_id = models.CharField(max_length=40, blank=True, default="")
    meaning = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.TextField()
    published_at = models.DateTimeField()
    commit = models.CharField(max_length=64, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity_id", "number"], name="version_once"),
            models.UniqueConstraint(fields=["activity_id"], condition=models.Q(newest=True), name="version_one_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.number}"


class Asked(models.Model):
    """A position that a version asks to accept its part: it does the activity (R) or answers for it (A)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="asked", db_index=False)
    role_id = models.TextField(db_index=True)
    letter = models.CharField(max_length=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "role_id", "letter"], name="asked_once")]

    def __str__(self) -> str:
        return f"{self.letter} of {self.role_id} in {self.version_id}"


class Acceptance(models.Model):
    """What somebody said to a version of a row, for the positions that they fill. ``verdict``: accepted, refused.

    ``ended_at`` is when they filled none of these positions any more: their word binds nobody then, and stays to read.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="acceptances", db_index=False)
    person_id = models.TextField(db_index=True)
    letters = models.CharField(max_length=2)
    positions = models.JSONField(default=list)
    verdict = models.CharField(max_length=8)
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person_id"], name="acceptance_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["accepted", "refused"]), name="acceptance_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.version_id}"
