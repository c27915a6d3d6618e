"""Every field of what acts without a browser is declared, and old tokens really go."""

from __future__ import annotations

import datetime as dt

from served import NOW, Served


def test_every_field_of_tokens_and_of_what_is_pushed_is_declared(served: Served) -> None:
    from drystone.directory import models
    from drystone.directory.personal_of_programs import DECLARED

    kept = (models.Token, models.ScimUser, models.ScimKey, models.ScimGroup, models.ScimMember, models.ScimEnding)
    names = {f"{model.__name__}.{field.name}" for model in kept for field in model._meta.concrete_fields}
    assert names | {"User.epoch"} == set(DECLARED)


def test_tokens_that_ended_a_year_ago_are_deleted(served: Served) -> None:
    from drystone.directory import queries, tokens
    from drystone.directory.models import Token
    from drystone.shell import site

    viewer = queries.viewer_of(served.user("employee"), site.program(), strong=True)
    for name, days in (("short", 1), ("long", 365)):
        tokens.make(tokens.Wish(name, ["me:read"], days), viewer=viewer, at=NOW)
    assert tokens.forget(now=NOW + dt.timedelta(days=300)) == 0
    assert tokens.forget(now=NOW + dt.timedelta(days=370)) == 1
    assert [token.name for token in Token.objects.all()] == ["long"]
