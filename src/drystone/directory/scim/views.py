"""The endpoints of the SCIM service under ``/scim/v2``."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, cast

from django.db import transaction
from django.http import HttpResponse
from scim2_models import (
    Context,
    Error,
    ForbiddenException,
    InvalidValueException,
    ListResponse,
    NotFoundException,
    NotImplementedException,
    PatchOp,
    Resource,
    ResponseParameters,
    SearchRequest,
    TooManyException,
)

from drystone.directory.scim import answers, finding, storing
from drystone.directory.scim.ending import Act
from drystone.directory.scim.schema import CONFIG, KINDS, MOST_OPERATIONS, POLICY, PROVIDER
from drystone.shell.viewer import Request

#: The service says these itself; what a client sends there is left out, as RFC 7643 §7 has it (readOnly).
_OURS = {"id", "meta", "groups"}


def listed(request: Request, *, kind: str) -> HttpResponse:
    """Answer a search by address (RFC 7644 §3.4.2)."""
    asked = {name: values[-1] for name, values in request.GET.lists()}
    return _found(request, kind, asked, Context.RESOURCE_QUERY_RESPONSE)


def searched(request: Request, *, kind: str) -> HttpResponse:
    """Answer a search by body (RFC 7644 §3.4.3)."""
    return _found(request, kind, answers.read(request), Context.SEARCH_RESPONSE)


def searched_all(request: Request) -> HttpResponse:
    """Answer a search over users, then groups, by body."""
    return _found(request, "", answers.read(request), Context.SEARCH_RESPONSE)


def _found(request: Request, kind: str, told: dict[str, Any], context: Context) -> HttpResponse:
    """Search in one kind, or in all where none is named; an attribute that a kind does not have fits none of it."""
    finding.guard(str(told.get("filter") or ""))
    _bounded(told)
    model: Any = KINDS[kind] if kind else reduce(or_, KINDS.values())
    search: Any = SearchRequest.__class_getitem__(model)
    asked = search.model_validate({name: value for name, value in told.items() if name != "cursor"}, scim_policy=POLICY)
    found = finding.search_in([kind] if kind else list(KINDS), asked, _base(request))
    answer = ListResponse.__class_getitem__(model)(
        total_results=found.total,
        start_index=found.start,
        items_per_page=len(found.resources),
        resources=found.resources,
    )
    return answers.body(answer.model_dump(scim_ctx=context, response_parameters=asked))


def _bounded(told: dict[str, Any]) -> None:
    for name, value in told.items():
        digits = isinstance(value, str | int) and str(value).lstrip("-")
        if name.lower() in {"startindex", "count"} and digits and len(digits) > 9:
            raise InvalidValueException(detail=f"{name} is no number of rows")


def created(request: Request, *, kind: str) -> HttpResponse:
    """Make a resource (RFC 7644 §3.3)."""
    told = _without_ours(answers.read(request))
    resource = KINDS[kind].model_validate(told, scim_ctx=Context.RESOURCE_CREATION_REQUEST, scim_policy=POLICY)
    parameters = _parameters(request, kind)
    row = storing.create(kind, resource, _act(request))
    return _one(request, kind, row, parameters, status=201)


def read(request: Request, *, kind: str, scim_id: str) -> HttpResponse:
    """Answer with a resource (RFC 7644 §3.4.1), or that it has not changed (§3.14)."""
    parameters = _parameters(request, kind)
    row = storing.table(kind).objects.filter(pk=scim_id).first()
    if row is None:
        raise _unknown(scim_id)
    known = request.headers.get("If-None-Match", "")
    if known and storing.fits(known, row.version):
        made = HttpResponse(status=304)
        made.headers["ETag"] = storing.etag(row.version)
        return made
    return _one(request, kind, row, parameters)


def replaced(request: Request, *, kind: str, scim_id: str) -> HttpResponse:
    """Put a resource in the place of another (RFC 7644 §3.5.1)."""
    told = _without_ours(answers.read(request))
    resource = KINDS[kind].model_validate(told, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST, scim_policy=POLICY)
    parameters = _parameters(request, kind)
    with transaction.atomic():
        row = _locked(request, kind, scim_id)
        before = storing.load(kind, [row], _base(request))[0].resource
        if resource.replace(before):
            storing.change(kind, row, resource, _act(request))
    return _one(request, kind, row, parameters)


def patched(request: Request, *, kind: str, scim_id: str) -> HttpResponse:
    """Change parts of a resource (RFC 7644 §3.5.2). A group is answered with nothing, unless attributes are asked."""
    told = answers.read(request)
    operations = next((value for name, value in told.items() if name.lower() == "operations"), None)
    if isinstance(operations, list):
        if len(operations) > MOST_OPERATIONS:
            raise TooManyException(detail=f"at most {MOST_OPERATIONS} operations at once")
        _forgive(operations, scim_id)
    patch = PatchOp.__class_getitem__(KINDS[kind]).model_validate(
        told, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=POLICY
    )
    parameters = _parameters(request, kind)
    with transaction.atomic():
        row = _locked(request, kind, scim_id)
        resource = storing.load(kind, [row], _base(request))[0].resource
        if patch.patch(resource, scim_policy=POLICY):
            storing.change(kind, row, resource, _act(request))
    if kind == "Groups" and not parameters.attributes:
        made = HttpResponse(status=204)
        made.headers["ETag"] = storing.etag(row.version)
        return made
    return _one(request, kind, row, parameters)


def removed(request: Request, *, kind: str, scim_id: str) -> HttpResponse:
    """Remove a resource (RFC 7644 §3.6)."""
    with transaction.atomic():
        storing.remove(kind, _locked(request, kind, scim_id), _act(request))
    return HttpResponse(status=204)


def config(request: Request) -> HttpResponse:
    """Say what the service can do."""
    meta = {"resourceType": "ServiceProviderConfig", "location": f"{_base(request)}/ServiceProviderConfig"}
    return answers.body(CONFIG.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE) | {"meta": meta})


def resource_types(request: Request, *, name: str = "") -> HttpResponse:
    """Say which kinds of resources there are, or describe one."""
    return _described(request, "ResourceType", {str(one.name): one for one in PROVIDER.resource_types}, name)


def schemas(request: Request, *, name: str = "") -> HttpResponse:
    """Describe the attributes of every schema, or of one."""
    return _described(request, "Schema", {str(one.id): one for one in PROVIDER.schemas}, name)


def unsupported(_request: Request, **_arguments: Any) -> HttpResponse:
    """Refuse what the service does not do (RFC 7644 §3.7 bulk, §3.11 /Me)."""
    raise NotImplementedException(detail="this service does not do that; see /ServiceProviderConfig")


def missing(_request: Request, **_arguments: Any) -> HttpResponse:
    """Say that there is no such address."""
    return answers.error(Error(status=404, detail="there is no such address; see /ResourceTypes"))


def _described(request: Request, kind: str, known: dict[str, Resource[Any]], name: str) -> HttpResponse:
    if "filter" in request.GET:
        # RFC 7644 §4: the descriptions of a service are not searched.
        raise ForbiddenException(detail="these are not searched; ask for all")
    told = {
        key: one.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
        | {"meta": {"resourceType": kind, "location": f"{_base(request)}/{kind}s/{key}"}}
        for key, one in known.items()
    }
    if name:
        found = next((one for key, one in told.items() if key.lower() == name.lower()), None)
        return answers.body(found) if found else answers.error(Error(status=404, detail="there is none of that name"))
    counts = {"totalResults": len(told), "startIndex": 1, "itemsPerPage": len(told)}
    return answers.body({"schemas": [str(ListResponse.__schema__)], **counts, "Resources": list(told.values())})


def _without_ours(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name.lower() not in _OURS}


def _forgive(operations: list[Any], scim_id: str) -> None:
    """Leave out the resource's own id among the values of a PATCH without a path, as Okta sends it for groups."""
    for operation in operations:
        value = operation.get("value") if isinstance(operation, dict) else None
        if isinstance(value, dict) and not operation.get("path"):
            for name in [key for key in value if key.lower() == "id" and value[key] == scim_id]:
                del value[name]


def _parameters(request: Request, kind: str) -> ResponseParameters[Any]:
    told = {name: request.GET[name] for name in ("attributes", "excludedAttributes") if request.GET.get(name)}
    model: Any = ResponseParameters.__class_getitem__(KINDS[kind])
    return cast("ResponseParameters[Any]", model.model_validate(told, scim_policy=POLICY))


def _locked(request: Request, kind: str, scim_id: str) -> storing.Row:
    row = storing.locked(kind, scim_id, request.headers.get("If-Match", ""))
    if row is None:
        raise _unknown(scim_id)
    return row


def _unknown(scim_id: str) -> NotFoundException:
    return NotFoundException(detail=f"there is no resource {scim_id[:80]}")


def _one(
    request: Request, kind: str, row: storing.Row, parameters: ResponseParameters[Any], *, status: int = 200
) -> HttpResponse:
    served = storing.load(kind, [row], _base(request))[0]
    told = served.resource.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=parameters)
    made = answers.body(told, status=status)
    made.headers["ETag"] = storing.etag(served.version)
    made.headers["Location"] = f"{_base(request)}/{kind}/{row.scim_id}"
    return made


def _base(request: Request) -> str:
    return request.build_absolute_uri("/scim/v2")


def _act(request: Request) -> Act:
    return Act(request.viewer.actor, request.now)
