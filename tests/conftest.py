"""What all tests share. No test needs the network or reads the clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
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


@pytest.fixture(scope="session", autouse=True)
def what_a_file_of_a_pack_says_is_parsed_once() -> Iterator[None]:
    """The tests read the real packs, and copies of them, hundreds of times. The same bytes of the same name hold the same."""
    from twinwheel.packs import reader, yaml12

    known: dict[tuple[bytes, str], yaml12.Document] = {}

    def load(path: Path, shown: str) -> yaml12.Document:
        plain = path.is_file() and not path.is_symlink() and path.stat().st_size <= yaml12.MAX_BYTES
        if not plain or not os.access(path, os.R_OK):
            return yaml12.load(path, shown)  # which refuses it, and must not be preceded by reading it here
        key = path.read_bytes(), shown
        if key not in known:
            known[key] = yaml12.load(path, shown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "load", load)
        yield


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
