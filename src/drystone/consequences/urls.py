"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.consequences import views

app_name = "consequences"
urlpatterns = [
    path("program/hooks", views.hooks, name="hooks"),
    path("program/hooks/<slug:name>/release", views.release, name="release"),
    path("program/hooks/<slug:name>/lifted", views.lifted, name="lifted"),
]
