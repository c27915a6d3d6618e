from __future__ import annotations

from typing import Any

from django.db import migrations


def keep_keys(apps: Any, _schema_editor: Any) -> None:
    """Write down the keys of what was pushed before; the next push of each keeps them as the room does."""
    user, key = apps.get_model("directory", "ScimUser"), apps.get_model("directory", "ScimKey")
    for row in user.objects.all().iterator(chunk_size=500):
        mails = [mail.get("value") for mail in row.attributes.get("emails") or () if isinstance(mail, dict)]
        given = {str(one).strip().lower() for one in (row.scim_id, row.user_key, row.external_id, *mails) if one}
        key.objects.bulk_create([key(user=row, key=one) for one in sorted(given - {""})])


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_scim_keys")]

    operations = [migrations.RunPython(keep_keys, migrations.RunPython.noop)]
