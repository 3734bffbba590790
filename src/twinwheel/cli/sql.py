"""``twinwheel sql``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twinwheel.cli.language import Lang, language
from twinwheel.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twinwheel.criteria.dialects import Dialect
    from twinwheel.matching.plan import Plan


def sql(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="folder of the pack", show_default=False)],
    as_of: Annotated[
        datetime,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="the day to decide as of, such as 2026-11-21",
        ),
    ],
    dialect: Annotated[
        str, typer.Option(metavar="NAME", help="duckdb, postgres, spark or clickhouse")
    ] = "duckdb",
    table: Annotated[
        str, typer.Option(metavar="NAME", help="table or view of the register, such as zone.enterprise")
    ] = "register",
    subject: Annotated[
        str | None, typer.Option(metavar="TYPE", help="type of subject; by default the pack's usual one")
    ] = None,
    measure: Annotated[str | None, typer.Option(metavar="ID", help="only this measure")] = None,
    like: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="a Parquet register whose columns the table has; by default it has every field",
        ),
    ] = None,
    create: Annotated[bool, typer.Option("--create", help="print CREATE TABLE instead")] = False,
    lang: Annotated[Lang, language("the comments")] = "zh",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="write here instead of stdout")
    ] = None,
) -> None:
    """Print the plan of a run as SQL: one row per subject, one column per measure, its outcome as a word.

    \b
    twinwheel sql packs/beijing-sti --as-of 2026-11-21 --dialect postgres --table enterprise
    """
    from twinwheel.criteria.dialects import dialect_named
    from twinwheel.matching.engines.create import columns_of, create_table
    from twinwheel.matching.plan import plan as make_plan
    from twinwheel.packs import read_pack
    from twinwheel.registers.columns import subject_of

    chosen, found = dialect_named(dialect), read_pack(pack)
    if subject is None and measure in found.measures:
        subject = found.measures[measure].subject
    type_ = subject_of(found, subject)
    plan = make_plan(found, type_, as_of.date(), only=measure)
    if measure is not None and not plan.candidates:
        raise UsageError(
            f'measure "{measure}" is not in force on {plan.as_of}', "Choose another measure or day."
        )
    columns = columns_of(found, type_, chosen)
    if like is not None:
        columns = _like(like, columns, chosen)
    if create:
        text = create_table(chosen, table, columns) + ";\n"
    else:
        text = "\n".join(_written(plan, chosen, table, frozenset(columns), lang))
    if output is None:
        print(text, end="")
        return
    from twinwheel.replacing import replacing

    with replacing(output) as path:
        path.write_text(text, encoding="utf-8")


def _like(path: Path, columns: dict[str, str], dialect: Dialect) -> dict[str, str]:
    """The columns that a written register has."""
    from twinwheel.criteria.dialects import FILED
    from twinwheel.registers.formats.parquet import read_schema

    if path.suffix.lower() != ".parquet" or not path.is_file():
        advice = "Write one with: twinwheel register check PACK FILE -o CLEAN.parquet"
        raise UsageError(f"--like wants a Parquet file, and {path} is none", advice)
    there = set(read_schema(path, str(path)).names)
    return {name: kind for name, kind in columns.items() if name.removesuffix(FILED) in there}


def _written(plan: Plan, dialect: Dialect, table: str, columns: frozenset[str], lang: str) -> Iterator[str]:
    """Every statement under a heading that says what it is."""
    from twinwheel.criteria.stages import comment
    from twinwheel.matching.engines.statements import Table, statements

    found = list(statements(plan, Table(dialect.table(table), columns), dialect))
    pack = plan.pack.info
    for number, each in enumerate(found, 1):
        heading = (
            f"{pack.id} {pack.version}, {plan.subject}, {plan.as_of}: statement {number} of {len(found)}, "
            f"measures {each.start + 1} to {each.start + len(each.candidates)} of {len(plan.candidates)}."
        )
        yield (
            f"{comment(heading)}\n"
            f"-- NULL is unknown. Made for {dialect.name} by twinwheel sql; make it anew for another day.\n"
            f"{each.outcomes(lang)};\n"
        )
