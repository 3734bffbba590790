"""The word lists beside this code, read once, when they are first wanted."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def table(name: str) -> dict[str, Any]:
    """The YAML file ``NAME.yaml`` of this folder."""
    text = files("twinwheel.reading.drafts").joinpath(f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@cache
def listed(name: str) -> list[Any]:
    """The same of a file that holds a list, as its order counts."""
    text = files("twinwheel.reading.drafts").joinpath(f"{name}.yaml").read_text("utf-8")
    found: list[Any] = yaml.safe_load(text)
    return found
