"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.directory import badge_views, card_views, phone_views, screen_views, token_views, views

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

# For people without a mailbox or a computer of their own.
urlpatterns += [
    path("badge/", badge_views.badge, name="badge"),
    path("badge/pin", badge_views.badge_pin, name="badge-pin"),
    path("badge/done", badge_views.badge_done, name="badge-done"),
    path("badge/enrolment", badge_views.screen_enrolment, name="screen-enrolment"),
    path("account/badge", badge_views.my_badge, name="my-badge"),
    path("account/badge/revocation", badge_views.my_badge_revocation, name="my-badge-revocation"),
    path("sign-in/text", phone_views.text_code, name="text-code"),
    path("sign-in/text/code", phone_views.text_code_answer, name="text-code-answer"),
    path("administration/screens", screen_views.shared_screens, name="screens"),
    path("administration/screens/<int:screen_id>/revocation", screen_views.screen_revocation, name="screen-revocation"),
    path("teams/card", card_views.team_card, name="team-card"),
    path("teams/badges", card_views.team_badges, name="team-badges"),
    path("badges/<str:person_id>/revocation", card_views.badge_revocation, name="badge-revocation"),
]
