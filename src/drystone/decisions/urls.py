"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.decisions import views

app_name = "decisions"
urlpatterns = [
    path("questions", views.questions, name="questions"),
    path("questions/<str:question_id>", views.question, name="question"),
    path("questions/<str:question_id>/accept", views.accept, name="accept"),
    path("questions/<str:question_id>/refuse", views.refuse, name="refuse"),
    path("questions/<str:question_id>/mine", views.take, name="mine"),
    path("questions/<str:question_id>/pass-on", views.pass_on, name="pass-on"),
    path("questions/<str:question_id>/withdraw", views.withdraw, name="withdraw"),
]
