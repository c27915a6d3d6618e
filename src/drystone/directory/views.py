"""Pages of this room."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from drystone.shell import access
from drystone.shell.viewer import ADMINISTER, Request


@access.page(access.anyone)
def sign_in(request: Request) -> HttpResponse:
    """Show sign_in."""
    return render(request, "shell/404.html")


@access.page(access.anyone)
def sign_out(request: Request) -> HttpResponse:
    """Show sign_out."""
    return render(request, "shell/404.html")


@access.page(access.signed_in)
def second_factor(request: Request) -> HttpResponse:
    """Show second_factor."""
    return render(request, "shell/404.html")


@access.page(access.signed_in)
def account(request: Request) -> HttpResponse:
    """Show account."""
    return render(request, "shell/404.html")


@access.page(access.power(ADMINISTER))
def administration(request: Request) -> HttpResponse:
    """Show administration."""
    return render(request, "shell/404.html")
