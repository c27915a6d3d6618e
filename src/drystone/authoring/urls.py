"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.authoring import views

app_name = "authoring"
urlpatterns = [
    path("program/", views.program, name="program"),
    path("program/activities/<slug:activity_id>", views.activity, name="activity"),
    path("program/roles/<slug:role_id>", views.role, name="role"),
    path("program/new/<slug:kind>", views.new, name="new"),
    path("program/files/<path:path>", views.file, name="file"),
]
