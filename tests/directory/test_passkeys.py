"""Passkeys in a real browser, with an authenticator that Chromium makes up, under the site's strict policy."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest

from served import NOW, Served

pytestmark = pytest.mark.chromium


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address(served: Served) -> Iterator[str]:
    """The site on a port of its own; passkeys need a host name, so it is localhost."""
    from django.core.wsgi import get_wsgi_application

    server = _Server(("127.0.0.1", 0), _Silent)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def link(served: Served) -> str:
    """A one-time link of the administrator, made before the browser's loop runs in this thread."""
    from drystone.directory import links

    return "/invitation/" + links.make(links.PERSON, now=NOW, by="test", person_id=served.people["administrator"])


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    """A page of a browser with an authenticator that always agrees; it fails where the page says an error."""
    context = chromium.new_context(locale="en-GB")
    found = context.new_page()
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: said.append(str(error)))
    session = context.new_cdp_session(found)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield found
    context.close()
    assert [one for one in said if "404" not in one] == []


def test_a_passkey_is_set_up_by_a_link_and_is_then_all_one_needs(link: str, address: str, page: Any) -> None:
    page.goto(address + link)
    page.get_by_role("button", name="passkey").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Set up a passkey"
    page.get_by_label("What do you call it?").fill("My phone")
    page.get_by_role("button", name="Set up").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(address + "/administration/")
    assert page.get_by_role("heading", level=1).inner_text() == "Administration", "a passkey is a second factor too"
    page.goto(address + "/account/")
    assert page.get_by_text("My phone").first.is_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(address + "/sign-in/?next=/account/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(address + "/account/")
    assert page.get_by_text("by passkey").is_visible()
    page.goto(address + "/administration/")
    assert page.get_by_role("heading", level=1).inner_text() == "Administration"


def test_a_passkey_of_nobody_here_is_said_kindly(address: str, page: Any) -> None:
    page.goto(address + "/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("This passkey did not work").wait_for()
    assert page.url.startswith(address + "/sign-in/")
