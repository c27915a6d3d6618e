"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.accountability import evidence_views, revealing_views, views, week_views

app_name = "accountability"
urlpatterns = [
    path("week", week_views.week, name="week"),
    path("answer-for", views.answer_for, name="answer-for"),
    path("answer-for/<slug:activity_id>", views.activity, name="activity"),
    path("answer-for/<slug:activity_id>/attest", views.attest, name="attest"),
    path("answer-for/<slug:activity_id>/checks/<slug:check_id>", views.check, name="check"),
    path("answer-for/<slug:activity_id>/evidence.zip", evidence_views.pack, name="evidence"),
    path("evidence", evidence_views.listing, name="evidence-list"),
    path("evidence/log", evidence_views.entries, name="log"),
    path("answer-for/<slug:activity_id>/reveal", revealing_views.reveal, name="reveal"),
    path("evidence-key.pem", views.public_key, name="key"),
]
