"""The state starts with nothing applied."""

from django.db import migrations, models


def start(apps, schema_editor):
    """Make the one row."""
    apps.get_model("runs", "Head").objects.create(id=1)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("applied", models.CharField(blank=True, default="", max_length=40)),
                ("applying", models.CharField(blank=True, default="", max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("run_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("as_of", models.DateTimeField()),
                ("parent", models.CharField(blank=True, default="", max_length=40)),
                ("program_digest", models.CharField(max_length=64)),
                ("status", models.CharField(default="building", max_length=10)),
                ("fence", models.BigIntegerField()),
                ("changes", models.BigIntegerField(default=0)),
                ("applied_upto", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [models.Index(fields=["status", "started_at"], name="run_status")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["building", "applying", "applied", "failed"])),
                        name="run_status_known",
                    )
                ],
            },
        ),
        migrations.RunPython(start, migrations.RunPython.noop),
    ]
