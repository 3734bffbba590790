"""The tables that ``python -m bench`` prints. Ratios are what carries over to another machine; they come first."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.contenders import CONTENDERS, Entry

Found = dict[str, dict[str, Any]]
WORLDS = {
    "large": "{rows:,} subjects × {measures} invented measures",
    "small": "{rows:,} subjects × {measures} invented measures",
    "real": "{rows:,} subjects of each type × {measures} measures of the real packs",
}


def agreement(found: Found, rows: int, small: int) -> str:
    """One line for each world, once all have answered alike."""
    lines = []
    for world, entries in _worlds(found):
        first = found[entries[0].id]
        title = WORLDS[world].format(rows=rows if world == "large" else small, measures=first["measures"])
        met, unknown = (100 * first[each] / first["pairs"] for each in ("met", "unknown"))
        lines.append(f"{title}: {len(entries)} agree on all {first['pairs']:,} answers")
        lines.append(f"  met {met:.2f} %, unknown {unknown:.2f} %, SHA-1 of the T and P bits {first['sha1']}")
    return "\n".join(lines)


def table(found: Found, asked: dict[str, Any]) -> str:
    """All worlds, best of all runs; ``x`` is how many times as long as the first line of its world."""
    loads = [each["load"] for one in found.values() for each in one["rounds"]]
    lines = [
        "",
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {_processor()};"
        f" load {min(loads):.1f} to {max(loads):.1f}, {len(next(iter(found.values()))['rounds'])} rounds, best run",
    ]
    for world, entries in _worlds(found):
        first = found[entries[0].id]
        title = WORLDS[world].format(rows=asked[world]["rows"], measures=first["measures"])
        lines += [
            "",
            f"{title:<76}{'x wall':>8}{'x CPU':>8}{'wall s':>9}{'CPU s':>9}{'M pairs/s':>11}{'peak MB':>9}",
        ]
        wall0, cpu0, _ = _best(first)
        for entry in entries:
            one = found[entry.id]
            wall, cpu, peak = _best(one)
            label = f"  {entry.label} ({one['version']})"
            rate = one["pairs"] / wall / 1e6
            lines.append(
                f"{label:<76}{wall / wall0:>8.2f}{cpu / cpu0:>8.2f}{wall:>9.3f}{cpu:>9.3f}{rate:>11,.1f}{peak:>9,.0f}"
            )
    return "\n".join(lines)


def _worlds(found: Found) -> Iterator[tuple[str, list[Entry]]]:
    for world in WORLDS:
        yield world, [each for each in CONTENDERS if each.world == world and each.id in found]


def _best(one: dict[str, Any]) -> tuple[float, float, float]:
    """Least wall and CPU seconds over all runs, and the most memory."""
    rounds = one["rounds"]
    return (
        min(min(r["wall"]) for r in rounds),
        min(min(r["cpu"]) for r in rounds),
        max(r["peak_mb"] for r in rounds),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()
