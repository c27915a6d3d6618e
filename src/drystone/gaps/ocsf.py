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
    """Return the event; times are milliseconds since 1970, as OCSF has them."""
    severity_id, severity = _SEVERITY.get(gap["severity"], (0, "Unknown"))
    status_id, status = _STATUS.get(gap["status"], (0, "Unknown"))
    activity_id, activity = _ACTIVITY.get(gap["status"], (0, "Unknown"))
    outcome_id, outcome = _COMPLIANCE.get(gap["outcome"], (0, "Unknown"))
    first = _milliseconds(gap["first_seen"])
    last = _milliseconds(gap["closed_at"]) if gap.get("closed_at") else first
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
            "title": gap["check"],
            "desc": gap["detail"] or gap["item"] or "",
            "first_seen_time": first,
            "last_seen_time": last,
        },
        "compliance": {
            "control": gap["activity"] or gap["check"],
            "standards": ["Drystone program"],
            "status_id": outcome_id,
            "status": outcome,
        },
        "resources": [
            {
                "uid": gap["asset_id"],
                "name": gap["asset_name"],
                "type": gap["asset_kind"],
                "owner": {"uid": owner, "type_id": 1},
            }
            for owner in gap["responsible"] or [None]
        ],
        "unmapped": {"due": gap["due"], "accountable": gap["accountable"], "via": gap["via"], "reach": gap["reach"]},
    }


def _milliseconds(moment: str) -> int:
    return int(parse_moment(moment).timestamp() * 1000)
