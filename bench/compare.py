"""The tables: in each of three worlds all contenders must agree, then each is timed in turn, round after round."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import synthetic
from bench.contenders import CONTENDERS, Entry
from bench.process import agreeing, call, installed, say, work
from bench.synthetic import Size

PACK = Path(__file__).resolve().parent.parent / "packs" / "beijing-sti"
SECONDS = 2.0  # a contender runs this long per round


def run(folder: Path, large: Size, small: Size, rounds: int) -> dict[str, Any]:
    """Answers of all, and their times unless ``rounds`` is 0. Raises Failed where two differ."""
    entries = list(installed(CONTENDERS))
    worlds = {name: folder / name for name in ("large", "small", "real")}
    say(
        f"writing {large.rows:,} subjects × {large.measures} measures, {small.rows:,} subjects, and the real packs"
    )
    for name, size in (("large", large), ("small", small)):
        call("bench.world", {"folder": str(worlds[name]), "size": asdict(size)})
    real = {"pack": str(PACK), "rows": small.rows, "seed": small.seed}
    call("bench.world", {"folder": str(worlds["real"]), "real": real})
    say(f"asking {', '.join(each.id for each in entries)}")
    found = work(entries, worlds, check=True, seconds=0)
    agreeing(entries, found)
    rows = {"large": large.rows, "small": small.rows, "real": small.rows}
    for each in entries:
        found[each.id] |= {"pairs": rows[each.world] * found[each.id]["measures"], "rounds": []}
    for number in range(1, rounds + 1):
        for each in entries:
            say(f"round {number}: {each.label}")
            found[each.id]["rounds"].append(_timed(each, worlds))
    return {"rows": rows, "uses": _uses(large), "found": found}


def _timed(entry: Entry, worlds: dict[str, Path]) -> dict[str, Any]:
    found: dict[str, Any] = work([entry], worlds, check=False, seconds=SECONDS)[entry.id]
    return found


def _uses(size: Size) -> dict[str, int]:
    """How often the invented measures ask something, and how many different things."""
    asked = [
        atom
        for measure in synthetic.measures(size.measures, size.seed)
        for criterion in measure.criteria
        for atom in synthetic.atoms(criterion)
    ]
    fields = {name for atom in asked for name in (atom.field, atom.over) if name}
    return {"uses": len(asked), "distinct": len(set(asked)), "fields": len(fields)}
