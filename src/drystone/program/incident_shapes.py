"""The shape of ``[incidents]`` in drystone.toml: which legal clocks may run, and whom notifications go to."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from drystone.program.incident_model import Authority, ClockName, Incidents
from drystone.program.written import Duration, Word, Written

_LEAST = dt.timedelta(days=30)


def _long_enough(span: dt.timedelta) -> dt.timedelta:
    if span < _LEAST:
        msg = "a final report is due a month after others: keep incidents for 30d at least"
        raise ValueError(msg)
    return span


class AuthorityShape(Written):
    """Whom a law's notifications go to."""

    name: Word = Field(description="The authority, or the response team, that is told.")
    contact: Word | None = Field(default=None, description="Where: a form, a number, an address.")


class IncidentsShape(Written):
    """Which legal clocks a responder is asked about, and whom they lead to."""

    clocks: list[ClockName] = Field(default=[], description="Laws that bind you: nis2, gdpr, dora.")
    authorities: dict[ClockName, AuthorityShape] = Field(default={}, description="Whom each law's notifications go to.")
    trust_services: bool = Field(
        default=False, description="You provide trust services: NIS2 gives 24 hours where others have 72."
    )
    dora_weekend: bool = Field(
        default=False,
        description="DORA's time limits that fall on a free day end at noon of the next working day for you.",
    )
    holidays_at: Word | None = Field(
        default=None, description="The location of work.holidays_at whose holidays your authority keeps."
    )
    keep: Annotated[Duration, AfterValidator(_long_enough)] = Field(
        default=Incidents().keep, description="How long an incident stays after it was closed."
    )

    @model_validator(mode="after")
    def _fits(self) -> IncidentsShape:
        if len(set(self.clocks)) < len(self.clocks):
            msg = "a law stands here twice"
            raise ValueError(msg)
        return self

    def made(self) -> Incidents:
        """Return what was written as the program has it."""
        told: dict[str, Authority] = {
            name: Authority(one.name, one.contact or "") for name, one in sorted(self.authorities.items())
        }
        return Incidents(
            clocks=tuple(self.clocks),
            authorities=told,
            trust_services=self.trust_services,
            dora_weekend=self.dora_weekend,
            holidays_at=self.holidays_at or "",
            keep=self.keep,
        )
