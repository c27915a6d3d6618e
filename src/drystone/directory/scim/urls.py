"""Routes of the SCIM service, below ``/scim/v2/``."""

from __future__ import annotations

from django.urls import path, re_path

from drystone.directory.scim.endpoints import endpoint

app_name = "scim"

_ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")
_not_done = endpoint(**dict.fromkeys(_ANY, "unsupported"))

urlpatterns = [
    path("ServiceProviderConfig", endpoint(GET="config"), name="config"),
    path("ResourceTypes", endpoint(GET="resource_types"), name="resource-types"),
    path("ResourceTypes/<str:name>", endpoint(GET="resource_types"), name="resource-type"),
    path("Schemas", endpoint(GET="schemas"), name="schemas"),
    path("Schemas/<str:name>", endpoint(GET="schemas"), name="schema"),
    path(".search", endpoint(POST="searched_all"), name="search"),
    path("Bulk", _not_done, name="bulk"),
    path("Me", _not_done, name="me"),
    *(
        route
        for kind, name in (("Users", "user"), ("Groups", "group"))
        for route in (
            path(kind, endpoint(GET="listed", POST="created"), {"kind": kind}, name=f"{name}s"),
            path(f"{kind}/.search", endpoint(POST="searched"), {"kind": kind}, name=f"search-{name}s"),
            path(
                f"{kind}/<str:scim_id>",
                endpoint(GET="read", PUT="replaced", PATCH="patched", DELETE="removed"),
                {"kind": kind},
                name=name,
            ),
        )
    ),
    re_path(r"^.*$", endpoint(**dict.fromkeys(_ANY, "missing")), name="nothing"),
]
