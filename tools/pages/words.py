"""What the pages share: tables, and the docstrings that stand under module constants."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from types import ModuleType


def made(source: str, title: str) -> list[str]:
    """The head of a page."""
    return [f"<!-- Made by `make docs` from {source}. Change it there. -->", "", f"# {title}", ""]


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table, and an empty line."""
    lines = [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]
    lines += [f"| {' | '.join(cell(each) for each in row)} |" for row in rows]
    return [*lines, ""]


def cell(value: object) -> str:
    """Text that stays in its cell: no line break, no bar that is not its own."""
    return " ".join(str(value).split()).replace("|", "\\|").replace("``", "`")


def first_lines(thing: object) -> str:
    """The first paragraph of a docstring."""
    return prose((inspect.getdoc(thing) or "").split("\n\n")[0])


def prose(text: str) -> str:
    """A docstring as Markdown."""
    return re.sub(r":(?:func|class):`([^`]+)`", r"`\1`", text).replace("``", "`")


def constants(module: ModuleType) -> dict[str, str]:
    """The docstring under each constant of a module, by its name."""
    body = ast.parse(inspect.getsource(module)).body
    found: dict[str, str] = {}
    for here, below in pairwise(body):
        if not (isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)):
            continue
        targets = here.targets if isinstance(here, ast.Assign) else [getattr(here, "target", None)]
        for target in targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            for name in names:
                if isinstance(name, ast.Name):
                    found[name.id] = " ".join(str(below.value.value).split())
    return found
