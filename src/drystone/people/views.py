"""Pages of this room."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from drystone.shell import access
from drystone.shell.viewer import Request


@access.page(access.employee)
def home(request: Request) -> HttpResponse:
    """Show home."""
    return render(request, "shell/404.html")


@access.page(access.signed_in)
def data(request: Request) -> HttpResponse:
    """Show data."""
    return render(request, "shell/404.html")
