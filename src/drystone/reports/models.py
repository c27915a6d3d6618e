"""What people tell us, and what they are told. Who told it stands apart, and nothing here counts by person.

Ids are drawn at random and say nothing of order. ``Report`` and what hangs on it name nobody but responders; who told
is in ``Reporter`` alone, encrypted (``boxes``, ``sealing``), and goes 30 days after the report was closed. What could
say it all the same (things, words, messages) goes then too. Responders are opaque text ids.
"""

from __future__ import annotations

from django.db import models

from drystone.program.playbook_model import KINDS as KINDS

WHENS = ("just-now", "today", "earlier", "not-sure")
#: How whoever tells wants to be known: to whoever helps them, to nobody unless two officers open it, or not at all.
NAMED, SEALED, NAMELESS = KNOWN = ("named", "sealed", "none")
#: By which way it came in.
WAYS = ("page", "mail", "api", "chat", "command", "desk")
#: Nobody has it yet; a responder has it; it is over.
WAITING, TAKEN, CLOSED = STATUSES = ("waiting", "taken", "closed")
#: In the order in which they strike where all goes as it should.
CLOCKS = (
    "happened", "noticed", "reported", "acknowledged", "seen", "triaged", "declared", "contained", "told", "closed",
    "reviewed",
)  # fmt: skip
#: Who says something: whoever reported, a responder, or Drystone itself.
REPORTER, RESPONDER, MACHINE = SPEAKERS = ("reporter", "responder", "machine")


class Report(models.Model):
    """One thing that somebody told. ``known`` says how they want to be known, ``urgency`` 1 (minutes decide) to 4.

    ``answers`` are those to the playbook's questions. ``handler`` is the responder who has it; they and nobody else are
    shown the name of somebody ``named``, and the things that are ``shown``. ``next_word_at`` is when whoever reported
    was promised to hear again; None once closed. ``once`` and ``code`` are digests: of what tells a form that is sent
    twice, and of the return code. ``shredded_at`` is when all that could say who told was deleted.
    """

    report_id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=20)
    way = models.CharField(max_length=8)
    known = models.CharField(max_length=6)
    when = models.CharField(max_length=8, blank=True, default="")
    answers = models.JSONField(default=dict)
    playbook_id = models.TextField(blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    urgency = models.SmallIntegerField(default=3)
    status = models.CharField(max_length=7, default=WAITING)
    handler = models.TextField(blank=True, default="")
    handled_at = models.DateTimeField(null=True)
    shown = models.BooleanField(default=True)
    reported_at = models.DateTimeField()
    next_word_at = models.DateTimeField(null=True)
    asked_for_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    shredded_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 # Many have none, and "" is one.
    code = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 # The same.

    class Meta:
        indexes = [
            models.Index(fields=["status", "urgency", "reported_at"], name="report_queue"),
            models.Index(fields=["next_word_at"], name="report_next_word"),
            models.Index(fields=["closed_at"], name="report_closed"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="report_kind_known"),
            models.CheckConstraint(condition=models.Q(way__in=WAYS), name="report_way_known"),
            models.CheckConstraint(condition=models.Q(known__in=KNOWN), name="report_known_known"),
            models.CheckConstraint(condition=models.Q(status__in=STATUSES), name="report_status_known"),
            models.CheckConstraint(condition=models.Q(when__in=[*WHENS, ""]), name="report_when_known"),
        ]

    def __str__(self) -> str:
        return self.report_id


class ReportClock(models.Model):
    """When something of a report was: between ``earliest`` and ``latest`` (either may be unknown), and who says so.

    ``source`` is what says it (form, mail-header, responder, machine, …), ``author`` who wrote it down: "reporter",
    "machine" or a responder's id. What is said again is a row more; of one clock the row noted last holds.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    clock = models.CharField(max_length=12)
    earliest = models.DateTimeField(null=True)
    latest = models.DateTimeField(null=True)
    source = models.CharField(max_length=20)
    author = models.TextField()
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["report", "clock"], name="report_clock")]
        constraints = [models.CheckConstraint(condition=models.Q(clock__in=CLOCKS), name="report_clock_known")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.clock}"


class ReportWord(models.Model):
    """Something said between whoever reported and whoever responds. ``author`` is a responder's id, else "".

    ``sort``: said; thanks (the first word back); looking (still at it, with when the next word comes); answer (what it
    was, what was done).
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="words", db_index=False)
    by = models.CharField(max_length=9)
    author = models.TextField(blank=True, default="")
    sort = models.CharField(max_length=8, default="said")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["report", "at"], name="report_word")]
        constraints = [models.CheckConstraint(condition=models.Q(by__in=SPEAKERS), name="report_word_by_known")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.by}"


class ReportedThing(models.Model):
    """A device or an account that a report is about: for whoever has the report, since its owner may be who told.

    It says as much as a name does, so it lies in a ``box`` as names do, which opens with the key of the week ``epoch``.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="things", db_index=False)
    number = models.SmallIntegerField()
    epoch = models.CharField(max_length=10)
    box = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_thing_once")]

    def __str__(self) -> str:
        return f"{self.report_id}: thing {self.number}"


class ReportedMessage(models.Model):
    """A message that was sent along. ``box`` holds its bytes and what triage says of it (docs/triage.md).

    That is for whoever has the report; None once it is gone.

    ``signals`` is what may be compared between reports without saying who got it (``signals.of``): links and texts of a
    message often name whoever it was sent to, so nothing of these lies open. ``digest`` is its SHA-256.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages", db_index=False)
    number = models.SmallIntegerField()
    hint = models.CharField(max_length=16, blank=True, default="")
    signals = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    epoch = models.CharField(max_length=10)
    box = models.BinaryField(null=True)
    size = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_message_once")]

    def __str__(self) -> str:
        return f"{self.report_id}: message {self.number}"


class ReportStep(models.Model):
    """A step of the playbook that was done: by "reporter" or by a responder. ``step`` is its key (``books.Step``)."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="steps", db_index=False)
    step = models.CharField(max_length=40)
    done_by = models.TextField()
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "step"], name="report_step_once")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.step}"


class Reporter(models.Model):
    """Who told, apart from what. A report of somebody without a name has no such row.

    ``sort`` is named: ``box`` opens with the key of the week ``epoch``, and ``mark`` finds a person's own reports with
    it. Or sealed: the key of ``box`` lies wrapped to the officers (``sealing``), and nothing finds it.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, primary_key=True, related_name="reporter")
    sort = models.CharField(max_length=6)
    epoch = models.CharField(max_length=10, blank=True, default="", db_index=True)
    box = models.BinaryField()
    mark = models.CharField(max_length=64, blank=True, default="", db_index=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(sort__in=[NAMED, SEALED]), name="reporter_sort_known"),
            # A sealed name that could be looked for would be none.
            models.CheckConstraint(
                condition=models.Q(sort=NAMED) | models.Q(mark="", epoch=""), name="reporter_sealed_unmarked"
            ),
        ]

    def __str__(self) -> str:
        return self.report_id


class ReporterLook(models.Model):
    """That somebody was shown who told, or asked to be: what whoever reported reads in the log of their own report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="looks", db_index=False)
    what = models.CharField(max_length=16)
    by = models.TextField()
    why = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["report", "at"], name="reporter_look")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.what}"


class SealOpening(models.Model):
    """One officer's wish to open a seal, with the reason, and what a second one said to it.

    ``handed`` is the first one's half of the key, wrapped to those who may answer; ``disclosed`` what was in the seal,
    wrapped to the first: neither opens with anything that lies here. ``danger``: opened at once, by one and the site's
    half, and to be confirmed by a second until ``confirm_by``.
    """

    opening_id = models.CharField(max_length=40, primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="openings")
    asked_by = models.TextField()
    officer = models.TextField()
    reason = models.TextField()
    danger = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    handed = models.JSONField(default=dict)
    disclosed = models.BinaryField(null=True)
    answer = models.CharField(max_length=9, blank=True, default="")
    answered_by = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer__in=["", "confirmed", "refused", "too-late"]), name="opening_answer_known"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by="") | ~models.Q(answered_by=models.F("asked_by")),
                name="opening_by_two",
            ),
        ]

    def __str__(self) -> str:
        return self.opening_id


class Campaign(models.Model):
    """Reports that belong together. ``verdict`` and ``answer`` are the last word on it, "" while nobody knows."""

    campaign_id = models.CharField(max_length=40, primary_key=True)
    made_at = models.DateTimeField()
    verdict = models.CharField(max_length=8, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    decided_by = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", "harmful", "junk", "harmless", "practice"]),
                name="campaign_verdict_known",
            )
        ]

    def __str__(self) -> str:
        return self.campaign_id


class CampaignMember(models.Model):
    """That a report belongs, or belonged, to a campaign.

    ``why`` is in what it agreed (``alike.Why``), [] where a person put it there. ``joined_by`` and ``left_by`` are
    "machine" or a responder's id.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="campaigns", db_index=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    why = models.JSONField(default=list)
    joined_by = models.TextField()
    joined_at = models.DateTimeField()
    left_by = models.TextField(blank=True, default="")
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=models.Q(left_at=None), name="campaign_one_at_a_time")
        ]
        indexes = [models.Index(fields=["report", "left_at"], name="campaign_member")]

    def __str__(self) -> str:
        return f"{self.report_id} in {self.campaign_id}"


class CampaignKey(models.Model):
    """A key that messages share which are alike (``alike.keys``): it is made of what says nothing of who got them."""

    message = models.ForeignKey(ReportedMessage, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=24, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "key"], name="campaign_key_once")]

    def __str__(self) -> str:
        return self.key
