"""How letters come in, as the program says it. No secret stands here: a name that ends in ``_env`` is a variable's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: Who reads letters: ``returns`` those that could not be delivered, ``reports`` what people forward to speak up.
ReaderName = Literal["returns", "reports"]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox that is read by IMAP. Each letter goes to the first of ``reads`` that takes it.

    Afterwards it stays where it is, or moves to the folder ``done``, or goes, with ``delete``. ``largest`` is in bytes:
    of a longer letter only the beginning is read. One signs in by a password, or by an OAuth token that is read anew
    each time.
    """

    name: str
    host: str
    reads: tuple[ReaderName, ...]
    port: int = 993
    tls: bool = True
    starttls: bool = False
    user: str = ""
    user_env: str = ""
    password_env: str = ""
    password_file: str = ""
    token_env: str = ""
    token_file: str = ""
    ca_file: str = ""
    folder: str = "INBOX"
    done: str = ""
    delete: bool = False
    largest: int = 25_000_000
    seconds: int = 15


@dataclass(frozen=True, slots=True)
class Receiver:
    """A mail server of our own, for ``addresses`` and nobody else; ``peers`` are the networks that may speak to it.

    ``listen`` is host:port. With ``cert_file`` and ``key_file`` it offers encryption (STARTTLS).
    """

    addresses: Mapping[str, ReaderName]
    listen: str = "127.0.0.1:2525"
    protocol: Literal["smtp", "lmtp"] = "smtp"
    peers: tuple[str, ...] = field(default=("127.0.0.0/8", "::1/128"))
    cert_file: str = ""
    key_file: str = ""
    largest: int = 25_000_000
