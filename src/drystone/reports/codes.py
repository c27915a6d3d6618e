"""Return codes: how somebody without a name comes back to the answer. Only a digest is kept, and a code says nothing.

A code is drawn from what the form itself carries, so that a form that is sent twice gives the same code again.
"""

from __future__ import annotations

import hashlib
import secrets

#: Letters and figures that nobody mixes up (Crockford's base 32).
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 20, 5
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def fresh() -> str:
    """Return what a form carries: 128 bits that nobody can guess."""
    return secrets.token_hex(16)


def of(once: str) -> str:
    """Return the code of a form, as it is written down: 100 bits in groups of five."""
    number = int.from_bytes(hashlib.sha256(f"return code {once}".encode()).digest(), "big")
    letters = "".join(_LETTERS[(number >> (5 * at)) & 31] for at in range(_LENGTH))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def digest(code: str) -> str:
    """Return what is kept of a code, however somebody typed it."""
    return hashlib.sha256(f"code {code.strip().upper().translate(_ALIKE)}".encode()).hexdigest()


def once_digest(once: str) -> str:
    """Return what is kept of what a form carries."""
    return hashlib.sha256(f"once {once}".encode()).hexdigest()
