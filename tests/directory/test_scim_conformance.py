"""An independent checker of SCIM servers finds nothing to mend."""

from __future__ import annotations

import pytest

from served import NOW, Served


def test_the_checker_of_servers_finds_nothing_to_mend(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.wsgi import get_wsgi_application
    from scim2_client.engines.wsgi import WSGISCIMClient
    from scim2_tester import Status, check_server

    from drystone.directory import allowances, queries, tokens
    from drystone.shell import site

    monkeypatch.setattr(allowances, "TOKENS", allowances.Allowances(free=100_000))
    viewer = queries.viewer_of(served.user("administrator"), site.program(), strong=True)
    secret = tokens.make(tokens.Wish("checker", ["directory:scim"], service=True), viewer=viewer, at=NOW)
    client = WSGISCIMClient(
        get_wsgi_application(), base_url="http://127.0.0.1/scim/v2", headers={"Authorization": f"Bearer {secret}"}
    )
    _delete_once(monkeypatch)
    results = check_server(client)
    bad = [one for one in results if one.status not in {Status.SUCCESS, Status.SKIPPED, Status.ACCEPTABLE}]
    assert len(results) > 30
    assert not bad, "\n".join(f"{one.title}: {one.status} {one.reason}" for one in bad)


def _delete_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each check the checker deletes again all that earlier checks made; what is deleted may be forgotten."""
    from scim2_tester.utils import ResourceManager

    tidy = ResourceManager.cleanup

    def once(self: ResourceManager) -> None:
        tidy(self)
        self.resources.clear()

    monkeypatch.setattr(ResourceManager, "cleanup", once)
