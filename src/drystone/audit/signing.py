"""The key that signs evidence packs: Ed25519 (RFC 8032), made once, kept beside the state and out of its backups.

An auditor checks a pack offline with openssl alone; the README in the pack says how.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from drystone.lib.errors import StoreError, UsageError


def key(path: Path) -> Ed25519PrivateKey:
    """Return the key in a file, made at first use, readable by its owner only. Raises StoreError where it cannot be."""
    try:
        if not path.exists():
            _make(path)
        loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise StoreError(
            f"the key that signs evidence cannot be used: {error}",
            where=str(path),
            do="Put it back from where you keep it, or remove it: a new one is made; tell your auditors.",
        ) from error
    if not isinstance(loaded, Ed25519PrivateKey):
        raise StoreError("this is not an Ed25519 key", where=str(path), do="Remove it; a new one is made.")
    return loaded


def _make(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(pem)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        with contextlib.suppress(FileExistsError):  # Of two processes that make one, the first wins.
            os.link(beside, path)
    finally:
        beside.unlink()


def public_pem(private: Ed25519PrivateKey) -> bytes:
    """Return the public key as PEM."""
    return private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def fingerprint(pem: bytes) -> str:
    """Return the SHA-256 of a public key's PEM, in groups that two people can read to each other."""
    text = hashlib.sha256(pem).hexdigest()
    return " ".join(text[at : at + 8] for at in range(0, 64, 8))


def verify(pem: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether a signature of a message is by the key. Raises UsageError where the PEM is no Ed25519 key."""
    try:
        loaded = serialization.load_pem_public_key(pem)
    except ValueError as error:
        raise UsageError("this is no public key") from error
    if not isinstance(loaded, Ed25519PublicKey):
        raise UsageError("this is no Ed25519 key")
    try:
        loaded.verify(signature, message)
    except InvalidSignature:
        return False
    return True
