"""Evidence packs: what an auditor needs for one activity and a period, in one ZIP that can be checked offline.

People and things are ids of this one pack (``masks``); what names them (things called after their user) stays out.
Every file's SHA-256 stands in SHA256SUMS, which is signed; nothing in the pack needs Drystone to be read.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from drystone import checks
from drystone.accountability.masks import Masks
from drystone.audit import signing, verifying
from drystone.charting import queries as charting
from drystone.directory.pseudonyms import hider
from drystone.gaps import queries as gaps
from drystone.habits import queries as habits
from drystone.lake.engines import Engine
from drystone.lake.engines.base import EngineError
from drystone.lib.clock import iso
from drystone.lib.errors import ProgramError, UsageError
from drystone.measures import queries as measures
from drystone.measures.standing import standings
from drystone.program.model import Activity, Program

_README = """Evidence for one security activity
==================================

Activity: {name} ({id})
Organisation: {organisation}
Period: {since} to {until}
Made: {made}, from the run {run} as of {as_of}
Program version (SHA-256 of its files): {digest}
The run used program version: {run_digest}

activity.json         what the program expects, who holds which letter (positions), and how it is held
population.csv        every thing that each check was about in that run, of {as_of}, with its outcome: as it was
                      then, whatever the period; how it was in the period is in weeks.csv and events.csv
weeks.csv             the outcomes week by week in the period
events.csv            gaps that were opened, changed and closed in the period
exceptions.csv        what was asked to be accepted for a time, by whom it was decided, until when
attestations.csv      what somebody gave their word and evidence for
acknowledgements.csv  who accepted their part in which version of the activity's row, or said why not
lessons.csv           who finished a lesson of the activity, when, and where; answers are in no pack
audit.json            whether the organisation's audit log was whole when this was made

{counts}

People and things are ids of this pack alone: on no page and in no other pack is anything called so. Who did something
(by, requested_by and the like) has an id of that file alone, and another than as somebody whom a check was about. In
what people wrote (reasons, evidence) their names and addresses as the people data know them are replaced by ids; else
it is passed on as it was written.
Moments are days in UTC, and the rows of one day are in no order: pages show the minute of an act beside who did it.
Whoever answers for the activity can reveal a sample to you; each such look is recorded, and the person concerned can
see it.

To check that nothing was changed since (any system with coreutils and openssl 3):

    sha256sum -c SHA256SUMS
    openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig

The key must be the organisation's, not only the pack's: compare with what they publish (GET /evidence-key.pem).
Its fingerprint: {fingerprint}
"""

_WHOLE = "This pack was made for an auditor: no figure in it is withheld."
_WITHHELD = """This pack was made for whoever answers for the activity: figures that fewer than {floor} people are
behind are withheld, as on every page (empty in weeks.csv, null in activity.json). An auditor's own pack has them."""

#: The first and the last year of a period.
YEARS = (2000, 2100)


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, inclusive, in UTC."""

    since: dt.date
    until: dt.date

    def check(self) -> None:
        """Raise UsageError for what no period can be: one that ends before it begins, or is out of all reason."""
        if self.until < self.since:
            raise UsageError(_("the period ends before it begins"), do=_("Give the earlier day first."))
        if not all(YEARS[0] <= day.year <= YEARS[1] for day in (self.since, self.until)):
            raise UsageError(
                _("evidence is of the years %(first)d to %(last)d") % {"first": YEARS[0], "last": YEARS[1]},
                do=_("Give days within these."),
            )


@dataclass(frozen=True, slots=True)
class Run:
    """The run that the pack is made from: its id, moment (aware) and program version, and an engine over its tables."""

    run_id: str
    as_of: dt.datetime
    program_digest: str
    engine: Engine


@dataclass(frozen=True, slots=True)
class Making:
    """When a pack is made (aware), where the key is that signs it, and the people whose names are taken out of it.

    ``named`` are (id, name, address). Figures that fewer people than ``floor`` are behind are withheld as on the pages;
    nothing is for an auditor, with 0.
    """

    at: dt.datetime
    key: Path
    named: Iterable[tuple[str, str, str]]
    floor: int = 0


def pack(into: BinaryIO, program: Program, activity: Activity, *, period: Period, run: Run, making: Making) -> None:
    """Write the pack. Raises UsageError for what no period can be."""
    period.check()
    made, private = making.at, signing.key(making.key)
    public, masks = signing.public_pem(private), Masks(private)
    hide = hider((masks.actor(person_id), name, address) for person_id, name, address in making.named)
    sums: list[str] = []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        put = _putter(archive, sums, made)
        put("activity.json", _json(_activity(program, activity, run, floor=making.floor)))
        _population(_Within(archive, sums, made, masks), program, activity, run)
        for name, (columns, rows) in _tables(program, activity, period, making.floor).items():
            put(name, _csv(columns, _hidden(name, columns, rows, _Hiding(masks, hide))))
        put("audit.json", _json(_audit(made)))
        put("public.pem", public)
        words = {
            "name": activity.name, "id": activity.id, "organisation": program.settings.organisation.name,
            "since": period.since, "until": period.until, "made": iso(made), "run": run.run_id, "as_of": iso(run.as_of),
            "counts": _WITHHELD.format(floor=making.floor) if making.floor else _WHOLE,
            "digest": program.digest, "run_digest": run.program_digest, "fingerprint": signing.fingerprint(public),
        }  # fmt: skip
        put("README.txt", _README.format(**words).encode())
        listed = "".join(sums).encode()
        _write(archive, "SHA256SUMS", listed, made)
        _write(archive, "SHA256SUMS.sig", private.sign(listed), made)


def _coverage(program: Program, activity: Activity, run: Run, floor: int) -> dict[str, int | None] | None:
    """For how many things somebody is found; with a floor what the page says, else what was counted."""
    if floor:
        shown = standings(program, run.engine, as_of=run.as_of)[activity.id].coverage
        return asdict(shown) if shown else None
    names = ("pairs", "resolved", "by_fallback")
    rows = run.engine.rows(f"select {', '.join(names)} from coverage where activity_id = $id", {"id": activity.id})
    return dict(zip(names, rows[0], strict=True)) if rows else None


def _activity(program: Program, activity: Activity, run: Run, *, floor: int) -> dict[str, Any]:
    engine = run.engine
    reach = dict(engine.rows("select check_id, reach from check_reach"))
    return {
        "id": activity.id,
        "name": activity.name,
        "population_run": run.run_id,
        "population_as_of": iso(run.as_of),
        "about": activity.about or "the organisation as a whole",
        "where": activity.where,
        "letters": {letter: [who for held, who in activity.letters() if held == letter] for letter in "RACI"},
        "held_by": activity.held_by,
        "standing": activity.standing,
        "protects": [
            {"id": one, "name": program.objectives[one].name} for one in activity.protects if one in program.objectives
        ],
        "csf": list(activity.csf),
        "cis": list(activity.cis),
        "attest_every_days": activity.attest.days if activity.attest else None,
        "coverage": _coverage(program, activity, run, floor),
        "checks": [
            {
                "id": check.id, "title": check.title.failed, "severity": check.severity, "fails": check.fails,
                "sql": check.sql, "applies": check.applies, "where": check.where, "reach": reach.get(check.id),
            }
            for check in program.checks.values()
            if check.activity == activity.id
        ],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Within:
    """The pack that is being written."""

    archive: zipfile.ZipFile
    sums: list[str]
    made: dt.datetime
    masks: Masks


def _population(within: _Within, program: Program, activity: Activity, run: Run) -> None:
    """Stream every check's population; a check that the run did not judge says so in place of its things."""
    digest, masks = hashlib.sha256(), within.masks
    judged = dict(run.engine.rows("select check_id, error from outcome_count"))
    with within.archive.open(_info("population.csv", within.made), "w", force_zip64=True) as stream:

        def put(rows: Iterable[Sequence[Any]]) -> None:
            text = _csv((), rows, header=False)
            digest.update(text)
            stream.write(text)

        put([("check_id", "asset_kind", "asset_id", "outcome")])
        for check in program.checks.values():
            if check.activity != activity.id:
                continue
            kind = checks.kind_of_check(activity, check)
            if check.id not in judged or judged[check.id]:
                # Without findings every thing would read as a pass, and nobody looked.
                why = judged.get(check.id) or "the run did not know it"
                put([(check.id, kind, "", f"not judged: {why}")])
                continue
            try:
                sql = checks.outcomes_sql(program, check, run.as_of)
                # In the order of ids the rows could be laid beside the ids that pages show.
                for rows in run.engine.batches(f"select * from ({sql}) order by md5('{masks.order}' || asset_id)"):
                    put((check.id, kind, masks.thing(kind, asset_id), outcome) for asset_id, outcome in rows)
            except (ProgramError, EngineError) as error:
                put([(check.id, kind, "", f"could not be listed: {error.what}")])
    within.sums.append(f"{digest.hexdigest()}  population.csv\n")


def _tables(
    program: Program, activity: Activity, period: Period, floor: int
) -> dict[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]:
    since = dt.datetime.combine(period.since, dt.time(), dt.UTC)
    before = dt.datetime.combine(period.until + dt.timedelta(days=1), dt.time(), dt.UTC)
    events = gaps.events_of(activity.id, since=since, before=before)
    return {
        "weeks.csv": measures.weeks_of(activity.id, since=period.since, until=period.until, floor=floor),
        "events.csv": (("at", "event", "gap_id", "check_id", "asset_kind", "asset_id", "by"), events),
        "exceptions.csv": gaps.exceptions_of(activity.id, since=since, before=before),
        "attestations.csv": (gaps.ATTESTATION_COLUMNS, gaps.attestations_of(activity.id, since=since, before=before)),
        "acknowledgements.csv": charting.acknowledgements(activity.id, since=since, before=before),
        "lessons.csv": (
            ("lesson_id", "person_id", "done_at", "finished"),
            habits.completions_of(activity.id, program, since=since, before=before),
        ),
    }


#: What people wrote, in their own words, who did something, and what else has ids that pages show.
_WRITTEN = frozenset({"reason", "decision_reason", "evidence"})
_ACTORS = frozenset({"by", "requested_by", "decided_by", "attested_by", "person_id"})
_IDS = frozenset({"gap_id", "exception_id"})
#: By what rows come in order.
_WHEN = frozenset({"at", "requested_at", "attested_at", "accepted_at", "done_at"})


@dataclass(frozen=True, slots=True)
class _Hiding:
    """What stands for ids in the pack, and what takes names out of texts."""

    masks: Masks
    hide: Callable[[str], str]


def _hidden(
    file: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], hiding: _Hiding
) -> Iterable[Sequence[Any]]:
    """Yield rows with the pack's ids, in which what people wrote names nobody, and moments are days (UTC).

    Pages show to the minute when something was done, beside who did it. The rows of a day are in no order: that in
    which they happened would tell as much.
    """
    masks = hiding.masks
    kind = columns.index("asset_kind") if "asset_kind" in columns else None

    def shown(name: str, value: str, row: Sequence[Any]) -> str:
        if name in _WRITTEN:
            return hiding.hide(masks.text(value))
        if name in _ACTORS:
            return masks.actor(value, file)
        if name == "asset_id" and kind is not None:
            return masks.thing(row[kind], value)
        return masks.thing("", value) if name in _IDS else value

    def told(row: Sequence[Any]) -> list[Any]:
        pairs = zip(columns, row, strict=True)
        return [_day(value) if not isinstance(value, str) else shown(name, value, row) for name, value in pairs]

    when = next((at for at, name in enumerate(columns) if name in _WHEN), None)
    if when is None:
        yield from map(told, rows)
        return
    for _one, together in groupby(map(told, rows), key=lambda row: row[when]):
        yield from sorted(together, key=lambda row: [str(value) for value in row])


def _day(value: Any) -> Any:
    return value.astimezone(dt.UTC).date() if isinstance(value, dt.datetime) else value


def _audit(made: dt.datetime) -> dict[str, Any]:
    walk = verifying.walk()
    newest = {"seq": walk.seq, "digest": walk.digest}
    return {"checked_at": iso(made), "whole": not walk.problems, "problems": list(walk.problems), "newest": newest}


def _putter(archive: zipfile.ZipFile, sums: list[str], made: dt.datetime) -> Callable[[str, bytes], None]:
    def put(name: str, content: bytes) -> None:
        sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        _write(archive, name, content, made)

    return put


def _write(archive: zipfile.ZipFile, name: str, content: bytes, made: dt.datetime) -> None:
    archive.writestr(_info(name, made), content)


def _info(name: str, made: dt.datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=made.astimezone(dt.UTC).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n").encode()


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, header: bool = True) -> bytes:
    """Write rows; no cell starts a formula in a spreadsheet (OWASP, CSV injection)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(columns)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return iso(value)
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value
