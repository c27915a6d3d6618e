"""Pages of this room."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from drystone.shell import access
from drystone.shell.viewer import EDIT_PROGRAM, Request


@access.page(access.power(EDIT_PROGRAM))
def program(request: Request) -> HttpResponse:
    """Show program."""
    return render(request, "shell/404.html")
