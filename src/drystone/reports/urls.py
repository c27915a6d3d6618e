"""Routes of this room. What whoever reports opens lies under /report, where nobody is watched (shell.unwatched)."""

from __future__ import annotations

from django.urls import path

from drystone.reports import chat_views, desk_live, desk_message, desk_views, own_views, seal_views, views

app_name = "reports"
urlpatterns = [
    path("report", views.home, name="home"),
    path("report/promise", views.promise, name="promise"),
    path("report/wrongdoing", views.wrongdoing, name="wrongdoing"),
    path("report/answer", own_views.answer, name="answer"),
    path("report/mine", own_views.mine, name="mine"),
    path("report/mine/<str:report_id>", own_views.one, name="one"),
    path("report/hooks/<str:name>", chat_views.chat, name="chat"),
    path("desk", desk_views.queue, name="desk"),
    path("desk/live", desk_live.live, name="desk-live"),
    path("desk/<str:report_id>", desk_views.one, name="desk-report"),
    path("desk/<str:report_id>/messages/<int:number>", desk_message.taken, name="desk-message"),
    path("desk/<str:report_id>/receivers", desk_views.receivers, name="desk-receivers"),
    path("seals", seal_views.seals, name="seals"),
    path("seals/<str:opening_id>", seal_views.seal, name="seal"),
    path("report/<str:kind>", views.tell, name="tell"),
]
