"""The API does what its description says, whatever it is sent: no crash, no answer that was not declared."""

from __future__ import annotations

from typing import Any

import pytest

from served import NOW, Served


@pytest.fixture
def secret(served: Served, monkeypatch: pytest.MonkeyPatch) -> str:
    """A token with every scope, of somebody with every power."""
    from drystone.directory import allowances, queries, tokens
    from drystone.directory.models import Grant
    from drystone.shell import site
    from drystone.shell.viewer import PRIVILEGED

    monkeypatch.setattr(allowances, "TOKENS", allowances.Allowances(free=1_000_000))
    user = served.user("editor")
    for power in PRIVILEGED:
        Grant.objects.create(user=user, power=power, granted_by="test", granted_at=NOW)
    viewer = queries.viewer_of(user, site.program(), strong=True)
    return tokens.make(tokens.Wish("schemathesis", tokens.offered(viewer)), viewer=viewer, at=NOW)


def test_no_operation_crashes_or_answers_what_is_not_declared(secret: str) -> None:
    import schemathesis
    from django.core.wsgi import get_wsgi_application
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    application: Any = get_wsgi_application()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    quick = settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @quick
        @given(case=operation.as_strategy())
        def call(case: Any) -> None:
            headers = {"Authorization": f"Bearer {secret}"}
            # A schema cannot say which cursors were given out, nor that names need a reason.
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        call()
        tried += 1
    assert tried >= 70
