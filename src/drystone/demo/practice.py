"""Two campaigns of practice messages: one as GoPhish tells of it, one as Microsoft's attack simulation does.

Scanners follow some of the links, as they do in life: within seconds, many at once, and with names of their own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from drystone.demo.people import Person

_BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
_SCANNER = "Mozilla/5.0 (compatible; Barracuda Sentinel Link Check)"
_GOPHISH_DAYS, _SIMULATION_DAYS = 45, 16


def write_practice(folder: Path, people: Sequence[Person], *, seed: int, today: dt.date, on: dt.date) -> None:
    """Write what both systems give on a day, of messages that were sent some weeks before ``today``."""
    first, second = (Random(f"{seed} practice {number}") for number in (1, 2))  # noqa: S311 - the same every time
    campaign = _gophish(first, people, today - dt.timedelta(days=_GOPHISH_DAYS), on)
    simulation = _simulation(second, people, today - dt.timedelta(days=_SIMULATION_DAYS), on)
    _write(folder / "practice-gophish.json", [campaign] if campaign else [])
    _write(folder / "practice-simulation.json", {"value": [simulation] if simulation else []})


def _write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _there(people: Sequence[Person], day: dt.date) -> list[Person]:
    return [p for p in people if p.email and p.start <= day and p.status(day) == "active"]


def _said(moment: dt.datetime) -> str:
    return f"{moment.isoformat(timespec='milliseconds')}Z"


def _gophish(random: Random, people: Sequence[Person], day: dt.date, on: dt.date) -> dict[str, Any] | None:
    if day > on:
        return None
    results, timeline = [], []

    def happened(person: Person, message: str, at: dt.datetime, *, agent: str = "", address: str = "") -> None:
        if at.date() > on:
            return
        details = {"payload": {"rid": ["abc1234"]}, "browser": {"address": address, "user-agent": agent}}
        told = json.dumps(details) if address else ""
        timeline.append({"email": person.email, "time": _said(at), "message": message, "details": told})

    for number, person in enumerate(_there(people, day)):
        sent = dt.datetime.combine(day, dt.time(7, 30)) + dt.timedelta(seconds=4 * number)
        happened(person, "Email Sent", sent)
        if random.random() < 0.3:
            at = sent + dt.timedelta(seconds=random.randint(1, 6))
            happened(person, "Clicked Link", at, agent=_SCANNER, address="203.0.113.9")
        if random.random() < 0.14:
            at = sent + dt.timedelta(minutes=random.lognormvariate(3.5, 1.3))
            happened(person, "Clicked Link", at, agent=_BROWSER, address=f"198.51.100.{number % 250 + 1}")
        if random.random() < 0.38:
            happened(person, "Email Reported", sent + dt.timedelta(minutes=random.lognormvariate(4, 1.6)))
        results.append(
            {
                "id": f"r{number:06d}", "email": person.email, "first_name": person.first, "last_name": person.last,
                "position": person.title, "status": "Email Sent", "ip": "", "latitude": 0, "longitude": 0,
                "send_date": _said(sent), "reported": False, "modified_date": _said(sent),
            }
        )  # fmt: skip
    return {
        "id": 17,
        "name": "A parcel that waits",
        "status": "Completed",
        "results": results,
        "timeline": sorted(timeline, key=lambda event: event["time"]),
    }


def _simulation(random: Random, people: Sequence[Person], day: dt.date, on: dt.date) -> dict[str, Any] | None:
    if day > on:
        return None
    users = []
    for number, person in enumerate(_there(people, day)):
        sent = dt.datetime.combine(day, dt.time(9, 0)) + dt.timedelta(seconds=number)
        events = [{"eventName": "SuccessfullyDeliveredEmail", "eventDateTime": _said(sent)}]
        clicked = sent + dt.timedelta(minutes=random.lognormvariate(3.2, 1.2))
        reported = sent + dt.timedelta(minutes=random.lognormvariate(3.6, 1.5))
        caught, told = random.random() < 0.22, random.random() < 0.54
        if caught and clicked.date() <= on:
            where = {"ipAddress": f"198.51.100.{number % 250 + 1}", "browser": "Edge", "osPlatformDeviceDetails": ""}
            events.append({"eventName": "EmailLinkClicked", "eventDateTime": _said(clicked), **where})
        users.append(
            {
                "isCompromised": caught and clicked.date() <= on,
                "compromisedDateTime": _said(clicked) if caught and clicked.date() <= on else None,
                "reportedPhishDateTime": _said(reported) if told and reported.date() <= on else None,
                "simulationEvents": events,
                "simulationUser": {"userId": f"u{number}", "displayName": person.name, "email": person.email},
            }
        )
    return {
        "id": "2f8a6c10-0000-4000-8000-000000000042",
        "displayName": "Your new timetable",
        "attackTechnique": "credentialHarvesting",
        "launchDateTime": _said(dt.datetime.combine(day, dt.time(9, 0))),
        "report": {"simulationUsers": users},
    }
