"""Who may change what in the program."""

from __future__ import annotations

from typing import Any

from drystone.shell import site
from drystone.shell.access import power
from drystone.shell.viewer import EDIT_PROGRAM, Viewer

may_edit = power(EDIT_PROGRAM)


def may_name_holders(viewer: Viewer, *, role_id: str, **_arguments: Any) -> bool:
    """Editors, and whoever fills the position that grants this one; for roles that exist."""
    role = site.program().roles.get(role_id)
    if role is None:
        return False
    grants = bool(role.granted_by) and role.granted_by in viewer.roles and not viewer.owes_factor and not viewer.shared
    return may_edit(viewer) or grants


def may_edit_activity(viewer: Viewer, *, activity_id: str, **_arguments: Any) -> bool:
    """Editors, for activities that exist."""
    return may_edit(viewer) and activity_id in site.program().activities
