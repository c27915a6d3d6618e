"""The SCIM service as RFC 7643 and RFC 7644 have it, and as Entra ID and Okta use it. The people are made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from served import NOW, Served

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"

Call = Callable[..., Any]


@pytest.fixture
def scim(served: Served) -> Call:
    """Call the service with a token of its own: ``scim("POST", "/Users", {...})``."""
    from django.test import Client

    from drystone.directory import queries, tokens
    from drystone.shell import site

    viewer = queries.viewer_of(served.user("administrator"), site.program(), strong=True)
    secret = tokens.make(tokens.Wish("IdP", ["directory:scim"], service=True), viewer=viewer, at=NOW)
    client = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {secret}"})

    def call(method: str, path: str, told: Any = None, **headers: str) -> Any:
        body = "" if told is None else told if isinstance(told, str) else json.dumps(told)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.generic(method, f"/scim/v2{path}", body, content_type="application/scim+json", headers=more)

    return call


def user(login: str = "rosa.lind@fenwick.example", /, **more: Any) -> dict[str, Any]:
    return {"schemas": [USER], "userName": login, **more}


def make(scim: Call, login: str = "rosa.lind@fenwick.example", /, **more: Any) -> dict[str, Any]:
    answer = scim("POST", "/Users", user(login, **more))
    assert answer.status_code == 201, answer.text
    return answer.json()


def patch(scim: Call, path: str, *operations: dict[str, Any]) -> Any:
    return scim("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["userName"] for one in answer.json()["Resources"]]


# RFC 7644 §3.3: creating.


def test_a_made_user_has_an_id_a_place_and_a_version(scim: Call) -> None:
    answer = scim("POST", "/Users", user(externalId="rl", name={"givenName": "Rosa", "familyName": "Lind"}))
    told = answer.json()
    assert answer.status_code == 201
    assert answer["Content-Type"] == "application/scim+json"
    assert answer["Location"] == told["meta"]["location"] == f"http://127.0.0.1/scim/v2/Users/{told['id']}"
    assert answer["ETag"] == told["meta"]["version"] == 'W/"1"'
    assert told["meta"]["resourceType"] == "User"
    assert told["externalId"] == "rl"
    assert scim("GET", f"/Users/{told['id']}").json() == told


def test_a_user_name_is_taken_once_in_whatever_case(scim: Call) -> None:
    make(scim)
    again = scim("POST", "/Users", user("Rosa.Lind@Fenwick.example"))
    assert again.status_code == 409
    assert again.json() == {
        "schemas": [ERROR], "status": "409", "scimType": "uniqueness", "detail": "this userName is taken",
    }  # fmt: skip


def test_a_password_is_neither_kept_nor_told(scim: Call) -> None:
    from drystone.directory.models import ScimUser

    told = make(scim, password="t1meMa$heen")
    assert "password" not in told
    assert "t1meMa" not in json.dumps(list(ScimUser.objects.values()), default=str)
    assert names(scim("GET", '/Users?filter=password eq "t1meMa$heen"')) == []


def test_what_the_service_says_itself_is_left_out_of_what_is_sent(scim: Call) -> None:
    told = make(scim, id="mine", meta={"resourceType": "User"}, groups=[{"value": "x"}], nonsense=1)
    assert told["id"] != "mine"
    assert "groups" not in told
    assert "nonsense" not in told


NO_USERS = [
    ("{", "invalidSyntax"),
    ("[]", "invalidSyntax"),
    ('{"a": NaN}', "invalidSyntax"),
    ({"schemas": [USER]}, "invalidValue"),
    (user("x", active="perhaps"), "invalidValue"),
    (user("x", emails="x"), "invalidValue"),
    (user("a\0b"), "invalidSyntax"),
    ('{"schemas": ["' + USER + '"], "userName": "\\ud800"}', "invalidSyntax"),
    ("[" * 100_000, "invalidSyntax"),
]  # fmt: skip


def test_what_is_no_user_is_refused_in_the_protocols_words(scim: Call) -> None:
    for body, kind in NO_USERS:
        answer = scim("POST", "/Users", body)
        told = answer.json()
        assert (answer.status_code, told["schemas"], told["scimType"]) == (400, [ERROR], kind), str(body)[:200]


# RFC 7644 §3.4: reading and searching.


def test_searches_say_how_many_there_are_and_where_the_page_begins(scim: Call) -> None:
    for at in range(5):
        make(scim, f"person{at}@fenwick.example")
    told = scim("GET", "/Users?startIndex=2&count=2&sortBy=userName").json()
    assert told["schemas"] == [LIST]
    assert (told["totalResults"], told["startIndex"], told["itemsPerPage"]) == (5, 2, 2)
    assert [one["userName"] for one in told["Resources"]] == ["person1@fenwick.example", "person2@fenwick.example"]
    assert scim("GET", "/Users?count=0").json()["totalResults"] == 5
    assert scim("GET", "/Users?count=0").json()["Resources"] == []
    down = names(scim("GET", "/Users?sortBy=userName&sortOrder=descending&startIndex=-3"))
    assert down == sorted(down, reverse=True)


FILTERS = [
    ('userName eq "ANN@fenwick.example"', "a"),
    ('username Eq "ann@fenwick.example"', "a"),
    (f'{USER}:userName sw "b"', "b"),
    ('userName co "@fenwick"', "abc"),
    ('externalId eq "1"', "a"),
    ('externalId eq "X"', ""),
    ("active eq false", "b"),
    ("active eq true", "ac"),
    ("not (active eq false)", "ac"),
    ("title pr", "ac"),
    ('title pr and userName sw "a"', "a"),
    ('userName sw "a" or title eq "baker"', "ac"),
    ('name.familyName co "li"', "ab"),
    ('emails[type eq "work" and value co "@fenwick.example"]', "a"),
    ('emails.type eq "home"', "b"),
    ('emails co "home"', "b"),
    (f'{ENTERPRISE}:department eq "bakery"', "c"),
    (f'{ENTERPRISE}:manager.value eq "m1"', "c"),
    ('meta.lastModified ge "2026-06-01T00:00:00Z"', "abc"),
    ('meta.lastModified gt "2027-06-01T00:00:00Z"', ""),
    ('(userName sw "a" or userName sw "b") and active eq true', "a"),
    ('userName ne "ann@fenwick.example"', "bc"),
]  # fmt: skip


def test_filters_find_what_they_say(scim: Call) -> None:
    work = [{"type": "work", "value": "ann@fenwick.example"}]
    make(
        scim,
        "ann@fenwick.example",
        externalId="1",
        title="Clerk",
        active=True,
        name={"familyName": "Lind"},
        emails=work,
    )
    home = [{"type": "home", "value": "bo@home.example"}]
    make(scim, "bo@fenwick.example", active=False, name={"familyName": "Elias Li"}, emails=home)
    bakery = {"department": "Bakery", "manager": {"value": "m1"}}
    make(scim, "cy@fenwick.example", title="Baker", active=True, **{ENTERPRISE: bakery})
    for text, found in FILTERS:
        got = names(scim("GET", f"/Users?filter={quote(text)}"))
        assert "".join(sorted(name[0] for name in got)) == found, text


def test_a_search_over_all_kinds_gives_users_then_groups(scim: Call) -> None:
    for at in range(3):
        make(scim, f"p{at}@fenwick.example")
    scim("POST", "/Groups", {"schemas": [GROUP], "displayName": "Bakers"})
    pages = [scim("POST", "/.search", {"startIndex": start, "count": 2}).json() for start in (1, 3, 5)]
    assert {page["totalResults"] for page in pages} == {4}
    kinds = [[one["meta"]["resourceType"] for one in page["Resources"]] for page in pages]
    assert kinds == [["User", "User"], ["User", "Group"], []]
    only = scim("POST", "/.search", {"filter": 'displayName eq "bakers"'}).json()
    assert only["totalResults"] == 1


def test_a_search_by_body_finds_the_same(scim: Call) -> None:
    make(scim)
    asked = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": 'userName sw "rosa"'}
    assert names(scim("POST", "/Users/.search", {**asked, "attributes": ["userName"], "count": 10})) == [
        "rosa.lind@fenwick.example"
    ]


NO_SEARCHES = [
    ("filter=userName eq", "invalidFilter"),
    ("filter=nothing eq 1", "invalidFilter"),
    ("filter=active gt true", "invalidFilter"),
    (f"filter={'(' * 400}userName pr{')' * 400}", "invalidFilter"),
    ("sortBy=nothing", "invalidPath"),
    ("count=many", "invalidValue"),
    (f"count={'9' * 40}", "invalidValue"),
]  # fmt: skip


def test_what_cannot_be_searched_for_is_refused(scim: Call) -> None:
    for query, kind in NO_SEARCHES:
        answer = scim("GET", f"/Users?{query}")
        assert (answer.status_code, answer.json().get("scimType")) == (400, kind), query[:100]


def test_only_the_attributes_that_were_asked_for_come_back(scim: Call) -> None:
    told = make(scim, title="Baker", nickName="Ro")
    one = scim("GET", f"/Users/{told['id']}?attributes=userName").json()
    assert set(one) == {"schemas", "id", "userName"}
    other = scim("GET", f"/Users/{told['id']}?excludedAttributes=title,meta").json()
    assert set(other) == {"schemas", "id", "userName", "nickName"}


def test_what_has_not_changed_is_not_sent_again(scim: Call) -> None:
    told = make(scim)
    assert scim("GET", f"/Users/{told['id']}", if_none_match=told["meta"]["version"]).status_code == 304
    assert scim("GET", f"/Users/{told['id']}", if_none_match='W/"9"').status_code == 200


def test_nobody_by_that_id_is_not_found(scim: Call) -> None:
    for method in ("GET", "DELETE"):
        answer = scim(method, "/Users/nobody")
        assert (answer.status_code, answer.json()["status"]) == (404, "404")


# RFC 7644 §3.5: replacing and patching.


def test_a_replacement_takes_away_what_it_does_not_say(scim: Call) -> None:
    told = make(scim, title="Baker")
    answer = scim("PUT", f"/Users/{told['id']}", user("rosa@fenwick.example"), if_match=told["meta"]["version"])
    assert answer.status_code == 200
    assert "title" not in answer.json()
    assert answer["ETag"] == 'W/"2"'
    stale = scim("PUT", f"/Users/{told['id']}", user(), if_match=told["meta"]["version"])
    assert (stale.status_code, stale.json()["status"]) == (412, "412")


ROSA = {
    "name": {"givenName": "Rosa", "familyName": "Lind"},
    "emails": [
        {"type": "work", "value": "rosa.lind@fenwick.example", "primary": True},
        {"type": "home", "value": "r@home.example"},
    ],
}  # fmt: skip


PATCHES = [
    ({"op": "replace", "path": "title", "value": "Chef"}, ("title",), "Chef"),
    ({"op": "add", "path": "name.honorificPrefix", "value": "Dr"}, ("name", "honorificPrefix"), "Dr"),
    ({"op": "add", "value": {"nickName": "Ro", "title": "Chef"}}, ("nickName",), "Ro"),
    ({"op": "remove", "path": "name.givenName"}, ("name", "givenName"), None),
    ({"op": "remove", "path": 'emails[type eq "home"]'}, ("emails", 1), None),
    ({"op": "replace", "path": 'emails[type eq "work"].value', "value": "n@fenwick.example"}, ("emails", 0, "value"),
     "n@fenwick.example"),
    ({"op": "add", "path": "emails", "value": [{"type": "other", "value": "o@home.example"}]}, ("emails", 2, "value"),
     "o@home.example"),
    ({"op": "replace", "path": 'emails[value eq "r@home.example"].primary', "value": True},
     ("emails", 0, "primary"), False),
    # Entra ID: operations in capitals, truths as texts, the manager as a text, paths that are not there yet.
    ({"op": "Replace", "path": "active", "value": "False"}, ("active",), False),
    ({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "m7"}, (ENTERPRISE, "manager", "value"), "m7"),
    ({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": [{"$ref": "m7", "value": "m7"}]},
     (ENTERPRISE, "manager", "value"), "m7"),
    ({"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Bakery"}, (ENTERPRISE, "department"), "Bakery"),
    ({"op": "Add", "path": 'addresses[type eq "work"].locality', "value": "Lisbon"}, ("addresses", 0, "locality"),
     "Lisbon"),
    ({"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "1"}, ("phoneNumbers", 0, "type"),
     "mobile"),
    ({"op": "Replace", "value": {"name.givenName": "Rose", f"{ENTERPRISE}:department": "B"}}, ("name", "givenName"),
     "Rose"),
    # Okta: no path, and the whole object.
    ({"op": "replace", "value": {"active": False}}, ("active",), False),
    ({"op": "replace", "value": {"name": {"givenName": "Rosalind"}}}, ("name", "givenName"), "Rosalind"),
]  # fmt: skip


def test_patches_do_what_they_say(scim: Call) -> None:
    for operation, path, result in PATCHES:
        place = f"/Users/{make(scim, **ROSA)['id']}"
        answer = patch(scim, place, operation)
        assert answer.status_code == 200, (operation, answer.text)
        value: Any = answer.json()
        for step in path:
            value = value.get(step) if isinstance(value, dict) else value[step] if len(value) > step else None
        assert value == result, operation
        assert answer["ETag"] == 'W/"2"'
        assert scim("GET", place).json() == answer.json()
        scim("DELETE", place)


NO_PATCHES = [
    ({"op": "move", "path": "title"}, "invalidValue"),
    ({"op": "remove"}, "noTarget"),
    ({"op": "remove", "path": "userName"}, "mutability"),
    ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
    ({"op": "replace", "path": 'emails[type eq "x"', "value": "x"}, "invalidPath"),
    ({"op": "replace", "path": "active", "value": {"x": 1}}, "invalidValue"),
]  # fmt: skip


def test_a_patch_that_cannot_be_done_changes_nothing(scim: Call) -> None:
    told = make(scim, **ROSA)
    first = {"op": "replace", "path": "title", "value": "Chef"}
    for operation, kind in NO_PATCHES:
        answer = patch(scim, f"/Users/{told['id']}", first, operation)
        assert (answer.status_code, answer.json()["scimType"]) == (400, kind), operation
        assert scim("GET", f"/Users/{told['id']}").json() == told


def test_a_patch_that_changes_nothing_makes_no_new_version(scim: Call) -> None:
    told = make(scim, title="Baker")
    assert patch(scim, f"/Users/{told['id']}", {"op": "replace", "path": "title", "value": "Baker"})["ETag"] == 'W/"1"'


# Groups.


def test_groups_know_their_members_and_users_their_groups(scim: Call) -> None:
    one, two = make(scim, "a@fenwick.example"), make(scim, "b@fenwick.example")
    group = scim(
        "POST", "/Groups", {"schemas": [GROUP], "displayName": "Bakers", "members": [{"value": one["id"]}]}
    ).json()
    place = f"/Groups/{group['id']}"
    assert [member["value"] for member in group["members"]] == [one["id"]]
    assert scim("GET", f"/Users/{one['id']}").json()["groups"][0]["display"] == "Bakers"
    added = patch(scim, place, {"op": "Add", "path": "members", "value": [{"value": two["id"]}]})
    assert added.status_code == 204
    assert len(scim("GET", place).json()["members"]) == 2
    for query in (f'members eq "{two["id"]}"', f'members[value eq "{two["id"]}"]', 'displayName eq "bakers"'):
        assert scim("GET", f"/Groups?filter={query}&excludedAttributes=members").json()["totalResults"] == 1
    # Entra ID names whom to remove in the value, Okta in the path; Okta renames with the id in the value.
    patch(scim, place, {"op": "Remove", "path": "members", "value": [{"value": one["id"]}]})
    patch(scim, place, {"op": "remove", "path": f'members[value eq "{two["id"]}"]'})
    renamed = patch(
        scim, f"{place}?attributes=displayName", {"op": "replace", "value": {"id": group["id"], "displayName": "B"}}
    )
    assert renamed.json()["displayName"] == "B"
    assert "members" not in scim("GET", place).json()
    assert scim("DELETE", place).status_code == 204
    assert "groups" not in scim("GET", f"/Users/{one['id']}").json()


# RFC 7644 §4 and what is not done.


def test_the_service_says_what_it_can_do(scim: Call) -> None:
    told = scim("GET", "/ServiceProviderConfig").json()
    assert (told["patch"]["supported"], told["bulk"]["supported"], told["etag"]["supported"]) == (True, False, True)
    assert {one["id"] for one in scim("GET", "/ResourceTypes").json()["Resources"]} == {"User", "Group"}
    assert scim("GET", f"/Schemas/{ENTERPRISE}").json()["id"] == ENTERPRISE
    assert scim("GET", "/Schemas/nothing").status_code == 404
    assert scim("GET", "/Schemas?filter=x").status_code == 403
    assert scim("POST", "/Bulk", {}).status_code == 501
    refused = scim("DELETE", "/Users")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, POST")
    assert scim("GET", "/nothing").json()["schemas"] == [ERROR]


def test_more_than_a_request_may_hold_is_refused(scim: Call) -> None:
    assert scim("POST", "/Users", user("x" * 2_100_000)).status_code == 413


def test_a_name_that_no_index_of_postgresql_holds_is_refused(scim: Call) -> None:
    long = "x" * 601
    mail = {"emails": [{"value": f"{long}@fenwick.example"}]}
    for told in (user(long), user("a@fenwick.example", externalId=long), user("a@fenwick.example", **mail)):
        answer = scim("POST", "/Users", told)
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")


# What a push ends.


def test_who_may_not_enter_any_more_is_out_at_once_and_back_when_the_provider_says_so(
    served: Served, scim: Call
) -> None:
    from drystone.audit import queries as audit
    from drystone.directory.scim import ending

    person = served.person("employee")
    client, told = served.client("employee"), make(scim, person.email)
    assert client.get("/account/").status_code == 200
    patch(scim, f"/Users/{told['id']}", {"op": "Replace", "path": "active", "value": "False"})
    assert client.get("/account/").status_code == 302
    assert ending.is_closed(person.email.upper())
    assert [look.action for look in audit.about("person", person.person_id)] == ["sign-in-ended"]
    patch(scim, f"/Users/{told['id']}", {"op": "Replace", "path": "active", "value": "True"})
    assert client.get("/account/").status_code == 302, "the old session is gone for good"
    assert served.client("employee").get("/account/").status_code == 200


def test_a_removed_user_is_out_and_their_tokens_are_dead(served: Served, scim: Call) -> None:
    from drystone.directory import queries, tokens
    from drystone.directory.models import Token
    from drystone.shell import site

    viewer = queries.viewer_of(served.user("employee"), site.program(), strong=True)
    tokens.make(tokens.Wish("mine", ["me:read"]), viewer=viewer, at=NOW)
    client, told = served.client("employee"), make(scim, served.person("employee").email)
    assert scim("DELETE", f"/Users/{told['id']}").status_code == 204
    assert client.get("/account/").status_code == 302
    assert Token.objects.get(service=False).revoked_at == NOW


def test_whom_an_administrator_shut_out_no_push_lets_in(served: Served, scim: Call) -> None:
    from drystone.directory.models import User

    person = served.person("employee")
    served.user("employee")
    User.objects.filter(person_id=person.person_id).update(is_active=False)
    told = make(scim, person.email, active=False)
    patch(scim, f"/Users/{told['id']}", {"op": "replace", "path": "active", "value": True})
    assert not User.objects.get(person_id=person.person_id).is_active


def test_a_search_asks_the_state_the_same_number_of_times_however_many_there_are(scim: Call) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for part in range(2):
        for at in range(4):
            make(scim, f"p{part}-{at}@fenwick.example")
        for query in ("", '?filter=title pr or userName sw "p"'):
            with CaptureQueriesContext(connection) as told:
                assert scim("GET", f"/Users{query}").status_code == 200
            counts.append(len(told))
    assert counts[:2] == counts[2:]
