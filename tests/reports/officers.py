"""Two officers for a program of tests, with keys made once."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from served import Served

#: Officer → position; who holds it in the made-up organisation is known by its kind where there is one.
ROLES = {"data-protection": "data-protection", "audit": "internal-audit"}
PRIVATE = {name: X25519PrivateKey.generate() for name in ROLES}


def public(name: str) -> str:
    return base64.b64encode(PRIVATE[name].public_key().public_bytes_raw()).decode()


def name(served: Served) -> None:
    """Write them into the program."""
    from drystone.shell import site

    path = served.root / "drystone.toml"
    told = "".join(f'[reports.officers.{one}]\nrole = "{role}"\nkey = "{public(one)}"\n' for one, role in ROLES.items())
    path.write_text(path.read_text(encoding="utf-8") + "\n" + told, encoding="utf-8")
    site.reread()
    assert site.problems() == ()
