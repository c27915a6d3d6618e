"""The shapes of ``[mailboxes.<name>]`` and ``[receiver]`` in drystone.toml: how letters come in."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from drystone.program import incoming_model as model
from drystone.program.channel_shapes import Seconds, Variable, on_this_machine
from drystone.program.written import Word, Written

_ADDRESS = r"^[^\s@<>,;\"]+@[^\s@<>,;\"]+$"
Largest = Annotated[
    int,
    Field(
        ge=100_000,
        le=100_000_000,
        description="The longest letter, in bytes; of a longer one in a mailbox the beginning is read.",
    ),
]


class MailboxShape(Written):
    """A mailbox that is read by IMAP, once a minute."""

    host: Word
    port: Annotated[int, Field(ge=1, le=65_535)] = 993
    tls: bool = Field(default=True, description="The port is encrypted from the first byte, as 993 is.")
    starttls: bool = Field(default=False, description="Ask for encryption before anything is said, as on 143.")
    user: str = ""
    user_env: Variable = ""
    password_env: Variable = ""
    password_file: str = ""
    token_env: Variable = ""
    token_file: str = Field(default="", description="Where something of yours puts the OAuth token of the hour.")
    ca_file: str = Field(default="", description="The certificates to trust, where the machine's own are not meant.")
    folder: Word = "INBOX"
    reads: Annotated[list[model.ReaderName], Field(min_length=1, max_length=2)] = Field(
        description="returns: letters that could not be delivered; reports: what people forward to speak up."
    )
    done: str = Field(default="", max_length=200, description="The folder to which a letter moves that has been read.")
    delete: bool = Field(default=False, description="Delete a letter that has been read.")
    largest: Largest = 25_000_000
    seconds: Seconds = 15

    @model_validator(mode="after")
    def _together(self) -> MailboxShape:
        if not (self.tls or self.starttls or on_this_machine(self.host)):
            msg = "`tls` and `starttls` are both off, so letters would travel in the clear; leave tls on"
            raise ValueError(msg)
        ways = [bool(self.password_env or self.password_file), bool(self.token_env or self.token_file)]
        if not (self.user or self.user_env) or sum(ways) != 1:
            msg = "a mailbox needs user (or user_env), and either password_env (or _file) or token_env (or _file)"
            raise ValueError(msg)
        if self.delete and self.done:
            msg = "a letter that has been read can move to `done` or be deleted; say one of the two"
            raise ValueError(msg)
        return self

    def made(self, name: str) -> model.Mailbox:
        """Return it as the program has it."""
        return model.Mailbox(name=name, **self.model_dump(exclude={"reads"}), reads=tuple(self.reads))


def _listen(text: str) -> str:
    host, _colon, port = text.rpartition(":")
    try:
        ipaddress.ip_address(host.strip("[]"))
        fits = 0 < int(port) < 65_536  # The ports that there are.
    except ValueError:
        fits = False
    if not fits:
        msg = f"`{text}` is no address to listen at; write 127.0.0.1:2525, [::1]:2525 or 0.0.0.0:25"
        raise ValueError(msg)
    return text


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text)
    except ValueError as error:
        msg = f"`{text}` is no network: {error}; write 192.0.2.0/24 or 192.0.2.7/32"
        raise ValueError(msg) from None
    return text


class ReceiverShape(Written):
    """A mail server of our own, to which yours hands what is for a few addresses."""

    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:2525"
    protocol: Literal["smtp", "lmtp"] = "smtp"
    addresses: Annotated[
        dict[Annotated[str, Field(pattern=_ADDRESS, max_length=254)], model.ReaderName],
        Field(min_length=1, max_length=20, description="Which address is read by whom: returns or reports."),
    ]
    peers: Annotated[list[Annotated[str, AfterValidator(_network)]], Field(min_length=1, max_length=50)] = Field(
        default=["127.0.0.0/8", "::1/128"],
        description="The networks from which your mail server speaks to it; never the whole internet.",
    )
    cert_file: str = ""
    key_file: str = ""
    largest: Largest = 25_000_000

    @model_validator(mode="after")
    def _both(self) -> ReceiverShape:
        if bool(self.cert_file) != bool(self.key_file):
            msg = "encryption needs both: cert_file and key_file"
            raise ValueError(msg)
        return self

    def made(self) -> model.Receiver:
        """Return it as the program has it; addresses are compared in small letters."""
        told = self.model_dump(exclude={"addresses", "peers"})
        addresses = {address.lower(): reader for address, reader in self.addresses.items()}
        return model.Receiver(addresses=addresses, peers=tuple(self.peers), **told)
