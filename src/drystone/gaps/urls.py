"""Routes of this room."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "gaps"
urlpatterns: list[URLPattern] = []
