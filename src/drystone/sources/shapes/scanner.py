"""Any vulnerability scanner's report: the tool is told by what its objects look like, or by ``tool``."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes import scanner_json, scanner_table, scanner_xml
from drystone.sources.shapes.model import Found, Problem, Shape, Sight
from drystone.sources.shapes.record import fold

_READERS = (*scanner_json.READERS, *scanner_table.READERS, *scanner_xml.READERS)


def read(sight: Sight) -> Iterator[Found] | None:
    """Return what the first tool whose fields are all there makes of the object."""
    wanted = fold(str(sight.options.get("tool") or ""))
    for tool, knows, rows in _READERS:
        if (not wanted or fold(tool) == wanted) and all(sight.record.has(name) for name in knows):
            return rows(sight)
    if not sight.path and not sight.record.raw:
        return iter([Problem("an empty report: the scan failed or wrote nothing", broken=True)])
    return None


SHAPE = Shape(
    "scanner",
    "Vulnerability reports: Trivy, Grype, OSV-Scanner, Amazon Inspector, Dependabot, Defender, Qualys, Wiz, CSV",
    ("vulnerability", "device", "cloud_resource", "repository", "application"),
    read,
    accepts=frozenset({"json", "csv", "xml"}),
    header=scanner_table.HEADER,
)
