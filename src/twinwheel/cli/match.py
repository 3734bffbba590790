"""``twinwheel match``."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from twinwheel.cli.progress import progress
from twinwheel.errors import UsageError

if TYPE_CHECKING:
    from decimal import Decimal

    import pyarrow as pa
    from rich.table import Table

    from twinwheel.matching.plan import Plan
    from twinwheel.matching.run import Tally
    from twinwheel.registers.advance import Advance

_T = TypeVar("_T")

FILES = ("summary.json", "report.html", "combinations.parquet", "decisions.parquet")
SHOWN = 25  # measures in the table on the terminal; the report has all
WIDTH = 80  # of that table, on every terminal
HEADINGS = {
    "zh": ("措施", "符合", "待人工认定", "待补充", "不符合", "万元"),
    "en": ("measure", "eligible", "review", "unknown", "ineligible", "CNY million"),
}


def match(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="folder of the pack", show_default=False)],
    register: Annotated[
        str,
        typer.Argument(
            metavar="REGISTER", help="Parquet, CSV, Excel or JSON; - for stdin", show_default=False
        ),
    ],
    as_of: Annotated[
        datetime,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="the day to decide as of, such as 2026-11-21",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="folder for the results; made if need be")
    ],
    subject: Annotated[
        str | None, typer.Option(metavar="TYPE", help="type of subject; by default what the register says")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="YAML that says which field each column holds")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="write ineligible rows too")] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help="zh or en, for the table")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Decide every measure in force for every subject of a register.

    Writes decisions.parquet, combinations.parquet, summary.json and report.html.

    \b
    twinwheel match packs/beijing-sti enterprises.parquet --as-of 2026-11-21 -o results
    """
    from rich.console import Console
    from rich.markup import escape

    if lang not in HEADINGS:
        raise UsageError(f'no language "{lang}"', "Languages: zh, en.")
    if str(output) == "-":
        raise UsageError("several files do not go to stdout", "Give a folder; --json prints the summary.")
    clock = _Clock()
    with clock.step("read the pack"):
        from twinwheel.matching import output as files
        from twinwheel.matching.plan import plan as make_plan
        from twinwheel.matching.run import SCHEMA, batch_rows, run, tallies
        from twinwheel.matching.survey import Survey
        from twinwheel.packs import read_pack
        from twinwheel.registers import open_register

        found = read_pack(pack)
    with clock.step("open the register"), progress("reading") as advance:
        subjects = open_register(found, register, subject=subject, mapping=mapping, advance=advance)
    with clock.step("compile the rules"):
        plan = make_plan(found, subjects.subject, as_of.date())
        tally, survey = tallies(plan), Survey(plan)
        size = f"{len(plan.candidates)} measures, {plan.program.atoms} distinct conditions"
    with files.Files(output) as written, ExitStack() as stack:
        paths = {name: written.path(name) for name in FILES}
        advance = stack.enter_context(progress("matching", subjects.rows))
        read = subjects.batches(batch_rows(plan, ineligible=every))
        batches = clock.each("read", _ticked(read, advance))
        decided = clock.each("match", run(plan, batches, tally, ineligible=every, observers=[survey]))
        decisions = files.write_tables(decided, SCHEMA, paths["decisions.parquet"])
        combined = clock.each("combine and write", (files.combinations(plan, table) for table in decisions))
        dropped = Decimal("0.00")
        with clock.step("combine and write"):
            for table in files.write_tables(combined, files.COMBINATIONS, paths["combinations.parquet"]):
                dropped += sum(table["dropped_yuan"].to_pylist(), Decimal(0))
        with clock.step("write the report"):
            from twinwheel.reports import write_report

            facts = files.summary(plan, subjects, tally, dropped)
            files.write_json(facts, paths["summary.json"])
            write_report(paths["report.html"], plan, survey, tally, facts)
    console = Console(stderr=True, highlight=False)
    for problem in subjects.problems[:SHOWN]:
        console.print(f"[yellow]note[/] {escape(str(problem))}", soft_wrap=True)
    if len(subjects.problems) > SHOWN:
        console.print(
            f"[yellow]note[/] these are the first {SHOWN}; "
            "`twinwheel register check --rejects FILE` writes every row with its reasons",
            soft_wrap=True,
        )
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        Console(highlight=False, width=WIDTH).print(_table(plan, tally, lang))
    report = output / "report.html"
    console.print(f"{'报告：' if lang == 'zh' else 'report: '}{report}", markup=False, soft_wrap=True)
    console.print(f"[dim]{size} · {clock}[/]", soft_wrap=True)


def _table(plan: Plan, tally: dict[str, Tally], lang: str) -> Table:
    """The measures with the widest reach."""
    from rich.markup import escape
    from rich.table import Table

    from twinwheel.matching.plan import Outcome

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), title_justify="left", title_style="bold")
    table.title = escape(f"{getattr(plan.pack.info.title, lang)} · {plan.as_of}")
    table.add_column(HEADINGS[lang][0], overflow="ellipsis", no_wrap=True, max_width=33)
    for heading in HEADINGS[lang][1:]:
        table.add_column(heading, justify="right", no_wrap=True)
    ranked = sorted(tally.items(), key=lambda each: (-each[1].outcomes[Outcome.ELIGIBLE], each[0]))
    for id, each in ranked[:SHOWN]:
        counts = [f"{each.outcomes[outcome]:,}" for outcome in Outcome]
        money = _money(each.amount_yuan, lang) if each.amount_fen else ""
        table.add_row(escape(getattr(plan.pack.measures[id].title, lang)), *counts, money)
    if len(ranked) > SHOWN:
        more = len(ranked) - SHOWN
        table.caption = f"另有 {more} 项见报告" if lang == "zh" else f"{more} more in the report"
        table.caption_justify = "left"
    return table


def _money(yuan: Decimal, lang: str) -> str:
    return f"{yuan / 10_000:,.1f}" if lang == "zh" else f"{yuan / 1_000_000:,.2f}"


def _ticked(batches: Iterator[pa.RecordBatch], advance: Advance) -> Iterator[pa.RecordBatch]:
    """The batches, each counted as done when the next is asked for."""
    for batch in batches:
        yield batch
        advance(batch.num_rows)


class _Clock:
    """Where the time of a command went. What a step spends inside another is counted once, for the inner one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner = [0.0]

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._inner.append(0.0)
        began = time.perf_counter()
        yield
        spent = time.perf_counter() - began
        self.seconds[name] = self.seconds.get(name, 0.0) + spent - self._inner.pop()
        self._inner[-1] += spent

    def each(self, name: str, items: Iterator[_T]) -> Iterator[_T]:
        """The items, the time to make each of them counted for ``name``."""
        while True:
            with self.step(name):
                found = list(islice(items, 1))
            if not found:
                return
            yield found[0]

    def __str__(self) -> str:
        steps = " · ".join(f"{name} {seconds:.2f} s" for name, seconds in self.seconds.items())
        return f"{steps} · total {self._inner[0]:.2f} s"
