"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.incidents import views

app_name = "incidents"
urlpatterns = [
    path("incidents", views.listing, name="incidents"),
    path("incidents/open", views.begin, name="open"),
    path("incidents/<str:incident_id>", views.one, name="incident"),
    path("incidents/<str:incident_id>/pack", views.pack, name="pack"),
    path("incidents/<str:incident_id>/files/<int:number>", views.file, name="file"),
]
