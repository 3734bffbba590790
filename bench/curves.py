"""The pictures of growth: what is drawn from ``build/bench.json``, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.picture import GREY, Line, Panel, Point, chart
from bench.report import floors, in_files

LINES = {  # contender: colour, marker. Colours that the colour-blind can tell (Okabe and Ito).
    "numpy": ("#0072b2", "circle"),
    "numba-1": ("#56b4e9", "triangle"),
    "numba-2": ("#009e73", "diamond"),
    "polars": ("#d55e00", "square"),
    "duckdb": ("#aa4499", "down"),
}
WORDS = {
    "en": {
        "numpy": "Twinwheel, NumPy",
        "numba-1": "numba, 1 thread",
        "numba-2": "numba, 2 threads",
        "polars": "Polars, 2 threads",
        "duckdb": "DuckDB, 2 threads",
        "traffic": "floor: traffic",
        "words": "floor: words",
        "first": "first run",
        "again": "codes kept",
        "subjects": "subjects",
        "measures": "measures",
        "seconds": "seconds",
        "rate": "million pairs a second",
        "over subjects": "{0:,} measures",
        "over measures": "{0:,} subjects",
        "growth": "Time and rate of matching over more {0}, both axes logarithmic",
        "files": "Seconds from files to decisions.parquet, both axes logarithmic",
        "from files": "files to decisions, {0}",
    },
    "zh": {
        "numpy": "Twinwheel，NumPy",
        "numba-1": "numba，1 线程",
        "numba-2": "numba，2 线程",
        "polars": "Polars，2 线程",
        "duckdb": "DuckDB，2 线程",
        "traffic": "下限：内存搬运",
        "words": "下限：字运算",
        "first": "首次运行",
        "again": "编码已留存",
        "subjects": "对象数",
        "measures": "措施数",
        "seconds": "秒",
        "rate": "每秒百万对",
        "over subjects": "{0:,} 项措施",
        "over measures": "{0:,} 个对象",
        "growth": "匹配用时与速率随{0}的增长，两轴均为对数",
        "files": "从文件到 decisions.parquet 的秒数，两轴均为对数",
        "from files": "从文件到结论，{0}",
    },
}


def pictures(growth: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name of the file and SVG."""
    for lang, words in WORDS.items():
        suffix = "" if lang == "en" else f".{lang}"
        for over in ("subjects", "measures"):
            yield f"bench-{over}{suffix}.svg", _growth(growth, over, words)
        if in_files(growth):
            yield f"bench-files{suffix}.svg", _files(growth, words)


def _growth(growth: dict[str, Any], over: str, words: dict[str, str]) -> str:
    points = growth[over]
    key, other = ("rows", "measures") if over == "subjects" else ("measures", "rows")
    fixed = words[f"over {over}"].format(points[0][other])
    panels = []
    for y in ("seconds", "rate"):

        def value(point: dict[str, Any], taken: float, y: str = y) -> Point:
            return point[key], taken if y == "seconds" else point["rows"] * point["measures"] / taken / 1e6

        lines = [
            Line(
                words[id],
                [value(each, min(each["found"][id]["wall"])) for each in points if id in each["found"]],
                *style,
            )
            for id, style in LINES.items()
        ]
        lows = [floors(each["cost"], each["rows"], growth["floor"]) for each in points]
        lines += [
            Line(
                words[name],
                [value(each, low[i]) for each, low in zip(points, lows, strict=True)],
                GREY,
                dashed=True,
            )
            for i, name in enumerate(("traffic", "words"))
        ]
        panels.append(Panel(fixed, words[over], words[y], lines))
    return chart(panels, words["growth"].format(words[over]))


def _files(growth: dict[str, Any], words: dict[str, str]) -> str:
    panels = []
    for over, key, other in (("subjects", "rows", "measures"), ("measures", "measures", "rows")):
        points = [each for each in growth[over] if "files" in each]
        lines = [
            Line(words[run], [(each[key], each["files"][run]["wall"]) for each in points], *LINES[style])
            for run, style in (("first", "numpy"), ("again", "numba-2"))
        ]
        title = words["from files"].format(words[f"over {over}"].format(growth[over][0][other]))
        panels.append(Panel(title, words[over], words["seconds"], lines))
    return chart(panels, words["files"])
