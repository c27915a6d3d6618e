"""Routes of this room. Telling without a name lies under /report, where nobody is watched (shell.unwatched)."""

from __future__ import annotations

from django.urls import path

from drystone.reviews import telling_views, views, work_views

app_name = "reviews"
urlpatterns = [
    path("reviews", views.reviews, name="reviews"),
    path("reviews/begin", work_views.begin, name="begin"),
    path("reviews/<str:review_id>", views.review, name="review"),
    path("reviews/<str:review_id>/work", work_views.work, name="work"),
    path("reviews/<str:review_id>/work/<str:question>", work_views.question, name="question"),
    path("report/review/<str:review_id>", telling_views.tell, name="tell"),
]
