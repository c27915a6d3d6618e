"""The table of who may open this room's pages holds, and every field it keeps of people is declared."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from access import directory as table
from served import KINDS, Served


def test_the_table_of_access_holds_for_every_route_and_kind_of_person(served: Served) -> None:
    from drystone.directory.urls import urlpatterns

    assert {f"directory:{pattern.name}" for pattern in urlpatterns} == set(table.TABLE)
    wrong = []
    arguments = {name: make(served) for name, make in table.ARGUMENTS.items()}
    for kind in KINDS:
        for name, statuses in table.TABLE.items():
            client = served.client(kind)
            path = reverse(name, kwargs=arguments.get(name))
            answer = client.post(path, table.POSTS[name]) if name in table.POSTS else client.get(path)
            if answer.status_code != statuses[kind]:
                wrong.append((kind, name, answer.status_code, statuses[kind]))
    assert wrong == []


def test_nothing_of_the_library_is_mounted(served: Served) -> None:
    for name in ("account_login", "account_signup", "mfa_index", "socialaccount_connections", "usersessions_list"):
        try:
            reverse(name)
        except NoReverseMatch:
            continue
        raise AssertionError(f"{name} is mounted")


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
