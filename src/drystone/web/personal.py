"""What is kept about people, all of it: every room's declarations, the libraries' tables, and the lake's."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps

from drystone.audit.personal import NOT_PERSONAL, Declared
from drystone.directory import personal as sign_in
from drystone.program.vocabulary import TABLES

_SIGN_IN = "Lets somebody sign in, and nobody else as them."
_OWN = "the person themselves"
_USER = "until the sign-in is removed: privacy.keep_leavers after somebody left"

#: The tables of the libraries that we use, by model and field.
LIBRARIES: dict[str, Declared] = {
    **dict.fromkeys(
        ("Permission.id", "Permission.name", "Permission.content_type", "Permission.codename"), NOT_PERSONAL
    ),
    **dict.fromkeys(("Group.id", "Group.name"), NOT_PERSONAL),
    **dict.fromkeys(("ContentType.id", "ContentType.app_label", "ContentType.model"), NOT_PERSONAL),
    "Session.session_key": NOT_PERSONAL,
    "Session.expire_date": NOT_PERSONAL,
    "EmailAddress.id": NOT_PERSONAL,
    "EmailAddress.user": Declared("whose address it is", _SIGN_IN, _OWN, _USER),
    "EmailAddress.email": Declared("an address", _SIGN_IN, _OWN, _USER),
    "EmailAddress.verified": Declared("that the address is theirs", _SIGN_IN, _OWN, _USER),
    "EmailAddress.primary": NOT_PERSONAL,
    **{f"EmailConfirmation.{name}": NOT_PERSONAL for name in ("id", "created", "sent", "key")},
    "EmailConfirmation.email_address": Declared("that an address is being confirmed", _SIGN_IN, "nobody", "3 days"),
    **{f"{name}.id": NOT_PERSONAL for name in ("Authenticator", "SocialAccount", "UserSession")},
    **{
        f"SocialApp.{name}": NOT_PERSONAL
        for name in ("id", "provider", "provider_id", "name", "client_id", "secret", "key", "settings")
    },
    **{f"SocialToken.{name}": NOT_PERSONAL for name in ("id", "app", "account", "token", "token_secret", "expires_at")},
    **sign_in.OF_LIBRARIES,
}

_LAKE_KEEP = "lake.keep_days after a newer run; the source itself is not ours to delete"
_LETTERS = "the person; those with a letter (R, A, C, I) on the thing"
_WORK = "Says whose a thing is, so that what has to be done reaches the one who can do it."
_FACTS = "Shows whether what the activity asks for is done."

#: The lake's tables that say something of people; the others hold knowledge about the world.
LAKE: dict[str, Declared] = {
    "person": Declared(
        "who they are at work, and their manager", _WORK, "the person; those who work with them by name", _LAKE_KEEP
    ),
    "alias": Declared("earlier and other addresses", "Joins a person's records.", "the person", _LAKE_KEEP),
    "account": Declared("their logins and when they were last used", _FACTS, _LETTERS, _LAKE_KEEP),
    "device": Declared("their machines, and how these are set up", _FACTS, _LETTERS, _LAKE_KEEP),
    "screening": Declared(
        "that a check of background was done and until when, never its result",
        "Shows whether those who need one have one.",
        "the person; HR",
        _LAKE_KEEP,
    ),
    "training": Declared("which course was done, and when", _FACTS, "the person; those who answer for it", _LAKE_KEEP),
    "claim": Declared("evidence of what is whose", _WORK, _LETTERS, _LAKE_KEEP),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field or table with what was declared of it; ``where`` is state or lake."""

    where: str
    table: str
    field: str
    said: Declared


def rooms() -> Iterator[tuple[str, dict[str, Declared]]]:
    """Yield every room of ours that has models, with what it declares."""
    for config in apps.get_app_configs():
        if config.name.startswith("drystone.") and any(True for _ in config.get_models()):
            yield config.name, importlib.import_module(f"{config.name}.personal").DECLARED


def state() -> list[Field]:
    """Return every field of every table of the state that is about a person. Raises KeyError for an undeclared one."""
    declared = dict(rooms())
    found = []
    for config in apps.get_app_configs():
        said = declared.get(config.name, LIBRARIES)
        for model in config.get_models():
            for field in model._meta.concrete_fields:
                found.append(Field("state", model.__name__, field.name, said[f"{model.__name__}.{field.name}"]))
    return [one for one in found if one.said is not NOT_PERSONAL]


def lake() -> list[Field]:
    """Return every column of the lake's tables that say something of people."""
    return [
        Field("lake", name, column.name, LAKE.get(name, _ABOUT_THINGS))
        for name, table in TABLES.items()
        for column in table.columns
        if name in LAKE or column.refers == "person"
    ]


#: Tables about things name people only as their owners, leads or sponsors.
_ABOUT_THINGS = Declared("whose the thing is", _WORK, _LETTERS, _LAKE_KEEP)
