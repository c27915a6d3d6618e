"""The organisation as the walks find it: every way in open that needs no other party, and something real behind every
address, so that a door that is too wide leads somewhere.

Beside ``served.KINDS`` come those whom no position makes: who decides about screenings, who was given the power to look
at people, who owes a second factor, and two on a shared screen who hold much on their own.
"""

from __future__ import annotations

import copy
import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from served import KINDS, NOW, Served

#: For the walk over the site.
WALKED = (*KINDS, "screener", "looker", "owing", "head-on-a-screen", "approver-on-a-screen")
#: For the walk over the API; there is no token of a shared screen.
CALLING = (*KINDS, "screener", "looker", "owing", "service")
_WHO = {"owing": "approver", "head-on-a-screen": "department-head", "approver-on-a-screen": "approver"}
#: Where answers for an activity and its check: the approver holds the A, the administrator an R.
ACTIVITY = {"activity_id": "keep-logs"}
CHECK = ACTIVITY | {"check_id": "log-source-silent"}
PASSWORD, ANOTHER = "four words that do not fit", "four others that fit no better"
NUMBER, TEXT_CODE, PIN = "+447700900123", "482913", "739204"
#: Of an app for codes: the department head's, and one that somebody is about to set up.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_OPEN = """
[sign_in]
ways = ["openid", "passkey", "password", "badge", "text-message"]
shared_idle = "1h"

[reports.officers.audit]
role = "internal-audit"
key = "jyBcxPM1C1V4ENgUSuBb0TymG5hNgpAq7eA1AWUyjyE="
[reports.officers.privacy]
role = "data-protection"
key = "nNJPvuBcbSHAhVOqQmOVJXsDV0XjCWUE+RdDyDeUBHg="

[channels.email]
host = "127.0.0.1"
port = 1
from = "wall@demo.example"
starttls = false

[channels.text]
url = "https://gateway.example/send"
country = "44"
body = {to = "{to}", text = "{text}"}
"""


@dataclass
class Arranged(Served):
    """The organisation with what ``arrange`` made; ``made`` has the numbers of it by what it is."""

    made: dict[str, Any] = field(default_factory=dict)
    _program: dict[Path, bytes] = field(default_factory=dict, repr=False)
    _touched: int = 0

    @cached_property
    def people(self) -> dict[str, str]:
        """The person id of each kind of person, of those of the walks too."""
        from drystone.directory.models import Holding, Person

        known = super().people
        busy = Holding.objects.values("person_id")
        plain = Person.objects.filter(status="active").exclude(person_id__in=busy).exclude(email="")
        looker = plain.exclude(person_id__in=known.values()).order_by("person_id").first()
        assert looker is not None
        screener = Holding.objects.get(role_id="hr-head", step="holder").person_id
        return known | {"screener": screener, "looker": looker.person_id}

    @cached_property
    def _kept(self) -> str:
        from django.contrib.auth.hashers import PBKDF2PasswordHasher

        return PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)  # As many as there are take half a second.

    def user(self, who: str) -> Any:
        """Return the user of a kind, who has a password."""
        found = super().user(self.people.get(_WHO.get(who, who), who))
        if not found.has_usable_password():
            found.password = self._kept
            found.save(update_fields=["password"])
        return found

    def client(self, who: str = "employee", *, strong: bool = True) -> Any:
        """Return a browser of a kind, in the middle of what takes two steps.

        It is on a shared screen for those who are there, and without a factor for who owes one; the stranger's has
        shown a password, and owes the second factor of whose it is.
        """
        on_a_screen = who.endswith("-on-a-screen")
        client = super().client(who, strong=strong and who != "owing" and not on_a_screen)
        if who == "anonymous":
            head = {"login": self.user("department-head").login, "password": PASSWORD}
            assert client.post("/sign-in/", head).headers["Location"] == "/sign-in/second-factor"
        session = client.session
        session.update({"badge_form": "sheet", "mfa.totp.secret": SECRET, "text_code": self.made.get("text_code")})
        if on_a_screen:
            session.update({"shared": True, "badge": self.made["badge"], "badge_at": NOW.isoformat()})
            client.cookies["drystone-screen"] = self.made["screen_token"]
        session.save()
        return client

    def token(self, who: str) -> dict[str, str]:
        """Return the header of a token with every scope that its maker may give; nobody's for who is anonymous."""
        from drystone.directory import queries, tokens
        from drystone.directory.models import Person, Token
        from drystone.shell import site

        if who == "anonymous":
            return {}
        service = who == "service"
        user = self.user("administrator" if service else who)
        living = Person.objects.filter(person_id=user.person_id)
        status = living.get().status
        living.update(status="active")  # Whoever left made theirs before.
        viewer = queries.viewer_of(user, site.program(), strong=True)
        wish = tokens.Wish("test", tokens.offered(viewer, service=service), service=service)
        secret = tokens.make(wish, viewer=viewer, at=NOW)
        living.update(status=status)
        if who == "owing":  # They made theirs before a factor was asked of them.
            Token.objects.filter(prefix=secret.split("_")[1]).update(strong=False)
        return {"authorization": f"Bearer {secret}"}

    @contextmanager
    def taken_back(self, client: Any = None) -> Iterator[None]:
        """Take back whatever is changed meanwhile, in the state, in the program folder and in the browser."""
        from django.db import transaction

        cookies = copy.deepcopy(client.cookies) if client else None
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        if client:
            client.cookies = cookies
        self._rewrite()

    def remember(self) -> None:
        """Remember the program folder as it is, to which ``taken_back`` returns."""
        names = self.root.rglob("*")
        kept = (path for path in names if path.relative_to(self.root).parts[0] not in {"var", "exports", ".git"})
        self._program = {path: path.read_bytes() for path in kept if path.is_file()}
        self._touched = self.root.stat().st_mtime_ns

    def _rewrite(self) -> None:
        from drystone.shell import site

        if self.root.stat().st_mtime_ns == self._touched:  # Every edit begins with a journal in this folder.
            return
        for path, text in self._program.items():
            if path.read_bytes() != text:
                path.write_bytes(text)
        self._touched = self.root.stat().st_mtime_ns
        site.reread()


def ended(answer: Any) -> None:
    """End an answer that is still being sent. The client ends all others; once more, they would end the connection too.

    What a request changed is taken back on that connection.
    """
    if answer.streaming:
        answer.close()


def read(answer: Any) -> None:
    """Read an answer to its end; of a stream of events, which lasts a minute, the first that it tells."""
    if answer.headers["Content-Type"] == "text/event-stream":
        from drystone.reports import desk_live

        assert next(piece for piece in answer if b"event: change" in piece)
        answer.close()
        desk_live.hub.end_all()  # Nobody looks for it any more, neither at this state nor at that of another test.
    elif answer.streaming:
        b"".join(answer)  # What is read while it is sent is read here too.


def app_code() -> str:
    """Return what the app for codes shows now; allauth asks the clock on the wall."""
    from allauth.mfa.totp.internal import auth as totp

    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))


def arrange(served: Served) -> Arranged:
    """Open the ways in and make one of everything that the routes name."""
    from drystone.shell import site

    path = served.root / "drystone.toml"
    path.write_text(path.read_text(encoding="utf-8") + _OPEN, encoding="utf-8")
    site.reread()
    assert site.problems() == ()
    arranged = Arranged(served.root)
    arranged.remember()
    arranged.user("colleague")  # To whom administrators do things, and who forgot their password.
    _make_ways_in(arranged)
    _make_keys(arranged)
    _make_ready(arranged)
    return arranged


def _make_ways_in(arranged: Arranged) -> None:
    from allauth.usersessions.models import UserSession

    from drystone.directory import badges, links, screens
    from drystone.directory.models import Badge, Grant, SharedScreen

    administrator, head = arranged.people["administrator"], arranged.user("department-head")
    colleague, made = arranged.people["colleague"], arranged.made
    made["screen_token"] = screens.enrol(screens.make("Loading bay 2", "", by=administrator, now=NOW), now=NOW)
    made["screen"] = SharedScreen.objects.get().pk
    made["screen_code"] = screens.make("Loading bay 3", "", by=administrator, now=NOW)
    badges.make(arranged.people["employee"], by=administrator, now=NOW)
    made["badge_code"] = badges.make(colleague, by=administrator, now=NOW)
    badges.confirm(colleague, by=colleague, now=NOW)
    badge = Badge.objects.get(person_id=colleague)
    badges.choose_pin(badge, PIN, PIN, now=NOW)
    made["badge"] = badge.pk
    made["text_code"] = _text_code(colleague)
    made["first"] = links.make(links.FIRST, now=NOW, by="test")
    made["invitation"] = links.make(links.PERSON, now=NOW, by="test", person_id=colleague)
    made["reset"] = links.make(links.RESET, now=NOW, by="test", person_id=colleague)
    made["factor"] = _app(head).pk
    elsewhere = UserSession.objects.create(user=head, session_key="elsewhere", ip="192.0.2.0", user_agent="", data={})
    made["session"] = elsewhere.pk
    power = {"power": "look-at-people", "granted_by": "test", "granted_at": NOW}
    made["grant"] = Grant.objects.create(user=arranged.user("looker"), **power).pk


def _text_code(person_id: str) -> int:
    from drystone.directory.fingerprints import fingerprint
    from drystone.directory.models import PhoneCode

    sent = PhoneCode.objects.create(person_id=person_id, made_at=NOW, expires_at=NOW + dt.timedelta(minutes=10))
    sent.code_hash = fingerprint("phone-code", f"{sent.pk}:{TEXT_CODE}")
    sent.save()
    return int(sent.pk)


def _app(user: Any) -> Any:
    from allauth.mfa.models import Authenticator

    from drystone.directory.adapters import FactorAdapter

    return Authenticator.objects.create(user=user, type="totp", data={"secret": FactorAdapter().encrypt(SECRET)})


def _make_keys(arranged: Arranged) -> None:
    from drystone.directory.models import Token
    from drystone.jobs.models import Job

    arranged.token("department-head")
    arranged.made["token"] = Token.objects.get(service=False).pk
    arranged.token("service")
    arranged.made["service_token"] = Token.objects.get(service=True).pk
    failed = Job.objects.create(name="send-message", status="failed", created_at=NOW, run_at=NOW, finished_at=NOW)
    arranged.made["job"] = failed.pk


def _make_ready(arranged: Arranged) -> None:
    """Let a check be one that its accountable may start: a sample of its owners was confirmed."""
    from drystone.decisions import actions

    looked = actions.Settled(kind="sampled", check_id=CHECK["check_id"])
    actions.record(looked, by=arranged.people["approver"], at=NOW, reason="30 owners looked at, 30 right")
