"""Routes of the SCIM service, below ``/scim/v2/``."""

from __future__ import annotations

from django.urls import path, re_path

from drystone.directory.scim import views
from drystone.directory.scim.answers import endpoint, missing, unsupported

app_name = "scim"

_ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")
_not_done = endpoint(**dict.fromkeys(_ANY, unsupported))

urlpatterns = [
    path("ServiceProviderConfig", endpoint(GET=views.config), name="config"),
    path("ResourceTypes", endpoint(GET=views.resource_types), name="resource-types"),
    path("ResourceTypes/<str:name>", endpoint(GET=views.resource_types), name="resource-type"),
    path("Schemas", endpoint(GET=views.schemas), name="schemas"),
    path("Schemas/<str:name>", endpoint(GET=views.schemas), name="schema"),
    path(".search", endpoint(POST=views.searched_all), name="search"),
    path("Bulk", _not_done, name="bulk"),
    path("Me", _not_done, name="me"),
    *(
        route
        for kind, name in (("Users", "user"), ("Groups", "group"))
        for route in (
            path(kind, endpoint(GET=views.listed, POST=views.created), {"kind": kind}, name=f"{name}s"),
            path(f"{kind}/.search", endpoint(POST=views.searched), {"kind": kind}, name=f"search-{name}s"),
            path(
                f"{kind}/<str:scim_id>",
                endpoint(GET=views.read, PUT=views.replaced, PATCH=views.patched, DELETE=views.removed),
                {"kind": kind},
                name=name,
            ),
        )
    ),
    re_path(r"^.*$", endpoint(**dict.fromkeys(_ANY, missing)), name="nothing"),
]
