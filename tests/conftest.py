"""What all tests share. No test needs the network or reads the clock."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# The suite gives the same answer every time. HYPOTHESIS_PROFILE=explore looks further, at random.
settings.register_profile(
    "fixed", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """The engines are tested in an environment without Django; there nobody else knows this setting."""
    if find_spec("pytest_django") is None:
        parser.addini("DJANGO_SETTINGS_MODULE", "the settings of the portal's tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: two processes then end at about the same time."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project, where packs/ and docs/ lie."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The source documents and facts that lie beside the project, or in TWINWHEEL_SHARED."""
    folder = Path(os.environ.get("TWINWHEEL_SHARED") or ROOT.parent / "shared")
    if not (folder / "facts" / "measures.yaml").is_file():
        pytest.skip(f"needs the source facts: no facts/measures.yaml in {folder} (set TWINWHEEL_SHARED)")
    return folder
