"""How long one waits for one thing: a subject, a change of one, a measure, a threshold. ``moments`` measures it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.compare import PACK
from bench.process import call, say
from bench.synthetic import Size

FEW = 20_000  # subjects where there are many measures


def run(folder: Path, large: Size, counts: tuple[int, ...], *, seconds: float) -> dict[str, Any]:
    """``large`` is where measures change; subjects change there and under every other count of measures."""
    worlds = []
    for count in counts:
        size = large if count == large.measures else Size(min(FEW, large.rows), count, large.seed)
        world = folder / str(count)
        say(f"latencies: {size.rows:,} subjects × {size.measures:,} measures")
        call("bench.world", {"folder": str(world), "size": asdict(size)})
        worlds.append(str(world))
    real = folder / "real"
    say(f"latencies: {large.rows:,} enterprises for {PACK.name}")
    asked = {"pack": str(PACK), "rows": large.rows, "seed": large.seed, "only": "enterprise"}
    call("bench.world", {"folder": str(real), "real": asked})
    asked = {"worlds": worlds, "real": str(real), "seconds": seconds}
    found: dict[str, Any] = call("bench.moments", asked)
    return found
