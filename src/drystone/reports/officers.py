"""Officers' keys: made once, kept by each officer under a passphrase, and nowhere here.

The public half goes into the program.
The file is JSON: a private key (X25519, RFC 7748) in AES-256-GCM under what scrypt (RFC 7914) makes of the passphrase.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from drystone.directory import queries as directory
from drystone.lib.errors import UsageError
from drystone.program.model import Program
from drystone.program.report_model import Officer
from drystone.reports import boxes

SHORTEST = 12
#: About 0.2 s and 64 MB for each guess.
_COST, _BLOCK, _LANES = 2**16, 8, 1
_BYTES = 32
_FORMAT = "drystone officer key 1"
_LONGEST = 2_000


def make(passphrase: str) -> tuple[bytes, str]:
    """Return a new key as the officer keeps it, and its public half as the program says it.

    Raises UsageError for a passphrase that is easily guessed.
    """
    if len(passphrase) < SHORTEST:
        raise UsageError(
            _("this passphrase is shorter than %(n)d letters") % {"n": SHORTEST}, do=_("Take four words or more.")
        )
    private = X25519PrivateKey.generate()
    salt = secrets.token_bytes(16)
    box = boxes.lock(_derived(passphrase, salt), private.private_bytes_raw(), about=_FORMAT)
    told = {"format": _FORMAT, "salt": _text(salt), "key": _text(box)}
    return json.dumps(told, indent=1).encode() + b"\n", _text(private.public_key().public_bytes_raw())


def read(file: bytes, passphrase: str) -> X25519PrivateKey:
    """Return the private key of an officer's file. Raises UsageError where it is none, or the passphrase another."""
    try:
        told = json.loads(file[:_LONGEST])
        salt, box = base64.b64decode(told["salt"], validate=True), base64.b64decode(told["key"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        raise UsageError(_("This is no officer's key."), do=_("Choose the file that was made with it.")) from None
    raw = boxes.unlock(_derived(passphrase, salt), box, about=_FORMAT)
    if raw is None:
        raise UsageError(_("The passphrase does not open this key."), do=_("Try once more; capitals count."))
    return X25519PrivateKey.from_private_bytes(raw)


def of(person_id: str, program: Program) -> list[Officer]:
    """Return as which officers somebody may act: those whose position they hold."""
    mine = set(directory.roles(person_id)) if person_id else set()
    return [one for one in program.settings.reports.officers.values() if one.role in mine]


def people(program: Program, *, other_than: str) -> set[str]:
    """Return who holds the positions of officers, but one of them."""
    known = {one.role for one in program.settings.reports.officers.values()}
    return directory.holding(known) - {other_than}


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=_BYTES, n=_COST, r=_BLOCK, p=_LANES).derive(passphrase.encode())


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
