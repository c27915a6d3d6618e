"""Every route of the site. Each is declared with who may open it (``drystone.shell.access``)."""

from __future__ import annotations

from django.urls import include, path, re_path

from drystone.web import api

urlpatterns = [
    path("", include("drystone.shell.urls")),
    path("", include("drystone.people.urls")),
    path("", include("drystone.directory.urls")),
    path("", include("drystone.messages.urls")),
    path("", include("drystone.decisions.urls")),
    path("", include("drystone.gaps.urls")),
    path("", include("drystone.charting.urls")),
    path("", include("drystone.habits.urls")),
    path("", include("drystone.reports.urls")),
    path("", include("drystone.reviews.urls")),
    path("", include("drystone.incidents.urls")),
    path("", include("drystone.catalogue.urls")),
    path("", include("drystone.accountability.urls")),
    path("", include("drystone.measures.urls")),
    path("", include("drystone.reminders.urls")),
    path("", include("drystone.consequences.urls")),
    path("", include("drystone.displays.urls")),
    path("", include("drystone.authoring.urls")),
    # For programs, which show a token: sessions of the site are nothing here.
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    path("api/v1/", api.nothing_here, name="no-api"),  # Ninja's own answer there would be a page.
    path("api/v1/", api.api.urls),
    re_path(r"^api/", api.nothing_here, name="no-api"),
    path("scim/v2/", include("drystone.directory.scim.urls")),
]
handler400 = "drystone.shell.views.unreadable"
handler403 = "drystone.shell.views.forbidden"
handler404 = "drystone.shell.views.not_found"
handler429 = "drystone.shell.views.too_many"  # django-allauth's throttling asks for it by this name.
handler500 = "drystone.shell.views.broken"
