"""What was measured, as tables in Markdown: the same on the terminal and on the page.

Ratios are what carries over to another machine; they come first.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.contenders import CONTENDERS, KEPT, Entry, entry

Results = dict[str, Any]
TWO = ", two threads"
ONE_THREAD = ("numpy", "numba-1")  # what the floors of one thread are held against
TITLES = {
    "large": "{rows:,} subjects × {measures:,} invented measures",
    "small": "{rows:,} subjects × {measures:,} invented measures",
    "real": "{rows:,} subjects of each type × {measures:,} measures of the real packs",
}


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as they need be; the first to the left, the others to the right."""
    cells = [list(headings), *map(list, rows)]
    widths = [max(3, *(len(row[i]) for row in cells)) for i in range(len(headings))]
    lines = [
        "| "
        + " | ".join(
            text.ljust(w) if i == 0 else text.rjust(w)
            for i, (text, w) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in cells
    ]
    rule = (
        "|" + "|".join("-" * (w + 2) if i == 0 else "-" * (w + 1) + ":" for i, w in enumerate(widths)) + "|"
    )
    return "\n".join([lines[0], rule, *lines[1:]])


# --- the worlds and what was agreed on -------------------------------------------------------


def agreement(results: Results) -> str:
    """One line for each world, once all have answered alike."""
    part = results["compare"]
    lines = []
    for world, entries in worlds(part["found"]):
        first = part["found"][entries[0].id]
        title = TITLES[world].format(rows=part["rows"][world], measures=first["measures"])
        met, unknown = (100 * first[each] / first["pairs"] for each in ("met", "unknown"))
        lines.append(
            f"- {title}: {len(entries)} agree on all {first['pairs']:,} answers; met {met:.2f} %, unknown {unknown:.2f} %,"
            f" SHA-1 of the T and P bits `{first['sha1'][:12]}`"
        )
    return "\n".join(lines)


def sizes(results: Results) -> str:
    """What the worlds are made of."""
    part = results["compare"]
    found, uses = part["found"], part["uses"]
    counts = {world: found[entries[0].id]["measures"] for world, entries in worlds(found)}
    rows = [
        [
            "large",
            f"{part['rows']['large']:,}",
            f"{counts['large']:,} invented: {uses['uses']:,} uses of {uses['distinct']:,} distinct atoms over {uses['fields']} fields",
        ],
        ["small", f"{part['rows']['small']:,}", "the same, for engines that take subjects one by one"],
        [
            "real",
            f"{part['rows']['real']:,} of each type",
            f"the {counts['real']} in force in `packs/beijing-sti` and what it extends",
        ],
    ]
    return table(("world", "subjects", "measures"), rows)


def compared(results: Results) -> str:
    """A table for each world: the best of all runs; ``x`` is how many times as long as the first line."""
    part = results["compare"]
    blocks = [
        f"{machine(results, 'compare')}; {len(next(iter(part['found'].values()))['rounds'])} rounds, best run,"
        f" load {_load(each for one in part['found'].values() for each in one['rounds'])}. `x` is how many times as"
        " long as the first line of its world."
    ]
    for world, entries in worlds(part["found"]):
        measures = part["found"][entries[0].id]["measures"]
        title = TITLES[world].format(rows=part["rows"][world], measures=measures)
        headings = (title, "x wall", "x CPU", "wall s", "CPU s", "M pairs/s", "peak MB")
        blocks.append(table(headings, _lines(part["found"], entries)))
        blocks += _fastest(part["found"], entries)
    return "\n\n".join(blocks)


def _lines(found: Results, entries: Sequence[Entry]) -> Iterator[Sequence[str]]:
    wall0, cpu0, _ = best(found[entries[0].id])
    for each in entries:
        one = found[each.id]
        wall, cpu, peak = best(one)
        label = f"{each.label} ({one['version']})"
        yield (
            f"**{label}**" if each is entries[0] else label,
            times(wall / wall0),
            times(cpu / cpu0),
            seconds(wall),
            seconds(cpu),
            rate(one["pairs"] / wall),
            f"{peak:,.0f}",
        )


def _fastest(found: Results, entries: Sequence[Entry]) -> Iterator[str]:
    """How many times as long the others take as the fastest of ours, on codes that are kept."""
    ours = [each for each in entries if each.label.startswith(KEPT)]
    if ours:
        one = min(ours, key=lambda each: best(found[each.id])[0])
        others = [each for each in entries if "Twinwheel" not in each.label]
        told = [
            f"{each.label.removesuffix(TWO)} {times(best(found[each.id])[0] / best(found[one.id])[0])}"
            for each in others
        ]
        yield f"Times as long on the wall as {_short(one)}: {'; '.join(told)}."


def worlds(found: Results) -> Iterator[tuple[str, list[Entry]]]:
    for world in TITLES:
        yield world, [each for each in CONTENDERS if each.world == world and each.id in found]


def best(one: dict[str, Any]) -> tuple[float, float, float]:
    """Least wall and CPU seconds over all runs, and the most memory."""
    rounds = one["rounds"]
    return (
        min(min(r["wall"]) for r in rounds),
        min(min(r["cpu"]) for r in rounds),
        max(r["peak_mb"] for r in rounds),
    )


# --- growth ---------------------------------------------------------------------------------


def floors(cost: dict[str, float], rows: int, machine: dict[str, float]) -> tuple[float, float]:
    """Seconds that moving the memory takes at least, and combining the words, on one thread."""
    traffic = rows * (cost["code_bytes"] + cost["answer_bytes"]) / machine["bytes_per_second"]
    return traffic, rows * cost["words"] / machine["words_per_second"]


def grown(results: Results, over: str) -> str:
    """Seconds of every contender at every point of a curve, beside the floors."""
    part = results["growth"]
    points = part[over]
    ids = [each.id for each in CONTENDERS if any(each.id in point["found"] for point in points)]
    headings = [
        "subjects × measures",
        *(_short(entry(id)) for id in ids),
        "floor: traffic",
        "floor: words",
        "one thread / floor",
    ]
    rows = []
    for point in points:
        lows = floors(point["cost"], point["rows"], part["floor"])
        walls = {id: min(point["found"][id]["wall"]) for id in ids if id in point["found"]}
        rows.append(
            [
                f"{point['rows']:,} × {point['measures']:,}",
                *(seconds(walls[id]) if id in walls else "–" for id in ids),
                *map(seconds, lows),
                times(min(walls[id] for id in ONE_THREAD if id in walls) / max(lows)),
            ]
        )
    return table(headings, rows)


def _short(entry: Entry) -> str:
    """Its back end if it is Twinwheel's, else its name."""
    kept = entry.label.removeprefix(f"{KEPT}, ")
    return entry.label.partition(",")[0] if kept == entry.label else kept


def files(results: Results) -> str:
    """From the files to ``decisions.parquet``, with and without codes that were kept."""
    rows = []
    for each in in_files(results["growth"]):
        first, again = each["files"]["first"], each["files"]["again"]
        pairs = each["rows"] * each["measures"]
        rows.append(
            [
                f"{each['rows']:,} × {each['measures']:,}",
                *(seconds(one[key]) for one in (first, again) for key in ("wall", "cpu")),
                rate(pairs / again["wall"]),
                f"{first['peak_mb']:,.0f}",
                f"{again['peak_mb']:,.0f}",
                f"{first['bytes'] / 1e6:,.1f}",
            ]
        )
    headings = (
        "subjects × measures", "first run: wall s", "CPU s", "again: wall s", "CPU s", "again: M pairs/s",
        "peak MB", "again", "decisions MB",
    )  # fmt: skip
    return table(headings, rows)


def in_files(growth: Results) -> list[Results]:
    """The points that were also run from file to file, each once, small to large."""
    found = {
        (each["rows"] * each["measures"], each["rows"]): each
        for over in ("subjects", "measures", "corner")
        for each in growth.get(over, [])
        if "files" in each
    }
    return [found[key] for key in sorted(found)]


def steps(results: Results) -> str:
    """Where the command's time goes, by its own clock, at the point where the curves cross."""
    growth = results["growth"]
    (point,) = (
        each
        for each in in_files(growth)
        if each["measures"] == growth["subjects"][0]["measures"]
        and each["rows"] == growth["measures"][0]["rows"]
    )
    runs = {"first run": point["files"]["first"], "again, codes kept": point["files"]["again"]}
    names = list(dict.fromkeys(name for each in runs.values() for name in each["steps"]))
    rows = [
        [name, *(f"{each['steps'][name]:.2f}" if name in each["steps"] else "–" for each in runs.values())]
        for name in names
    ]
    return table([f"{point['rows']:,} × {point['measures']:,}, seconds of", *runs], rows)


def floor(results: Results) -> str:
    """What the floors were worked out from."""
    part = results["growth"]
    (cost,) = {tuple(sorted(each["cost"].items())): each["cost"] for each in part["subjects"]}.values()
    machine = part["floor"]
    traffic, words = floors(cost, 1_000_000, machine)
    return (
        f"Here memory is copied at {machine['bytes_per_second'] / 1e9:.1f} GB/s and words are combined in cache at"
        f" {machine['words_per_second'] / 1e9:.1f} G/s, both on one thread. A subject's codes for"
        f" {part['subjects'][0]['measures']:,} measures are {cost['code_bytes']:.0f} bytes, its answers"
        f" {cost['answer_bytes']:.0f} bytes, and {cost['words']:.1f} words are combined for it ({cost['nodes']:,} distinct"
        f" nodes, {cost['atoms']:,} of them atoms): 1,000,000 subjects take at least {1e3 * traffic:.1f} ms by traffic and"
        f" {1e3 * words:.1f} ms by words."
    )


# --- latencies, and the large run ----------------------------------------------------------------


def latencies(results: Results) -> str:
    """What one waits for; beside it what the engines that take subjects one by one need for a subject."""
    part = results["latency"]
    keys = ("first", "best", "median")
    rows = [
        [each["what"], *(milliseconds(each[key]) for key in keys), f"{each['runs']:,}"]
        for each in part["found"]
    ]
    headings = ("what", "first ms", "best ms", "median ms", "runs")
    blocks = [f"{machine(results, 'latency')}, load {part['load']:.1f}.", table(headings, rows)]
    if "compare" in results:
        found, subjects = results["compare"]["found"], results["compare"]["rows"]["small"]
        peers = [each for each in dict(worlds(found))["small"] if each.venv != ".venv"]
        told = [f"{each.label} {milliseconds(best(found[each.id])[0] / subjects)} ms" for each in peers]
        blocks.append(
            f"One subject × {found['numpy']['measures']:,} measures elsewhere, from the tables above: {'; '.join(told)}."
        )
    return "\n\n".join(blocks)


def large(results: Results) -> str:
    """The largest run: whole, again, and what was left of it after it had been killed."""
    part = results["large"]
    pairs = part["rows"] * part["measures"]
    words = {
        "first": "first run",
        "again": "again, codes kept",
        "resumed": _resumed(part),
    }
    rows = [
        [
            words[run],
            *(seconds(part[run][key]) for key in ("wall", "cpu")),
            rate(pairs / part[run]["wall"]),
            f"{part[run]['peak_mb']:,.0f}",
        ]
        for run in part["runs"]
    ]
    sizes = {"register": "register_bytes", "codes": "codes_bytes", "decisions": "decisions_bytes"}
    lying = ", ".join(f"{name} {part[key] / 1e9:.2f} GB" for name, key in sizes.items())
    headings = (f"{part['rows']:,} × {part['measures']:,}", "wall s", "CPU s", "M pairs/s", "peak MB")
    return (
        f"{machine(results, 'large')}, load {_load(part[run] for run in part['runs'])}. All {len(part['runs'])} runs wrote the same"
        f" file, SHA-256 `{part['sha256'][:12]}`. On disk: {lying}.\n\n{table(headings, rows)}"
    )


def _resumed(part: Results) -> str:
    if "resumed" not in part:
        return ""
    there, parts = part["resumed"]["resumed"]
    return f"resumed after a kill at {part['resumed']['killed_at']:.0%} of that: {there} of {parts} parts were there"


# --- words ------------------------------------------------------------------------------------------


def machine(results: Results, part: str) -> str:
    found = results[part]["machine"]
    return f"{found['when']}, {found['python']}, {found['cores']} cores of {found['processor']}"


def this_machine(when: str) -> dict[str, Any]:
    return {
        "when": when,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "cores": os.cpu_count(),
        "processor": _processor(),
    }


def _load(rounds: Iterable[dict[str, Any]]) -> str:
    loads = [each["load"] for each in rounds]
    return f"{min(loads):.1f} to {max(loads):.1f}"


def times(ratio: float) -> str:
    """Two figures that count.

    >>> [times(each) for each in (1, 0.412, 2.84, 18.4, 74.2, 1234)]
    ['1', '0.41', '2.8', '18', '74', '1,234']
    """
    if ratio == 1:
        return "1"
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"


def seconds(value: float) -> str:
    return (
        f"{value:,.1f}"
        if value >= 10
        else f"{value:.2f}"
        if value >= 1
        else f"{value:.3f}"
        if value >= 0.1
        else f"{value:.4f}"
    )


def milliseconds(value: float) -> str:
    return f"{1e3 * value:,.1f}" if value >= 0.01 else f"{1e3 * value:.3f}"


def rate(pairs: float) -> str:
    """Million pairs a second."""
    return f"{pairs / 1e6:,.0f}" if pairs >= 1e8 else f"{pairs / 1e6:,.1f}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()
