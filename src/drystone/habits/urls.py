"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.habits import views

app_name = "habits"
urlpatterns = [
    path("lessons", views.lessons, name="lessons"),
    path("me/pace", views.pace, name="pace"),
    path("me/questions/<str:item_id>", views.question, name="question"),
    path("me/questions/<str:item_id>/skip", views.skip_question, name="skip-question"),
    path("me/answers/<str:answer_id>", views.answer, name="answer"),
    path("lessons/<str:lesson_id>", views.lesson, name="lesson"),
    path("lessons/<str:lesson_id>/begin", views.begin, name="begin"),
    path("lessons/<str:lesson_id>/skip", views.skip_lesson, name="skip-lesson"),
]
