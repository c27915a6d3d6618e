"""The organisation as the walks of tests/access find it."""

from __future__ import annotations

from access.conftest import arranged

__all__ = ["arranged"]  # A fixture.
