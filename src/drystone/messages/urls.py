"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.messages import views

app_name = "messages"
urlpatterns = [
    path("threads", views.threads, name="threads"),
    path("threads/<str:thread_id>", views.thread, name="thread"),
    path("threads/<str:thread_id>/closure", views.closure, name="closure"),
]
