"""The endpoints of the SCIM service.

What answers is imported when somebody first asks: the models of SCIM take longer than the rest of a site's start, and
few sites are pushed to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from drystone.directory.scim.asking import pushes


def endpoint(**methods: str) -> Callable[..., HttpResponse]:
    """Make an endpoint of the names of views by method (``GET=…``)."""

    def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
        from drystone.directory.scim import answers, views  # noqa: PLC0415 # See above.

        return answers.answer(request, {method: getattr(views, name) for method, name in methods.items()}, arguments)

    answer.access = pushes  # type: ignore[attr-defined]
    answer.methods = tuple(methods)  # type: ignore[attr-defined]
    return csrf_exempt(answer)  # No cookie acts here, so no forged request can.
