"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.displays import views

app_name = "displays"
urlpatterns = [
    path("teams/displays", views.displays, name="displays"),
    path("teams/displays/<int:display_id>/revocation", views.revocation, name="revocation"),
    path("teams/week", views.sheet, name="sheet"),
    path("teams/slips", views.slips, name="slips"),
    path("d/<str:token>", views.display, name="display"),
]
