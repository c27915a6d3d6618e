"""Every route of the site. Each is declared with who may open it (``drystone.shell.access``)."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("drystone.shell.urls")),
    path("", include("drystone.people.urls")),
    path("", include("drystone.directory.urls")),
    path("", include("drystone.messages.urls")),
    path("", include("drystone.decisions.urls")),
    path("", include("drystone.gaps.urls")),
    path("", include("drystone.catalogue.urls")),
    path("", include("drystone.accountability.urls")),
    path("", include("drystone.measures.urls")),
    path("", include("drystone.authoring.urls")),
]
handler403 = "drystone.shell.views.forbidden"
handler404 = "drystone.shell.views.not_found"
handler500 = "drystone.shell.views.broken"
