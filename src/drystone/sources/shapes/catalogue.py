"""The ready-made shapes by name."""

from __future__ import annotations

from drystone.sources.shapes import (
    entra,
    google_workspace,
    intune,
    jamf,
    kandji,
    okta,
    scim,
    snipeit,
    workday,
)
from drystone.sources.shapes.model import Shape

SHAPES: dict[str, Shape] = {
    module.SHAPE.kind: module.SHAPE
    for module in (scim, okta, entra, google_workspace, workday, intune, jamf, kandji, snipeit)
}
