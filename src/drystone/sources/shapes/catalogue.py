"""The ready-made shapes by name."""

from __future__ import annotations

from drystone.sources.shapes import (
    advisories,
    attack_simulation,
    entra,
    fleet,
    github,
    glpi,
    google_workspace,
    gophish,
    intune,
    jamf,
    kandji,
    okta,
    osquery,
    practice,
    releases,
    scanner,
    scim,
    snipeit,
    vendors,
    workday,
)
from drystone.sources.shapes.model import Shape

_ALL = (
    *(module.SHAPE for module in (scim, okta, entra, google_workspace, workday)),
    *(module.SHAPE for module in (intune, jamf, kandji, snipeit, osquery, fleet, glpi)),
    *(module.SHAPE for module in (github, scanner, vendors)),
    *(module.SHAPE for module in (gophish, attack_simulation, practice)),
    *(advisories.KEV, advisories.EPSS, advisories.OVAL),
    *(releases.ENDOFLIFE, releases.WINGET, releases.SOFA, releases.SCOOP),
)
SHAPES: dict[str, Shape] = {shape.kind: shape for shape in _ALL}
