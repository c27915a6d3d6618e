"""The rules of xAPI statements (IEEE 9274.1.1, part 2) that ours could break, written down anew for tests."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DURATION = re.compile(r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_ALLOWED = {
    "statement": {"id", "actor", "verb", "object", "result", "context", "timestamp", "version"},
    "actor": {"objectType", "account"},
    "account": {"homePage", "name"},
    "verb": {"id", "display"},
    "object": {"objectType", "id", "definition"},
    "definition": {"name", "type"},
    # Of a result only that somebody is done, and how long a unit of cmi5 was open.
    "result": {"completion", "duration"},
    "context": {"registration", "contextActivities", "extensions"},
}


def check(statement: dict[str, Any]) -> None:
    """Assert that a statement is one, and says no more of a person than *done, when*."""
    _keys("statement", statement)
    uuid.UUID(statement["id"])
    _keys("actor", statement["actor"])
    _keys("account", statement["actor"]["account"])
    assert statement["actor"]["objectType"] == "Agent"
    assert _IRI.fullmatch(statement["actor"]["account"]["homePage"])
    assert statement["actor"]["account"]["name"].strip()
    assert "@" not in statement["actor"]["account"]["name"]
    _keys("verb", statement["verb"])
    assert _IRI.fullmatch(statement["verb"]["id"])
    _words(statement["verb"]["display"])
    _activity(statement["object"])
    result = statement.get("result", {"completion": True})
    _keys("result", result)
    assert result.get("completion", True) is True
    assert _DURATION.fullmatch(result.get("duration", "PT1M"))
    assert dt.datetime.fromisoformat(statement["timestamp"]).tzinfo is not None
    assert re.fullmatch(r"1\.0\.\d+", statement.get("version", "1.0.3"))
    _context(statement.get("context", {}))


def _keys(name: str, part: dict[str, Any]) -> None:
    assert set(part) <= _ALLOWED[name], (name, set(part) - _ALLOWED[name])
    assert None not in part.values()


def _words(said: dict[str, str]) -> None:
    assert all(_TAG.fullmatch(tag) and words for tag, words in said.items())


def _activity(given: dict[str, Any]) -> None:
    _keys("object", given)
    assert given.get("objectType", "Activity") == "Activity"
    assert _IRI.fullmatch(given["id"])
    _keys("definition", given.get("definition", {}))
    _words(given.get("definition", {}).get("name", {}))


def _context(given: dict[str, Any]) -> None:
    _keys("context", given)
    if "registration" in given:
        uuid.UUID(given["registration"])
    for listed in given.get("contextActivities", {}).values():
        for one in listed:
            _activity(one)
