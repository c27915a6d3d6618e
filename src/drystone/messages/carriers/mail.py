"""Mail servers (SMTP, RFC 5321), greeted once for all the letters of a sitting."""

from __future__ import annotations

import importlib
import smtplib
import ssl
from email.message import EmailMessage

from drystone.messages.carriers import letters
from drystone.messages.carriers.parcel import Parcel, UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.program.channel_model import EmailChannel

#: Answers that say that there is nobody at an address (RFC 5321 §4.2.3): no such mailbox, not here, no such name.
_NOBODY = frozenset({550, 551, 553, 556})
#: Answers that say that the server itself has no time or takes nothing from us: all letters fare alike.
_AWAY = frozenset({421, 454, 530, 535, 538})


class Mailer:
    """A mail server that is greeted at the first letter and taken leave of at the end."""

    def __init__(self, secrets: Secrets, *, usual_name: str = "") -> None:
        self._secrets = secrets
        self._usual_name = usual_name
        self._smtp: smtplib.SMTP | None = None

    def send(self, channel: EmailChannel, parcel: Parcel) -> str:
        """Hand a letter over and return its Message-ID. Raises UndeliveredError, without any address."""
        letter = letters.letter(channel, parcel, usual_name=self._usual_name)
        raw = self._signed(channel, letter)
        try:
            if self._smtp is None:
                self._smtp = self._greeted(channel)
            self._smtp.sendmail(channel.sender, [letters.envelope(parcel.to)], raw)
        except smtplib.SMTPRecipientsRefused as refused:
            raise self._refused(refused) from None
        except smtplib.SMTPAuthenticationError as error:
            self.hang_up()
            raise UndeliveredError(
                f"the mail server does not take our password: {error.smtp_code}", away=True
            ) from None
        except smtplib.SMTPResponseException as error:
            self.hang_up()
            final, away = 500 <= error.smtp_code < 600, error.smtp_code in _AWAY
            raise UndeliveredError(
                f"the mail server answered {error.smtp_code}", final=final and not away, away=away
            ) from None
        except smtplib.SMTPNotSupportedError:
            self.hang_up()
            raise UndeliveredError(
                "the mail server does not offer what is asked of it: encryption, or to sign in", away=True
            ) from None
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self.hang_up()
            away = not isinstance(error, UnicodeError)
            raise UndeliveredError(
                f"the mail server cannot be spoken to: {type(error).__name__}", away=away, final=not away
            ) from None
        return str(letter["Message-ID"])

    def hang_up(self) -> None:
        """Take leave."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _refused(self, refused: smtplib.SMTPRecipientsRefused) -> UndeliveredError:
        code = max((answer[0] for answer in refused.recipients.values()), default=550)
        self.hang_up()
        told = f"the mail server does not take this address: {code}"
        return UndeliveredError(told, final=code >= 500, nobody=code in _NOBODY)

    def _signed(self, channel: EmailChannel, letter: EmailMessage) -> bytes:
        raw = letter.as_bytes()
        if not channel.dkim_selector:
            return raw
        key = self._secrets.either(channel.dkim_key_env, channel.dkim_key_file)
        try:
            signing = importlib.import_module("drystone.messages.carriers.dkim_signing")
        except ModuleNotFoundError:
            raise UndeliveredError("letters cannot be signed: install drystone[channels]", away=True) from None
        domain = channel.dkim_domain or channel.sender.rpartition("@")[2]
        signed: bytes = signing.signed(raw, selector=channel.dkim_selector, domain=domain, key=key)
        return signed

    def _greeted(self, channel: EmailChannel) -> smtplib.SMTP:
        context = self._trust(channel)
        server: smtplib.SMTP
        if channel.tls:
            server = smtplib.SMTP_SSL(channel.host, channel.port, timeout=channel.seconds, context=context)
        else:
            server = smtplib.SMTP(channel.host, channel.port, timeout=channel.seconds)
        try:
            if channel.starttls and not channel.tls:
                server.starttls(context=context)
            user = channel.user or self._secrets.variable(channel.user_env)
            if user:
                server.login(user, self._secrets.either(channel.password_env, channel.password_file))
        except (smtplib.SMTPException, OSError, UndeliveredError):
            server.close()
            raise
        return server

    def _trust(self, channel: EmailChannel) -> ssl.SSLContext:
        if not channel.ca_file:
            return ssl.create_default_context()
        try:
            return ssl.create_default_context(cafile=str(self._secrets.path(channel.ca_file)))
        except (OSError, ssl.SSLError) as error:
            raise UndeliveredError(
                f"the file {channel.ca_file} cannot be read: {type(error).__name__}", away=True
            ) from None
