"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.measures import habit_views, lead_views, letter_views, practice_views, report_views, views

app_name = "measures"
urlpatterns = [
    path("wall", views.wall, name="wall"),
    path("wall.svg", views.file, name="wall-file"),
    path("practice", practice_views.page, name="practice"),
    path("me/practice", practice_views.mine, name="my-practice"),
    path("measures", habit_views.page, name="figures"),
    path("measures/habits/<str:habit_id>", habit_views.habit, name="habit"),
    path("measures/reports", report_views.page, name="report-times"),
    path("measures/reports/<str:pair>", report_views.pair, name="report-pair"),
    path("measures/beliefs", lead_views.beliefs, name="beliefs"),
    path("measures/levers", lead_views.freeing, name="levers"),
    path("letter", letter_views.newest, name="letter"),
    path("letter/<str:month>", letter_views.of_month, name="letter-of"),
]
