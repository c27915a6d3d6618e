"""What our SCIM service serves and how strictly it reads: the RFC, and what Entra ID and Okta really send."""

from __future__ import annotations

from typing import Annotated, Any, cast

from pydantic import Field, model_validator
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Group,
    Patch,
    Reference,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    User,
)

#: Rows in one answer, and operations in one PATCH.
MOST_RESULTS, MOST_OPERATIONS = 500, 1_000


class Manager(ComplexAttribute):
    """Somebody's manager. Providers send the id alone, as a text, or in a list; the RFC has an object."""

    value: Annotated[str | None, CaseExact.true] = None
    """The id of the manager's own user."""

    ref: Reference[User] | None = Field(None, serialization_alias="$ref", validation_alias="$ref")  # type: ignore[type-arg]
    """The address of the manager's own user."""

    display_name: str | None = None
    """The manager's name."""

    @model_validator(mode="before")
    @classmethod
    def _as_object(cls, given: Any) -> Any:
        if isinstance(given, list) and len(given) == 1:
            given = given[0]
        return {"value": given} if isinstance(given, str) else given


class Enterprise(Extension):
    """The enterprise extension (RFC 7643 §4.3), with a manager that need not say where it lies."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: str | None = None
    cost_center: str | None = None
    organization: str | None = None
    division: str | None = None
    department: str | None = None
    manager: Manager | None = None


#: Leaves out what it does not know rather than refuse a push, and takes the paths that Entra ID sends.
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)

Account = cast("type[User[Any]]", User[Enterprise])
KINDS: dict[str, type[Resource[Any]]] = {"Users": Account, "Groups": Group}

CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=MOST_RESULTS),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="A token of a service with the scope directory:scim.",
            primary=True,
        )
    ],
)
PROVIDER = ScimProvider(
    models=[User, Enterprise, Group],
    resource_types=[ResourceType.from_resource(Account), ResourceType.from_resource(Group)],
    config=CONFIG,
    policy=POLICY,
)
