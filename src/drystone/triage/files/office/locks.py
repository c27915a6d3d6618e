"""Opening locked Office documents with passwords that were given; msoffcrypto does it, within bounds.

A document may ask for any number of rounds before it opens, so the number is read first ([MS-OFFCRYPTO] 2.3.4.10).
"""

from __future__ import annotations

import io
import re
import struct

import msoffcrypto
from cryptography.exceptions import UnsupportedAlgorithm
from msoffcrypto.exceptions import DecryptionError, EncryptionError, FileFormatError, InvalidKeyError, ParseError

from drystone.triage.files.findings import BrokenError

MAX_ROUNDS = 200_000
MAX_PASSWORDS = 10
#: Passwords that Office tries by itself (PowerPoint: the second).
OWN_PASSWORDS = ("VelvetSweatshop", "/01Hannes Ruescher/01")
_ROUNDS = re.compile(rb"spinCount=[\"'](\d{1,12})")
_WRONG = (DecryptionError, InvalidKeyError, EncryptionError)
_HOSTILE = (
    *(FileFormatError, ParseError, UnsupportedAlgorithm, OSError, ValueError, KeyError, IndexError, TypeError),
    *(AttributeError, OverflowError, AssertionError, EOFError, RecursionError, UnicodeError, NotImplementedError),
    struct.error,
)


def unlock(data: bytes, information: bytes, passwords: tuple[str, ...]) -> tuple[bytes, str] | None:
    """Return the opened document and the password that did it; None when none does.

    Raises BrokenError when the lock makes no sense or asks for more rounds than we take.
    """
    rounds = _ROUNDS.search(information[:20_000])
    if rounds and int(rounds.group(1)) > MAX_ROUNDS:
        raise BrokenError("its lock asks for too many rounds")
    candidates = dict.fromkeys((*OWN_PASSWORDS, *passwords[:MAX_PASSWORDS]))
    for password in candidates:
        try:
            document = msoffcrypto.OfficeFile(io.BytesIO(data))
            # Checking first spares undoing the whole document with a wrong key.
            document.load_key(password=password, verify_password=True)
            opened = io.BytesIO()
            document.decrypt(opened)
        except _WRONG:
            continue
        except _HOSTILE as error:
            raise BrokenError("its lock makes no sense") from error
        if _opened(opened.getvalue()):
            return opened.getvalue(), password
    return None


def _opened(data: bytes) -> bool:
    """A wrong password gives noise; a right one a package or a compound file."""
    return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
