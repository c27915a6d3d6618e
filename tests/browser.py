"""A real Chromium before the served organisation. ``visit(who)`` opens a window in which they are signed in.

axe-core looks at every page that ``Visit.check`` is called on, in both themes and at both widths.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from served import Served

#: From each to the next only one of the two changes, and so from the last of a page to the first of the one after it,
#: which is looked at the other way round.
LOOKS = ((360, "light"), (360, "dark"), (1440, "dark"), (1440, "light"))
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Two processes less, through which each page would be handed on its way to a screen that is not there.
    "--in-process-gpu",
    "--no-zygote",
    # All windows are ours: a process for each, and one in advance for the next, would only have to begin again.
    "--renderer-process-limit=1",
)
#: What is found, and nothing of what is in order: of that a page has thousands of lines.
_RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,  # No rule of these looks into the sheets themselves.
}
#: What another theme at the same width can change: a theme is colours alone (test_every_page.py holds that).
_COLOURS = {**_RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_LOOK = """async rules => ({
    found: (await axe.run(document, rules)).violations,
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
})"""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        from conftest import missing

        missing("Chromium")
    return str(found)


@cache
def _axe() -> str:
    from axe_playwright_python.base import AXE_FILE_PATH

    return Path(AXE_FILE_PATH).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Playwright keeps a loop in this thread, in which nothing of ours runs; Django cannot know that.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture
def address(served: Served) -> Iterator[str]:
    """The served organisation on a port of its own, by a server in this process."""
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    from drystone.reports import desk_live

    desk_live.hub.end_all()  # Its watcher looks at the state, which goes with the test.
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Visit:
    """Somebody at a browser. ``page`` is Playwright's."""

    page: Any
    address: str
    _look: tuple[int, str] | None = None
    _ready: bool = False

    def become(self, client: Any) -> None:
        """Have whoever a client of the tests has signed in sit here from now on; another window takes a second."""
        self.page.goto("about:blank")  # A page that asks by itself whether there is news asks no more.
        self.page.context.clear_cookies()
        self.page.context.add_cookies(_cookies(client, self.address))

    def look_at_every_page(self) -> None:
        """Have axe come along with each page from now on, which takes less than to bring it there."""
        self.page.context.add_init_script(_axe())
        self._ready = True

    def go(self, path: str) -> None:
        """Open a path of the site, and be sure that it came without an error in the console."""
        answer = self.page.goto(self.address + path)
        assert answer.status < 400, f"{path}: {answer.status}"

    def press(self, name: str) -> None:
        """Press the button or follow the link of that name, as whoever reads the page would find it."""
        this = self.page.get_by_role("button", name=name, exact=True)
        this.or_(self.page.get_by_role("link", name=name, exact=True)).first.click()

    def reads(self, *words: str) -> None:
        """Be sure that these words are on the page for somebody to see."""
        for one in words:
            self.page.get_by_text(one).locator("visible=true").first.wait_for()

    def check(self, looks: Iterable[tuple[int, str]] = LOOKS) -> None:
        """Let axe look at the page as it is at these widths and themes; and nothing may be cut off sideways."""
        found = self.faults(looks)
        assert not found, f"{self.page.url}\n" + "\n".join(found)

    def faults(self, looks: Iterable[tuple[int, str]] = LOOKS) -> list[str]:
        """Say what axe finds on the page as it is, and where it is wider than the screen."""
        if not self._ready:
            self.page.evaluate(_axe())
        found: list[str] = []
        seen: set[int] = set()
        ordered = tuple(looks)
        for look in ordered[::-1] if ordered[-1] == self._look else ordered:
            self._turn(look)
            width, theme = look
            told = self.page.evaluate(_LOOK, _COLOURS if width in seen else _RULES)
            seen.add(width)
            nodes = {one["id"]: [node["target"] for node in one["nodes"]][:3] for one in told["found"]}
            found += [f"{width} {theme}: {rule} {targets}" for rule, targets in nodes.items()]
            found += [f"{width}: wider than the screen"] if told["wide"] else []
        return found

    def _turn(self, look: tuple[int, str]) -> None:
        """Take another width or another theme, where it is another."""
        width, theme = look
        if (self.page.viewport_size or {}).get("width") != width:
            self.page.set_viewport_size({"width": width, "height": 900})
        if self._look is None or self._look[1] != theme:
            self.page.emulate_media(color_scheme=theme)
        self._look = look

    def picture(self, folder: Path, name: str) -> None:
        """Keep a picture of the whole page, per theme and width; for people who look."""
        for width, theme in LOOKS:
            self._turn((width, theme))
            self.page.screenshot(path=str(folder / f"{name}-{width}-{theme}.png"), full_page=True)


def _cookies(client: Any, address: str) -> list[Any]:
    return [{"name": name, "value": one.value, "url": address} for name, one in client.cookies.items()]


def _answered(told: Any) -> bool:
    """Whether Chromium only notes that the page itself came with a 4xx: the test looks at that status itself.

    Or that a part of it was asked for by somebody who is signed out meanwhile, which leads to the way in.
    """
    if "the server responded with a status of 401" in told.text and "live=" in told.location["url"]:
        return True
    return "the server responded with a status of 4" in told.text and told.location["url"] == told.page.url


@pytest.fixture
def visit(chromium: Any, served: Served, address: str) -> Iterator[Callable[[str], Visit]]:
    """Opens a browser window for a kind of person, an address or an id; errors in its console fail the test.

    With a ``client`` of the tests it has the cookies of that one.
    """
    contexts, errors = [], []

    def open_for(who: str, *, client: Any = None, **options: Any) -> Visit:
        context = chromium.new_context(**{"reduced_motion": "reduce", **options})
        contexts.append(context)
        context.add_cookies(_cookies(client or served.client(who), address))
        page = context.new_page()
        page.on(
            "console", lambda told: errors.append(told.text) if told.type == "error" and not _answered(told) else None
        )
        page.on("pageerror", lambda told: errors.append(str(told)))
        return Visit(page, address)

    yield open_for
    for context in contexts:
        context.close()
    assert errors == [], errors
