"""Ready-made shapes by their signature: names of fields that one system writes and others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_DEPTH = 6
_LISTED = 3


@dataclass(frozen=True, slots=True)
class _Signature:
    """Names that must all stand in one object (folded)."""

    kind: str
    names: frozenset[str]
    words: str


def _folded(name: str) -> str:
    """Return a name without case and underscores: software development kits write ``user_principal_name``."""
    return name.lower().replace("_", "")


def _signature(kind: str, names: str, words: str) -> _Signature:
    return _Signature(kind, frozenset(_folded(name) for name in names.split()), words)


#: The first that fits wins, so the more particular ones come first.
_JSON = (
    _signature("okta", "id status profile credentials", "users of Okta"),
    _signature("okta", "id status profile statusChanged", "users of Okta"),
    _signature("okta", "id status profile lastLogin", "users of Okta"),
    _signature("scim", "schemas userName", "SCIM 2.0 users"),
    _signature("intune", "deviceName complianceState azureADDeviceId", "managed devices of Intune"),
    _signature("intune", "deviceName managedDeviceOwnerType operatingSystem", "managed devices of Intune"),
    _signature("entra", "userPrincipalName accountEnabled", "users of Entra ID"),
    _signature("entra", "userPrincipalName userType displayName", "users of Entra ID"),
    _signature("google-workspace", "primaryEmail isEnrolledIn2Sv", "users of Google Workspace"),
    _signature("google-workspace", "primaryEmail orgUnitPath", "users of Google Workspace"),
    _signature("jamf", "udid general hardware", "computers of Jamf Pro"),
    _signature("kandji", "device_id device_name blueprint_id", "devices of Kandji"),
    _signature("kandji", "device_id device_name last_check_in", "devices of Kandji"),
    _signature("snipeit", "asset_tag serial status_label", "assets of Snipe-IT"),
    _signature("fleet", "osquery_version hardware_serial", "hosts of Fleet"),
    _signature("osquery", "hostIdentifier calendarTime action", "results of osquery"),
    _signature("kev", "cveID dateAdded vulnerabilityName", "CISA's known exploited vulnerabilities"),
    _signature("epss", "cve epss percentile", "EPSS scores"),
    _signature("github", "full_name private default_branch", "repositories of GitHub"),
    _signature("glpi", "deviceid itemtype content", "an inventory of GLPI"),
    _signature("workday", "Report_Entry", "a report of Workday"),
    _signature("gophish", "name timeline results", "campaigns of GoPhish"),
    _signature("attack-simulation", "simulationUser simulationEvents", "users of an attack simulation"),
    _signature("attack-simulation", "attackTechnique launchDateTime", "attack simulations"),
    _signature("sofa", "OSVersions", "releases of macOS by SOFA"),
)
_CSV = (
    _signature("kev", "cveID vendorProject dateAdded", "CISA's known exploited vulnerabilities"),
    _signature("winget", "PackageId Version Name LastUpdate", "the winget index"),
    _signature("epss", "cve epss percentile", "EPSS scores"),
    _signature("gophish", "email time message details", "events of GoPhish"),
    _signature("gophish", "email status send_date reported", "results of GoPhish"),
)


def recognise(columns: Iterable[str], document: Any, known: Iterable[str]) -> tuple[str, str] | None:
    """Return the ready-made kind whose signature an export has, and what it is in words; None where none has."""
    kinds = set(known)
    if document is None:
        names = {_folded(column) for column in columns}
        found = next((one for one in _CSV if one.names <= names and one.kind in kinds), None)
    else:
        found = next(
            (one for names in _objects(document, 0) for one in _JSON if one.names <= names and one.kind in kinds), None
        )
    return (found.kind, found.words) if found else None


def _objects(value: Any, depth: int) -> Iterable[frozenset[str]]:
    """Yield the names of each object, from the outside in, a few of each list."""
    if depth > _DEPTH:
        return
    if isinstance(value, Mapping):
        yield frozenset(_folded(str(name)) for name in value)
        for item in value.values():
            yield from _objects(item, depth + 1)
    elif isinstance(value, list):
        for item in value[:_LISTED]:
            yield from _objects(item, depth + 1)
