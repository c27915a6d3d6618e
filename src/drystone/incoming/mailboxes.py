"""One mailbox, spoken to by IMAP (RFC 3501). A letter is asked for by its number, never by whether it was opened."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from drystone.incoming.letters import Letter
from drystone.messages.carriers.parcel import UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.program.incoming_model import Mailbox

_CONNECT = 10


class UnreachableError(Exception):
    """A mailbox that cannot be read now; the words name nobody."""


class Opened:
    """A mailbox whose folder is open. ``validity`` is the server's word for the numbering of its letters."""

    def __init__(self, client: IMAPClient, mailbox: Mailbox, validity: int) -> None:
        self._client = client
        self._mailbox = mailbox
        self.validity = validity

    def since(self, day: dt.date) -> list[int]:
        """Return the numbers of the letters that came on a day or later, oldest first."""
        return sorted(self._client.search(["SINCE", day]))

    def after(self, uid: int) -> list[int]:
        """Return the numbers of the letters after one, oldest first."""
        # The last letter of a folder fits every range that ends in a star, also one that begins behind it.
        return sorted(found for found in self._client.search(["UID", f"{uid + 1}:*"]) if found > uid)

    def up_to(self, uid: int) -> list[int]:
        """Return the numbers of the letters up to one."""
        return sorted(self._client.search(["UID", f"1:{uid}"])) if uid else []

    def letter(self, uid: int) -> Letter | None:
        """Return a letter, or None where it is gone; its mark of having been opened stays as it is."""
        wanted = f"BODY.PEEK[]<0.{self._mailbox.largest}>"
        found = self._client.fetch([uid], ["RFC822.SIZE", wanted]).get(uid)
        raw = found and next((value for name, value in found.items() if name.startswith(b"BODY[]")), None)
        if not found or not isinstance(raw, bytes):
            return None
        return Letter(raw, "imap", cut=int(found[b"RFC822.SIZE"]) > self._mailbox.largest)

    def put_away(self, uids: Sequence[int]) -> None:
        """Move or delete letters, as the program says."""
        if not uids or not (self._mailbox.done or self._mailbox.delete):
            return
        if self._mailbox.done:
            if not self._client.folder_exists(self._mailbox.done):
                self._client.create_folder(self._mailbox.done)
            self._client.copy(uids, self._mailbox.done)
        self._client.delete_messages(uids, silent=True)
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge(uids)
        else:  # Then all that anybody marked as deleted goes, which is what such a server offers.
            self._client.expunge()


@contextmanager
def opened(mailbox: Mailbox, secrets: Secrets) -> Iterator[Opened]:
    """Sign in, open the folder and take leave in the end. Raises UnreachableError."""
    try:
        with _greeted(mailbox, secrets) as client:
            told = client.select_folder(mailbox.folder, readonly=not (mailbox.done or mailbox.delete))
            yield Opened(client, mailbox, int(told[b"UIDVALIDITY"]))
    except ssl.SSLError as error:
        raise UnreachableError(f"no encryption that can be trusted: {error.reason or type(error).__name__}") from None
    except OSError as error:
        raise UnreachableError(f"the server cannot be reached: {type(error).__name__}") from None
    except IMAPClientError as error:
        raise UnreachableError(_told(error)) from None
    except UndeliveredError as error:
        raise UnreachableError(str(error)) from None


def _greeted(mailbox: Mailbox, secrets: Secrets) -> IMAPClient:
    user = mailbox.user or secrets.variable(mailbox.user_env)
    token = secrets.either(mailbox.token_env, mailbox.token_file)
    password = "" if token else secrets.either(mailbox.password_env, mailbox.password_file)
    context = ssl.create_default_context(cafile=str(secrets.path(mailbox.ca_file)) if mailbox.ca_file else None)
    timeout = SocketTimeout(connect=_CONNECT, read=mailbox.seconds)
    tls = context if mailbox.tls else None
    client = IMAPClient(mailbox.host, mailbox.port, ssl=mailbox.tls, ssl_context=tls, timeout=timeout)
    try:
        if mailbox.starttls and not mailbox.tls:
            client.starttls(context)
        if token:
            client.oauth2_login(user, token)
        else:
            client.login(user, password)
    except BaseException:
        client.shutdown()
        raise
    return client


def _told(error: IMAPClientError) -> str:
    """Say what a server refused, without its words: they may repeat the address."""
    kind = type(error).__name__
    if kind == "LoginError":
        return "the server does not take our name and password, or our token"
    return f"the server refused what is asked of it ({kind}): does the folder exist?"
