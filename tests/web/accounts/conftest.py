"""What several tests of accounts need."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from typing import Any

import pytest

import twinwheel_web.settings


@pytest.fixture
def settings_of(monkeypatch) -> Callable[..., dict[str, Any]]:
    """The portal's own settings as they are with variables an operator sets: ``settings_of(HTTPS="yes")["SECURE_HSTS_SECONDS"]``."""

    def made(**variables: str) -> dict[str, Any]:
        for name, value in variables.items():
            monkeypatch.setenv(f"TWINWHEEL_{name}", value)
        return runpy.run_path(twinwheel_web.settings.__file__)

    return made
