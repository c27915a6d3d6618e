"""Every field of this room's and the decisions' models is declared, for the privacy pack."""

from __future__ import annotations

from typing import Any


def test_every_field_is_declared_and_nothing_else(sqlite_state: Any) -> None:
    from django.apps import apps

    from drystone.decisions import personal as of_decisions
    from drystone.gaps import personal as of_gaps

    for label, declared in (("gaps", of_gaps.DECLARED), ("decisions", of_decisions.DECLARED)):
        fields = {
            f"{model.__name__}.{field.name}"
            for model in apps.get_app_config(label).get_models()
            for field in model._meta.concrete_fields
        }
        assert set(declared) == fields
