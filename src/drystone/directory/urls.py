"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.directory import views

app_name = "directory"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("account/second-factor", views.second_factor, name="second-factor"),
    path("account/", views.account, name="account"),
    path("administration/", views.administration, name="administration"),
]
