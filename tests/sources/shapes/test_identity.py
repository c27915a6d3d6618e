"""SCIM, Okta, Entra, Google Workspace, Workday, GitHub: who has an account, and who the people are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Stage = Callable[..., Any]
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
_MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"

CARA = {
    "schemas": [_USER, _ENTERPRISE],
    "id": "7",
    "userName": "cara",
    "displayName": "Cara Cedar",
    "title": "Baker",
    "active": True,
    "emails": [
        {"value": "c.cedar@fenwick.test", "type": "home"},
        {"value": "cara@fenwick.example", "primary": True},
    ],
    "groups": [{"value": "g1", "display": "Bakery"}],
    "roles": [{"value": "Site-Admin"}],
    _ENTERPRISE: {"department": "Bakery", "manager": {"value": "3"}},
    "meta": {"created": "2026-01-23T04:56:22+02:00"},
}


def test_a_scim_user_is_an_account_with_aliases_and_memberships(stage: Stage) -> None:
    result = stage("scim", {"schemas": [_MESSAGES + "ListResponse"], "totalResults": 1, "Resources": [CARA]})
    account = result.one("account")
    assert (account["_key"], account["username"], account["email"]) == ("7", "cara", "cara@fenwick.example")
    assert (account["status"], account["is_admin"], account["created_at"]) == ("active", "true", "2026-01-23 02:56:22")
    assert result.one("alias")["email"] == "c.cedar@fenwick.test"
    assert result.one("membership") | {"group_name": "Bakery"} == result.one("membership")
    assert "person" not in result.rows


def test_scim_feeds_people_where_it_is_their_root(stage: Stage) -> None:
    person = stage("scim", {**CARA, "active": False}, people=True).one("person")
    assert (person["name"], person["department"], person["manager_id"]) == ("Cara Cedar", "Bakery", "3")
    assert (person["status"], person["title"]) == ("left", "Baker")


def test_a_scim_group_makes_its_members_members_but_not_its_groups(stage: Stage) -> None:
    group = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": "g",
        "displayName": "All",
        "members": [
            {"value": "7", "type": "User"},
            {"value": "g2", "type": "Group"},
            {"value": "g3", "$ref": "https://scim.test/v2/Groups/g3"},
        ],
    }
    result = stage("scim", [CARA, group])
    assert {(row["account_id"], row["group_name"]) for row in result.rows["membership"]} == {
        ("7", "Bakery"),
        ("7", "All"),
    }


def test_what_scim_says_beside_records_is_told_apart(stage: Stage) -> None:
    kinds = ["PatchOp", "BulkRequest", "BulkResponse", "SearchRequest"]
    others = [{"schemas": [_MESSAGES + kind]} for kind in kinds]
    result = stage("scim", [CARA, *others, {"schemas": [_USER], "userName": "new"}])
    assert len(result.reasons) == 5
    assert result.reasons[-1] == "a user without an id: a request to make one, not a record"
    assert result.staged.status == "complete"


def test_a_scim_error_makes_the_source_incomplete(stage: Stage) -> None:
    error = {"schemas": [_MESSAGES + "Error"], "status": "403", "detail": "too many"}
    staged = stage("scim", [CARA], error).staged
    assert (staged.status, "403 too many" in staged.error) == ("incomplete", True)


DORA = {
    "id": "00u1",
    "status": "ACTIVE",
    "lastLogin": "2026-10-01T08:00:00.000Z",
    "profile": {
        "login": "dora@fenwick.example",
        "email": "dora@fenwick.example",
        "secondEmail": "d@home.test",
        "firstName": "Dora",
        "lastName": "Damson",
        "department": "Sales",
    },
}


def test_okta_joins_users_factors_and_roles(stage: Stage) -> None:
    factors = [
        {
            "id": "f1",
            "factorType": "sms",
            "status": "ACTIVE",
            "_links": {"user": {"href": "https://o.test/users/00u1"}},
        },
        {"id": "f2", "factorType": "token:software:totp", "status": "ACTIVE"},
        {"id": "f3", "factorType": "webauthn", "status": "PENDING_ACTIVATION"},
        {"id": "f4", "factorType": "question", "status": "ACTIVE"},
    ]
    role = {
        "id": "r",
        "type": "SUPER_ADMIN",
        "status": "ACTIVE",
        "assignmentType": "USER",
        "_links": {"assignee": {"href": "https://o.test/api/v1/users/00u1"}},
    }
    result = stage("okta", factors[:1], [DORA], {"00u1": factors[1:]}, [role], people=True)
    account = result.one("account")
    assert (account["mfa"], account["is_admin"], account["status"]) == ("totp", "true", "active")
    assert result.one("alias")["email"] == "d@home.test"
    assert (result.one("person")["name"], result.one("person")["department"]) == ("Dora Damson", "Sales")


def test_an_okta_user_whose_list_of_factors_is_empty_has_none(stage: Stage) -> None:
    people = [{**DORA, "id": f"00u{number}"} for number in range(1, 5)]
    active = {"id": "f1", "factorType": "push", "status": "ACTIVE"}
    pending = {"id": "f2", "factorType": "webauthn", "status": "PENDING_ACTIVATION"}
    people[3]["_embedded"] = {"factors": []}
    result = stage("okta", people, {"00u1": [active], "00u2": [], "00u3": [pending]})
    assert [row["mfa"] for row in result.rows["account"]] == ["push", "none", "none", "none"]
    # An empty list that could be the answer to anything says nothing.
    assert stage("okta", people[:2], {"00u2": []}).rows["account"][1].get("mfa") is None


def test_okta_factors_that_cannot_be_read_are_unknown_and_plain_names_are_read(stage: Stage) -> None:
    people = [{**DORA, "id": f"00u{number}"} for number in range(1, 4)]
    for person, factors in zip(people, (["totp"], [17], []), strict=True):
        person["factors"] = factors
    result = stage("okta", people)
    assert [row.get("mfa") for row in result.rows["account"]] == ["totp", None, "none"]


def test_oktas_applications_name_the_assignments_that_follow(stage: Stage) -> None:
    app = {"id": "0oa1", "label": "Payroll", "status": "ACTIVE", "signOnMode": "SAML_2_0"}
    assigned = {
        "id": "00u1",
        "scope": "USER",
        "credentials": {},
        "_links": {"app": {"href": "https://o.test/apps/0oa1"}},
    }
    group = {"id": "00g1", "type": "OKTA_GROUP", "profile": {"name": "Sales"}, "_embedded": {"users": [{"id": "00u1"}]}}
    result = stage("okta", [DORA], [app, assigned, group])
    assert result.one("application") | {"name": "Payroll", "sso": "true"} == result.one("application")
    assert {row["group_name"] for row in result.rows["membership"]} == {"app: Payroll", "Sales"}


def test_entras_report_says_who_has_no_second_factor(stage: Stage) -> None:
    rows = [
        {"id": "1", "userPrincipalName": "e@fenwick.example", "isMfaRegistered": False, "isAdmin": False},
        {
            "id": "2",
            "userPrincipalName": "f@fenwick.example",
            "isMfaRegistered": True,
            "isAdmin": True,
            "methodsRegistered": ["mobilePhone"],
        },
        {
            "id": "3",
            "userPrincipalName": "g@fenwick.example",
            "isMfaRegistered": True,
            "methodsRegistered": ["fido2SecurityKey", "email"],
        },
    ]
    assert [row["mfa"] for row in stage("entra", {"value": rows}).rows["account"]] == ["none", "sms", "webauthn"]


def test_entra_application_has_owner_claims_and_credentials(stage: Stage) -> None:
    app = {
        "id": "a1",
        "appId": "x",
        "displayName": "Orders",
        "owners": [{"userPrincipalName": "e@fenwick.example"}],
        "passwordCredentials": [{"keyId": "k1", "displayName": "ci", "endDateTime": "2027-01-01T00:00:00Z"}],
    }
    result = stage("entra", [app])
    assert result.one("claim")["person_id"] == "e@fenwick.example"
    credential = result.one("credential")
    assert (credential["kind"], credential["application_id"], credential["expires_at"]) == (
        "secret",
        "a1",
        "2027-01-01 00:00:00",
    )


def test_google_says_enrolled_suspended_and_aliases(stage: Stage) -> None:
    users = [
        {
            "id": "1",
            "primaryEmail": "h@fenwick.example",
            "isEnrolledIn2Sv": False,
            "suspended": False,
            "isAdmin": True,
            "aliases": ["hal@fenwick.example"],
            "lastLoginTime": "1970-01-01T00:00:00.000Z",
        },
        {"id": "2", "primaryEmail": "i@fenwick.example", "isEnrolledIn2Sv": True, "suspended": True, "isAdmin": False},
    ]
    result = stage("google-workspace", {"users": users, "kind": "admin#directory#users"})
    first, second = result.rows["account"]
    assert (first["mfa"], first["status"], first["is_admin"], "last_sign_in_at" in first) == (
        "none",
        "active",
        "true",
        False,
    )
    assert (second["mfa"], second["status"]) == ("totp", "disabled")
    assert result.one("alias")["email"] == "hal@fenwick.example"


def test_a_workday_report_is_people_as_json_or_csv(stage: Stage) -> None:
    entry = {
        "Employee_ID": "e1",
        "Name": "Ivy Iris",
        "Email_-_Work": "ivy@fenwick.example",
        "Team": "Ovens",
        "Worker_s_Manager_group": [{"Manager_ID": "e9"}],
    }
    person = stage("workday", {"Report_Entry": [entry]}).one("person")
    assert (person["_key"], person["manager_id"], person["team"]) == ("e1", "e9", "Ovens")
    head = "Employee ID;Name;Email - Work;Active Status;Termination Date"
    table = f"{head}\ne2;Jon Juniper;jon@fenwick.example;No;2026-03-31\n"
    person = stage("workday", table).one("person")
    assert (person["status"], person["end_date"], person["email"]) == ("left", "2026-03-31", "jon@fenwick.example")


def test_a_ragged_line_of_a_table_is_left_out(stage: Stage) -> None:
    result = stage("workday", "Employee ID,Name\ne1,Kim\ne2,Lee,Leek\n\ne3,Max\n")
    assert [row["_key"] for row in result.rows["person"]] == ["e1", "e3"]
    assert [(one.line, one.reason) for one in result.staged.quarantined] == [(3, "3 cells where the header has 2")]


def test_githubs_repository_is_protected_where_a_rule_fits_its_default_branch(stage: Stage) -> None:
    def repository(name: str, pattern: str | None) -> dict[str, object]:
        rules = [{"pattern": pattern, "requiredApprovingReviewCount": 2}] if pattern else []
        return {
            "nameWithOwner": f"fenwick/{name}",
            "isPrivate": True,
            "defaultBranchRef": {"name": "main"},
            "branchProtectionRules": {"nodes": rules},
        }

    rest = {"full_name": "fenwick/d", "private": False, "visibility": "public", "archived": True}
    names = [("a", "main"), ("b", "release/*"), ("c", None)]
    rows = stage("github", [*(repository(*pair) for pair in names), rest]).by("repository")
    assert [rows[f"fenwick/{name}"].get("branch_protected") for name in "abcd"] == ["true", "false", "false", None]
    assert (rows["fenwick/a"]["required_reviews"], rows["fenwick/d"]["archived"]) == ("2.0", "true")


def test_githubs_alerts_tokens_and_members(stage: Stage) -> None:
    alert = {
        "number": 1,
        "state": "open",
        "dependency": {"package": {"name": "left-pad"}},
        "security_advisory": {"cve_id": "CVE-2026-0001", "ghsa_id": "GHSA-x", "cvss": {"score": 9.8}},
        "security_vulnerability": {
            "severity": "critical",
            "package": {"name": "left-pad"},
            "first_patched_version": {"identifier": "1.3.1"},
        },
        "html_url": "https://github.com/fenwick/shop/security/dependabot/1",
    }
    fixed = {**alert, "number": 2, "state": "fixed"}
    leak = {
        "number": 4,
        "state": "open",
        "secret_type": "some_key",
        "html_url": "https://github.com/fenwick/shop/security/4",
    }
    member = {"node": {"login": "nell", "email": "nell@fenwick.example"}, "role": "ADMIN", "hasTwoFactorEnabled": False}
    result = stage("github", [alert, fixed, leak, member])
    flaw = result.one("vulnerability")
    assert (flaw["asset_id"], flaw["cve_id"], flaw["fix_version"], flaw["severity"]) == (
        "fenwick/shop",
        "CVE-2026-0001",
        "1.3.1",
        "critical",
    )
    assert (result.one("credential")["status"], result.one("credential")["repository_id"]) == ("leaked", "fenwick/shop")
    assert (result.one("account")["mfa"], result.one("account")["is_admin"]) == ("none", "true")


def test_where_people_come_from_the_source_an_account_is_the_person_of_its_key(stage: Stage) -> None:
    nameless = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "u-7", "userName": "okoro"}
    assert stage("scim", nameless, people=True).one("account")["person_id"] == "u-7"
    assert stage("scim", nameless).one("account")["person_id"] == "okoro"
