"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from drystone.shell import navigation, site
from drystone.shell.viewer import ANONYMOUS


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return the viewer, the moment, the organisation's name and the links that this viewer has use for."""
    viewer = getattr(request, "viewer", ANONYMOUS)
    return {
        "viewer": viewer,
        "now": getattr(request, "now", None),
        "organisation": site.program().settings.organisation.name,
        "demo": site.served().demo,
        # Asked only by what has a top: a picture or a part of a page has none.
        "links": SimpleLazyObject(lambda: navigation.links(viewer, request.path)),
        "foot": SimpleLazyObject(lambda: navigation.foot(viewer, request.path)),
    }
