"""Writes a world that contenders are timed on: an invented one, or the real packs, from a seed.

``python -m bench.world JSON``: ``{"folder": F, "size": SIZE}`` or ``{"folder": F, "real": {"pack": P, "rows": N, "seed": S}}``, with ``"only"`` for one type of subject.
An invented world is a folder with ``pack/``, ``register.parquet`` and ``size.json``, the real one has a register
for each type of subject.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench import synthetic
from bench.synthetic import Size
from twinwheel.packs import read_pack
from twinwheel.registers import canonical
from twinwheel.registers.sample import write_sample

BATCH = 131_072


def write(folder: Path, size: Size) -> None:
    """The pack in YAML, as its reader wants it; the register as Twinwheel keeps it, which any engine reads."""
    folder.mkdir(parents=True)
    _write_pack(folder / "pack", synthetic.measures(size.measures, size.seed))
    pack = read_pack(folder / "pack")
    batches = _batches(size)
    first = next(batches)
    with canonical.writer(folder / "register.parquet", first.schema, pack, "enterprise") as out:
        out.write_batch(first)
        for batch in batches:
            out.write_batch(batch)
    (folder / "size.json").write_text(json.dumps(asdict(size)))


def write_real(folder: Path, pack: str, rows: int, seed: int, only: str = "") -> None:
    """A register of synthetic subjects for each type that a real pack has measures for, or for one type."""
    found = read_pack(Path(pack))
    folder.mkdir(parents=True)
    for subject in found.subjects:
        if found.in_force(subject, synthetic.AS_OF) and only in ("", subject):
            path = folder / f"{subject}.parquet"
            write_sample(found, path, rows, subject=subject, seed=seed, as_of=synthetic.AS_OF)
    (folder / "real.json").write_text(json.dumps({"pack": str(Path(pack).resolve()), "rows": rows}))


# --- the pack -------------------------------------------------------------------------------


def _write_pack(folder: Path, measures: list[synthetic.Measure]) -> None:
    def file(path: str, content: object) -> None:
        """JSON is YAML."""
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(content, ensure_ascii=False, default=str), encoding="utf-8")

    def both(text: str) -> dict[str, str]:
        return {"zh": text, "en": text}

    def field(name: str, **more: str) -> dict[str, object]:
        return {"en": name, "question": both(name), **more}

    fields = {
        **{name: field(name, type="number", unit="万元") for name in synthetic.NUMBERS},
        **{name: field(name, type="date") for name in synthetic.DATES},
        **{name: field(name, type="bool") for name in synthetic.FLAGS},
        **{name: field(name, type="text") for name in synthetic.TEXTS},
    }
    file("pack.yaml", {
        "id": "synthetic", "title": both("synthetic"), "description": both("invented measures to be timed"),
        "version": "1", "reviewed": synthetic.AS_OF,
    })  # fmt: skip
    file("subjects.yaml", {"enterprise": {"label": both("enterprise"), "key": "subject_id"}})
    file("fields/all.yaml", {"title": both("all"), "subjects": ["enterprise"], "fields": fields})
    for measure in measures:
        criteria = [
            {"id": f"c-{i}", "label": both(f"criterion {i}"), "when": synthetic.written(each, synthetic.sql)}
            for i, each in enumerate(measure.criteria, 1)
        ]
        source = {"document": "invented", "date": None, "confidence": "C"}
        file(f"measures/{measure.id}.yaml", {
            "id": measure.id, "title": both(measure.id), "theme": "invented", "level": "invented", "issuer": ["nobody"],
            "subject": "enterprise", "valid": {"from": "2000-01-01"}, "source": source, "criteria": criteria,
            "benefit": [{"kind": "other", "title": both("nothing")}],
        })  # fmt: skip


# --- the register ---------------------------------------------------------------------------


def _batches(size: Size) -> Iterator[pa.RecordBatch]:
    """Each batch from its own seed, so that a million rows need no more memory than one batch."""
    for start in range(0, size.rows, BATCH):
        rows = min(BATCH, size.rows - start)
        columns = dict(_columns(rows, np.random.default_rng([size.seed, start])))
        ids = pa.array([f"S{start + i:08}" for i in range(rows)])
        yield pa.RecordBatch.from_pydict({"subject_id": ids, **columns})


def _columns(rows: int, rng: np.random.Generator) -> Iterator[tuple[str, pa.Array]]:
    def nulls() -> np.ndarray:
        return rng.random(rows) < synthetic.NULLS

    for name in synthetic.NUMBERS:
        values = np.round(10 ** rng.uniform(0, 4, rows), 1)  # as likely from 1 to 10 as from 1,000 to 10,000
        if name in synthetic.DIVISORS:
            values[rng.random(rows) < synthetic.ZERO_DIVISORS] = 0
        yield name, pa.array(values, mask=nulls())
    first, last = np.datetime64(synthetic.FIRST_DAY), np.datetime64(synthetic.AS_OF)
    for name in synthetic.DATES:
        days = first + rng.integers(0, (last - first).astype(int) + 1, rows)
        yield name, pa.array(days, pa.date32(), mask=nulls())
    for name in synthetic.FLAGS:
        yield name, pa.array(rng.random(rows) < 0.5, mask=nulls())
    for name, domain in synthetic.TEXTS.items():
        codes = pa.array(rng.integers(0, len(domain), rows), pa.int32(), mask=nulls())
        yield name, pa.array(domain).take(codes)


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    if "real" in asked:
        write_real(Path(asked["folder"]), **asked["real"])
    else:
        write(Path(asked["folder"]), Size(**asked["size"]))
