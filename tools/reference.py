"""Write ``docs/reference`` from the code, so that the two cannot drift (`make docs`).

A page is a function that returns Markdown, one module of ``tools/pages`` each; ``PAGES`` names the file it
becomes. ``--check`` writes nothing and fails if a page on disk is not what the code says; a test runs it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pages import (
    command_line,
    errors,
    files,
    functions,
    json_output,
    lint,
    pack_format,
    reading,
    registers,
    settings,
)

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"

PAGES: dict[str, Callable[[], str]] = {
    "command-line.md": command_line.page,
    "errors.md": errors.page,
    "files.md": files.page,
    "functions.md": functions.page,
    "json.md": json_output.page,
    "lint.md": lint.page,
    "document.schema.json": reading.schema,
    "pack-format.md": pack_format.page,
    "reading.md": reading.page,
    "registers.md": registers.page,
    "settings.md": settings.page,
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
