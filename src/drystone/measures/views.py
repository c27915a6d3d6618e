"""Pages of this room."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from drystone.shell import access
from drystone.shell.viewer import Request


@access.page(access.signed_in)
def wall(request: Request) -> HttpResponse:
    """Show wall."""
    return render(request, "shell/404.html")
