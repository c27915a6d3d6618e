"""The examples of RFC 7643 (§8) and RFC 7644 (§3), in the order of the RFCs; their people live at example.com."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from directory.test_scim import ENTERPRISE, GROUP, LIST, USER, Call, make, names, patch, scim

__all__ = ["scim"]  # The fixture.

#: RFC 7643, §8.1.
MINIMAL: dict[str, Any] = {"schemas": [USER], "userName": "bjensen@example.com"}

#: RFC 7643, §8.2, without what the service says itself (id, groups, meta).
FULL: dict[str, Any] = {
    "schemas": [USER],
    "externalId": "701984",
    "userName": "bjensen@example.com",
    "name": {
        "formatted": "Ms. Barbara J Jensen, III", "familyName": "Jensen", "givenName": "Barbara",
        "middleName": "Jane", "honorificPrefix": "Ms.", "honorificSuffix": "III",
    },
    "displayName": "Babs Jensen",
    "nickName": "Babs",
    "profileUrl": "https://login.example.com/bjensen",
    "emails": [
        {"value": "bjensen@example.com", "type": "work", "primary": True},
        {"value": "babs@jensen.org", "type": "home"},
    ],
    "addresses": [
        {
            "type": "work", "streetAddress": "100 Universal City Plaza", "locality": "Hollywood", "region": "CA",
            "postalCode": "91608", "country": "US",
            "formatted": "100 Universal City Plaza\nHollywood, CA 91608 USA", "primary": True,
        },
        {
            "type": "home", "streetAddress": "456 Hollywood Blvd", "locality": "Hollywood", "region": "CA",
            "postalCode": "91608", "country": "US", "formatted": "456 Hollywood Blvd\nHollywood, CA 91608 USA",
        },
    ],
    "phoneNumbers": [{"value": "555-555-5555", "type": "work"}, {"value": "555-555-4444", "type": "mobile"}],
    "ims": [{"value": "someaimhandle", "type": "aim"}],
    "photos": [
        {"value": "https://photos.example.com/profilephoto/72930000000Ccne/F", "type": "photo"},
        {"value": "https://photos.example.com/profilephoto/72930000000Ccne/T", "type": "thumbnail"},
    ],
    "userType": "Employee",
    "title": "Tour Guide",
    "preferredLanguage": "en-US",
    "locale": "en-US",
    "timezone": "America/Los_Angeles",
    "active": True,
}  # fmt: skip

#: RFC 7643, §8.3: what the enterprise extension adds.
OF_THE_ENTERPRISE = {
    "employeeNumber": "701984", "costCenter": "4130", "organization": "Universal Studios", "division": "Theme Park",
    "department": "Tour Operations",
    "manager": {"value": "26118915-6090-4610-87e4-49d8ca9f808d", "displayName": "John Smith"},
}  # fmt: skip


def _without_what_we_say(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in {"id", "meta", "groups"}}


@pytest.mark.parametrize(
    "example",
    [MINIMAL, FULL, {**FULL, "schemas": [USER, ENTERPRISE], ENTERPRISE: OF_THE_ENTERPRISE}],
    ids=["8.1 minimal", "8.2 full", "8.3 enterprise"],
)
def test_users_of_the_rfc_come_back_as_they_were_sent(scim: Call, example: dict[str, Any]) -> None:
    answer = scim("POST", "/Users", {**example, "password": "t1meMa$heen"})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    read = scim("GET", f"/Users/{told['id']}").json()
    assert read == told
    # A user is active unless said otherwise; a name in full and a reference may be added to what was sent.
    kept = _without_what_we_say(told)
    assert set(kept["schemas"]) == set(example["schemas"])
    for name, value in example.items():
        if name == ENTERPRISE:
            assert {key: kept[name][key] for key in value if key != "manager"} == {
                key: value[key] for key in value if key != "manager"
            }
            assert kept[name]["manager"]["value"] == value["manager"]["value"]
        elif name != "schemas":
            assert kept[name] == value, name


def test_the_group_of_the_rfc_has_its_members(scim: Call) -> None:
    one, two = make(scim, "babs@example.com"), make(scim, "mandy@example.com")
    members = [{"value": one["id"], "display": "Babs Jensen"}, {"value": two["id"], "display": "Mandy Pepperidge"}]
    answer = scim("POST", "/Groups", {"schemas": [GROUP], "displayName": "Tour Guides", "members": members})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["displayName"] == "Tour Guides"
    assert {member["value"] for member in told["members"]} == {one["id"], two["id"]}
    assert all(member["$ref"].endswith(f"/Users/{member['value']}") for member in told["members"])
    (group,) = scim("GET", f"/Users/{one['id']}").json()["groups"]
    assert (group["value"], group["display"]) == (told["id"], "Tour Guides")


#: RFC 7644, §3.4.2.2, figure 2, each with whom it finds.
FILTERS: list[tuple[str, set[str]]] = [
    ('userName eq "bjensen"', {"bjensen"}),
    ('''name.familyName co "O'Malley"''', {"jomalley"}),
    ('userName sw "J"', {"jomalley"}),
    (f'{USER}:userName sw "J"', {"jomalley"}),
    ("title pr", {"bjensen", "jomalley"}),
    ('meta.lastModified gt "2011-05-13T04:42:34Z"', {"bjensen", "jomalley", "intern"}),
    ('meta.lastModified ge "2011-05-13T04:42:34Z"', {"bjensen", "jomalley", "intern"}),
    ('meta.lastModified lt "2011-05-13T04:42:34Z"', set()),
    ('meta.lastModified le "2011-05-13T04:42:34Z"', set()),
    ('title pr and userType eq "Employee"', {"bjensen"}),
    ('title pr or userType eq "Intern"', {"bjensen", "jomalley", "intern"}),
    (f'schemas eq "{ENTERPRISE}"', {"bjensen"}),
    ('userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")', {"bjensen"}),
    ('userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")', {"intern"}),
    ('userType eq "Employee" and (emails.type eq "work")', {"bjensen"}),
    ('userType eq "Employee" and emails[type eq "work" and value co "@example.com"]', {"bjensen"}),
    ('emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
     {"bjensen", "intern"}),
]  # fmt: skip


def test_filters_of_the_rfc_find_whom_they_mean(scim: Call) -> None:
    scim("POST", "/Users", {
        **FULL, "schemas": [USER, ENTERPRISE], "userName": "bjensen", ENTERPRISE: OF_THE_ENTERPRISE,
    })  # fmt: skip
    make(
        scim, "jomalley", name={"familyName": "O'Malley"}, title="Vice President", userType="Contractor",
        emails=[{"type": "home", "value": "j@example.org"}],
    )  # fmt: skip
    make(scim, "intern", userType="Intern", ims=[{"type": "xmpp", "value": "i@foo.com"}])
    for filter, found in FILTERS:
        assert set(names(scim("GET", f"/Users?filter={quote(filter)}"))) == found, filter


def test_the_search_of_the_rfc_by_post_pages_and_names_attributes(scim: Call) -> None:
    for login in ("bjensen", "jsmith"):
        make(scim, login, displayName=f"{login.title()} Smith")
    answer = scim("POST", "/.search", {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "attributes": ["displayName", "userName"],
        "filter": 'displayName sw "jsmith"', "startIndex": 1, "count": 10,
    })  # fmt: skip
    told = answer.json()
    assert (answer.status_code, told["schemas"], told["totalResults"]) == (200, [LIST], 1)
    assert {*told["Resources"][0]} - {"schemas", "meta"} == {"id", "displayName", "userName"}


ADDRESS = {
    "type": "work", "streetAddress": "911 Universal City Plaza", "locality": "Hollywood", "region": "CA",
    "postalCode": "91608", "country": "US", "formatted": "911 Universal City Plaza\nHollywood, CA 91608 US",
    "primary": True,
}  # fmt: skip
MORE_MAIL = [{"value": "babs@jensen.org", "type": "home"}]


def test_patches_of_the_rfc_change_a_user(scim: Call) -> None:
    place = f"/Users/{scim('POST', '/Users', {**FULL, 'emails': FULL['emails'][:1]}).json()['id']}"

    def after(operation: dict[str, Any]) -> dict[str, Any]:
        answer = patch(scim, place, operation)
        assert answer.status_code == 200, (operation, answer.text)
        told: dict[str, Any] = answer.json()
        return told

    # §3.5.2.1: add, without a path.
    told = after({"op": "add", "value": {"emails": MORE_MAIL, "nickname": "Babsy"}})
    assert [one["value"] for one in told["emails"]] == ["bjensen@example.com", "babs@jensen.org"]
    assert told["nickName"] == "Babsy"
    # §3.5.2.3: replace: what a filter finds, one attribute of it, and without a path.
    told = after({"op": "replace", "path": 'addresses[type eq "work"]', "value": ADDRESS})
    assert [one["streetAddress"] for one in told["addresses"]] == ["911 Universal City Plaza", "456 Hollywood Blvd"]
    told = after({"op": "replace", "path": 'addresses[type eq "work"].streetAddress', "value": "1010 Broadway Ave"})
    assert [one["streetAddress"] for one in told["addresses"]] == ["1010 Broadway Ave", "456 Hollywood Blvd"]
    several = [{"value": "bjensen@example.com", "type": "work", "primary": True}, *MORE_MAIL]
    told = after({"op": "replace", "value": {"emails": several, "nickname": "Babs"}})
    assert (told["emails"], told["nickName"]) == (several, "Babs")
    # §3.5.2.2: remove, what a filter of two finds.
    told = after({"op": "remove", "path": 'emails[type eq "work" and value ew "example.com"]'})
    assert told["emails"] == MORE_MAIL


def test_patches_of_the_rfc_change_who_is_in_a_group(scim: Call) -> None:
    one, two = make(scim, "babs@example.com")["id"], make(scim, "james@example.com")["id"]
    place = f"/Groups/{scim('POST', '/Groups', {'schemas': [GROUP], 'displayName': 'Guides'}).json()['id']}"

    def members(*operations: dict[str, Any]) -> set[str]:
        answer = patch(scim, place, *operations)
        assert answer.status_code in {200, 204}, answer.text
        return {member["value"] for member in scim("GET", place).json().get("members", [])}

    added = {
        "op": "add",
        "path": "members",
        "value": [{"display": "Babs Jensen", "$ref": f"/Users/{one}", "value": one}],
    }
    assert members(added) == {one}
    exchanged = ({"op": "remove", "path": f'members[value eq "{one}"]'}, {
        "op": "add", "path": "members", "value": [{"display": "James Smith", "$ref": f"/Users/{two}", "value": two}],
    })  # fmt: skip
    assert members(*exchanged) == {two}
    both = [{"display": "Babs Jensen", "value": one}, {"display": "James Smith", "value": two}]
    assert members({"op": "replace", "path": "members", "value": both}) == {one, two}
    assert members({"op": "remove", "path": "members"}) == set()


def test_what_the_rfc_says_about_what_is_gone(scim: Call) -> None:
    """§3.6 and §3.12: a removed user is answered for no more, in the words of the protocol."""
    place = f"/Users/{make(scim, 'bjensen@example.com')['id']}"
    assert scim("DELETE", place).status_code == 204
    answer = scim("GET", place)
    assert (answer.status_code, answer.json()["status"]) == (404, "404")
    assert patch(scim, place, {"op": "replace", "path": "title", "value": "Guide"}).status_code == 404
