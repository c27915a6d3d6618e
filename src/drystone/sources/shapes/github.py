"""GitHub by REST, GraphQL or webhook: repositories and their protection, members, teams, alerts and tokens."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator

from drystone.sources.shapes.model import Found, Problem, Row, Shape, Sight
from drystone.sources.shapes.people import account, address, aliases, claim, membership
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import severity

_IN_URL = re.compile(r"(?:api\.)?github[^/]*/(?:api/v3/)?(?:repos/)?([^/]+/[^/]+?)(?:\.git)?(?:/|$)")
_ENDED = {"removed", "deleted", "member_removed", "member_invited", "blocked", "unblocked", "removed_from_repository"}
#: People who are only mentioned by these are not thereby members of anything.
_MENTIONED = {"sender", "owner", "creator", "author", "actor", "dismissed_by", "assignees", "inviter", "parent"}
_PROTECTS_DEFAULT = {"~DEFAULT_BRANCH", "~ALL"}


def read(sight: Sight) -> Iterator[Found] | None:
    """Tell GitHub's objects apart by the fields that only they have."""
    record = sight.record
    if record.text("action") in _ENDED and record.has("sender"):
        said = f"an event that something ended or is only offered ({record.text('action')})"
        return iter([Problem(f"{said}: it adds nothing; use the API's lists")])
    if record.has("sender", "member", "team"):
        return _joined(sight)
    for knows, rows in _READERS:
        if all(record.has(name) for name in knows):
            return rows(sight)
    if record.has("message", "documentation_url"):
        return iter([Problem(f"the service answered with an error: {record.text('message')}", broken=True)])
    return None


def repository_name(record: Record) -> str | None:
    """Return owner/name from a repository or from any address below it."""
    name = record.text("full_name", "nameWithOwner", "repository.full_name", "repository.nameWithOwner")
    if name:
        return name
    match = _IN_URL.search(record.text("html_url", "url", "repository_url") or "")
    return match[1] if match else None


def _repository(sight: Sight) -> Iterator[Found]:
    record = sight.record
    key = repository_name(record)
    private = record.truth("private", "isPrivate")
    visibility = (record.text("visibility") or "").lower() or None
    branch = record.text("default_branch", "defaultBranchRef.name")
    protected, reviews = _protection(record, branch)
    scanning = record.text("security_and_analysis.secret_scanning.status")
    values = {
        "name": key,
        "visibility": visibility or (None if private is None else "private" if private else "public"),
        "branch_protected": protected,
        "required_reviews": reviews,
        "secret_scanning": None if scanning is None else scanning == "enabled",
        "archived": record.truth("archived", "isArchived"),
        "last_pushed_at": record.moment("pushed_at", "pushedAt"),
    }
    yield Row("repository", key, values)
    for person in record.records("collaborators"):
        admin = person.truth("permissions.admin") or person.text("permission") == "ADMIN"
        kind = "assigned" if admin and sight.options.get("admins_own") is True else "admin"
        yield from claim(sight, ("repository", key), person.text("login", "node.login"), kind=kind)
    yield from _dependencies(sight, key)
    for alert in record.records("vulnerabilityAlerts", "dependabotAlerts"):
        yield from alert_rows(alert, key)


def _protection(record: Record, branch: str | None) -> tuple[bool | None, float | None]:
    """Whether the default branch is protected, and by how many reviews; unknown where nothing was asked about it."""
    rules = [rule for rule in record.records("branchProtectionRules") if _matches(rule.text("pattern"), branch)]
    sets = [one for one in record.records("rulesets") if _is_ruleset_of_default(one, branch)]
    asked = record.has("branchProtectionRules") or record.has("rulesets")
    counts = [rule.number("requiredApprovingReviewCount") for rule in rules] + [_ruleset_reviews(one) for one in sets]
    known = [count for count in counts if count is not None]
    return (bool(rules or sets) if asked else None), (max(known) if known else 0 if asked else None)


def _matches(pattern: str | None, branch: str | None) -> bool:
    return pattern is not None and branch is not None and fnmatch.fnmatchcase(branch, pattern)


def _is_ruleset_of_default(ruleset: Record, branch: str | None) -> bool:
    if (ruleset.text("enforcement") or "").lower() != "active" or (ruleset.text("target") or "").lower() != "branch":
        return False
    names = ruleset.texts("conditions.ref_name.include")
    plain = {name.removeprefix("refs/heads/") for name in names}
    return bool(_PROTECTS_DEFAULT & plain) or any(_matches(name, branch) for name in plain)


def _ruleset_reviews(ruleset: Record) -> float | None:
    for rule in ruleset.records("rules"):
        if (rule.text("type") or "").lower() == "pull_request":
            return rule.number("parameters.required_approving_review_count")
    return None


def _ruleset(sight: Sight) -> Iterator[Found]:
    record = sight.record
    name = record.text("source") if (record.text("source_type") or "") == "Repository" else repository_name(record)
    if name is None:
        yield Problem("a ruleset without its repository; ask for it below the repository")
    elif _is_ruleset_of_default(record, None):
        values = {"branch_protected": True, "required_reviews": _ruleset_reviews(record)}
        yield Row("repository", name, values, partial=True)


def _branch_protection(sight: Sight) -> Iterator[Found]:
    """REST's branch protection, whose address names the repository; GraphQL's rules stand below theirs."""
    record = sight.record
    name = repository_name(record)
    if name is None:
        yield Problem("a branch protection without its repository; ask for it below the repository")
        return
    reviews = record.number("required_pull_request_reviews.required_approving_review_count")
    yield Row("repository", name, {"branch_protected": True, "required_reviews": reviews}, partial=True)


def _dependencies(sight: Sight, key: str | None) -> Iterator[Found]:
    for manifest in sight.record.records("dependencyGraphManifests"):
        for one in manifest.records("dependencies"):
            name = one.text("packageName")
            if key and name:
                version = (one.text("requirements") or "").lstrip("=<>~^ ") or None
                manager = (one.text("packageManager") or "").lower()
                values = {
                    "repository_id": key,
                    "name": name,
                    "version": version,
                    "purl": one.text("packageUrl"),
                    "kind": "action" if manager == "actions" else "library",
                    "source": "github",
                }
                yield Row("dependency", f"{key} {name} {version}", values)


def _member(sight: Sight) -> Iterator[Found]:
    record = sight.record
    if _MENTIONED & set(sight.path[-2:]):
        return
    node = record.record("node") if record.has("node") else record
    login = node.text("login")
    kind = (node.text("type", "__typename") or "User").lower()
    if kind == "organization":
        return
    verified = node.texts("organizationVerifiedDomainEmails")
    email = address(*verified, node.text("email"))
    factor = record.truth("hasTwoFactorEnabled")
    role = (record.text("role", "organizationRole") or "").upper()
    values = {
        "username": login,
        "email": email,
        "person_id": email,
        "kind": "service" if kind == "bot" or (login or "").endswith("[bot]") else "human",
        "status": "disabled" if node.moment("suspended_at") else "active",
        "is_admin": _is_admin(role, node),
        "mfa": None if factor is None else "totp" if factor else "none",
        "created_at": node.moment("created_at", "createdAt"),
    }
    yield account(sight, login, values, system="github")
    yield from aliases(sight, email, (*verified, node.text("email")))


def _is_admin(role: str, node: Record) -> bool | None:
    """Lists of members say it by role; other answers about a user do not say it at all."""
    if role in ("ADMIN", "OWNER") or node.truth("site_admin", "isSiteAdmin"):
        return True
    return False if role else None


def _team(sight: Sight) -> Iterator[Found]:
    record = sight.record
    name = record.text("slug", "name")
    for member in record.records("members"):
        yield from membership(sight, member.text("login", "node.login"), name, system="github")


def _joined(sight: Sight) -> Iterator[Found]:
    record = sight.record
    group = record.text("team.slug", "team.name")
    yield from membership(sight, record.text("member.login"), group, system="github")


def alert_rows(alert: Record, repository: str | None) -> Iterator[Row]:
    """Yield the flaw of an open alert (REST or GraphQL) on a repository; closed alerts are no longer true."""
    if (alert.text("state") or "open").lower() not in ("open", "auto_reopened"):
        return
    if alert.moment("dismissed_at", "dismissedAt", "fixed_at", "fixedAt"):
        return
    flaw = alert.record("security_vulnerability", "securityVulnerability")
    advisory = alert.record("security_advisory", "securityVulnerability.advisory", "securityAdvisory")
    named = {one.text("type"): one.text("value") for one in advisory.records("identifiers")}
    cve = advisory.text("cve_id") or named.get("CVE") or advisory.text("ghsa_id") or named.get("GHSA")
    cve = cve or next((value for value in named.values() if value), None) or alert.text("id", "number")
    cvss = advisory.number("cvss_severities.cvss_v3.score", "cvss.score")
    cvss = cvss or None  # GitHub writes 0 where an advisory has no score.
    name = flaw.text("package.name") or alert.text("dependency.package.name")
    if repository and cve:
        values = {
            "asset_kind": "repository",
            "asset_id": repository,
            "cve_id": cve,
            "software_name": name,
            "software_version": (alert.text("vulnerableRequirements") or "").lstrip("= ") or None,
            "fix_version": flaw.text("first_patched_version.identifier", "firstPatchedVersion.identifier"),
            "severity": severity(flaw.text("severity") or advisory.text("severity"), cvss),
            "cvss": cvss,
            "epss": advisory.number("epss.percentage"),
            "first_seen_at": alert.moment("created_at", "createdAt"),
            "source": "dependabot",
        }
        yield Row("vulnerability", f"{repository} {cve} {name}", values)


def _alert(sight: Sight) -> Iterator[Found]:
    record = sight.record
    name = repository_name(record)
    if name is None:
        yield Problem("an alert without its repository; keep the answer's url")
    yield from alert_rows(record, name)


def _token(sight: Sight) -> Iterator[Found]:
    record = sight.record
    expired = record.truth("token_expired")
    values = {
        "name": record.text("token_name"),
        "account_id": record.text("owner.login"),
        "owner_id": record.text("owner.login"),
        "kind": "token",
        "system": str(sight.options.get("system") or "github"),
        "status": None if expired is None else "revoked" if expired else "active",
        "created_at": record.moment("access_granted_at"),
        "expires_at": record.moment("token_expires_at"),
        "last_used_at": record.moment("token_last_used_at"),
    }
    yield Row("credential", record.text("token_id", "id"), values)


def _authorisation(sight: Sight) -> Iterator[Found]:
    """A token or key that a member let into single sign-on."""
    record = sight.record
    kind = "key" if "key" in (record.text("credential_type") or "").lower() else "token"
    values = {
        "name": record.text("authorized_credential_note", "authorized_credential_title", "credential_type"),
        "account_id": record.text("login"),
        "owner_id": record.text("login"),
        "kind": kind,
        "system": str(sight.options.get("system") or "github"),
        "status": "active",
        "created_at": record.moment("credential_authorized_at"),
        "expires_at": record.moment("authorized_credential_expires_at"),
        "last_used_at": record.moment("credential_accessed_at"),
    }
    yield Row("credential", record.text("credential_id"), values)


def _leak(sight: Sight) -> Iterator[Found]:
    """A secret that was found in a repository; closed as revoked or false alarm it leaks no more."""
    record = sight.record
    name = repository_name(record)
    open_ = (record.text("state") or "open") == "open"
    values = {
        "name": record.text("secret_type_display_name", "secret_type"),
        "repository_id": name,
        "kind": "secret",
        "system": record.text("secret_type"),
        "status": "leaked" if open_ else "revoked",
        "created_at": record.moment("created_at"),
    }
    yield Row("credential", f"{name}#secret-{record.text('number')}" if name else None, values)


_READERS = (
    (("security_advisory", "dependency"), _alert),
    (("secret_type", "number"), _leak),
    (("token_id", "owner"), _token),
    (("credential_id", "credential_type"), _authorisation),
    (("enforcement", "target", "rules"), _ruleset),
    (("required_pull_request_reviews", "url"), _branch_protection),
    (("enforce_admins", "url"), _branch_protection),
    (("pattern", "allowsDeletions"), _branch_protection),
    (("nameWithOwner",), _repository),
    (("full_name", "private"), _repository),
    (("slug", "members"), _team),
    (("slug", "privacy"), _team),
    (("node", "role"), _member),
    (("node", "organizationRole"), _member),
    (("login", "type", "id"), _member),
)

SHAPE = Shape(
    "github",
    "GitHub by REST, GraphQL or webhook: repositories, protection, members, teams, alerts, tokens",
    ("repository", "account", "credential", "vulnerability", "dependency", "alias", "membership", "claim"),
    read,
)
