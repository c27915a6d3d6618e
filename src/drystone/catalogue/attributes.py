"""What things say of themselves, in words: the vocabulary's columns, and their values by type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from drystone.program.vocabulary import Column
from drystone.shell.templatetags.words import moment

#: The columns in words; a column that is not here is shown with blanks for underscores.
NAMES: dict[str, Promise] = {
    "access_review_id": gettext_lazy("Access review"),
    "account": gettext_lazy("Account"),
    "account_id": gettext_lazy("Account"),
    "amount": gettext_lazy("Amount"),
    "application_id": gettext_lazy("Application"),
    "approved": gettext_lazy("Approved"),
    "archived": gettext_lazy("Archived"),
    "asset_tag": gettext_lazy("Inventory number"),
    "backup_id": gettext_lazy("Backup"),
    "bought_at": gettext_lazy("Bought"),
    "branch_protected": gettext_lazy("Main branch protected"),
    "buyer_id": gettext_lazy("Buyer"),
    "clauses": gettext_lazy("Clauses"),
    "cloud_resource_id": gettext_lazy("Cloud resource"),
    "completed_at": gettext_lazy("Completed"),
    "contract_end": gettext_lazy("Contract end"),
    "contract_start": gettext_lazy("Contract start"),
    "course": gettext_lazy("Course"),
    "created_at": gettext_lazy("Created"),
    "credential_id": gettext_lazy("Key or certificate"),
    "criticality": gettext_lazy("Criticality"),
    "currency": gettext_lazy("Currency"),
    "data_class": gettext_lazy("How precious the data is"),
    "data_transfer_id": gettext_lazy("Data transfer"),
    "department": gettext_lazy("Department"),
    "device_id": gettext_lazy("Device"),
    "discovered_by": gettext_lazy("Discovered by"),
    "disk_encrypted": gettext_lazy("Disk encrypted"),
    "dkim": gettext_lazy("DKIM"),
    "dmarc_policy": gettext_lazy("DMARC policy"),
    "domain": gettext_lazy("Domain"),
    "domain_id": gettext_lazy("Domain"),
    "due_at": gettext_lazy("Due"),
    "email": gettext_lazy("E-mail address"),
    "employment_type": gettext_lazy("Employment type"),
    "encrypted": gettext_lazy("Encrypted"),
    "end_date": gettext_lazy("End date"),
    "enrolled_at": gettext_lazy("Enrolled"),
    "exempt_reason": gettext_lazy("Why exempt"),
    "expires_at": gettext_lazy("Expires"),
    "external_people": gettext_lazy("External people"),
    "firewall_enabled": gettext_lazy("Firewall on"),
    "hardware_uuid": gettext_lazy("Hardware id"),
    "hostname": gettext_lazy("Host name"),
    "immutable": gettext_lazy("Immutable"),
    "intake_id": gettext_lazy("Front-door number"),
    "internet_facing": gettext_lazy("Reachable from the internet"),
    "is_admin": gettext_lazy("Administrator"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "last_event_at": gettext_lazy("Last event"),
    "last_pushed_at": gettext_lazy("Last change"),
    "last_restart_at": gettext_lazy("Last restart"),
    "last_restore_test_at": gettext_lazy("Last restore test"),
    "last_seen_at": gettext_lazy("Last seen"),
    "last_sign_in_at": gettext_lazy("Last sign-in"),
    "last_success_at": gettext_lazy("Last success"),
    "last_used_at": gettext_lazy("Last used"),
    "launch_date": gettext_lazy("Launch date"),
    "lead_id": gettext_lazy("Lead"),
    "link_access": gettext_lazy("Link access"),
    "location": gettext_lazy("Location"),
    "log_source_id": gettext_lazy("Log source"),
    "mac_addresses": gettext_lazy("Network addresses"),
    "managed": gettext_lazy("Managed"),
    "manager_id": gettext_lazy("Manager"),
    "mfa": gettext_lazy("Second factor"),
    "model": gettext_lazy("Model"),
    "name": gettext_lazy("Name"),
    "next_review_at": gettext_lazy("Next review"),
    "os_name": gettext_lazy("System"),
    "os_version": gettext_lazy("System version"),
    "owner_id": gettext_lazy("Owner, as the source says"),
    "pending_restart": gettext_lazy("Pending restart"),
    "pending_restart_since": gettext_lazy("Pending restart since"),
    "person_id": gettext_lazy("Person"),
    "phone": gettext_lazy("Phone"),
    "platform": gettext_lazy("Platform"),
    "project_id": gettext_lazy("Project"),
    "provider": gettext_lazy("Provider"),
    "public": gettext_lazy("Public"),
    "purchase_id": gettext_lazy("Purchase"),
    "region": gettext_lazy("Region"),
    "registrar": gettext_lazy("Registrar"),
    "repository_id": gettext_lazy("Repository"),
    "required": gettext_lazy("Required"),
    "required_reviews": gettext_lazy("Required reviews"),
    "review_status": gettext_lazy("Review status"),
    "reviewed_at": gettext_lazy("Reviewed"),
    "reviewer_id": gettext_lazy("Reviewer"),
    "rotated_at": gettext_lazy("Changed last"),
    "screen_lock_enabled": gettext_lazy("Screen lock on"),
    "screening_id": gettext_lazy("Screening"),
    "secret_scanning": gettext_lazy("Secret scanning"),
    "sends_mail": gettext_lazy("Sends mail"),
    "serial_number": gettext_lazy("Serial number"),
    "share_id": gettext_lazy("Folder or share"),
    "spf": gettext_lazy("SPF"),
    "sponsor_id": gettext_lazy("Sponsor"),
    "sso": gettext_lazy("Single sign-on"),
    "stage": gettext_lazy("Stage"),
    "start_date": gettext_lazy("Start date"),
    "status": gettext_lazy("Status"),
    "system": gettext_lazy("System"),
    "tags": gettext_lazy("Tags"),
    "team": gettext_lazy("Team"),
    "terms": gettext_lazy("Terms"),
    "terms_until": gettext_lazy("Terms until"),
    "third_party": gettext_lazy("Third party"),
    "tier": gettext_lazy("Tier"),
    "timezone": gettext_lazy("Time zone"),
    "title": gettext_lazy("Title"),
    "type": gettext_lazy("Type"),
    "updates_pending": gettext_lazy("Updates pending"),
    "username": gettext_lazy("Username"),
    "users": gettext_lazy("Users"),
    "vendor": gettext_lazy("Vendor"),
    "vendor_id": gettext_lazy("Vendor"),
    "vendor_name": gettext_lazy("Vendor name"),
    "visibility": gettext_lazy("Visibility"),
}

#: The values of closed columns, in words.
VALUES: dict[str, Promise] = {
    "active": pgettext_lazy("a value", "active"),
    "leave": pgettext_lazy("a value", "leave"),
    "left": pgettext_lazy("a value", "left"),
    "human": pgettext_lazy("a value", "human"),
    "service": pgettext_lazy("a value", "service"),
    "shared": pgettext_lazy("a value", "shared"),
    "disabled": pgettext_lazy("a value", "disabled"),
    "deleted": pgettext_lazy("a value", "deleted"),
    "none": pgettext_lazy("a value", "none"),
    "sms": pgettext_lazy("a value", "sms"),
    "totp": pgettext_lazy("a value", "totp"),
    "push": pgettext_lazy("a value", "push"),
    "webauthn": pgettext_lazy("a value", "webauthn"),
    "laptop": pgettext_lazy("a value", "laptop"),
    "desktop": pgettext_lazy("a value", "desktop"),
    "phone": pgettext_lazy("a value", "phone"),
    "tablet": pgettext_lazy("a value", "tablet"),
    "server": pgettext_lazy("a value", "server"),
    "virtual": pgettext_lazy("a value", "virtual"),
    "network": pgettext_lazy("a value", "network"),
    "printer": pgettext_lazy("a value", "printer"),
    "other": pgettext_lazy("a value", "other"),
    "spare": pgettext_lazy("a value", "spare"),
    "retired": pgettext_lazy("a value", "retired"),
    "lost": pgettext_lazy("a value", "lost"),
    "public": pgettext_lazy("a value", "public"),
    "internal": pgettext_lazy("a value", "internal"),
    "private": pgettext_lazy("a value", "private"),
    "folder": pgettext_lazy("a value", "folder"),
    "drive": pgettext_lazy("a value", "drive"),
    "bucket": pgettext_lazy("a value", "bucket"),
    "site": pgettext_lazy("a value", "site"),
    "file": pgettext_lazy("a value", "file"),
    "confidential": pgettext_lazy("a value", "confidential"),
    "secret": pgettext_lazy("a value", "secret"),
    "organisation": pgettext_lazy("a value", "organisation"),
    "anyone": pgettext_lazy("a value", "anyone"),
    "proposed": pgettext_lazy("a value", "proposed"),
    "ended": pgettext_lazy("a value", "ended"),
    "open": pgettext_lazy("a value", "open"),
    "passed": pgettext_lazy("a value", "passed"),
    "conditional": pgettext_lazy("a value", "conditional"),
    "failed": pgettext_lazy("a value", "failed"),
    "idea": pgettext_lazy("a value", "idea"),
    "build": pgettext_lazy("a value", "build"),
    "launch": pgettext_lazy("a value", "launch"),
    "live": pgettext_lazy("a value", "live"),
    "requested": pgettext_lazy("a value", "requested"),
    "running": pgettext_lazy("a value", "running"),
    "completed": pgettext_lazy("a value", "completed"),
    "exempt": pgettext_lazy("a value", "exempt"),
    "quarantine": pgettext_lazy("a value", "quarantine"),
    "reject": pgettext_lazy("a value", "reject"),
    "key": pgettext_lazy("a value", "key"),
    "certificate": pgettext_lazy("a value", "certificate"),
    "token": pgettext_lazy("a value", "token"),
    "revoked": pgettext_lazy("a value", "revoked"),
    "leaked": pgettext_lazy("a value", "leaked"),
    "signed": pgettext_lazy("a value", "signed"),
    "expired": pgettext_lazy("a value", "expired"),
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
    if text in column.values:
        return str(VALUES.get(text, text))
    return text.strip("[]") if column.type == "text[]" else text
