"""Routes of this room."""

from __future__ import annotations

from django.urls import path

from drystone.gaps import deciding, disowning, exports, forms, hearing, views

app_name = "gaps"
urlpatterns = [
    path("gaps/<str:gap_id>", views.gap, name="gap"),
    path("gaps/<str:gap_id>/done", forms.done, name="done"),
    path("gaps/<str:gap_id>/reopen", forms.reopen_task, name="reopen-task"),
    path("gaps/<str:gap_id>/give", forms.give_task, name="give-task"),
    path("gaps/<str:gap_id>/not-now", forms.not_now, name="not-now"),
    path("gaps/<str:gap_id>/help", forms.ask_help, name="help"),
    path("gaps/<str:gap_id>/exception", forms.ask_exception, name="ask-exception"),
    path("gaps/<str:gap_id>/not-mine", disowning.gap, name="not-mine"),
    path("things/<str:kind>/<str:asset_id>/not-mine", disowning.thing, name="thing-not-mine"),
    path("exceptions", deciding.waiting, name="waiting"),
    path("exceptions/<str:exception_id>/approve", deciding.approve, name="approve"),
    path("exceptions/<str:exception_id>/refuse", deciding.refuse, name="refuse"),
    path("exceptions/<str:exception_id>/end", deciding.end, name="end"),
    path("asked-first", hearing.asked_first, name="asked-first"),
    path("asked-first/<int:consultation>", hearing.answer, name="answer"),
    # Downloads of what the viewer may see.
    path("gaps.csv", exports.as_csv, name="csv"),
    path("gaps.json", exports.as_json, name="json"),
]
