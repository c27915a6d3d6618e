"""Letters are signed by ourselves (RFC 6376), where the mail server does not. Needs dkimpy, of the extra ``channels``.

Only this file knows the library; ``mail`` loads it when a program names a key.
"""

from __future__ import annotations

import dkim

from drystone.messages.carriers.letters import SIGNED
from drystone.messages.carriers.parcel import UndeliveredError


def signed(letter: bytes, *, selector: str, domain: str, key: str) -> bytes:
    """Return the letter with its signature before it; headers that it has not are signed as absent.

    The key is an RSA key in PEM. Raises UndeliveredError where it is none.
    """
    try:
        signature: bytes = dkim.sign(
            letter,
            selector.encode(),
            domain.encode(),
            key.encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=list(SIGNED),
        )
    except dkim.DKIMException as error:
        raise UndeliveredError(f"the letter cannot be signed: {type(error).__name__}", away=True) from None
    return signature + letter
