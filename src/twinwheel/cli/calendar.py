"""``twinwheel calendar``: what changes by the mere passing of days."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twinwheel.cli.language import Lang, language
from twinwheel.cli.progress import progress

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console
    from rich.table import Table

    from twinwheel.criteria.subject import Subject
    from twinwheel.matching.changes.calendar import Calendar, Event
    from twinwheel.packs import Pack
    from twinwheel.registers import Register
    from twinwheel.registers.advance import Advance

WIDTH = 80
SHOWN = 25  # measures, days and events on the terminal
FILES = ("calendar.json", "calendar.html", "calendar.parquet")

OUTCOMES = {
    None: ("—", "—"),
    "eligible": ("符合", "eligible"),
    "needs_review": ("待人工认定", "needs review"),
    "unknown": ("待补充", "unknown"),
    "ineligible": ("不符合", "ineligible"),
}
KINDS = {
    "in_force": ("开始施行", "comes into force"),
    "lapsed": ("失效", "lapses"),
    "superseded": ("被取代", "is replaced"),
    "window_opens": ("开始受理", "applications open"),
    "window_closes": ("截止受理", "applications close"),
    "day": ("日期条件", "a date"),
    "parameter": ("参数换值", "a dated parameter"),
}


def calendar(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="folder of the pack", show_default=False)],
    register: Annotated[
        str,
        typer.Argument(
            metavar="REGISTER", help="Parquet, CSV, Excel or JSON; - for stdin", show_default=False
        ),
    ],
    first: Annotated[
        datetime,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], metavar="DATE", help="first day, compared with the day before"
        ),
    ],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="last day")],
    id: Annotated[
        str | None, typer.Option("--id", metavar="SUBJECT", help="only this subject, as in the register")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="folder for calendar.html and calendar.parquet"
        ),
    ] = None,
    subject: Annotated[
        str | None, typer.Option(metavar="TYPE", help="type of subject; by default what the register says")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="YAML that says which field each column holds")
    ] = None,
    lang: Annotated[Lang, language("the dates told")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Say what changes on which day though nobody does anything: ages, deadlines, validity, dated parameters.

    \b
    twinwheel calendar packs/beijing-sti enterprises.parquet --from 2026-12-01 --to 2027-11-30 -o calendar
    """
    from contextlib import ExitStack

    from rich.console import Console

    from twinwheel.errors import UsageError
    from twinwheel.matching import output as files
    from twinwheel.matching.changes.calendar import SCHEMA, Calendar
    from twinwheel.packs import read_pack
    from twinwheel.registers import open_register

    if str(output) == "-":
        raise UsageError("several files do not go to stdout", "Give a folder; --json prints the calendar.")
    began = time.perf_counter()
    found = read_pack(pack)
    with progress("reading") as advance:
        subjects = open_register(found, register, subject=subject, mapping=mapping, advance=advance)
    dates = Calendar(found, subjects.subject, first.date(), last.date())
    row = None if id is None else _row(subjects, register, id)
    values = None if row is None else _subject(found, row)
    events = dates.events if values is None else dates.events_for(values)
    turns: list[dict[str, Any]] = []
    with ExitStack() as stack:
        tables = dates.tables(
            _batches(subjects, dates, row, stack.enter_context(progress("days", subjects.rows)))
        )
        if output is None:
            written = None
        else:
            written = stack.enter_context(files.Files(output))
            paths = {name: written.path(name) for name in FILES}
            tables = files.write_tables(
                _after(dates.events_table(events), tables), SCHEMA, paths["calendar.parquet"]
            )
        for table in tables:
            if row is not None:
                turns += [each for each in table.to_pylist() if each["subject_id"] is not None]
        facts = _facts(dates, subjects, events, id, turns)
        if written is not None:
            from twinwheel.reports.calendar import write_calendar

            files.write_json(facts, paths["calendar.json"])
            write_calendar(paths["calendar.html"], dates, subjects, subject_id=id, subject=values, rows=turns)
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        _print(Console(highlight=False, width=WIDTH), dates, events, values, turns, lang)
    console = Console(stderr=True, highlight=False)
    if output is not None:
        said = "日历：" if lang == "zh" else "calendar: "
        console.print(f"{said}{output / 'calendar.html'}", markup=False, soft_wrap=True)
    states = sum(len(line.states) - 1 for line in dates.lines.values())
    console.print(
        f"[dim]{len(dates.lines)} measures depend on the day, decided anew {states:,} times · "
        f"{time.perf_counter() - began:.2f} s[/]",
        soft_wrap=True,
    )


def _row(register: Register, file: str, id: str) -> pa.RecordBatch:
    """One subject as a batch."""
    import pyarrow.compute as pc

    from twinwheel.errors import NotFound, Problem

    for batch in register.batches():
        place = pc.index(batch.column("subject_id"), id).as_py()
        if place >= 0:
            return batch.slice(place, 1)
    what = f'no subject "{id}" in the register'
    raise NotFound([Problem(file, None, None, None, what, "Look for its subject_id.")])


def _subject(pack: Pack, row: pa.RecordBatch) -> Subject:
    from twinwheel.criteria.values import from_row

    return from_row(pack.vocabulary, row.to_pylist()[0])


def _batches(
    register: Register, dates: Calendar, row: pa.RecordBatch | None, advance: Advance
) -> Iterator[pa.RecordBatch]:
    """The subjects that are asked about, only the columns that can matter."""
    from twinwheel.matching.changes.basis import columns_of

    if row is not None:
        yield row
        return
    for batch in register.batches(columns=columns_of(register, dates.fields)) if dates.lines else ():
        yield batch
        advance(batch.num_rows)


def _after(first: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """What happens to the measures comes before what happens to subjects."""
    yield first
    yield from rest


def _facts(
    dates: Calendar, register: Register, events: Sequence[Event], id: str | None, turns: list[dict[str, Any]]
) -> dict[str, Any]:
    """What ``calendar.json`` holds, and ``--json`` prints."""
    from twinwheel import __version__

    turned = dates.turned

    def days(measure: int) -> dict[str, dict[str, int]]:
        sides = {"gained": turned.gained, "lost": turned.lost, "other": turned.other}
        return {
            day.isoformat(): found
            for at, day in enumerate(dates.days)
            if any((found := {name: int(side[measure, at]) for name, side in sides.items()}).values())
        }

    facts: dict[str, Any] = {
        "from": dates.days[1].isoformat(),
        "to": dates.days[-1].isoformat(),
        "subject": dates.subject,
        "pack": {"id": dates.pack.info.id, "version": dates.pack.info.version, "hash": dates.pack.hash},
        "register": {"rows": register.rows, "hash": register.hash, "problems": register.cells},
        "versions": {"twinwheel": __version__},
        "subjects_concerned": dates.subjects,
        "measures": {
            id: {
                "title": line.spec.title.model_dump(),
                "gained": int(turned.gained[number].sum()),
                "lost": int(turned.lost[number].sum()),
                "other": int(turned.other[number].sum()),
                "days": days(number),
            }
            for number, (id, line) in enumerate(dates.lines.items())
        },
        "events": [
            {"day": each.day.isoformat(), "measure": each.measure, "kind": each.kind, "by": each.by}
            for each in events
        ],
    }
    if id is not None:
        facts["subject_id"] = id
        facts["turns"] = [{**each, "day": each["day"].isoformat()} for each in turns]
    return facts


# --- for people -----------------------------------------------------------------------------


def _print(
    console: Console,
    dates: Calendar,
    events: Sequence[Event],
    values: Subject | None,
    turns: list[dict[str, Any]],
    lang: str,
) -> None:
    en = lang == "en"
    span = f"{dates.days[1]} – {dates.days[-1]}"
    console.print(
        f"{getattr(dates.pack.info.title, lang)} · {span}", style="bold", markup=False, soft_wrap=True
    )
    if values is not None:
        for each in turns:
            for line in _turn(dates, each, values or {}, en):
                console.print(line, markup=False, soft_wrap=True)
        events = [each for each in events if each.kind.startswith("window")]  # the others are among the turns
        if not turns:
            console.print("Nothing changes for this subject." if en else "这个对象没有变化。")
    elif dates.turned.gained.any() or dates.turned.lost.any() or dates.turned.other.any():
        console.print(_months(dates, en))
        console.print()
        console.print(_measures(dates, lang))
    else:
        console.print("Nothing changes for anybody." if en else "没有对象会变。")
    for event in events[:SHOWN]:
        title = getattr(dates.pack.measures[event.measure].title, lang)
        by = f" ← {getattr(dates.pack.measures[event.by].title, lang)}" if event.by else ""
        console.print(f"{event.day}  {title}: {KINDS[event.kind][en]}{by}", markup=False, soft_wrap=True)
    if len(events) > SHOWN:
        more = len(events) - SHOWN
        console.print(f"{more} more in --json" if en else f"另有 {more} 项，见 --json")


def _turn(dates: Calendar, row: dict[str, Any], values: Subject, en: bool) -> Iterator[str]:
    """One change of one subject in words."""
    from twinwheel.matching.ways.advice import plain

    spec = dates.pack.measures[row["measure_id"]]
    was, now = (OUTCOMES[row[side]][en] for side in ("before", "after"))
    title = spec.title.en if en else spec.title.zh
    line = f"{row['day']}  {title}: {was} → {now}"
    if not row["criteria"]:
        yield f"{line} ({KINDS[row['because']][True]})" if en else f"{line}（{KINDS[row['because']][False]}）"
        return
    labels = {each.id: each.label.en if en else each.label.zh for each in spec.criteria}
    fields = [
        f"{dates.pack.fields[name].en if en else name} = {plain(values.get(name))}" for name in row["fields"]
    ]
    yield line
    yield f"            {' · '.join([KINDS[row['because']][en], *(labels[id] for id in row['criteria']), *fields])}"


def _months(dates: Calendar, en: bool) -> Table:
    """How many subjects get something and lose something in each month."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    headings = ("month", "gained", "lost", "other") if en else ("月份", "变为符合", "不再符合", "其他变化")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left", no_wrap=True)
    turned = dates.turned
    sums: dict[str, list[int]] = {}
    for at, day in list(enumerate(dates.days))[1:]:
        month = sums.setdefault(f"{day:%Y-%m}", [0, 0, 0])
        for number, side in enumerate((turned.gained, turned.lost, turned.other)):
            month[number] += int(side[:, at].sum())
    for name, numbers in sums.items():
        if any(numbers):
            table.add_row(name, *(f"{each:,}" if each else "" for each in numbers))
    return table


def _measures(dates: Calendar, lang: str) -> Table:
    """The measures that turn, with the first day on which they do."""
    from rich.markup import escape
    from rich.table import Table

    en = lang == "en"
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    headings = (
        ("measure", "gained", "lost", "other", "first day")
        if en
        else ("措施", "变为符合", "不再符合", "其他变化", "最早一天")
    )
    table.add_column(headings[0], overflow="ellipsis", no_wrap=True, max_width=34)
    for heading in headings[1:]:
        table.add_column(heading, justify="right", no_wrap=True)
    sides = (dates.turned.gained, dates.turned.lost, dates.turned.other)
    rows = []
    for number, line in enumerate(dates.lines.values()):
        sums = [int(side[number].sum()) for side in sides]
        if any(sums):
            day = next(day for at, day in enumerate(dates.days) if any(side[number, at] for side in sides))
            rows.append((sums, getattr(line.spec.title, lang), day))
    for sums, title, day in sorted(rows, key=lambda each: (-each[0][0] - each[0][1], -each[0][2]))[:SHOWN]:
        table.add_row(escape(title), *(f"{each:,}" if each else "" for each in sums), day.isoformat())
    return table
