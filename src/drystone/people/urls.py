"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.people import views

app_name = "people"
urlpatterns = [
    path("", views.home, name="home"),
    path("gaps", views.steps, name="steps"),
    path("me/things/<str:kind>", views.things, name="things"),
    path("me/said", views.what_i_said, name="said"),
    path("me/data", views.data, name="data"),
    path("me/data.json", views.data_json, name="data-json"),
    path("people/<str:person_id>", views.person, name="person"),
]
