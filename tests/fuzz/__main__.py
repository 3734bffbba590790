"""Runs a fuzz target until it finds something: ``python tests/fuzz expressions -max_total_time=600``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    import atheris

    here = Path(__file__).parent
    names = sorted(path.stem for path in here.glob("[a-z]*.py") if not path.stem.startswith("test_"))
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        sys.exit(f"which one? {', '.join(names)}")
    sys.path[:0] = [str(here), str(here.parent)]
    with atheris.instrument_imports(include=["twinwheel", *names]):
        target = import_module(sys.argv[1])
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
