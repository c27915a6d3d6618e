"""Mail servers (SMTP, RFC 5321) and gateways for text messages (HTTP). What they answer never holds an address here."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from drystone.lib.errors import DrystoneError
from drystone.program.model import EmailChannel, TextChannel

#: Answers that may be another one later (RFC 9110 §15): time-out, too early, too many.
_LATER = frozenset({408, 425, 429})
_MOST_SECRET = 4_096
_PLACES = re.compile(r"\{to\}|\{text\}")


class UndeliveredError(DrystoneError):
    """A message did not leave; ``final`` says that trying again would change nothing."""

    def __init__(self, what: str, *, final: bool = False) -> None:
        super().__init__(what)
        self.final = final


class Delivery:
    """One sitting of sending: a mail server is greeted once for all its messages. ``root`` is the program folder."""

    def __init__(self, root: Path, environ: Mapping[str, str]) -> None:
        self._root = root
        self._environ = environ
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def deliver(self, channel: EmailChannel | TextChannel, to: str, subject: str, text: str, number: str) -> None:
        """Hand a message over; ``number`` is the same at every try. Raises UndeliveredError, without any address."""
        if isinstance(channel, EmailChannel):
            self._mail(channel, _letter(channel, to, subject, text, number))
        else:
            self._text(channel, to, text)

    def _mail(self, channel: EmailChannel, letter: EmailMessage) -> None:
        try:
            if self._smtp is None:
                self._smtp = self._greeted(channel)
            self._smtp.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            code = max((answer[0] for answer in refused.recipients.values()), default=550)
            self._hang_up()
            raise UndeliveredError(f"the mail server does not take this address: {code}", final=code >= 500) from None
        except smtplib.SMTPAuthenticationError as error:
            self._hang_up()
            raise UndeliveredError(f"the mail server does not take our password: {error.smtp_code}") from None
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            final = 500 <= error.smtp_code < 600
            raise UndeliveredError(f"the mail server answered {error.smtp_code}", final=final) from None
        except smtplib.SMTPNotSupportedError:
            self._hang_up()
            raise UndeliveredError(
                "the mail server does not offer what is asked of it: encryption, or to sign in"
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise UndeliveredError(f"the mail server cannot be spoken to: {type(error).__name__}") from None

    def _greeted(self, channel: EmailChannel) -> smtplib.SMTP:
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if channel.tls:
            server = smtplib.SMTP_SSL(channel.host, channel.port, timeout=channel.seconds, context=context)
        else:
            server = smtplib.SMTP(channel.host, channel.port, timeout=channel.seconds)
        try:
            if channel.starttls and not channel.tls:
                server.starttls(context=context)
            user = channel.user or self._variable(channel.user_env)
            if user:
                server.login(user, self._variable(channel.password_env) or self._file(channel.password_file))
        except (smtplib.SMTPException, OSError, UndeliveredError):
            server.close()
            raise
        return server

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _text(self, channel: TextChannel, to: str, text: str) -> None:
        body = _filled(channel.body, {"{to}": to, "{text}": text})
        sent: dict[str, Any] = {"json": body} if channel.encoding == "json" else {"data": body}
        try:
            with (
                httpx.Client(timeout=channel.seconds, follow_redirects=False) as client,
                client.stream(channel.method, channel.url, headers=self._headers(channel), **sent) as answer,
            ):
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UndeliveredError(f"the gateway cannot be spoken to: {type(error).__name__}") from None
        if not 200 <= status < 300:
            raise UndeliveredError(f"the gateway answered {status}", final=400 <= status < 500 and status not in _LATER)

    def _headers(self, channel: TextChannel) -> dict[str, str]:
        return {
            name.removesuffix("_env"): self._variable(value) if name.endswith("_env") else value
            for name, value in channel.headers.items()
        }

    def _variable(self, name: str) -> str:
        if not name:
            return ""
        value = self._environ.get(name, "").strip()
        if not value:
            raise UndeliveredError(f"the variable {name} is not set")
        return value

    def _file(self, name: str) -> str:
        path = self._root / name
        try:
            with path.open(encoding="utf-8") as file:
                return file.read(_MOST_SECRET).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UndeliveredError(f"the file {name} cannot be read: {type(error).__name__}") from None


def _letter(channel: EmailChannel, to: str, subject: str, text: str, number: str) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = channel.sender
    letter["To"] = to
    letter["Subject"] = " ".join(subject.split())
    # The same at every try, so that a mailbox can tell that it has this one already (RFC 5322 §3.6.4).
    letter["Message-ID"] = f"<{number}.drystone@{channel.sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday notes do not answer it.
    letter.set_content(text)
    return letter


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """Return a structure with its places filled in; the structure itself stays as it was written."""
    if isinstance(value, dict):
        return {key: _filled(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, words) for inner in value]
    if not isinstance(value, str):
        return value
    # One pass: what is filled in is not looked at again.
    return _PLACES.sub(lambda place: words[place[0]], value)
