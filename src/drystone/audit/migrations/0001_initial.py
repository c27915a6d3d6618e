"""Triggers refuse to change the log, whoever asks; the head starts at zero."""

from django.db import migrations, models

SQLITE = [
    "CREATE TRIGGER audit_entry_fixed BEFORE UPDATE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'entries of the log are never changed'); END",
    "CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'entries of the log are never removed'); END",
    "CREATE TRIGGER audit_payload_fixed BEFORE UPDATE ON audit_payload"
    " BEGIN SELECT RAISE(ABORT, 'payloads of the log are shredded, never changed'); END",
    "CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_head"
    " BEGIN SELECT RAISE(ABORT, 'the head of the log is never removed'); END",
    "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head WHEN NEW.seq <> OLD.seq + 1"
    " BEGIN SELECT RAISE(ABORT, 'the head of the log only moves on by one'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the log is only added to: % on % refused', TG_OP, TG_TABLE_NAME; END $$",
    "CREATE FUNCTION audit_grow() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN IF NEW.seq <> OLD.seq + 1 THEN RAISE EXCEPTION 'the head of the log only moves on by one'; END IF;"
    " RETURN NEW; END $$",
    "CREATE TRIGGER audit_entry_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_payload_fixed BEFORE UPDATE OR TRUNCATE ON audit_payload"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_head_kept BEFORE DELETE OR TRUNCATE ON audit_head"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_grow()",
]


def guard(apps, schema_editor):
    """Start the chain, then close it to edits."""
    apps.get_model("audit", "Head").objects.create(id=1, seq=0, digest="0" * 64)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                (
                    "digest",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Payload",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("salt", models.CharField(max_length=32)),
                ("body", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("action", models.TextField()),
                ("object_kind", models.TextField()),
                ("object_id", models.TextField()),
                ("payload_digest", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["object_kind", "object_id"], name="audit_entry_object")],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
