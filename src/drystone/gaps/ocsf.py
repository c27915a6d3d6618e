"""A gap as an OCSF 1.5 Compliance Finding (class 2003), with its owner filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drystone import __version__
from drystone.lib.clock import parse_moment

_SEVERITY = {"low": (2, "Low"), "medium": (3, "Medium"), "high": (4, "High"), "critical": (5, "Critical")}
_STATUS = {"open": (1, "New"), "excepted": (3, "Suppressed"), "closed": (4, "Resolved")}
_ACTIVITY = {"open": (1, "Create"), "excepted": (2, "Update"), "closed": (3, "Close")}
_COMPLIANCE = {"fail": (3, "Fail"), "unknown": (0, "Unknown")}


def compliance_finding(gap: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event of a row of ``wording.findings``; times are milliseconds since 1970, as OCSF has them.

    The resource's owner is who is responsible; where nobody is, the accountable; where nobody is known, there is none.
    Its ``uid`` is always the opaque id. ``gap["people"]`` (id → name and address), where given, says who that is.
    """
    severity_id, severity = _SEVERITY.get(gap["severity"], (0, "Unknown"))
    status_id, status = _STATUS.get(gap["status"], (0, "Unknown"))
    activity_id, activity = _ACTIVITY.get(gap["status"], (0, "Unknown"))
    outcome_id, outcome = _COMPLIANCE.get(gap["outcome"], (0, "Unknown"))
    first = _milliseconds(gap["first_seen"])
    last = max(first, _milliseconds(gap["closed_at"] or gap["last_seen"] or gap["first_seen"]))
    return {
        "activity_id": activity_id,
        "activity_name": activity,
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "type_uid": 200300 + activity_id,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "time": last,
        "metadata": {
            "version": "1.5.0",
            "product": {"name": "Drystone", "vendor_name": "Drystone", "version": __version__},
            "uid": gap["gap_id"],
        },
        "finding_info": {
            "uid": gap["gap_id"],
            "title": gap["title"],
            "first_seen_time": first,
            "last_seen_time": last,
            **_said({"desc": gap["detail"] or gap["item"]}),
        },
        "compliance": {
            "control": gap["activity"] or gap["check"],
            "standards": ["Drystone program"],
            "status_id": outcome_id,
            "status": outcome,
        },
        "resources": _resources(gap),
        "unmapped": {
            "due": gap["due"],
            "reach": gap["reach"],
            **_said({"accountable": gap["accountable"], "via": gap["via"]}),
        },
    }


def _resources(gap: Mapping[str, Any]) -> list[dict[str, Any]]:
    thing = {"uid": gap["asset_id"], "type": gap["asset_kind"], **_said({"name": gap["asset_name"]})}
    owners = gap["responsible"] or ([gap["accountable"]] if gap["accountable"] else [])
    return [{**thing, "owner": _user(owner, gap)} for owner in owners] or [thing]


def _user(person_id: str, gap: Mapping[str, Any]) -> dict[str, Any]:
    known = gap.get("people", {}).get(person_id, ("", ""))
    return {"uid": person_id, "type_id": 1, "type": "User", **_said({"name": known[0], "email_addr": known[1]})}


def _said(values: Mapping[str, str | None]) -> dict[str, str]:
    """Leave out what is not known: an attribute of OCSF is there with a value, or is not there."""
    return {name: value for name, value in values.items() if value}


def _milliseconds(moment: str) -> int:
    return int(parse_moment(moment).timestamp() * 1000)
