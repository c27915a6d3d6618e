"""All kinds of signs about files, by id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from drystone.triage.files.kinds import archives, documents, names, office, pointers
from drystone.triage.signs import Kind

KINDS: Mapping[str, Kind] = MappingProxyType(
    {**names.KINDS, **archives.KINDS, **office.KINDS, **documents.KINDS, **pointers.KINDS}
)
