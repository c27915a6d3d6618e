"""The ways in for people without a mailbox, switched on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from served import NOW, Served


@pytest.fixture
def ways(served: Served) -> Iterator[Callable[..., None]]:
    """Open ways of signing in, with more lines for drystone.toml; hashing is quick here."""
    from django.test import override_settings

    def open_ways(*names: str, more: str = "") -> None:
        from drystone.shell import site

        path = served.root / "drystone.toml"
        quoted = ", ".join(f'"{name}"' for name in ("password", *names))
        text = path.read_text(encoding="utf-8")
        path.write_text(f'{text}\n[sign_in]\nways = [{quoted}]\nshared_idle = "1h"\n{more}\n', encoding="utf-8")
        site.reread()
        assert site.problems() == ()

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield open_ways


@pytest.fixture
def screen(served: Served, ways: Callable[..., None]) -> Any:
    """A browser that was made a shared screen, by an administrator and the code they were shown."""
    ways("badge")
    made = served.client("administrator").post("/administration/screens", {"name": "Loading bay 2", "team": ""})
    assert made.status_code == 200
    browser = served.client("anonymous")
    assert browser.post("/badge/enrolment", {"code": shown(made).lower()}).status_code == 302
    return browser


def shown(page: Any) -> str:
    """Return the code that a page shows."""
    return re.findall(r'class="code">([0-9A-Z ]+)<', page.content.decode())[0]


def badge(served: Served, who: str = "colleague") -> str:
    """Make a badge for somebody, who reads English, and return its code."""
    from drystone.directory import badges
    from drystone.directory.models import Person

    Person.objects.filter(person_id=served.people[who]).update(language="en")
    return badges.make(served.people[who], by=served.people["administrator"], now=NOW)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed quickly here: how slow the real hash is, is Django's to test."""
    monkeypatch.setattr("django.contrib.auth.hashers.PBKDF2PasswordHasher.iterations", 1)
