"""Routes of this room. Nothing of allauth's own is mounted: what is not here does not exist."""

from __future__ import annotations

from django.urls import path

from drystone.directory import (
    administration,
    arrival,
    badge_views,
    card_views,
    entrance,
    factors,
    forgetting_views,
    phone_views,
    screen_views,
    token_views,
    views,
)

app_name = "directory"
urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("sign-in/passkey", entrance.passkey, name="sign-in-passkey"),
    path("sign-in/second-factor", entrance.factor, name="sign-in-factor"),
    path("sign-in/as", entrance.sign_in_as, name="sign-in-as"),
    path("sign-in/openid/<slug:provider_id>/", entrance.openid_start, name="openid-start"),
    path("sign-in/openid/<slug:provider_id>/back", entrance.openid_back, name="openid-back"),
    path("sign-in/forgotten", forgetting_views.forgotten, name="forgotten"),
    path("sign-in/forgotten/<str:token>", forgetting_views.reset_password, name="reset-password"),
    path("sign-out", entrance.sign_out, name="sign-out"),
    path("first/<str:token>", arrival.first, name="first"),
    path("invitation/<str:token>", arrival.invitation, name="invitation"),
    path("account/", views.account, name="account"),
    path("account/confirm", factors.confirm, name="confirm"),
    path("account/second-factor", factors.second_factor, name="second-factor"),
    path("account/passkeys/new", factors.add_passkey, name="add-passkey"),
    path("account/app", factors.add_app, name="add-app"),
    path("account/recovery-codes", factors.recovery_codes, name="recovery-codes"),
    path("account/factors/<int:number>/remove", factors.remove_factor, name="remove-factor"),
    path("account/password", factors.password, name="password"),
    path("account/sessions/<int:number>/end", views.end_session, name="end-session"),
    path("account/sessions/end-others", views.end_other_sessions, name="end-other-sessions"),
    path("administration/", administration.administration, name="administration"),
    path("administration/powers", administration.give, name="give-power"),
    path("administration/powers/<int:number>/take", administration.take, name="take-power"),
    path("administration/sessions", administration.end_sessions, name="end-sessions"),
    path("administration/factors", administration.forget_factors, name="forget-factors"),
    path("administration/jobs/<int:number>/again", administration.job_again, name="job-again"),
    path("administration/invite", administration.invite, name="invite"),
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
    path("account/badge/confirmation", badge_views.my_badge_confirmation, name="my-badge-confirmation"),
    path("account/badge/revocation", badge_views.my_badge_revocation, name="my-badge-revocation"),
    path("sign-in/text", phone_views.text_code, name="text-code"),
    path("sign-in/text/code", phone_views.text_code_answer, name="text-code-answer"),
    path("administration/screens", screen_views.shared_screens, name="screens"),
    path("administration/screens/<int:screen_id>/revocation", screen_views.screen_revocation, name="screen-revocation"),
    path("teams/card", card_views.team_card, name="team-card"),
    path("teams/badges", card_views.team_badges, name="team-badges"),
    path("badges/<str:person_id>/revocation", card_views.badge_revocation, name="badge-revocation"),
]
