"""The state starts with nothing applied."""

from django.db import migrations


def start(apps, schema_editor):
    """Make the one row."""
    apps.get_model("runs", "Head").objects.create(id=1)


class Migration(migrations.Migration):
    dependencies = [("runs", "0001_first_tables")]
    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
