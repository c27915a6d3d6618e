"""Done, when: what may be known of a person and a lesson, from xAPI statements or a table.

Rules of this module: of a statement only the account, the lesson and the moment are read. Scores, answers, durations
and names that it also holds are not looked at, so nothing can keep them. A mail address is read only for whoever asks
for it, to find whose it is.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from drystone.lessons.formats import documents, limits
from drystone.lessons.formats.bank import is_id
from drystone.lessons.formats.refusing import RefusedFileError, damaged, too_much
from drystone.lib.clock import parse_moment

#: The verbs that say somebody is done. An answer, a score or a launch is not one of them.
VERBS: Final = frozenset(
    {
        "http://adlnet.gov/expapi/verbs/completed",
        "http://adlnet.gov/expapi/verbs/passed",
        "https://w3id.org/xapi/adl/verbs/satisfied",
        "http://activitystrea.ms/schema/1.0/complete",
    }
)
VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
COLUMNS: Final = ("person", "lesson", "done")
_PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
_ADDRESS = re.compile(r"[^\s@<>\"\x00-\x1f\x7f\ud800-\udfff]{1,64}@[A-Za-z0-9.-]{1,255}")
#: What stands before the digest by which xAPI may name somebody instead of their address (``mbox_sha1sum``).
DIGEST: Final = "sha1:"
_SHA1 = re.compile(rf"{DIGEST}[0-9a-f]{{40}}")


@dataclass(frozen=True, slots=True)
class Done:
    """Who, a lesson's id, and the moment (aware, UTC) at which they were done with it.

    ``person`` is an opaque account; where addresses were asked for, perhaps an address, or ``DIGEST`` and its digest.
    """

    person: str
    lesson: str
    when: dt.datetime


@dataclass(frozen=True, slots=True)
class Completions:
    """Who is done with what since when, each pair once with its first moment, and what was left out by reason."""

    done: tuple[Done, ...]
    left: Mapping[str, int]


def read(
    content: bytes, where: str, *, lessons: Iterable[str], now: dt.datetime, addresses: bool = False
) -> Completions:
    """Return the completions of an xAPI document or of a CSV table with the columns person, lesson, done.

    Only the ``lessons`` given are known; moments after ``now`` are left out, and without ``addresses`` people who are
    named by one. Raises RefusedFileError.
    """
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    known = frozenset(lessons)
    rows = _statements(content, where, known) if start in (b"[", b"{") else _table(content, where)
    first: dict[tuple[str, str], dt.datetime] = {}
    left: dict[str, int] = {}
    for count, (person, lesson, moment, why) in enumerate(rows, 1):
        if count > limits.MAX_DONE:
            raise too_much("this file has too many lines", where, limits.MAX_DONE)
        when = _moment(moment)
        reason = why or _unnamed(person, addresses) or _reason(lesson, known, when, now)
        if reason or when is None:
            left[reason] = left.get(reason, 0) + 1
            continue
        key = (person, lesson)
        first[key] = min(when, first.get(key, when))
    listed = sorted((Done(person, lesson, when) for (person, lesson), when in first.items()), key=_order)
    return Completions(tuple(listed), left)


def is_one(content: bytes) -> bool:
    """Whether a file looks like statements or a table of who is done."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:4_000]
    if start[:1] in (b"[", b"{"):
        return b'"verb"' in content and b'"actor"' in content
    return all(name.encode() in start.split(b"\n", 1)[0].lower() for name in COLUMNS)


def _order(done: Done) -> tuple[dt.datetime, str, str]:
    return done.when, done.person, done.lesson


def _unnamed(person: str, addresses: bool) -> str:
    if _PERSON.fullmatch(person) and not person.startswith(DIGEST):
        return ""
    if not addresses:
        return "no opaque account (mail addresses and names are not taken)"
    named = _ADDRESS.fullmatch(person) or _SHA1.fullmatch(person)
    return "" if named else "no account and no mail address"


def _reason(lesson: str, known: frozenset[str], when: dt.datetime | None, now: dt.datetime) -> str:
    if lesson not in known:
        return "a lesson that this program does not have"
    if when is None:
        return "no moment that can be read"
    if when.year < limits.EARLIEST:
        return "a moment before learning systems were there"
    return "a moment that is still to come" if when > now else ""


def _moment(text: str) -> dt.datetime | None:
    if len(text) > 40:
        return None
    try:
        return parse_moment(text)
    except (ValueError, OverflowError):
        return None


def _table(content: bytes, where: str) -> Iterator[tuple[str, str, str, str]]:
    if len(content) > limits.MAX_READ:
        raise too_much("this table is too large", where, limits.MAX_READ)
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise RefusedFileError(
                f"there is no column {missing[0]}", where=where, do=f"It needs {', '.join(COLUMNS)}."
            )
        for row in rows:
            person, lesson, moment = ((row.get(name) or "").strip() for name in COLUMNS)
            yield person, lesson, moment, ""
    except UnicodeDecodeError:
        raise damaged("this table is not UTF-8", where) from None
    except csv.Error as error:
        raise damaged(f"this is not CSV ({error})", where) from None


def _statements(content: bytes, where: str, known: frozenset[str]) -> Iterator[tuple[str, str, str, str]]:
    made = documents.parse(content, where, size=limits.MAX_STATEMENTS, parts=limits.MAX_STATEMENT_PARTS)
    if isinstance(made, dict) and "statements" in made:
        made = made["statements"]
    listed = made if isinstance(made, list) else [made]
    said = [documents.mapping(one, "statement", where) for one in listed]
    voided = {_id(one, "object") for one in said if _id(one, "verb") == VOIDED}
    for one in said:
        if _id(one, "verb") == VOIDED:
            continue
        actor = documents.mapping(one.get("actor"), "actor", where)
        moment = documents.text(one.get("timestamp") or one.get("stored"), "timestamp", where)
        lessons = [name for address in _addresses(one) if (name := _lesson(address))]
        lesson = next((name for name in lessons if name in known), "")
        yield _who(actor, where), lesson, moment, _why_not(one, voided)


def _addresses(statement: Mapping[str, Any]) -> list[str]:
    """Return the addresses that may end in a lesson's id: the object's, and those that cmi5 keeps beside it."""
    listed = [_id(statement, "object")]
    context = statement.get("context")
    activities = context.get("contextActivities") if isinstance(context, dict) else None
    grouping = activities.get("grouping") if isinstance(activities, dict) else None
    for one in grouping if isinstance(grouping, list) else [grouping]:
        listed.append(_id({"": one}, ""))
    return listed


def _who(actor: Mapping[str, Any], where: str) -> str:
    """Return the account that a statement names, else the address, else its digest (xAPI 1.0.3, part two, 2.4.2.3)."""
    name = documents.mapping(actor.get("account"), "account", where).get("name")
    if isinstance(name, str) and name.strip():
        return name.strip()
    address, digest = (documents.text(actor.get(key), key, where).strip() for key in ("mbox", "mbox_sha1sum"))
    if address[:7].lower() == "mailto:":
        return unquote(address[7:])
    return f"{DIGEST}{digest.lower()}" if digest else ""


def _id(statement: Mapping[str, Any], part: str) -> str:
    holder = statement.get(part)
    found = holder.get("id") if isinstance(holder, dict) else None
    return found if isinstance(found, str) else ""


def _why_not(statement: Mapping[str, Any], voided: set[str]) -> str:
    name = statement.get("id")
    if isinstance(name, str) and name in voided:
        return "taken back by its sender"
    if _id(statement, "verb") not in VERBS:
        return "says something else than that somebody is done"
    result = statement.get("result")
    if isinstance(result, dict) and result.get("completion") is False:
        return "says something else than that somebody is done"
    return ""


def _lesson(address: str) -> str:
    """Return the lesson's id at the end of an address."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    name = path.rstrip("/").rsplit("/", 1)[-1]
    return name if is_id(name) else ""


def table(done: Iterable[Done]) -> str:
    """Return completions as the CSV table that ``read`` reads."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((one.person, one.lesson, one.when.isoformat()) for one in sorted(done, key=_order))
    return out.getvalue()
