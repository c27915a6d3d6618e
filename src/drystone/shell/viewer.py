"""Who looks: everything that a rule of access may ask about them."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass, field

from django.http import HttpRequest

#: Powers that the site knows; the program gives them to positions (``may:`` in roles.yaml).
ADMINISTER = "administer-drystone"
EDIT_PROGRAM = "edit-the-program"
ACCEPT_EXCEPTIONS = "accept-exceptions"
AUDIT = "look-at-evidence"
SEE_SCREENING = "decide-screening"
RESPOND = "declare-an-incident"
#: Nobody has this unless a program gives it: to open another person's page, with a reason that person can read.
LOOK_AT_PEOPLE = "look-at-people"

#: Whoever holds one of these needs a second factor, whatever the program asks of everyone else.
PRIVILEGED = frozenset({ADMINISTER, EDIT_PROGRAM, ACCEPT_EXCEPTIONS, AUDIT, SEE_SCREENING, RESPOND, LOOK_AT_PEOPLE})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks for a page; somebody unknown where ``user_id`` is None.

    ``powers`` are what their positions may do, ``strong`` says that a second factor was used in this session, and
    ``owes_factor`` that one is asked of them and was not used yet: until then they hold no powers and see no page but
    their way to it. ``factor_asked`` says that one is asked, used or not. ``scopes`` is None on the site, and what a
    token is good for in the API. ``shared`` is a session on a screen that others use too. ``token`` names the token
    that was shown; with ``service`` it acts for nobody in particular.
    """

    user_id: int | None = None
    person_id: str = ""
    name: str = ""
    powers: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    strong: bool = False
    owes_factor: bool = False
    factor_asked: bool = False
    shared: bool = False
    scopes: frozenset[str] | None = None
    token: str = ""
    service: bool = False
    language: str = "en"
    zone: zoneinfo.ZoneInfo = field(default_factory=lambda: zoneinfo.ZoneInfo("UTC"))

    @property
    def signed_in(self) -> bool:
        """Whether we know who this is."""
        return self.user_id is not None

    def may(self, power: str) -> bool:
        """Whether one of their positions gives them a power, and they showed who they are well enough for it."""
        return power in self.powers and not self.owes_factor

    @property
    def actor(self) -> str:
        """How the audit log names them: a text that means nothing outside."""
        if self.service:
            return f"service:{self.token}"
        return self.person_id or (f"user:{self.user_id}" if self.user_id is not None else "anonymous")


ANONYMOUS = Viewer()


class Request(HttpRequest):
    """A request as views get it: who asks, and when (aware, in UTC; the only clock that a view knows)."""

    viewer: Viewer
    now: dt.datetime
