"""Pages of this room: my threads, and one thread."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.lib.errors import UsageError
from drystone.messages import actions, queries
from drystone.messages.access import takes_part
from drystone.shell import access
from drystone.shell.viewer import Request


@access.page(access.employee)
def threads(request: Request) -> HttpResponse:
    """List the viewer's threads."""
    return render(request, "messages/threads.html", {"threads": queries.threads_of(request.viewer.person_id)})


@access.page(takes_part, methods=("GET", "HEAD", "POST"))
def thread(request: Request, thread_id: str) -> HttpResponse:
    """Show a thread, and write into it."""
    if request.method != "POST":
        return _page(request, thread_id)
    text = request.POST.get("text", "")
    try:
        actions.post(thread_id, by=request.viewer.person_id, text=text, now=request.now)
    except UsageError as error:
        return _page(request, thread_id, error=error, text=text)
    messages.success(request, _("Sent. They see it on their page."))
    return redirect("messages:thread", thread_id)


@access.page(takes_part, methods=("POST",))
def closure(request: Request, thread_id: str) -> HttpResponse:
    """Close a thread."""
    try:
        actions.close(thread_id, by=request.viewer.person_id, now=request.now)
    except UsageError as error:
        return _page(request, thread_id, error=error)
    messages.success(request, _("Closed. It can still be read."))
    return redirect("messages:threads")


def _page(request: Request, thread_id: str, *, error: UsageError | None = None, text: str = "") -> HttpResponse:
    found = queries.thread(thread_id)
    if found is None:
        raise Http404
    actions.read(thread_id, by=request.viewer.person_id, now=request.now)
    told = {"thread": found, "text": text, "problem": error.what if error else "", "do": error.do if error else ""}
    return render(request, "messages/thread.html", told, status=422 if error else 200)
