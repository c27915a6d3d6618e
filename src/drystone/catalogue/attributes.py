"""What things say of themselves, in words: the vocabulary's columns, and their values by type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drystone.program.vocabulary import Column
from drystone.shell.templatetags.words import moment

#: The columns whose names are not words as they stand; all others are, with blanks for underscores.
NAMES: dict[str, Promise] = {
    "access_review_id": gettext_lazy("Access review"),
    "account_id": gettext_lazy("Account"),
    "application_id": gettext_lazy("Application"),
    "asset_tag": gettext_lazy("Inventory number"),
    "bought_at": gettext_lazy("Bought"),
    "branch_protected": gettext_lazy("Main branch protected"),
    "buyer_id": gettext_lazy("Buyer"),
    "completed_at": gettext_lazy("Completed"),
    "created_at": gettext_lazy("Created"),
    "data_class": gettext_lazy("How precious the data is"),
    "disk_encrypted": gettext_lazy("Disk encrypted"),
    "dkim": gettext_lazy("DKIM"),
    "dmarc_policy": gettext_lazy("DMARC policy"),
    "due_at": gettext_lazy("Due"),
    "email": gettext_lazy("E-mail address"),
    "enrolled_at": gettext_lazy("Enrolled"),
    "exempt_reason": gettext_lazy("Why exempt"),
    "expires_at": gettext_lazy("Expires"),
    "firewall_enabled": gettext_lazy("Firewall on"),
    "hardware_uuid": gettext_lazy("Hardware id"),
    "hostname": gettext_lazy("Host name"),
    "intake_id": gettext_lazy("Front-door number"),
    "internet_facing": gettext_lazy("Reachable from the internet"),
    "is_admin": gettext_lazy("Administrator"),
    "last_event_at": gettext_lazy("Last event"),
    "last_pushed_at": gettext_lazy("Last change"),
    "last_restart_at": gettext_lazy("Last restart"),
    "last_restore_test_at": gettext_lazy("Last restore test"),
    "last_seen_at": gettext_lazy("Last seen"),
    "last_sign_in_at": gettext_lazy("Last sign-in"),
    "last_success_at": gettext_lazy("Last success"),
    "last_used_at": gettext_lazy("Last used"),
    "lead_id": gettext_lazy("Lead"),
    "mac_addresses": gettext_lazy("Network addresses"),
    "manager_id": gettext_lazy("Manager"),
    "mfa": gettext_lazy("Second factor"),
    "next_review_at": gettext_lazy("Next review"),
    "os_name": gettext_lazy("System"),
    "os_version": gettext_lazy("System version"),
    "owner_id": gettext_lazy("Owner, as the source says"),
    "person_id": gettext_lazy("Person"),
    "repository_id": gettext_lazy("Repository"),
    "reviewed_at": gettext_lazy("Reviewed"),
    "reviewer_id": gettext_lazy("Reviewer"),
    "rotated_at": gettext_lazy("Changed last"),
    "screen_lock_enabled": gettext_lazy("Screen lock on"),
    "share_id": gettext_lazy("Folder or share"),
    "spf": gettext_lazy("SPF"),
    "sponsor_id": gettext_lazy("Sponsor"),
    "sso": gettext_lazy("Single sign-on"),
    "vendor_id": gettext_lazy("Vendor"),
}


def name(column: str) -> str:
    """Say an attribute in words."""
    return str(NAMES.get(column) or column.replace("_", " ").capitalize())


def value(column: Column, text: str, names: Mapping[str, str]) -> str | SafeString:
    """Say a value by its type; ``names`` are the names of things and people by id. Never markup from a source."""
    if text in names:
        return names[text]
    if column.type == "boolean":
        return {"true": _("yes"), "false": _("no")}.get(text, text)
    if column.type in ("timestamp", "date"):
        try:
            at = dt.datetime.fromisoformat(text) if column.type == "timestamp" else dt.date.fromisoformat(text)
        except ValueError:
            return text
        return moment(at)
    return text.strip("[]") if column.type == "text[]" else text
