"""Make the program of the made-up organisation: the starter program, with its people in their positions.

Most of the matrix is agreed; a few activities are still suggested, one position is held by someone who left and a few
by nobody, because that is what a real organisation looks like on the day it starts.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from ruamel.yaml import YAML

from drystone.demo import trials
from drystone.demo.exports import World, write_exports
from drystone.demo.people import DOMAIN, Person
from drystone.program import write_starter

#: Position → department and words of the title that find who holds it. What is not listed stays without a holder.
POSTS: dict[str, tuple[str, str]] = {
    "managing-board": ("Management", "Managing Director"),
    "board-deputy": ("Management", "Chief Financial Officer"),
    "ciso": ("Security", "Head of Security"),
    "security-lead": ("Security", "Team Lead Security"),
    "security-team": ("Security", "Security Analyst"),
    "incident-commander": ("Security", "Head of Security"),
    "engineering-head": ("Engineering", "Head of Engineering"),
    "platform-lead": ("Engineering", "Team Lead Platform"),
    "product-lead": ("Engineering", "Team Lead Shop"),
    "it-head": ("IT", "Head of IT"),
    "it-operations": ("IT", "Team Lead Infrastructure"),
    "service-desk-lead": ("IT", "Team Lead Service Desk"),
    "procurement-head": ("Procurement", "Head of Procurement"),
    "legal-head": ("Legal", "Head of Legal"),
    "legal-and-privacy": ("Legal", "Head of Legal"),
    "data-protection": ("Legal", "Data Protection Officer"),
    "hr-head": ("People", "Head of People"),
    "finance-head": ("Finance", "Head of Finance"),
    "internal-audit": ("Finance", "Team Lead Controlling"),
    "communications": ("Marketing", "Head of Marketing"),
    "communications-head": ("Marketing", "Head of Marketing"),
}

#: What every head of a department does with their own people, beside whom the starter program asks.
HEADS_DO = "rehearse"

#: Every ninth activity is one that the parties have not agreed on yet.
SUGGESTED_EVERY = 9


def make_program(world: World, folder: Path) -> None:
    """Write the organisation's program into a new folder. Raises UsageError where it is not empty."""
    write_starter(folder)
    _rename(folder / "drystone.toml")
    _name_holders(folder / "roles.yaml", world)
    _agree(sorted((folder / "activities").glob("*.yaml")))
    trials.write(folder / "trials.yaml", world.today)
    _restrict(folder / "drystone.toml", folder / "checks" / "2-devices.yaml")
    for entry in resources.files("drystone.demo").joinpath("sources").iterdir():
        with resources.as_file(entry) as path:
            shutil.copyfile(path, folder / "sources" / path.name)


def make_exports(world: World, folder: Path, moment: dt.datetime) -> None:
    """Write what the organisation's systems know at a moment (UTC), into the program's ``exports`` folder."""
    write_exports(world, folder / "exports", moment.date(), at=moment.time().replace(microsecond=0))


def _rename(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'^name = ".*?"', 'name = "Fenwick Foods"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^domains = \[.*?\]", f'domains = ["{DOMAIN}"]', text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^languages = \[.*?\]", 'languages = ["de", "en"]', text, count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


#: One check ends in a restriction, by a hook that is a dry run.
_HOOK = """
[hooks.browser-only]                       # what restricts, and lifts it again; a dry run until you say false
words = "Mail and files open in the browser only."
command = ["browser-only"]                 # a file of the folder that DRYSTONE_HOOKS names
dry_run = true
"""
_RESTRICTED, _TERMS = "laptop-disk-encrypted", {"strategy": "remind-then-restrict", "hook": "browser-only"}


def _restrict(settings: Path, checks: Path) -> None:
    settings.write_text(settings.read_text(encoding="utf-8") + _HOOK, encoding="utf-8")
    yaml = _yaml()
    listed = yaml.load(checks)
    next(check for check in listed if check["id"] == _RESTRICTED)["consequence"] = dict(_TERMS)
    with checks.open("w", encoding="utf-8") as file:
        yaml.dump(listed, file)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 200
    yaml.indent(mapping=2, sequence=2, offset=0)
    return yaml


def _name_holders(path: Path, world: World) -> None:
    yaml = _yaml()
    roles = yaml.load(path)
    left = next((p for p in world.people if p.status(world.today) == "left"), None)
    for role in roles:
        post = POSTS.get(role["id"])
        if post is None:
            continue
        person = _find(world.people, post, world.today)
        if role["id"] == "service-desk-lead" and left is not None:
            person = left
        if person is not None:
            role["holders"] = [{"person": person.email, "from": max(person.start, dt.date(2020, 1, 1))}]
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(roles, file)


def _find(people: Iterable[Person], post: tuple[str, str], today: dt.date) -> Person | None:
    department, title = post
    fitting = [p for p in people if p.department == department and p.status(today) == "active"]
    return next((p for p in fitting if p.title == title), next(iter(fitting), None))


def _agree(files: Iterable[Path]) -> None:
    yaml = _yaml()
    count = 0
    for path in files:
        activities = yaml.load(path)
        for activity in activities:
            count += 1
            if count % SUGGESTED_EVERY:
                activity["standing"] = "agreed"
            if activity["id"] == HEADS_DO:
                activity["responsible"].append("department-head")
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(activities, file)
