"""What the state keeps about people: every room's declarations, and the libraries' tables."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from django.apps import apps

from drystone.audit.personal import NOT_PERSONAL, Declared
from drystone.directory import personal as sign_in
from drystone.web.personal_lake import Field

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


def rooms() -> Iterator[tuple[str, dict[str, Declared]]]:
    """Yield every room of ours that has models, with what it declares."""
    for config in apps.get_app_configs():
        if config.name.startswith("drystone.") and any(True for _ in config.get_models()):
            yield config.name, importlib.import_module(f"{config.name}.personal").DECLARED


def safeguards() -> frozenset[str]:
    """Return what the installed rooms say that they do to keep people safe: ``SAFEGUARDS`` of their ``personal``.

    The drafts of the privacy pack promise each of these where it is, and nowhere else.
    """
    modules = (importlib.import_module(f"{name}.personal") for name, _declared in rooms())
    return frozenset(one for module in modules for one in getattr(module, "SAFEGUARDS", ()))


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
