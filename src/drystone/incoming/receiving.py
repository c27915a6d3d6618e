"""A mail server of our own (SMTP, RFC 5321; LMTP, RFC 2033), behind the organisation's.

It says that it took a letter when the letter has been handed over and stands in the state, never before. It takes mail
for the program's few addresses and passes nothing on, so it is of no use to anybody else.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import logging
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from drystone.incoming import handing
from drystone.incoming.letters import Letter
from drystone.program.incoming_model import Receiver

log = logging.getLogger("drystone.incoming")

#: Letters that are under way at a time, each held in memory until it was handed over; the next are asked to come back.
MOST = 20
#: Threads that hand letters over.
HANDS = 4
#: Seconds without a word until a connection ends.
SILENCE = 60.0
#: A line may be longer than the standard's 998: what attackers send is what people want to report.
_LINE = 1 << 20
_MOST_ADDRESSES = 20
_TAKEN = "250 2.0.0 taken, thank you"
_LATER = "451 4.3.0 it could not be kept; please try again later"

#: Hands a letter over to the reader of a name; returns whether that one took it.
Hand = Callable[[Letter, str], bool]


@dataclass  # Without slots: aiosmtpd looks at every attribute, which slots of early Pythons 3.11 do not bear.
class Handler:
    """What aiosmtpd asks: for whom letters are taken, and what becomes of them."""

    receiver: Receiver
    hand: Hand
    hands: ThreadPoolExecutor

    async def handle_MAIL(  # noqa: N802 # aiosmtpd calls it so.
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str | None, options: list[str]
    ) -> str:
        """Take whoever sends; "" is a mail server that returns something."""
        envelope.mail_from = address or ""
        envelope.mail_options.extend(options)
        return "250 2.1.0 ok"

    async def handle_RCPT(  # noqa: N802 # The same.
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take what is for the program's addresses."""
        if address.lower() not in self.receiver.addresses:
            return "550 5.1.1 no such address here"
        if len(envelope.rcpt_tos) >= _MOST_ADDRESSES:
            return "452 4.5.3 too many addresses at once"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 # The same.
        """Hand the letter over, once to each reader, and answer when it stands."""
        content = envelope.original_content or b""
        letter = Letter(bytes(content), "smtp", sender=envelope.mail_from or "")
        names = [self.receiver.addresses[address.lower()] for address in envelope.rcpt_tos]
        loop = asyncio.get_running_loop()
        answers = {
            name: await loop.run_in_executor(self.hands, self._handed, letter, name) for name in dict.fromkeys(names)
        }
        if isinstance(server, LMTP):  # One answer for each address, in their order.
            return "\r\n".join(answers[name] for name in names)
        return _LATER if _LATER in answers.values() else _TAKEN

    def _handed(self, letter: Letter, name: str) -> str:
        try:
            self.hand(letter, name)
        except Exception:  # Whatever broke, the letter is not lost: the other server keeps it and tries again.
            log.exception("a letter for %s could not be handed over", name)
            return _LATER
        return _TAKEN


class _Counted(SMTP):
    """A connection that is refused where it comes from elsewhere, or where too many are open."""

    line_length_limit = _LINE
    peers: tuple[str, ...]
    open: set[int]

    def connection_made(self, transport: Any) -> None:
        """Let a mail server of the organisation in."""
        peer = transport.get_extra_info("peername") or ("",)
        refusal = ""
        if not _among(str(peer[0]), self.peers):
            refusal = "554 5.7.1 not for you\r\n"
        elif len(self.open) >= MOST and id(self) not in self.open:  # After STARTTLS it is made once more.
            refusal = "421 4.7.0 busy; please come back later\r\n"
        if refusal:
            transport.write(refusal.encode())
            transport.close()
            return
        self.open.add(id(self))
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """One place is free again."""
        if id(self) in self.open:
            self.open.discard(id(self))
            super().connection_lost(error)


class _CountedLmtp(_Counted, LMTP):
    """The same, for LMTP."""


def factory(receiver: Receiver, hand: Hand, *, tls: ssl.SSLContext | None = None) -> Callable[[], SMTP]:
    """Return what makes a connection's protocol for ``loop.create_server``."""
    handler = Handler(receiver, hand, ThreadPoolExecutor(HANDS, thread_name_prefix="incoming"))
    kind = _CountedLmtp if receiver.protocol == "lmtp" else _Counted
    shared: set[int] = set()

    def make() -> SMTP:
        made = kind(
            handler,
            data_size_limit=receiver.largest,
            enable_SMTPUTF8=True,
            hostname="drystone",
            ident="Drystone",
            tls_context=tls,
            timeout=SILENCE,
            loop=asyncio.get_running_loop(),
        )
        made.peers, made.open = receiver.peers, shared
        return made

    return make


def handing_over(now: Callable[[], dt.datetime]) -> Hand:
    """Return what hands a letter over, and leaves no connection to the state behind."""

    def hand(letter: Letter, name: str) -> bool:
        try:
            return handing.hand_over(letter, [name], now=now())
        finally:
            connection.close()

    return hand


def trust(receiver: Receiver, root: Path) -> ssl.SSLContext | None:
    """Return what encrypts, where the program names a certificate. Raises OSError and ssl.SSLError."""
    if not receiver.cert_file:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(root / receiver.cert_file, root / receiver.key_file)
    return context


def _among(peer: str, networks: tuple[str, ...]) -> bool:
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in ipaddress.ip_network(network) for network in networks)
