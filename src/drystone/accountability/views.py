"""Pages of this room."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from drystone.shell import access
from drystone.shell.viewer import Request


@access.page(access.employee)
def answer_for(request: Request) -> HttpResponse:
    """Show answer_for."""
    return render(request, "shell/404.html")
