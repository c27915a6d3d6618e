"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.directory import token_views, views

app_name = "directory"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("account/second-factor", views.second_factor, name="second-factor"),
    path("account/", views.account, name="account"),
    path("administration/", views.administration, name="administration"),
]

# Keys to the API.
urlpatterns += [
    path("account/tokens", token_views.own, name="tokens"),
    path("account/tokens/<int:token_id>/revoke", token_views.revoke_own, name="revoke-token"),
    path("administration/tokens", token_views.of_services, name="service-tokens"),
    path("administration/tokens/<int:token_id>/revoke", token_views.revoke_service, name="revoke-service-token"),
    path("administration/tokens/<int:token_id>/take-over", token_views.take_over, name="take-over-token"),
]
