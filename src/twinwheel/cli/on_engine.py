"""``twinwheel match --engine``: the same command, where the register lies."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from twinwheel.cli.clock import Clock
from twinwheel.cli.outcomes import WIDTH, table
from twinwheel.cli.progress import progress
from twinwheel.errors import UsageError

FILES = ("summary.json", "combinations.parquet", "decisions.parquet")
REPORT = "report.html"


def refuse(**options: object) -> None:
    """Options that mean nothing where the register stays on its engine."""
    for name, value in options.items():
        if value:
            raise UsageError(f"--{name} does not go with --engine", "Leave it out, or match a file.")


def match_on_engine(
    url: str,
    pack: Path,
    register: str,
    as_of: date,
    output: Path,
    subject: str | None,
    *,
    every: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Decide a register on an engine, write the files of a run but the report, and say what came of it."""
    from rich.console import Console

    clock = Clock()
    with clock.step("read the pack"):
        from twinwheel.matching import output as files
        from twinwheel.matching.engines.engine import open_engine
        from twinwheel.matching.engines.whole import Lying, run_on
        from twinwheel.matching.plan import plan as make_plan
        from twinwheel.matching.run import SCHEMA, tallies
        from twinwheel.packs import read_pack
        from twinwheel.registers.columns import subject_of

        found = read_pack(pack)
        plan = make_plan(found, subject_of(found, subject), as_of)
        tally = tallies(plan)
    with open_engine(url) as engine, files.Files(output) as written, tempfile.TemporaryDirectory() as folder:
        paths = {name: written.path(name) for name in FILES}
        with clock.step("look at the register"):
            lies = engine.table(register, found, plan.subject)
            rows = engine.size(register)
        with clock.step("match and write"), progress("matching", len(plan.candidates)) as advance:
            decided = run_on(engine, plan, lies, rows, tally, Path(folder), ineligible=every, advance=advance)
            decisions = files.write_tables(decided, SCHEMA, paths["decisions.parquet"])
            combined = (files.combinations(plan, each) for each in decisions)
            dropped = Decimal("0.00")
            for each in files.write_tables(combined, files.COMBINATIONS, paths["combinations.parquet"]):
                dropped += sum(each["dropped_yuan"].to_pylist(), Decimal(0))
        facts = files.summary(plan, Lying(rows), tally, dropped)
        facts["engine"] = {"name": engine.name, "version": engine.version, "table": register}
        files.write_json(facts, paths["summary.json"])
        ran = f"{engine.name} {engine.version} · {len(lies.columns)} columns"
    (output / REPORT).unlink(missing_ok=True)  # one of an earlier run would tell of other decisions
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        Console(highlight=False, width=WIDTH).print(table(plan, tally, lang))
    Console(stderr=True, highlight=False).print(f"[dim]{ran} · {clock}[/]", soft_wrap=True)
