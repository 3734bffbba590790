"""The shortest things one waits for: ``python -m bench.moments JSON``, ``{"worlds": [FOLDER, ...], "real": FOLDER, "seconds": S}``.

The first world is where measures change. Every moment is timed over and over with other subjects, other measures, other
thresholds each time, so that nothing is found where the last run left it; the best and the median are told.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from bench import synthetic
from bench.contenders.twinwheel import kept
from bench.synthetic import AS_OF, size_of
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.subject import Subject
from twinwheel.criteria.values import from_row
from twinwheel.matching.bits.bitmaps import BACK_ENDS, bitmaps
from twinwheel.matching.plan import candidate, plan
from twinwheel.matching.sandbox.proposal import propose
from twinwheel.matching.sandbox.sandbox import Sandbox
from twinwheel.matching.standing.standing import Standing
from twinwheel.matching.standing.vector import Vector
from twinwheel.packs import read_pack
from twinwheel.packs.model import MeasureSpec
from twinwheel.registers import open_register

SUBJECTS = 1_000
MOVED = "nat-hnte-2016/rd-ratio.threshold"
Moment = tuple[str, str, Callable[[], object]]  # an id, what it is, and what is run


def main(text: str) -> None:
    asked = json.loads(text)
    worlds = [Path(each) for each in asked["worlds"]]
    back_ends = [each for each in BACK_ENDS if each == "numpy" or find_spec(each)]
    found = []
    for world in worlds:
        for back_end in back_ends:
            moments = [*_subjects(world, back_end)]
            if world is worlds[0]:
                moments += _measures(world, back_end)
            for id, what, run in moments:
                found.append({"id": id, "what": f"{what}, {back_end}", **timed(run, asked["seconds"])})
    for id, what, run in _sandbox(Path(asked["real"])):
        found.append({"id": id, "what": what, **timed(run, asked["seconds"])})
    print(json.dumps({"found": found, "load": os.getloadavg()[0]}))


def timed(run: Callable[[], object], seconds: float) -> dict[str, Any]:
    began = time.perf_counter()
    run()  # compiles, and reads what is read once
    first = time.perf_counter() - began
    taken: list[float] = []
    ends = time.perf_counter() + seconds
    while len(taken) < 5 or time.perf_counter() < ends:
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return {"first": first, "best": min(taken), "median": median(taken), "runs": len(taken)}


def subjects_of(world: Path) -> list[Subject]:
    chosen, _ = kept(world)
    batch = next(pq.ParquetFile(world / "register.parquet").iter_batches(SUBJECTS))
    return [from_row(chosen.pack.vocabulary, each) for each in batch.to_pylist()]


def _standing(world: Path, back_end: str) -> Standing:
    chosen, codes = kept(world)

    def source(fields: frozenset[str]) -> Batch:
        table = pq.read_table(world / "register.parquet", columns=sorted(fields))
        return Batch(table.combine_chunks().to_batches()[0])

    made = bitmaps(chosen.program, chosen.roots, codes, back_end=back_end)
    return Standing(chosen, codes, source, made, back_end=back_end)


def _subjects(world: Path, back_end: str) -> Iterator[Moment]:
    chosen, codes = kept(world)
    size, subjects = size_of(world), cycle(subjects_of(world))
    vector = Vector(chosen, back_end)
    yield (
        "subject",
        f"one subject × {size.measures:,} measures, all verdicts",
        lambda: vector.decide(next(subjects)),
    )
    standing, rows = _standing(world, back_end), cycle(range(0, codes.rows, 7))
    what = f"one changed subject of {size.rows:,}, {size.measures:,} measures brought up to date"
    yield "changed-subject", what, lambda: standing.change_subject(next(rows), next(subjects))


def _measures(world: Path, back_end: str) -> Iterator[Moment]:
    chosen, codes = kept(world)
    size, standing = size_of(world), _standing(world, back_end)
    lowering = chosen.pack.lowering(AS_OF)
    id = chosen.candidates[0].id
    others = cycle(each.spec for each in chosen.candidates[1:])
    thresholds = _thresholds(world)
    yield (
        "changed-measure",
        f"one changed measure over {size.rows:,} subjects",
        lambda: standing.change_measure(candidate(id, next(others), lowering)),
    )

    def moved() -> object:
        spec = next(thresholds)
        return standing.change_measure(candidate(spec.id, spec, lowering))

    yield "threshold", f"one new threshold over {size.rows:,} subjects", moved
    yield (
        "all",
        f"all {size.measures:,} measures over {size.rows:,} subjects, for comparison",
        lambda: bitmaps(chosen.program, chosen.roots, codes, back_end=back_end),
    )


def _numbers(world: Path) -> tuple[str, str, int]:
    """A measure that asks for a number at least, the criterion, and the number."""
    size = size_of(world)
    for measure in synthetic.measures(size.measures, size.seed):
        for position, each in enumerate(measure.criteria, 1):
            if isinstance(each, synthetic.Atom) and each.kind == "at_least":
                return measure.id, f"c-{position}", each.value
    raise LookupError("no measure asks for a number")


def _thresholds(world: Path) -> Iterator[MeasureSpec]:
    """A measure with another threshold each time, one that no measure has."""
    chosen, _ = kept(world)
    id, criterion, value = _numbers(world)
    spec = chosen.pack.measures[id]
    for step in cycle(range(1, 1_000_000)):
        criteria = [
            each.model_copy(
                update={"when": each.when.replace(f">= {value}", f">= {value + step / 1000:.3f}")}
            )
            if each.id == criterion and each.when
            else each
            for each in spec.criteria
        ]
        yield spec.model_copy(update={"criteria": criteria})


def _sandbox(world: Path) -> Iterator[Moment]:
    told = json.loads((world / "real.json").read_text())
    pack = read_pack(Path(told["pack"]))
    register = open_register(pack, world / "enterprise.parquet")
    sandbox = Sandbox(plan(pack, register.subject, AS_OF), register)
    steps = cycle(range(30_000, 60_000, 7))

    def moved() -> object:
        return sandbox.effects(propose(pack, AS_OF, [f"{MOVED}=0.0{next(steps)}"]))

    what = f"`try`: `{MOVED}` moved over {told['rows']:,} enterprises, who wins, who loses, what it costs"
    yield "try", what, moved


if __name__ == "__main__":
    main(sys.argv[1])
