"""``twinwheel match``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from twinwheel.matching.plan import Plan
    from twinwheel.matching.run import Tally

SHOWN = 25  # measures in the table on the terminal; the report has all


def match(
    pack: Annotated[Path, typer.Argument(help="folder of the pack", show_default=False)],
    register: Annotated[
        str, typer.Argument(help="Parquet, CSV, Excel or JSON; - for stdin", show_default=False)
    ],
    as_of: Annotated[
        datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="the day rules and facts count")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="folder for the results")],
    subject: Annotated[
        str | None, typer.Option(help="type of subject; by default what the register says")
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="YAML that names the columns")] = None,
    every: Annotated[bool, typer.Option("--all", help="write ineligible rows too")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Decide every measure in force for every subject of a register.

    Writes decisions.parquet, combinations.parquet, summary.json and report.html.

    \b
    twinwheel match packs/beijing-sti enterprises.parquet --as-of 2026-11-21 -o results
    """
    from rich.console import Console

    clock = _Clock()
    with clock.step("read the pack"):
        from twinwheel.matching import output as files
        from twinwheel.matching.plan import plan as make_plan
        from twinwheel.matching.run import run, tallies
        from twinwheel.matching.survey import Survey
        from twinwheel.packs import read_pack
        from twinwheel.registers import open_register

        found = read_pack(pack)
    with clock.step("open the register"):
        subjects = open_register(found, register, subject=subject, mapping=mapping)
    with clock.step("compile the rules"):
        plan = make_plan(found, subjects.subject, as_of.date())
        tally, survey = tallies(plan), Survey(plan)
        assert plan.program is not None
    with files.Files(output) as written:
        decided = run(
            plan, _progress(subjects.batches(), subjects.rows), tally, ineligible=every, observers=[survey]
        )
        with clock.step("match and write decisions"):
            written_tables = files.write_decisions(decided, written.path("decisions.parquet"))
            tables = [files.torn(plan, table) for table in written_tables]
        with clock.step("combine"):
            import pyarrow.parquet as pq

            combined = files.combinations(plan, tables)
            pq.write_table(
                combined, written.path("combinations.parquet"), compression="zstd", store_schema=False
            )
        with clock.step("write the report"):
            from twinwheel.reports import write_report

            facts = files.summary(plan, subjects, tally)
            files.write_json(facts, written.path("summary.json"))
            write_report(written.path("report.html"), plan, survey, tally, facts)
    console = Console(stderr=True, highlight=False)
    for problem in subjects.problems[:SHOWN]:
        console.print(f"[yellow]note[/] {problem}", soft_wrap=True)
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        Console(highlight=False).print(_table(plan, tally))
    console.print(f"[dim]{clock}[/]", soft_wrap=True)


def _table(plan: Plan, tally: dict[str, Tally]) -> Table:
    """The measures with the widest reach."""
    from rich.table import Table

    from twinwheel.matching.plan import Outcome

    table = Table(title=f"{plan.pack.info.title.zh} · {plan.as_of}", title_justify="left")
    table.add_column("measure", overflow="ellipsis", no_wrap=True, max_width=34)
    for heading in ("eligible", "needs review", "unknown", "ineligible", "万元"):
        table.add_column(heading, justify="right", no_wrap=True)
    ranked = sorted(tally.items(), key=lambda each: (-each[1].outcomes[Outcome.ELIGIBLE], each[0]))
    for id, each in ranked[:SHOWN]:
        counts = [f"{each.outcomes[outcome]:,}" for outcome in Outcome]
        money = (
            f"{each.amount_yuan / 10_000:,.0f}" if plan.pack.measures[id].benefit and each.amount_fen else ""
        )
        table.add_row(plan.pack.measures[id].title.zh, *counts, money)
    if len(ranked) > SHOWN:
        table.caption = f"{len(ranked) - SHOWN} more in the report"
    return table


def _progress(batches: Iterator[object], rows: int) -> Iterator[object]:
    """The batches, with a bar on the terminal once they take more than two seconds."""
    if not sys.stderr.isatty() or rows < 200_000:
        yield from batches
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(
        "matching", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)
    ) as bar:
        task = bar.add_task("", total=rows)
        for batch in batches:
            yield batch
            bar.advance(task, batch.num_rows)  # type: ignore[attr-defined]


class _Clock:
    """Where the time of a command went."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.steps.append((name, time.perf_counter() - began))

    def __str__(self) -> str:
        total = sum(seconds for _, seconds in self.steps)
        return (
            " · ".join(f"{name} {seconds:.2f} s" for name, seconds in self.steps) + f" · total {total:.2f} s"
        )
