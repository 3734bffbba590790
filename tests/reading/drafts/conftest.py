"""A pack, and drafts made with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twinwheel.packs import Pack, read_pack
from twinwheel.reading.drafts import Drafted, draft, of_text
from twinwheel.reading.text import MappedText

DATA = Path(__file__).parent / "data"
Draft = Callable[[str], Drafted]


@pytest.fixture(scope="session")
def pack(root: Path) -> Pack:
    return read_pack(root / "packs" / "beijing-sti")


@pytest.fixture(scope="session")
def drafts(pack: Pack) -> Draft:
    """Drafts from a text as it stands, without the stages before."""
    return lambda text: draft(of_text(MappedText.of(text)), pack, sha256="0" * 64)


@pytest.fixture(scope="session")
def file() -> Callable[[str], str]:
    return lambda name: (DATA / name).read_text(encoding="utf-8")
