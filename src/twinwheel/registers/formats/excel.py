"""Excel (xlsx, xls) and OpenDocument: the first sheet, its first row the headings.

A number cell is read as Excel shows it, to 15 digits; a date cell as its day. A cell with an Excel error
such as #DIV/0! arrives empty, and so is missing.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from twinwheel.registers.formats import Raw, broken, hash_of
from twinwheel.registers.limits import BLOCK_ROWS, MAX_UNPACKED_BYTES
from twinwheel.registers.problems import quoted
from twinwheel.registers.values import plain

_AGAIN = "Open it in Excel and save it again, or export it as CSV."


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
            raise broken(label, "the workbook has no visible sheet", _AGAIN)
        sheet = workbook.get_sheet_by_name(names[0])
    except CalamineError as error:
        raise broken(label, f"the Excel file cannot be read: {str(error)[:200]}", _AGAIN) from error
    skip, headings = _headings(sheet, label)

    def blocks(positions: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = list(range(len(headings)) if positions is None else positions)
        left = sheet.start[1] if sheet.start else 0
        rows = islice(sheet.iter_rows(), skip, None)
        while block := list(islice(rows, BLOCK_ROWS)):
            columns = [
                pa.array([_text(row[left + position]) for row in block], pa.string()) for position in wanted
            ]
            yield pa.record_batch(columns, names=[str(position) for position in wanted])

    notes: tuple[str, ...] = ()
    if len(names) > 1:
        notes = (
            f"only the sheet {quoted(names[0])} is read; the file also has {'、'.join(map(quoted, names[1:]))}",
        )
    return Raw(label, hash_of(path), headings, blocks, notes=notes)


def _headings(sheet: CalamineSheet, label: str) -> tuple[int, tuple[str, ...]]:
    """How many rows come before the data, and the headings: the first row that is not empty."""
    if sheet.start is None:
        raise broken(
            label, f"the sheet {quoted(sheet.name)} is empty", "Put the register on the first sheet."
        )
    row = next(islice(sheet.iter_rows(), sheet.start[0], None))[sheet.start[1] :]
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
    """A few kilobytes of zip can unpack to terabytes; the sizes are written in its directory."""
    if not zipfile.is_zipfile(path):
        return  # the old binary format; not compressed
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise broken(label, f"the Excel file cannot be read: {error}", _AGAIN) from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise broken(
            label,
            f"the Excel file unpacks to {unpacked:,} bytes",
            f"At most {MAX_UNPACKED_BYTES:,} are taken. Export the register as CSV or Parquet.",
        )
