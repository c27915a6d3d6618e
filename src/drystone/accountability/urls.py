"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.accountability import views

app_name = "accountability"
urlpatterns = [
    path("answer-for", views.answer_for, name="answer-for"),
]
