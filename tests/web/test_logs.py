"""What the log says of requests, through the handler that the site really has."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client

from drystone.web import logs
from served import Served

_SECRET = "s3cret-token-that-works-once"
_LINKS = (
    f"/invitation/{_SECRET}", f"/sign-in/forgotten/{_SECRET}", f"/r/{_SECRET}", f"/calendar/{_SECRET}.ics",
    f"/off/{_SECRET}/reminders", f"/first/{_SECRET}",
)  # fmt: skip


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "django.security")]
    before = [(one, one.level, one.handlers[:], one.propagate) for one in loggers]
    told = io.StringIO()
    with patch("sys.stderr", told):
        logs.begin()
        yield told
    for one, level, handlers, propagate in before:
        one.handlers[:], one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.mark.parametrize("level", ["as it is", "all"])
def test_no_link_and_no_traceback_of_a_refusal_comes_into_the_log(
    served: Served, written: io.StringIO, level: str
) -> None:
    if level == "all":  # What is said is safe even where somebody wants to hear everything.
        logging.getLogger("django.request").setLevel("DEBUG")
    strict = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
    for link in _LINKS:
        strict.get(link)
        strict.post(f"{link}?{_SECRET}", {"password": _SECRET})
        strict.put(link)
    strict.get(f"/{_SECRET}")
    strict.get("/", headers={"host": f"{_SECRET}.example"})
    told = written.getvalue()
    assert _SECRET not in told
    assert "Traceback" not in told
    assert "WARNING django.security.csrf: POST 403 directory:invitation (CSRF cookie not set)" in told
    assert ("WARNING django.request: PUT 405 messages:off" in told) is (level == "all")


def test_what_broke_is_told_with_its_traceback_but_not_with_its_address(served: Served, written: io.StringIO) -> None:
    client = served.browser(None)
    client.raise_request_exception = False
    with patch("drystone.directory.links.find", side_effect=RuntimeError(f"no row for {_SECRET}")):
        assert client.get(f"/invitation/{_SECRET}?from={_SECRET}").status_code == 500
    told = written.getvalue()
    assert "ERROR django.request: GET 500 directory:invitation" in told
    assert "RuntimeError: no row for …" in told
    assert _SECRET not in told


def test_the_site_s_own_start_leaves_refusals_unsaid(served: Served, written: io.StringIO) -> None:
    get_wsgi_application()
    logs.begin()
    served.browser(None).put(_LINKS[0])
    assert "PUT" not in written.getvalue()
