"""Exported lessons as people take them: in a learning system, by keyboard, without scripts, in light and dark."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from tests.lessons.formats import xapi_rules

from browser import Visit
from drystone.lessons.formats.archives import Archive
from drystone.lessons.formats.exporting import export
from drystone.program.lesson_model import Lesson
from drystone.program.loading import load

pytestmark = pytest.mark.chromium

STARTER = Path(__file__).parents[3] / "src/drystone/program/starter"
NAME = "two-minutes-after-a-click"
SITE = "https://learning.firm.example"
PAGE = f"{SITE}/lessons/{NAME}.html"
#: A learning system of a few lines: it keeps every call that a page makes.
SYSTEM = """<!doctype html><title>System</title><script>
const calls = []; const kept = { "cmi.core.lesson_status": "not attempted", "cmi.completion_status": "unknown" };
const call = (name) => (...given) => { calls.push([name, ...given]); return "true"; };
const get = (name) => { calls.push(["get", name]); return kept[name] || ""; };
const set = (name, value) => { calls.push(["set", name, value]); kept[name] = value; return "true"; };
const [begin, commit, end] = ["begin", "commit", "end"].map(call);
window.API = { LMSInitialize: begin, LMSGetValue: get, LMSSetValue: set, LMSCommit: commit, LMSFinish: end };
window.API_1484_11 = { Initialize: begin, GetValue: get, SetValue: set, Commit: commit, Terminate: end };
</script><iframe src="/lessons/%s.html" title="Lesson" width="800" height="900"></iframe>"""


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    program = load(STARTER).program
    assert program is not None
    return program.lessons[NAME]


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page where every request is answered here; what fails in it fails the test."""
    contexts, errors = [], []

    def open_with(answer: Callable[[Any], None], address: str, **options: Any) -> Any:
        context = chromium.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        context.route("**/*", lambda route: answer(route))
        page = context.new_page()
        page.on("pageerror", lambda told: errors.append(str(told)))
        page.on(
            "console",
            lambda told: errors.append(told.text) if told.type == "error" and "404" not in told.text else None,
        )
        page.goto(address)
        return page

    yield open_with
    for context in contexts:
        context.close()
    assert errors == []


def served(content: bytes) -> Callable[[Any], None]:
    """Answer with the page of a lesson, or with the system around it."""

    def answer(route: Any) -> None:
        body = content if route.request.url.startswith(PAGE) else (SYSTEM % NAME).encode()
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    return answer


@pytest.mark.parametrize(
    ("format", "status"), [("scorm12", "cmi.core.lesson_status"), ("scorm2004", "cmi.completion_status")]
)
def test_a_system_hears_that_somebody_is_done_and_nothing_about_their_answers(
    lesson: Lesson, opened: Callable[..., Any], format: str, status: str
) -> None:
    package = Archive(export([lesson], format, language="de", title="x"), "x")
    page = opened(served(package.read(f"lessons/{NAME}.html")), f"{SITE}/")
    frame = page.frame_locator("iframe")
    radios = frame.locator("fieldset:not([hidden]) input")
    radios.first.focus()
    page.keyboard.press("Space")
    first = frame.locator("fieldset:not([hidden]) .option").first
    first.locator(".said").wait_for(state="visible")
    assert frame.locator("#aside").inner_text().strip() == first.locator(".said").inner_text().strip()
    assert page.evaluate("calls") == [["begin", ""], ["get", status], ["set", status, "incomplete"], ["commit", ""]]
    frame.get_by_role("button", name="Ich bin fertig").click()
    frame.get_by_text("Dein Lernsystem weiß, dass du fertig bist").wait_for()
    page.locator("iframe").evaluate("frame => { frame.src = 'about:blank'; }")
    page.wait_for_function("calls.some((one) => one[0] === 'end')")
    assert page.evaluate("calls")[4:] == [["set", status, "completed"], ["commit", ""], ["end", ""]]


def test_cmi5_hears_initialized_completed_and_terminated_with_nothing_about_answers(
    lesson: Lesson, opened: Callable[..., Any]
) -> None:
    package = Archive(export([lesson], "cmi5", language="en", title="x", home=SITE), "x")
    content = package.read(f"lessons/{NAME}.html")
    told: list[dict[str, Any]] = []
    asked: list[str] = []
    kept: list[str] = []
    template = {"contextActivities": {"grouping": [{"id": f"{SITE}/lessons/{NAME}"}]}, "extensions": {f"{SITE}/s": "1"}}

    def answer(route: Any) -> None:
        request = route.request
        path = urlsplit(request.url).path
        asked.append(f"{request.method} {path}")
        if path == "/fetch":
            route.fulfill(json={"auth-token": "a2V5"})
        elif path == "/xapi/activities/state":
            [name] = parse_qs(urlsplit(request.url).query)["stateId"]
            if request.method == "PUT":
                kept.append(name)
            if name == "LMS.LaunchData":
                route.fulfill(json={"contextTemplate": template, "launchMode": "Normal", "returnURL": f"{SITE}/back"})
            else:
                route.fulfill(status=200 if name in kept else 404, json={})
        elif path == "/xapi/statements":
            assert request.headers["authorization"] == "Basic a2V5"
            told.append(json.loads(request.post_data))
            route.fulfill(status=204)
        elif request.url.startswith(PAGE):
            route.fulfill(body=content, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    actor = {"objectType": "Agent", "account": {"homePage": SITE, "name": "person-0a1b"}}
    given = {
        "endpoint": f"{SITE}/xapi/",
        "fetch": f"{SITE}/fetch",
        "actor": json.dumps(actor),
        "registration": "0e2c9ad4-8d5f-4c1a-9a5e-3c8b5a1f0001",
        "activityId": f"{SITE}/attempts/17",
    }
    page = opened(answer, f"{PAGE}?{urlencode(given)}")
    page.locator("fieldset:not([hidden]) label").first.click()
    page.get_by_role("button", name="I’m done").click()
    page.get_by_text("Your learning system knows that you are done").wait_for()
    assert page.get_by_role("link", name="Back to your learning system").get_attribute("href") == f"{SITE}/back"
    with page.expect_request("**/xapi/statements?*"):
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    page.wait_for_timeout(100)
    page.goto(page.url)
    page.get_by_text("You were done with this earlier").wait_for()
    assert page.get_by_role("button").count() == 0
    assert [one["verb"]["id"].rsplit("/", 1)[1] for one in told] == [
        *("initialized", "completed", "terminated", "initialized"),
    ]
    for statement in told:
        xapi_rules.check(statement)
        assert statement["context"]["registration"] == given["registration"]
        assert statement["context"]["contextActivities"]["grouping"] == template["contextActivities"]["grouping"]
    categories = [
        {one["id"].rsplit("/", 1)[1] for one in each["context"]["contextActivities"]["category"]} for each in told
    ]
    assert categories == [{"cmi5"}, {"cmi5", "moveon"}, {"cmi5"}, {"cmi5"}]
    assert told[1]["result"] == {"completion": True, "duration": "PT1M"}
    assert [one for one in asked if "statements" not in one][:4] == [
        *(f"GET /lessons/{NAME}.html", "POST /fetch", "GET /xapi/activities/state", "GET /xapi/agents/profile"),
    ]


def test_a_page_on_its_own_is_clean_in_both_themes_and_widths(lesson: Lesson, opened: Callable[..., Any]) -> None:
    page = opened(served(export([lesson], "html", language="de", title="x")), PAGE)
    page.get_by_text("Diese Seite steht für sich").wait_for()
    assert page.get_by_role("button").count() == 0
    page.locator("fieldset:not([hidden]) label").first.click()
    assert Visit(page, SITE).faults() == []


def test_without_scripts_everything_can_be_read_and_answered(lesson: Lesson, opened: Callable[..., Any]) -> None:
    page = opened(served(export([lesson], "html", language="en", title="x")), PAGE, java_script_enabled=False)
    option = page.locator("fieldset:not([hidden]) .option").nth(1)
    assert not option.locator(".said").is_visible()
    option.locator("label").click()
    option.locator(".said").wait_for(state="visible")
    assert page.locator("fieldset:not([hidden])").count() == len(lesson.items)
    page.get_by_text("Without scripts you can read and answer all of this").wait_for()
