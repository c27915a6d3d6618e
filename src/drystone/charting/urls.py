"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.charting import ballot_views, leading_views, meeting_views, profile_views, row_views, views

app_name = "charting"
_ROUND = "rounds/<str:round_id>"
_TOPIC = f"{_ROUND}/agenda/<str:activity_id>"
urlpatterns = [
    path("rounds", views.rounds, name="rounds"),
    path("rounds/new", leading_views.new, name="new"),
    path(_ROUND, views.one, name="round"),
    path(f"{_ROUND}/parties", leading_views.parties, name="parties"),
    path(f"{_ROUND}/begin", leading_views.begin, name="begin"),
    path(f"{_ROUND}/extend", leading_views.extend, name="extend"),
    path(f"{_ROUND}/remind", leading_views.remind, name="remind"),
    path(f"{_ROUND}/again", leading_views.again, name="again"),
    path(f"{_ROUND}/reveal", leading_views.reveal, name="reveal"),
    path(f"{_ROUND}/cancel", leading_views.cancel, name="cancel"),
    path(f"{_ROUND}/parties/<int:number>", leading_views.hand_on, name="hand-on"),
    path(f"{_ROUND}/ballots/<int:number>", ballot_views.ballot, name="ballot"),
    path(f"{_ROUND}/ballots/<int:number>/send", ballot_views.send, name="send"),
    path(f"{_ROUND}/agenda", meeting_views.agenda, name="agenda"),
    path(f"{_ROUND}/present", meeting_views.present, name="present"),
    path(f"{_ROUND}/minutes", meeting_views.minutes, name="minutes"),
    path(f"{_ROUND}/publish", leading_views.publish, name="publish"),
    path(_TOPIC, meeting_views.topic, name="topic"),
    path(f"{_TOPIC}/act", meeting_views.act, name="act"),
    path(f"{_TOPIC}/vote", meeting_views.vote, name="vote"),
    path(f"{_TOPIC}/dissent", meeting_views.dissent, name="dissent"),
    path("profiles", profile_views.profiles, name="profiles"),
    path("profiles/<str:name>", profile_views.one, name="profile"),
    path("rows", row_views.rows, name="rows"),
    path("rows/<str:activity_id>", row_views.row, name="row"),
    path("rows/<str:activity_id>/refuse", row_views.refuse, name="refuse"),
    path("rows/<str:activity_id>/words", row_views.words, name="words"),
]
