"""Write ``docs/reference`` from the code, so that the two cannot drift (`make docs`).

A page is a function that returns Markdown; ``PAGES`` names the file it becomes. ``--check`` writes
nothing and fails if a page on disk is not what the code says; a test runs it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from twinwheel import errors

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "<!-- Made by `make docs` from {}. Change it there. -->\n\n"


def error_classes(
    base: type[errors.TwinwheelError] = errors.TwinwheelError,
) -> Iterator[type[errors.TwinwheelError]]:
    """Every error a caller can meet, parents first."""
    for child in base.__subclasses__():
        if not child.__name__.startswith("_"):
            yield child
        yield from error_classes(child)


def errors_page() -> str:
    tree = inspect.getdoc(errors) or ""
    drawn = "\n".join(line[4:] for line in tree.splitlines() if line.startswith("    "))
    rows = [
        f"| `{e.code}` | `{e.__name__}` | {e.title} {(inspect.getdoc(e) or '').split(chr(10))[0]} | {e.exit_code} |"
        for e in error_classes()
    ]
    return "\n".join(
        [
            MADE.format("src/twinwheel/errors.py") + "# Errors",
            "",
            "All errors raised on purpose come from one tree. Each says what is wrong, where, and what to do:",
            "",
            "```text",
            drawn,
            "```",
            "",
            "The code is what `--json` prints and what to search for. The exit code is that of the command line.",
            "",
            "| code | class | means | exit |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


PAGES: dict[str, Callable[[], str]] = {
    "errors.md": errors_page,
}


def stale() -> list[str]:
    """Names of the pages that are missing or not what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != page()
    ]


def main() -> int:
    if "--check" in sys.argv:
        for name in stale():
            print(f"docs/reference/{name} is not what the code says: run make docs", file=sys.stderr)
        return bool(stale())
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
