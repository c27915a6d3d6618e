"""What was pushed, as the lines of JSON that the ready-made shape ``scim`` reads like any export."""

from __future__ import annotations

import hashlib
import json
from itertools import islice
from pathlib import Path
from typing import Any

from scim2_models import Context

from drystone.directory.models import ScimGroup, ScimUser
from drystone.directory.scim import storing

_PART = 500


def write(path: Path) -> str:
    """Write every pushed user and group into a file, users first, by id, and return its digest (SHA-256, hex).

    Nothing is written where nothing was ever pushed. Call it in the transaction that reads everything else.
    """
    if not ScimUser.objects.exists() and not ScimGroup.objects.exists():
        path.unlink(missing_ok=True)
        return hashlib.sha256().hexdigest()
    sha = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        for kind in ("Users", "Groups"):
            rows: Any = storing.table(kind).objects.order_by("scim_id").iterator(chunk_size=_PART)
            while part := list(islice(rows, _PART)):
                for one in storing.load(kind, part, ""):
                    line = (
                        json.dumps(one.resource.model_dump(scim_ctx=Context.DEFAULT), sort_keys=True).encode() + b"\n"
                    )
                    out.write(line)
                    sha.update(line)
    return sha.hexdigest()
