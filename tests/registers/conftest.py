"""The small pack that the register tests share, and a way to write what they read."""

from __future__ import annotations

from pathlib import Path

import pytest

from twinwheel.packs import Pack, read_pack


@pytest.fixture(scope="session")
def pack(root: Path) -> Pack:
    return read_pack(root / "tests" / "data" / "registers" / "pack")


@pytest.fixture(scope="session")
def real_pack(root: Path) -> Pack:
    return read_pack(root / "packs" / "beijing-sti")
