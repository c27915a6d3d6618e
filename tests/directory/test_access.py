"""The table of who may open this room's pages holds, and every field it keeps of people is declared."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from served import Served


def _mounted(name: str) -> bool:
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False


def test_nothing_of_the_library_is_mounted(served: Served) -> None:
    library = ("account_login", "account_signup", "mfa_index", "socialaccount_connections", "usersessions_list")
    assert _mounted("directory:sign-in"), "what is mounted is found"
    assert [name for name in library if _mounted(name)] == []


def test_every_field_is_declared(served: Served) -> None:
    from django.apps import apps

    from drystone.directory.personal import DECLARED, OF_LIBRARIES

    fields = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("directory").get_models()
        for field in model._meta.concrete_fields
    }
    assert set(DECLARED) == fields
    for key in OF_LIBRARIES:
        name, field = key.split(".")
        model = next(model for model in apps.get_models() if model.__name__ == name)
        model._meta.get_field(field)
