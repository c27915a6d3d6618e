"""The privacy pack: every field, purpose, viewer and retention, and drafts made from them, so that none can drift."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.shell.viewer import PRIVILEGED
from drystone.web import personal, personal_lake

LANGUAGES = ("en", "de")
_STOPS = ("stop-monitoring-of-people",)
_COLUMNS = ("where", "table", "field", "what", "why", "seen_by", "keep")


def pack(program: Program, *, made: dt.datetime) -> dict[str, str]:
    """Return the pack's files by name: fields.csv, fields.json, and each draft in each language."""
    fields = [*personal.state(), *personal_lake.lake()]
    files = {"fields.csv": _csv(fields), "fields.json": _json(fields)}
    facts = _facts(program, made)
    for name in ("works-agreement", "impact-assessment"):
        for language in LANGUAGES:
            text = resources.files("drystone.web").joinpath(f"privacy_texts/{name}.{language}.md").read_text("utf-8")
            template = Engine(autoescape=False).from_string(text)
            files[f"{name}.{language}.md"] = template.render(Context(facts, autoescape=False))
    return files


def write(files: dict[str, str], folder: Path) -> None:
    """Write the pack into a new or empty folder. Raises UsageError where something is in it."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError("this folder is not empty", where=str(folder), do="Name a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _facts(program: Program, made: dt.datetime) -> dict[str, Any]:
    settings = program.settings
    return {
        "organisation": settings.organisation.name,
        "floor": settings.privacy.group_floor,
        "keep_looks": settings.privacy.keep_looks.days,
        "keep_days": settings.lake.keep_days,
        "trial_days": settings.authority.trial_days,
        "state_fields": len(personal.state()),
        "lake_fields": len(personal_lake.lake()),
        "sources": sorted(program.sources),
        "checks": list(program.checks.values()),
        "stoppers": [role.name for role in program.roles.values() if set(role.may) & set(_STOPS)] or ["–"],
        "powers": [
            (role.name, sorted(set(role.may) & PRIVILEGED))
            for role in program.roles.values()
            if set(role.may) & PRIVILEGED
        ],
        "safeguards": personal.safeguards(),
        "agreements": settings.privacy.managers_see,
        "made": made.date().isoformat(),
        "digest": program.digest[:16],
    }


def _csv(fields: list[personal_lake.Field]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in fields:
        said = one.said
        writer.writerow((one.where, one.table, one.field, said.what, said.why, said.seen_by, said.keep))
    return text.getvalue()


def _json(fields: list[personal_lake.Field]) -> str:
    rows = [{"where": one.where, "table": one.table, "field": one.field, **asdict(one.said)} for one in fields]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
