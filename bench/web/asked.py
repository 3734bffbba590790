"""What is asked of the portal, and what each page must keep to."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench.process import ROOT

PACK = ROOT / "packs" / "beijing-sti"
ROWS = 20_000
WORKERS = 4
MEASURE, NUMBER = "nat-hnte-2016", "rd-ratio.threshold[2]"
"""The slider that is moved: the one of the bench of ``try``."""
SEED = 7


@dataclass(frozen=True)
class Page:
    """One page, or one kind of page: ``paths`` are asked in turn. ``who`` signs in first; None: a visitor.

    ``p50``, ``p99``: most milliseconds of the server. ``charts``: it loads the drawing library.
    """

    name: str
    title: str
    paths: Sequence[str]
    who: str | None = None
    p50: float | None = None
    p99: float | None = None
    htmx: bool = False
    charts: bool = False


LEAST_RATE = 300.0
"""Requests a second of the page of a measure."""
MOST_MEMORY = 350.0
"""MB of a worker."""
MOST_WEIGHT, MOST_WITH_CHARTS = 300_000, 900_000
"""Bytes a page sends to a browser that has been nowhere yet."""


def pages() -> tuple[Page, ...]:
    """The pages of the table, in its order."""
    from twinwheel.packs import read_pack

    pack = read_pack(PACK)
    words = two_characters([spec.title.zh for spec in pack.measures.values()])
    values = [f"{3 + step / 50:.2f}" for step in range(250)]
    slider = f"/sandbox/{MEASURE}/?{quote(NUMBER)}="
    return (
        Page("home", "home", ["/"]),
        Page("library", "library of measures", ["/policies/"], p50=30, p99=120),
        Page(
            "search", "search for two characters", [f"/policies/?q={quote(each)}" for each in words], p99=60
        ),
        Page("measure", "a measure", [f"/policies/{id}/" for id in pack.measures]),
        Page("get", "what I can get", ["/mine/get/"], "enterprise-manager", p99=100),
        Page("trying", "sandbox, as it opens", [f"/sandbox/{MEASURE}/"], "zone-analyst", charts=True),
        Page(
            "slider",
            "sandbox, slider moved",
            [f"{slider}{each}%25" for each in values],
            "zone-analyst",
            p99=150,
            htmx=True,
        ),
    )


def two_characters(titles: Sequence[str], number: int = 60) -> list[str]:
    """Some pairs of Chinese characters that stand beside each other in titles."""
    pairs = {
        title[at : at + 2]
        for title in titles
        for at in range(len(title) - 1)
        if all("\u4e00" <= each <= "\u9fff" for each in title[at : at + 2])
    }
    return random.Random(SEED).sample(sorted(pairs), min(number, len(pairs)))


def environment(data: Path) -> dict[str, str]:
    """The settings of the portal that is measured: those of the demo, with the log of a real one."""
    return {
        "TWINWHEEL_PACK": str(PACK),
        "TWINWHEEL_DATA": str(data),
        "TWINWHEEL_DEMO": "yes",
        "TWINWHEEL_HTTPS": "no",
        "TWINWHEEL_LOG": "json",
        "TWINWHEEL_LOG_LEVEL": "info",
    }
