"""Excel (xlsx, xlsm, xls): the first visible sheet, its first row the headings.

A number cell is read as Excel shows it, to 15 digits; a date cell as its day. A cell with an Excel error
such as #DIV/0! arrives empty, and so is missing.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from twinwheel.messages import heard, joined, message
from twinwheel.registers.formats import Raw, broken, hash_of
from twinwheel.registers.limits import BLOCK_ROWS, MAX_SHEET_CELLS, MAX_UNPACKED_BYTES
from twinwheel.registers.problems import printable, quoted
from twinwheel.registers.values import plain

_AGAIN = message("Open it in Excel and save it again as xlsx, or export it as CSV.")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,9})["']""")
_HIDDEN_PLACE = re.compile(rb"""\sr\s*=\s*["'][^"'<>]{0,40}&""")


def open_excel(path: Path, label: str) -> Raw:
    """Open the first visible sheet.

    Raises:
        RegisterError: the file is broken, protected, empty, or unpacks to more than is taken.
    """
    _no_bomb(path, label)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = [
            sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible
        ]
        if not names:
            raise broken(label, message("the workbook has no visible sheet"), _AGAIN)
        sheet = workbook.get_sheet_by_name(names[0])
    except BaseException as error:
        # A panic of the reader, which is written in Rust, arrives as a BaseException of its own.
        if (
            not isinstance(error, CalamineError | OSError | ValueError)
            and type(error).__name__ != "PanicException"
        ):
            raise
        raise broken(
            label,
            message("the Excel file cannot be read: {error}", error=heard(printable(str(error)[:200]))),
            _AGAIN,
        ) from error
    skip, headings = _headings(sheet, label)

    def blocks(positions: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = list(range(len(headings)) if positions is None else positions)
        rows = islice(sheet.iter_rows(), skip, None)
        while block := list(islice(rows, BLOCK_ROWS)):
            columns = [pa.array([_text(row[position]) for row in block], pa.string()) for position in wanted]
            yield pa.record_batch(columns, names=[str(position) for position in wanted])

    notes: tuple[str, ...] = ()
    if len(names) > 1:
        notes = (
            message(
                "only the sheet {first} is read; the file also has {others}",
                first=quoted(names[0]),
                others=joined("、", map(quoted, names[1:])),
            ),
        )
    return Raw(label, hash_of(path), headings, blocks, notes=notes)


def _headings(sheet: CalamineSheet, label: str) -> tuple[int, tuple[str, ...]]:
    """How many rows come before the data, and the headings: the first row that is not empty."""
    if sheet.start is None:
        raise broken(
            label,
            message("the sheet {name} is empty", name=quoted(sheet.name)),
            message("Put the register on the first sheet."),
        )
    row = next(islice(sheet.iter_rows(), sheet.start[0], None))
    return sheet.start[0] + 1, tuple((_text(cell) or "").strip() for cell in row)


def _text(cell: object) -> str | None:
    """A cell as text that the rules in ``values`` read."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float():
            return plain(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case None:
            return None
        case _:
            return str(cell)


def _no_bomb(path: Path, label: str) -> None:
    """Look into the zip before a reader does: a few kilobytes can unpack to terabytes, and a single cell far
    from the others makes the reader ask for memory for all cells between, and abort.
    """
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return  # the old binary format: not compressed, at most 65,536 rows of 256 cells
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise broken(
                    label,
                    message("the Excel file unpacks to {unpacked:,} bytes", unpacked=unpacked),
                    message(
                        "At most {most:,} are taken. Or export the register as CSV or Parquet.",
                        most=MAX_UNPACKED_BYTES,
                    ),
                )
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise broken(label, message("this zip file is no xlsx workbook"), _AGAIN)
            for name in names:
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with archive.open(name) as sheet:
                        _not_too_wide(sheet, label)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise broken(
            label,
            message("the Excel file cannot be read: {error}", error=heard(printable(str(error)[:200]))),
            _AGAIN,
        ) from error


def _not_too_wide(sheet: IO[bytes], label: str) -> None:
    """Hold the rectangle from the first to the last cell of a sheet against the limit."""
    rows: list[int] = []
    columns: set[bytes] = set()
    tail = b""
    while chunk := sheet.read(1 << 22):
        text = tail + chunk
        if _HIDDEN_PLACE.search(text):
            raise broken(label, message("the Excel file hides the place of a cell"), _AGAIN)
        if found := _PLACE.findall(text):
            columns.update(column for column, _ in found)
            numbers = [int(row) for _, row in found]
            rows = [min([*rows[:1], *numbers]), max([*rows[1:], *numbers])]
        tail = text[-64:]
    if not rows:
        return
    places = [
        sum(26**power * (char - 64) for power, char in enumerate(reversed(column))) for column in columns
    ]
    cells = (rows[1] - rows[0] + 1) * (max(places) - min(places) + 1)
    if cells > MAX_SHEET_CELLS:
        raise broken(
            label,
            message("a sheet spans {cells:,} cells, from its first to its last", cells=cells),
            message(
                "At most {most:,} are taken: delete stray cells. Or export the register as CSV or Parquet.",
                most=MAX_SHEET_CELLS,
            ),
        )
