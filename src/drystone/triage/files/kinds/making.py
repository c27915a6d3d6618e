"""How a kind of sign is written down here: English and German side by side, so that neither is forgotten."""

from __future__ import annotations

from types import MappingProxyType

from drystone.triage.signs import Kind, Severity

NOTE, LOW, MEDIUM, HIGH = Severity.NOTE, Severity.LOW, Severity.MEDIUM, Severity.HIGH


def kind(severity: Severity, says: tuple[str, str], why: tuple[str, str], source: str = "") -> Kind:
    """Return a kind from its sentences and its reasons, each as (English, German)."""
    return Kind(
        severity,
        MappingProxyType({"en": says[0], "de": says[1]}),
        MappingProxyType({"en": why[0], "de": why[1]}),
        source,
    )
