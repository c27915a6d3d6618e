"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.measures import practice_views, views

app_name = "measures"
urlpatterns = [
    path("wall", views.wall, name="wall"),
    path("wall.svg", views.file, name="wall-file"),
    path("practice", practice_views.page, name="practice"),
    path("me/practice", practice_views.mine, name="my-practice"),
]
