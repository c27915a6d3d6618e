"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.messages import choosing_views, views

app_name = "messages"
urlpatterns = [
    path("account/messages", choosing_views.choices, name="choices"),
    path("account/calendar", choosing_views.calendar, name="calendar"),
    path("account/calendar/revocation", choosing_views.calendar_revocation, name="calendar-revocation"),
    path("administration/channels", choosing_views.channels, name="channels"),
    path("calendar/<str:secret>.ics", choosing_views.feed, name="feed"),
    path("off/<slug:secret>/<slug:kind>", choosing_views.off, name="off"),
    path("threads", views.threads, name="threads"),
    path("threads/<str:thread_id>", views.thread, name="thread"),
    path("threads/<str:thread_id>/closure", views.closure, name="closure"),
]
