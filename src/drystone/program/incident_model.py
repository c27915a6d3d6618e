"""Which legal clocks may run in an incident, as a program says it: ``[incidents]`` in drystone.toml, frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: The laws whose clocks are known: Directive (EU) 2022/2555, Regulation (EU) 2016/679, Regulation (EU) 2022/2554.
ClockName = Literal["nis2", "gdpr", "dora"]


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom a law's notifications go to, in the program's own words; nothing is ever sent there by Drystone."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Incidents:
    """Which laws' clocks a responder is asked about, and what else the law lets depend on who somebody is.

    ``trust_services``: NIS2 gives providers of trust services 24 hours where others have 72. ``dora_weekend``: whose
    time limits end at noon of the next working day where they fall on a weekend or a holiday; not all may.
    ``holidays_at`` is the location whose holidays the authority keeps, "" for those that hold everywhere. ``keep`` is
    how long an incident stays after it was closed.
    """

    clocks: tuple[ClockName, ...] = ()
    authorities: Mapping[str, Authority] = field(default_factory=dict)
    trust_services: bool = False
    dora_weekend: bool = False
    holidays_at: str = ""
    keep: dt.timedelta = dt.timedelta(days=1095)
