"""Print what the tests cover, one line a room, with the file that needs a test most."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import coverage


def main() -> int:
    data = coverage.Coverage()
    data.load()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "coverage.json"
        data.json_report(outfile=str(out))
        files = json.loads(out.read_text())["files"]

    rooms: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for path, report in files.items():
        package, *inside = Path(path).relative_to("src").parts
        web = "web: " if package == "twinwheel_web" else ""
        room = web + (inside[0] if len(inside) > 1 else "(root)")
        summary = report["summary"]
        rooms[room].append((summary["missing_lines"], summary["num_statements"], inside[-1]))

    print(f"\n{'what the tests cover':22}{'lines':>7}{'covered':>9}   most lines untested")
    every = [file for room in rooms.values() for file in room]
    for room, listed in [*sorted(rooms.items()), ("all", every)]:
        missing, lines = sum(m for m, _, _ in listed), sum(n for _, n, _ in listed)
        worst = max(listed)
        note = f"{worst[2]} ({worst[0]})" if worst[0] and room != "all" else ""
        print(f"{room:22}{lines:7}{1 - missing / max(lines, 1):9.0%}   {note}".rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
