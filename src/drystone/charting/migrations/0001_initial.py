"""The tables of rounds; triggers refuse to change a ballot."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = [
    "CREATE TRIGGER charting_ballot_fixed BEFORE UPDATE ON charting_ballot"
    " BEGIN SELECT RAISE(ABORT, 'a ballot is never changed'); END",
    "CREATE TRIGGER charting_answer_fixed BEFORE UPDATE ON charting_ballotanswer"
    " BEGIN SELECT RAISE(ABORT, 'a ballot is never changed'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION charting_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'a ballot is never changed'; END $$",
    "CREATE TRIGGER charting_ballot_fixed BEFORE UPDATE ON charting_ballot"
    " FOR EACH STATEMENT EXECUTE FUNCTION charting_refuse()",
    "CREATE TRIGGER charting_answer_fixed BEFORE UPDATE ON charting_ballotanswer"
    " FOR EACH STATEMENT EXECUTE FUNCTION charting_refuse()",
]


def fix(apps, schema_editor):
    """Refuse to change what was sent, whoever asks."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField()),
                ("name", models.TextField()),
                ("words", models.TextField(blank=True, default="")),
                ("positions", models.JSONField(default=list)),
                ("person_id", models.TextField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("ballot_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("second", models.BooleanField(default=False)),
                ("sent_by", models.TextField(db_index=True)),
                ("sent_on", models.DateField()),
                ("counts", models.BooleanField(default=True)),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="charting.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("round_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120)),
                ("state", models.CharField(default="draft", max_length=9)),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("closes_on", models.DateField(null=True)),
                ("over_told_of", models.DateField(null=True)),
                ("revealed_at", models.DateTimeField(null=True)),
                ("present", models.JSONField(default=list)),
                ("minutes_each", models.IntegerField(default=5)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "first", "second", "revealed", "cancelled"])),
                        name="round_state_known",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="party",
            name="round",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="charting.round"
            ),
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("activity_id", models.TextField(db_index=True)),
                ("ordinal", models.IntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("contested", models.BooleanField(default=False)),
                ("state", models.CharField(default="open", max_length=9)),
                ("began_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                ("proposal", models.JSONField(default=dict)),
                ("vote_number", models.IntegerField(default=0)),
                ("decided", models.JSONField(default=dict)),
                ("how", models.CharField(blank=True, default="", max_length=11)),
                ("tie_breaker", models.TextField(blank=True, default="")),
                ("present", models.JSONField(default=list)),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="charting.round",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Dissent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dissents", to="charting.party"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dissents",
                        to="charting.topic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("activity_id", models.TextField()),
                ("number", models.IntegerField()),
                ("newest", models.BooleanField(default=True)),
                ("round_id", models.CharField(blank=True, default="", max_length=40)),
                ("meaning", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("published_by", models.TextField()),
                ("published_at", models.DateTimeField()),
                ("commit", models.CharField(blank=True, default="", max_length=64)),
                ("settled_at", models.DateTimeField(null=True)),
                ("reopened_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("activity_id", "number"), name="version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("newest", True)), fields=("activity_id",), name="version_one_newest"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role_id", models.TextField(db_index=True)),
                ("letter", models.CharField(max_length=1)),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked",
                        to="charting.version",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.TextField(db_index=True)),
                ("letters", models.CharField(max_length=2)),
                ("positions", models.JSONField(default=list)),
                ("verdict", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acceptances",
                        to="charting.version",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("agrees", models.BooleanField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="charting.party"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="charting.topic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BallotAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("activity_id", models.TextField()),
                ("answers_for", models.TextField(blank=True, default="")),
                ("mine", models.CharField(blank=True, default="", max_length=4)),
                ("should", models.TextField(blank=True, default="")),
                ("said", models.JSONField(default=dict)),
                (
                    "ballot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="charting.ballot",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("ballot", "activity_id"), name="ballot_answer_once")],
            },
        ),
        migrations.CreateModel(
            name="Due",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.TextField(db_index=True)),
                ("second", models.BooleanField(default=False)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="due", to="charting.party"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("party", "second"), name="due_once")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.TextField(db_index=True)),
                ("second", models.BooleanField(default=False)),
                ("answers", models.JSONField(default=dict)),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="charting.party",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("party", "person_id", "second"), name="draft_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("counts", True)), fields=("party", "second"), name="ballot_one_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(fields=("party", "second", "sent_by"), name="ballot_once"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("round", "key"), name="party_once"),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(fields=("round", "activity_id"), name="topic_once"),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "voting", "decided", "published", "put-off"])),
                name="topic_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dissent",
            constraint=models.UniqueConstraint(fields=("topic", "party"), name="dissent_once"),
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.UniqueConstraint(fields=("version", "role_id", "letter"), name="asked_once"),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.UniqueConstraint(fields=("version", "person_id"), name="acceptance_once"),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["accepted", "refused"])), name="acceptance_verdict_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(fields=("topic", "number", "party"), name="vote_once"),
        ),
        migrations.RunPython(fix, migrations.RunPython.noop),
    ]
