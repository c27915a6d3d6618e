"""Django's own checks for a site on the open network find nothing, and behind TLS everything asks for TLS."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.journeys.command import environment

CHECKS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "drystone.web.settings"
import django
django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
def ask(path, **meta):
    request = HttpRequest()
    request.path = request.path_info = path
    request.META = {"HTTP_HOST": "drystone.fenwick.example", **meta}
    return SecurityMiddleware(lambda _request: HttpResponse("page"))(request)
sys.stdout.flush()
print(ask("/wall").status_code, ask("/health").status_code, ask("/wall", HTTP_X_FORWARDED_PROTO="https").status_code)
sys.stdout.flush()
print(ask("/wall", HTTP_X_FORWARDED_PROTO="https")["Strict-Transport-Security"])
from django.conf import settings
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.CSRF_TRUSTED_ORIGINS)
"""


@pytest.fixture(scope="module")
def told() -> list[str]:
    variables = {"DRYSTONE_URL": "https://drystone.fenwick.example", "DRYSTONE_SECRET_KEY": "a-Long_r4ndom.w0rd" * 4}
    words = [sys.executable, "-W", "error", "-c", CHECKS]
    # Set where a browser test ran before in this process; no deployment has it.
    clean = {name: value for name, value in environment(variables).items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    done = subprocess.run(words, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_checks_for_deployment_find_nothing(told: list[str]) -> None:
    assert told[0] == "System check identified no issues (0 silenced)."


def test_behind_tls_pages_ask_for_it_and_whoever_asks_for_health_need_not(told: list[str]) -> None:
    assert told[1] == "301 200 200"
    assert told[2] == "max-age=63072000; includeSubDomains; preload"


def test_behind_tls_cookies_belong_to_this_host_alone(told: list[str]) -> None:
    assert told[3] == "__Host-drystone __Host-drystone-csrf ['https://drystone.fenwick.example']"
