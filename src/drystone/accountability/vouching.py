"""Somebody's word that an activity was done, given on the site or over the API."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from drystone.directory import queries as directory
from drystone.gaps import attestations
from drystone.program.model import Activity
from drystone.shell import next_run


@dataclass(frozen=True, slots=True)
class Given:
    """A word that was given: its id, and when the run may begin from which it counts."""

    attestation_id: str
    counts_from: dt.datetime


def give(activity: Activity, evidence: str, *, by: str, now: dt.datetime) -> Given:
    """Take somebody's word and ask for the run that counts it: how things stand is always as of a run.

    Raises UsageError for what ``attestations.attest`` refuses.
    """
    with transaction.atomic():
        word, doers = attestations.Word(evidence), directory.holders(activity.id, "RA")
        made = attestations.attest(activity, word, by=by, at=now, doers=doers)
        return Given(made, next_run.ask(now))
