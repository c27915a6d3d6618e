"""What things say of themselves, in words: the vocabulary's columns, and their values by type."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from drystone.catalogue.value_words import VALUES
from drystone.directory.tokens import SCOPES
from drystone.gaps.wording import EVENTS
from drystone.program.vocabulary import TABLES, Column
from drystone.shell.templatetags.words import SCREENINGS, kind, moment

#: The columns in words; a column that is not here is shown with blanks for underscores.
NAMES: dict[str, Promise] = {
    "about_id": gettext_lazy("What it is about"),
    "about_kind": gettext_lazy("Kind of what it is about"),
    "access_review_id": gettext_lazy("Access review"),
    "account": gettext_lazy("Account"),
    "account_id": gettext_lazy("Account"),
    "act": gettext_lazy("What happened"),
    "acted_at": gettext_lazy("When"),
    "active": gettext_lazy("Active"),
    "activity_id": gettext_lazy("Activity"),
    "address": gettext_lazy("Sort of address"),
    "agent": gettext_lazy("Sort of program"),
    "amount": gettext_lazy("Amount"),
    "application_id": gettext_lazy("Application"),
    "approved": gettext_lazy("Approved"),
    "archived": gettext_lazy("Archived"),
    "asked_at": gettext_lazy("Asked"),
    "asked_by": gettext_lazy("Asked by"),
    "asset_id": gettext_lazy("Thing"),
    "asset_kind": gettext_lazy("Kind of thing"),
    "asset_name": gettext_lazy("Thing"),
    "asset_tag": gettext_lazy("Inventory number"),
    "at": gettext_lazy("When"),
    "attestation_id": gettext_lazy("Number"),
    "attested_at": gettext_lazy("Given"),
    "attributes": gettext_lazy("What was sent"),
    "audiences": gettext_lazy("For which work"),
    "backup_id": gettext_lazy("Backup"),
    "begun_at": gettext_lazy("Begun"),
    "bought_at": gettext_lazy("Bought"),
    "branch_protected": gettext_lazy("Main branch protected"),
    "buyer_id": gettext_lazy("Buyer"),
    "by": gettext_lazy("By"),
    "campaign": gettext_lazy("Practice message"),
    "campaign_name": gettext_lazy("Practice message"),
    "channel": gettext_lazy("Way"),
    "clauses": gettext_lazy("Clauses"),
    "closed_at": gettext_lazy("Closed"),
    "cloud_resource_id": gettext_lazy("Cloud resource"),
    "completed_at": gettext_lazy("Completed"),
    "confirmed_at": gettext_lazy("Confirmed"),
    "contract_end": gettext_lazy("Contract end"),
    "contract_start": gettext_lazy("Contract start"),
    "course": gettext_lazy("Course"),
    "created_at": gettext_lazy("Created"),
    "credential_id": gettext_lazy("Key or certificate"),
    "criticality": gettext_lazy("Criticality"),
    "currency": gettext_lazy("Currency"),
    "data": gettext_lazy("Signed in by"),
    "data_class": gettext_lazy("How precious the data is"),
    "data_transfer_id": gettext_lazy("Data transfer"),
    "date_joined": gettext_lazy("Joined"),
    "decided_at": gettext_lazy("Decided"),
    "decided_by": gettext_lazy("Decided by"),
    "decider": gettext_lazy("Who decides"),
    "decision_reason": gettext_lazy("Why it was decided so"),
    "delivered_at": gettext_lazy("Arrived"),
    "department": gettext_lazy("Department"),
    "device_id": gettext_lazy("Device"),
    "difficulty": gettext_lazy("How hard for you, 1 to 10"),
    "discovered_by": gettext_lazy("Discovered by"),
    "disk_encrypted": gettext_lazy("Disk encrypted"),
    "dkim": gettext_lazy("DKIM"),
    "dmarc_policy": gettext_lazy("DMARC policy"),
    "domain": gettext_lazy("Domain"),
    "domain_id": gettext_lazy("Domain"),
    "done_at": gettext_lazy("Finished"),
    "due": gettext_lazy("Due"),
    "due_at": gettext_lazy("Due"),
    "elsewhere": gettext_lazy("Finished in another learning system"),
    "email": gettext_lazy("E-mail address"),
    "employment_type": gettext_lazy("Employment type"),
    "encrypted": gettext_lazy("Encrypted"),
    "end_date": gettext_lazy("End date"),
    "ended_at": gettext_lazy("Ended"),
    "ended_by": gettext_lazy("Ended by"),
    "enrolled_at": gettext_lazy("Enrolled"),
    "event": gettext_lazy("What"),
    "evidence": gettext_lazy("Evidence"),
    "exception_id": gettext_lazy("Number"),
    "exempt_reason": gettext_lazy("Why exempt"),
    "expires_at": gettext_lazy("Expires"),
    "external_id": gettext_lazy("Number there"),
    "external_people": gettext_lazy("External people"),
    "fails": gettext_lazy("Wrong tries"),
    "firewall_enabled": gettext_lazy("Firewall on"),
    "gap_id": gettext_lazy("Number of what is to be done"),
    "granted_at": gettext_lazy("Given"),
    "granted_by": gettext_lazy("Given by"),
    "group_name": gettext_lazy("Group"),
    "habit_id": gettext_lazy("Habit"),
    "hardware_uuid": gettext_lazy("Hardware id"),
    "here": gettext_lazy("Here now"),
    "holder": gettext_lazy("Who settles it"),
    "hostname": gettext_lazy("Host name"),
    "how": gettext_lazy("How"),
    "immutable": gettext_lazy("Immutable"),
    "intake_id": gettext_lazy("Front-door number"),
    "internet_facing": gettext_lazy("Reachable from the internet"),
    "interval_days": gettext_lazy("Comes back after days"),
    "ip": gettext_lazy("Network address"),
    "is_admin": gettext_lazy("Administrator"),
    "item_id": gettext_lazy("Question"),
    "joined_on": gettext_lazy("Joined"),
    "key": gettext_lazy("Key"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "last_event_at": gettext_lazy("Last event"),
    "last_login": gettext_lazy("Signed in last"),
    "last_pushed_at": gettext_lazy("Last change"),
    "last_restart_at": gettext_lazy("Last restart"),
    "last_restore_test_at": gettext_lazy("Last restore test"),
    "last_seen_at": gettext_lazy("Last seen"),
    "last_sign_in_at": gettext_lazy("Last sign-in"),
    "last_success_at": gettext_lazy("Last success"),
    "last_used_at": gettext_lazy("Last used"),
    "last_used_on": gettext_lazy("Used last"),
    "launch_date": gettext_lazy("Launch date"),
    "lead_id": gettext_lazy("Lead"),
    "lesson_id": gettext_lazy("Lesson"),
    "likely_owner": gettext_lazy("Likely owner"),
    "link_access": gettext_lazy("Link access"),
    "location": gettext_lazy("Location"),
    "locked_until": gettext_lazy("Locked until"),
    "log_source_id": gettext_lazy("Log source"),
    "login": gettext_lazy("Sign-in name"),
    "mac_addresses": gettext_lazy("Network addresses"),
    "made_at": gettext_lazy("Made"),
    "made_by": gettext_lazy("Made by"),
    "managed": gettext_lazy("Managed"),
    "manager_id": gettext_lazy("Manager"),
    "message_id": gettext_lazy("Number of the message"),
    "method": gettext_lazy("Sort of request"),
    "mfa": gettext_lazy("Second factor"),
    "model": gettext_lazy("Model"),
    "modified_at": gettext_lazy("Changed last"),
    "name": gettext_lazy("Name"),
    "new_owner": gettext_lazy("New owner"),
    "next_review_at": gettext_lazy("Next review"),
    "note": gettext_lazy("Note"),
    "opened_at": gettext_lazy("Begun"),
    "options": gettext_lazy("Answer"),
    "origin": gettext_lazy("Mark of the place"),
    "os_name": gettext_lazy("System"),
    "os_version": gettext_lazy("System version"),
    "owner_id": gettext_lazy("Owner, as the source says"),
    "pace": gettext_lazy("How often you are asked"),
    "pending_restart": gettext_lazy("Pending restart"),
    "pending_restart_since": gettext_lazy("Pending restart since"),
    "person_id": gettext_lazy("Person"),
    "phone": gettext_lazy("Phone"),
    "pin_at": gettext_lazy("PIN chosen"),
    "platform": gettext_lazy("Platform"),
    "power": gettext_lazy("Power"),
    "prefix": gettext_lazy("Begins with"),
    "project_id": gettext_lazy("Project"),
    "provider": gettext_lazy("Provider"),
    "public": gettext_lazy("Public"),
    "purchase_id": gettext_lazy("Purchase"),
    "purpose": gettext_lazy("What for"),
    "question_id": gettext_lazy("Number"),
    "reason": gettext_lazy("Why"),
    "recipient": gettext_lazy("Sent to"),
    "region": gettext_lazy("Region"),
    "registrar": gettext_lazy("Registrar"),
    "repository_id": gettext_lazy("Repository"),
    "requested_at": gettext_lazy("Asked"),
    "requested_by": gettext_lazy("Asked by"),
    "required": gettext_lazy("Required"),
    "required_reviews": gettext_lazy("Required reviews"),
    "review_status": gettext_lazy("Review status"),
    "reviewed_at": gettext_lazy("Reviewed"),
    "reviewer_id": gettext_lazy("Reviewer"),
    "reviews": gettext_lazy("Answered so often"),
    "revoked_at": gettext_lazy("Switched off"),
    "right": gettext_lazy("Was the best answer"),
    "rotated_at": gettext_lazy("Changed last"),
    "scopes": gettext_lazy("Good for"),
    "screen_lock_enabled": gettext_lazy("Screen lock on"),
    "screening_id": gettext_lazy("Screening"),
    "secret_scanning": gettext_lazy("Secret scanning"),
    "sender": gettext_lazy("Sent by"),
    "sends_mail": gettext_lazy("Sends mail"),
    "sent_at": gettext_lazy("Sent"),
    "serial_number": gettext_lazy("Serial number"),
    "service": gettext_lazy("For a program"),
    "share_id": gettext_lazy("Folder or share"),
    "shown_at": gettext_lazy("Shown last"),
    "skipped_at": gettext_lazy("Skipped"),
    "source": gettext_lazy("Source"),
    "spf": gettext_lazy("SPF"),
    "sponsor_id": gettext_lazy("Sponsor"),
    "sso": gettext_lazy("Single sign-on"),
    "stability": gettext_lazy("Likely remembered for days"),
    "stage": gettext_lazy("Stage"),
    "start_date": gettext_lazy("Start date"),
    "status": gettext_lazy("Status"),
    "subject": gettext_lazy("Subject"),
    "system": gettext_lazy("System"),
    "tags": gettext_lazy("Tags"),
    "team": gettext_lazy("Team"),
    "terms": gettext_lazy("Terms"),
    "terms_until": gettext_lazy("Terms until"),
    "text": gettext_lazy("Text"),
    "third_party": gettext_lazy("Third party"),
    "thread_id": gettext_lazy("Number"),
    "tier": gettext_lazy("Tier"),
    "times": gettext_lazy("Times"),
    "timezone": gettext_lazy("Time zone"),
    "title": gettext_lazy("Title"),
    "type": gettext_lazy("Type"),
    "until": gettext_lazy("Until"),
    "updates_pending": gettext_lazy("Updates pending"),
    "urgent": gettext_lazy("Urgent"),
    "used_at": gettext_lazy("Used"),
    "user_agent": gettext_lazy("Browser"),
    "user_name": gettext_lazy("Sign-in name"),
    "username": gettext_lazy("Username"),
    "users": gettext_lazy("Users"),
    "valid_until": gettext_lazy("Stands until"),
    "variant": gettext_lazy("Way it was asked"),
    "vendor": gettext_lazy("Vendor"),
    "vendor_id": gettext_lazy("Vendor"),
    "vendor_name": gettext_lazy("Vendor name"),
    "visibility": gettext_lazy("Visibility"),
    "way": gettext_lazy("Way"),
    "zone": gettext_lazy("Time zone"),
}

#: Columns whose values are words of ours or of every organisation, beside those that the vocabulary closes.
_CLOSED = frozenset({"channel", "employment_type", "event", "power", "purpose", "status", "type", "way"}) | {
    column.name for table in TABLES.values() for column in table.columns if column.values
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def name(column: str) -> str:
    """Say an attribute in words; one of somebody else's, as an identity provider's, with blanks between its words."""
    if column in NAMES:
        return str(NAMES[column])
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column.replace("_", " ")).capitalize()


def value(column: Column, text: str, names: Mapping[str, str]) -> str | SafeString:
    """Say a value by its type; ``names`` are the names of things and people by id. Never markup from a source."""
    if text in names:
        return names[text]
    if column.type == "boolean":
        return {"true": _("yes"), "false": _("no")}.get(text, text)
    if column.type in ("timestamp", "date"):
        return _dated(text)
    if column.values or column.name in _CLOSED:
        return _closed(column.name, text)
    return text.strip("[]") if column.type == "text[]" else text


def said(column: str, what: object, names: Mapping[str, str]) -> str | SafeString:
    """Say a value that a record or a row of ours holds, of any type; ``names`` as in ``value``."""
    if isinstance(what, bool):
        return _("yes") if what else _("no")
    if isinstance(what, dt.date):
        return moment(what)
    if isinstance(what, Mapping):
        pairs = ((name(key), said(key, one, names)) for key, one in what.items())
        return format_html_join("; ", "{}: {}", pairs)
    if isinstance(what, list | tuple | set):
        return format_html_join(", ", "{}", ((said(column, one, names),) for one in what))
    text = str(what)
    if text in names:
        return names[text]
    if column == "scopes":
        return str(SCOPES.get(text, text))
    if column == "language":
        return str(get_language_info(text)["name_translated"]) if text in LANG_INFO else text
    if column.endswith("_kind"):
        return kind(text)
    if column in _CLOSED:
        return _closed(column, text)
    return _dated(text) if column not in _FREE else text


#: What people wrote themselves stays as they wrote it.
_FREE = frozenset({"evidence", "reason", "subject", "text"})


def _closed(column: str, text: str) -> str:
    if column == "event":
        return str(EVENTS.get(text, text.replace("-", " ")))
    return str(VALUES[text] if text in VALUES else SCREENINGS.get(text, text))


def _dated(text: str) -> str | SafeString:
    """Say a moment or a day; what a source gave as a day, and a table of moments keeps as its midnight, is a day."""
    try:
        if _DAY.fullmatch(text):
            return moment(dt.date.fromisoformat(text))
        if not _MOMENT.fullmatch(text):
            return text
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment(at.date() if at.tzinfo is None and at.time() == dt.time() else at)
