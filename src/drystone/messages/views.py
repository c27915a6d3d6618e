"""Pages of this room: my threads, and one thread."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drystone.lib.errors import UsageError
from drystone.messages import actions, queries
from drystone.messages.access import takes_part
from drystone.shell import access, live
from drystone.shell.viewer import Request

#: No post has a longer number.
_LONGEST_NUMBER = 18


@access.page(access.employee)
def threads(request: Request) -> HttpResponse:
    """List the viewer's threads."""
    mine = queries.threads_of(request.viewer.person_id)
    told = {"threads": mine, "live": live.key([(one.thread_id, one.last_at, one.new, one.closed_at) for one in mine])}
    return live.page(request, "messages/threads.html", told, part="messages/_threads.html")


@access.page(takes_part, methods=("GET", "HEAD", "POST"))
def thread(request: Request, thread_id: str) -> HttpResponse:
    """Show a thread, and write into it. The page asks here for what is written while it is open."""
    if live.repeats(request):
        return _newer(request, thread_id)
    if request.method != "POST":
        return _page(request, thread_id)
    text = request.POST.get("text", "")
    try:
        actions.post(thread_id, by=request.viewer.person_id, text=text, now=request.now, after=_after(request))
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


def _newer(request: Request, thread_id: str) -> HttpResponse:
    """Give what was written since; once the thread is closed, say so and be asked no more."""
    posts, newest, closed_at = queries.newer(thread_id, than=live.number(request))
    if not posts and closed_at is None:
        return live.nothing_new()
    if posts:
        actions.read(thread_id, by=request.viewer.person_id, now=request.now)
    told = {"posts": posts, "newest": newest, "closed_at": closed_at, "thread_id": thread_id, "renewed": True}
    return render(request, "messages/_newer.html", told, status=live.LAST if closed_at else 200)


def _after(request: Request) -> int | None:
    """Return the newest post that the form stood under; None where it does not say."""
    said = request.POST.get("after", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST_NUMBER else None


def _page(request: Request, thread_id: str, *, error: UsageError | None = None, text: str = "") -> HttpResponse:
    found = queries.thread(thread_id)
    if found is None:
        raise Http404
    actions.read(thread_id, by=request.viewer.person_id, now=request.now)
    told = {"thread": found, "text": text, "problem": error.what if error else "", "do": error.do if error else ""}
    return render(request, "messages/thread.html", told, status=422 if error else 200)
