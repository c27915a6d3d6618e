"""Who may ask of the SCIM service."""

from __future__ import annotations

from typing import Any

from drystone.shell.viewer import Viewer

SCOPE = "directory:scim"


def pushes(viewer: Viewer, **_arguments: Any) -> bool:
    """A service with a token for SCIM."""
    return viewer.service and SCOPE in (viewer.scopes or ())
