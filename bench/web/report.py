"""What was measured, beside what it had to keep to."""

from __future__ import annotations

from typing import Any

from bench.report import machine, table
from bench.web.asked import LEAST_RATE, MOST_MEMORY, MOST_WEIGHT, MOST_WITH_CHARTS

Results = dict[str, Any]
MISSED = " **missed**"


def written(results: Results) -> str:
    """The tables of the page."""
    part = results["web"]
    head = (
        f"{machine(results, 'web')}; {part['rows']:,} enterprises, {part['workers']} workers, {part['requests']:,} requests"
        f" a page one after another; load {part['load']:.1f} when it began. Milliseconds are those the server spent; on"
        " loopback, with the way there and back, in brackets. The first is the slowest of a worker that had not yet served the page."
    )
    rows = [_line(each) for each in part["pages"]]
    headings = ("page", "p50 ms", "p99 ms", "target", "first ms", "queries", "kB", "kB with all it loads")
    return "\n\n".join([head, table(headings, rows), table(("measured", "found", "target"), _whole(part))])


def _line(each: dict[str, Any]) -> list[str]:
    return [
        each["title"],
        f"{each['p50']:.1f} ({each['way_p50']:.1f})",
        f"{each['p99']:.1f} ({each['way_p99']:.1f})",
        _target(each),
        f"{each['first']:,.0f}",
        str(each["queries"]),
        f"{each['page_bytes'] / 1000:,.1f}",
        "" if each["all_bytes"] is None else f"{each['all_bytes'] / 1000:,.0f}",
    ]


def _target(each: dict[str, Any]) -> str:
    wanted = [
        f"{name} < {each['most'][name]:.0f}" for name in ("p50", "p99") if each["most"][name] is not None
    ]
    return ", ".join(wanted) + (MISSED if any(key in ("p50", "p99") for key in missed_of(each)) else "")


def _whole(part: Results) -> list[list[str]]:
    missed = missed_of_all(part)
    lines = [
        (
            "rate",
            f"requests a second of the page of a measure, {part['connections']} connections",
            f"{part['rate']:,.0f}",
            f"≥ {LEAST_RATE:.0f}",
        ),
        (
            "memory",
            "MB of the largest worker, all it holds",
            f"{part['memory']['rss']:,.0f}",
            f"< {MOST_MEMORY:.0f}",
        ),
        ("", "MB of it that are not shared with the others", f"{part['memory']['pss']:,.0f}", ""),
        (
            "weight",
            "kB of the heaviest page without charts",
            f"{_heaviest(part, charts=False) / 1000:,.0f}",
            f"< {MOST_WEIGHT / 1000:.0f}",
        ),
        (
            "charts",
            "kB of the heaviest page with charts",
            f"{_heaviest(part, charts=True) / 1000:,.0f}",
            f"< {MOST_WITH_CHARTS / 1000:.0f}",
        ),
    ]
    return [[title, found, target + (MISSED if key in missed else "")] for key, title, found, target in lines]


def _heaviest(part: Results, *, charts: bool) -> int:
    return max((each["all_bytes"] or 0 for each in part["pages"] if each["charts"] == charts), default=0)


def missed_of(each: dict[str, Any]) -> list[str]:
    """Which of its own targets a page misses."""
    return [name for name, most in each["most"].items() if most is not None and each[name] >= most]


def missed_of_all(part: Results) -> set[str]:
    """Which targets of the whole are missed."""
    found = {
        "rate": part["rate"] < LEAST_RATE,
        "memory": part["memory"]["rss"] >= MOST_MEMORY,
        "weight": _heaviest(part, charts=False) >= MOST_WEIGHT,
        "charts": _heaviest(part, charts=True) >= MOST_WITH_CHARTS,
    }
    return {name for name, is_missed in found.items() if is_missed}


def all_missed(part: Results) -> list[str]:
    """Every target that is missed, in words for the terminal."""
    pages = [f"{each['title']}: {name}" for each in part["pages"] for name in missed_of(each)]
    return pages + sorted(missed_of_all(part))
