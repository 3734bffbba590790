"""The cases of the kit, as they stand in the YAML files beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twinwheel.packs import Pack, read_pack
from twinwheel.packs.yaml12 import load

HERE = Path(__file__).parent


def entries() -> list[tuple[str, dict[str, Any]]]:
    """(name, entry) of all: an expression, and what it says of some subjects."""
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        document = load(path, path.name)
        assert not document.problems, document.problems
        found += [(f"{path.stem}: {each['name']}", each) for each in document.value]  # type: ignore[attr-defined]
    return found


def pack() -> Pack:
    """The vocabulary that the expressions use."""
    return read_pack(HERE / "pack")
