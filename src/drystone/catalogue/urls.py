"""Routes of this room. Ids of positions contain slashes: a seat is named department-head/Sales."""

from __future__ import annotations

from django.urls import path

from drystone.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("things/<slug:kind>/<path:asset_id>", views.thing, name="thing"),
    path("looks/<slug:kind>/<path:asset_id>", views.look, name="look"),
    path("activities", views.activities, name="activities"),
    path("activities/<slug:activity_id>", views.activity, name="activity"),
    path("objectives", views.objectives, name="objectives"),
    path("objectives/<slug:objective_id>", views.objective, name="objective"),
]
