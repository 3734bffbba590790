"""Puts what was measured into the pages: no figure on them is typed by hand.

A page holds sections that begin with ``<!-- bench: NAME -->`` and end with ``<!-- end -->``. What stands between is
made from ``build/bench.json``; a section whose part has not been measured is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from bench import report, scale
from bench.curves import pictures
from bench.report import Results
from bench.web import report as web

PAGES = ("performance.md", "scale.md", "scale.zh.md")
SECTION = re.compile(r"(<!-- bench: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

Section = tuple[tuple[str, ...], Callable[[Results], str]]
SECTIONS: dict[str, Section] = {  # the parts that each is made from, and how
    "agreement": (("compare",), report.agreement),
    "compare": (("compare",), report.compared),
    "worlds": (("compare",), report.sizes),
    "growth-subjects": (("growth",), lambda found: report.grown(found, "subjects")),
    "growth-measures": (("growth",), lambda found: report.grown(found, "measures")),
    "floor": (("growth",), report.floor),
    "files": (("growth",), report.files),
    "steps": (("growth",), report.steps),
    "latency": (("latency",), report.latencies),
    "large": (("large",), report.large),
    "web": (("web",), web.written),
    **scale.SECTIONS,
}


class UnknownSection(Exception):
    """A page asks for what is not made."""


def write(docs: Path, results: Results) -> list[Path]:
    """Write all pages and pictures anew. Returns what was written."""
    written = []
    for name in PAGES:
        page = docs / name
        page.write_text(filled(page.read_text(encoding="utf-8"), results), encoding="utf-8")
        written.append(page)
    if "growth" in results:
        (docs / "images").mkdir(exist_ok=True)
        for name, svg in pictures(results["growth"]):
            (docs / "images" / name).write_text(svg, encoding="utf-8")
            written.append(docs / "images" / name)
    return written


def filled(text: str, results: Results) -> str:
    """A page with its sections made anew. Raises UnknownSection."""

    def made(found: re.Match[str]) -> str:
        begin, name, end = found.groups()
        if name not in SECTIONS:
            raise UnknownSection(f'there is no section "{name}"; there are {", ".join(SECTIONS)}')
        needs, make = SECTIONS[name]
        return f"{begin}{make(results)}\n{end}" if all(each in results for each in needs) else found.group()

    return SECTION.sub(made, text)
