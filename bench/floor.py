"""What no program of this form can beat: the memory it must move, and the words it must combine.

``python -m bench.floor JSON``: ``{"world": FOLDER}`` gives what a world's program costs, counted and not timed;
``{"seconds": S}`` what this machine does a second, on one thread.

- Traffic: every code is read once, T and P of every measure are written once; over how fast memory is copied.
- Words: every distinct node is computed once on both rails, 64 subjects to a word; over how many words a second
  two bitmaps in cache are combined. An atom counts as one word, though making its bits takes more.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.synthetic import AS_OF
from twinwheel.matching.bits.program import AtomNode, Fixed, Join, NodeKind
from twinwheel.matching.plan import plan
from twinwheel.packs import read_pack

COPIED = 256 * 1024 * 1024  # bytes, far beyond any cache
IN_CACHE = (4_096, 8_192, 16_384, 32_768)  # words; the best size counts


def cost(world: Path) -> dict[str, float]:
    """Per subject: bytes of codes, bytes of answers, words combined. And how large the program is."""
    chosen = plan(read_pack(world / "pack"), "enterprise", AS_OF)
    program = chosen.program
    words = sum(map(_words, program.nodes)) + sum(2 * max(0, len(group) - 1) for group in chosen.roots)
    return {
        "code_bytes": sum(1 if each.top < 256 else 2 if each.top < 65_536 else 4 for each in program.columns),
        "answer_bytes": 2 * len(chosen.roots) / 8,
        "words": words / 64,
        "columns": len(program.columns),
        "nodes": len(program.nodes),
        "atoms": program.atoms,
    }


def _words(node: NodeKind) -> int:
    match node:
        case Join("choice"):
            return 8
        case Join("not"):
            return 2
        case Join(_, parts):
            return 2 * (len(parts) - 1)
        case Fixed():
            return 0
        case AtomNode():
            return 1
    raise AssertionError(node)


def machine(seconds: float) -> dict[str, float]:
    """Bytes copied a second, read and written both counted, and words combined a second in cache."""
    source = np.ones(COPIED // 8, np.uint64)
    target = np.zeros_like(source)
    copied = 2 * source.nbytes / best(lambda: np.copyto(target, source), seconds)
    combined = 0.0
    for size in IN_CACHE:
        a, b, c = (np.full(size, each, np.uint64) for each in (3, 5, 0))
        combined = max(combined, size / best(lambda a=a, b=b, c=c: np.bitwise_and(a, b, out=c), seconds / 4))
    return {"bytes_per_second": copied, "words_per_second": combined, "load": os.getloadavg()[0]}


def best(run: Callable[[], Any], seconds: float) -> float:
    """The least seconds a call took."""
    least, ends = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < ends:
        began = time.perf_counter()
        run()
        least = min(least, time.perf_counter() - began)
    return least


def main(text: str) -> None:
    asked = json.loads(text)
    print(json.dumps(cost(Path(asked["world"])) if "world" in asked else machine(asked["seconds"])))


if __name__ == "__main__":
    main(sys.argv[1])
