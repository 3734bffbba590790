"""What OCR read, kept beside the results under the hash of the file: a scan is read once.

A JSON file for each scanned document, in ``DIR/.scans``. It holds nothing that cannot be had again.
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twinwheel.errors import OutputError
from twinwheel.reading.model import Block, Box, Page, Source
from twinwheel.replacing import replacing

FOLDER = ".scans"
FORM = 1
"""Counts up when what is kept changes its form; older ones are then read anew."""


def kept(folder: Path, sha256: str, name: str) -> Source | None:
    """What was kept of this file, under the name it has now; None where there is nothing of use."""
    try:
        found = json.loads((folder / FOLDER / f"{sha256}.json").read_bytes())
        if found["form"] != FORM:
            return None
        return replace(_source(found), file=name)
    except (OSError, ValueError, KeyError, TypeError):  # damaged: read the scan again
        return None


def keep(folder: Path, source: Source) -> None:
    """Keep it. Where there is no room for it, the next run reads the scan again."""
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
        with replacing(folder / FOLDER / f"{source.sha256}.json") as path:
            path.write_text(json.dumps(_record(source), ensure_ascii=False), encoding="utf-8")
    except (OSError, OutputError):
        return


def _record(source: Source) -> dict[str, Any]:
    return {
        "form": FORM,
        "sha256": source.sha256,
        "kind": source.kind,
        "raw": source.raw,
        "blocks": [[b.start, b.end, b.page, b.box, b.size, b.role, b.level] for b in source.blocks],
        "pages": [[p.number, p.width, p.height, p.rules] for p in source.pages],
        "scores": _packed(source.scores),
        "across": _packed(source.across),
        "stated": source.stated,
        "ran": source.ran,
    }


def _source(found: dict[str, Any]) -> Source:
    return Source(
        file="",
        sha256=found["sha256"],
        kind=found["kind"],
        raw=found["raw"],
        blocks=tuple(
            Block(start, end, page, None if box is None else Box(*box), size, role, level)
            for start, end, page, box, size, role, level in found["blocks"]
        ),
        pages=tuple(
            Page(number, width, height, tuple(Box(*rule) for rule in rules))
            for number, width, height, rules in found["pages"]
        ),
        scores=_unpacked(found["scores"], (-1,)),
        across=_unpacked(found["across"], (-1, 2)),
        stated=found["stated"],
        ran=tuple(found["ran"]),
    )


def _packed(values: NDArray[np.float32] | None) -> str | None:
    return None if values is None else base64.b64encode(values.astype("<f4").tobytes()).decode()


def _unpacked(text: str | None, shape: tuple[int, ...]) -> NDArray[np.float32] | None:
    return None if text is None else np.frombuffer(base64.b64decode(text), dtype="<f4").reshape(shape)
