"""The short way to declare a kind of sign."""

from __future__ import annotations

from types import MappingProxyType

from drystone.triage.signs import Kind, Severity

NOTE, LOW, MEDIUM, HIGH = Severity.NOTE, Severity.LOW, Severity.MEDIUM, Severity.HIGH


def kind(severity: Severity, says: tuple[str, str], why: tuple[str, str], source: str = "") -> Kind:
    """Return a kind; the sentences stand in English, then German."""
    return Kind(
        severity,
        MappingProxyType(dict(zip(("en", "de"), says, strict=True))),
        MappingProxyType(dict(zip(("en", "de"), why, strict=True))),
        source,
    )
