"""From what was measured to what does not fit here: sixty million subjects, ten thousand measures.

Seconds of the command are taken to be ``a + b × measures + subjects × (c + d × measures)``: something to start, something
to read a measure, a subject, and to decide a pair. The four are fitted to the end-to-end runs of the growth part, relative
errors weighing alike. How far the formula is off is said beside it: on the points it was fitted to, and on the largest
run, which it never saw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.report import Results, in_files, rate, seconds, table, times

RUNS = ("first", "again")
ASKED = ((1_000_000, 200), (10_000_000, 2_000), (60_000_000, 2_000), (60_000_000, 10_000))
NODES, CORES = 10, 16  # the cluster of the arithmetic
SLACK = 2.0  # what shuffles, stragglers and reading over a network are allowed to cost: assumed, not measured


@dataclass(frozen=True)
class Formula:
    """Seconds for a run; ``error`` is the largest relative error on the points it was fitted to."""

    start: float
    measure: float
    subject: float
    pair: float
    error: float

    def __call__(self, rows: int, measures: int) -> float:
        return self.start + measures * self.measure + rows * (self.subject + self.pair * measures)


def fitted(points: Sequence[tuple[int, int, float]]) -> Formula:
    """Least squares of the relative errors, over rows, measures and seconds; no cost is below zero."""
    import numpy as np

    taken = np.array([seconds for _, _, seconds in points])
    matrix = np.array([[1, measures, rows, rows * measures] for rows, measures, _ in points]) / taken[:, None]
    size = matrix.max(axis=0)  # so that no cost is lost for being small
    chosen = list(range(len(size)))
    while True:
        solution = np.zeros(len(size))
        solution[chosen] = np.linalg.lstsq((matrix / size)[:, chosen], np.ones(len(points)), rcond=None)[0]
        if (solution >= 0).all():
            break
        chosen.remove(int(np.argmin(solution)))
    error = float(np.abs(matrix / size @ solution - 1).max())
    start, measure, subject, pair = map(float, solution / size)
    return Formula(start, measure, subject, pair, error)


def formulas(results: Results) -> dict[str, Formula]:
    points = in_files(results["growth"])
    return {
        run: fitted([(each["rows"], each["measures"], each["files"][run]["wall"]) for each in points])
        for run in RUNS
    }


# --- sections of the pages: English and Chinese say the same ------------------------------------------


def formula(results: Results, words: dict[str, str]) -> str:
    rows = []
    for run, found in formulas(results).items():
        held = "–"
        if "large" in results:
            one = results["large"]
            predicted, measured = found(one["rows"], one["measures"]), one[run]["wall"]
            held = f"{predicted / measured - 1:+.0%} ({seconds(predicted)} / {seconds(measured)})"
        rows.append([
            words[run], f"{found.start:.2f}", f"{1e3 * found.measure:.2f}", f"{1e6 * found.subject:.2f}", f"{1e9 * found.pair:.3f}",
            f"±{found.error:.0%}", held,
        ])  # fmt: skip
    return table([words[each] for each in ("run", "a", "b", "c", "d", "error", "held out")], rows)


def one_machine(results: Results, words: dict[str, str]) -> str:
    """What the formula says, with the codes and the decisions that go with it."""
    found = formulas(results)
    biggest = in_files(results["growth"])[-1]
    per_pair = biggest["files"]["first"]["bytes"] / biggest["rows"] / biggest["measures"]
    codes = {each["measures"]: each["cost"]["code_bytes"] for each in results["growth"]["measures"]}
    rows = []
    for subjects, measures in ASKED:
        nearest = min(codes, key=lambda each: abs(each - measures))
        rows.append(
            [
                f"{subjects:,} × {measures:,}",
                *(duration(found[run](subjects, measures), words) for run in RUNS),
                rate(subjects * measures / found["again"](subjects, measures)),
                f"{subjects * codes[nearest] / 1e9:.2f}",
                f"{subjects * measures * per_pair / 1e9:.2f}",
            ]
        )
    headings = [words[each] for each in ("size", "first", "again", "rate", "codes", "decisions")]
    return table(headings, rows)


def cluster(results: Results, words: dict[str, str]) -> str:
    """What the same plan takes on Spark: measured here, and by arithmetic on a cluster."""
    one = results["spark"]
    rows = [
        [
            f"{each['rows']:,} × {each['measures']:,}",
            seconds(each["plan"]),
            seconds(each["cold"]),
            seconds(each["warm"]),
            rate(each["rows"] * each["measures"] / each["warm"]),
            times(each["warm"] / each["twinwheel"]),
        ]
        for each in one["points"]
    ]
    return table([words[each] for each in ("size", "plan", "cold", "warm", "rate", "x")], rows)


def arithmetic(results: Results, words: dict[str, str]) -> str:
    one = results["spark"]
    core_seconds = marginal(one["points"]) * one["cores"]  # of one core, a pair
    found = formulas(results)["again"]
    rows = []
    for subjects, measures in ASKED[1:]:
        pairs = subjects * measures
        ideal = pairs * core_seconds / (NODES * CORES)
        machine = found(subjects, measures)
        rows.append([
            f"{subjects:,} × {measures:,}", f"{pairs * core_seconds / 3600:,.1f}", duration(ideal, words),
            duration(SLACK * ideal, words), duration(machine, words),
        ])  # fmt: skip
    headings = [words[each] for each in ("size", "core hours", "ideal", "with slack", "one machine")]
    return table([each.format(nodes=NODES, cores=CORES, slack=SLACK) for each in headings], rows)


def marginal(points: Sequence[dict[str, Any]]) -> float:
    """Seconds that one more pair takes, warm: the slope between the smallest and the largest run."""
    ordered = sorted(points, key=lambda each: each["rows"] * each["measures"])
    low, high = ordered[0], ordered[-1]
    pairs = high["rows"] * high["measures"] - low["rows"] * low["measures"]
    return (high["warm"] - low["warm"]) / pairs if pairs else high["warm"] / (high["rows"] * high["measures"])


def duration(value: float, words: dict[str, str]) -> str:
    """Seconds, minutes or hours, two figures."""
    for size, unit in ((3600, "h"), (60, "min")):
        if value >= 1.5 * size:
            return f"{value / size:.1f} {words[unit]}"
    return f"{seconds(value)} {words['s']}"


WORDS = {
    "en": {
        "run": "run", "a": "a: start, s", "b": "b: a measure, ms", "c": "c: a subject, µs", "d": "d: a pair, ns", "error": "error on its points",
        "held out": "on the largest run (says / took, s)", "first": "first run", "again": "again, codes kept",
        "size": "subjects × measures", "rate": "M pairs/s", "codes": "codes, GB", "decisions": "decisions, GB",
        "plan": "planning s", "cold": "cold s", "warm": "warm s", "x": "x Twinwheel", "core hours": "core hours",
        "ideal": "{nodes} × {cores} cores, ideal", "with slack": "× {slack:g} for shuffles and stragglers",
        "one machine": "this machine, codes kept", "s": "s", "min": "min", "h": "h",
    },
    "zh": {
        "run": "运行", "a": "a：启动，秒", "b": "b：每项措施，毫秒", "c": "c：每个对象，微秒", "d": "d：每对，纳秒", "error": "在拟合点上的误差",
        "held out": "在最大一次运行上（推算／实测，秒）", "first": "首次运行", "again": "再次运行，编码已留存",
        "size": "对象 × 措施", "rate": "百万对/秒", "codes": "编码，GB", "decisions": "结论，GB",
        "plan": "规划，秒", "cold": "冷启动，秒", "warm": "预热后，秒", "x": "为 Twinwheel 的倍数", "core hours": "核时",
        "ideal": "{nodes} × {cores} 核，理想", "with slack": "× {slack:g}，计入洗牌与拖尾",
        "one machine": "本机，编码已留存", "s": "秒", "min": "分钟", "h": "小时",
    },
}  # fmt: skip

Maker = Callable[[Results, dict[str, str]], str]
MAKERS: dict[str, tuple[tuple[str, ...], Maker]] = {
    "formula": (("growth",), formula),
    "one-machine": (("growth",), one_machine),
    "spark": (("spark",), cluster),
    "cluster": (("growth", "spark"), arithmetic),
}
SECTIONS: dict[str, tuple[tuple[str, ...], Callable[[Results], str]]] = {
    name + suffix: (needs, lambda results, make=make, words=WORDS[lang]: make(results, words))
    for name, (needs, make) in MAKERS.items()
    for lang, suffix in (("en", ""), ("zh", "-zh"))
}
