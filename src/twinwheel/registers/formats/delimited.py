"""CSV and TSV: UTF-8, UTF-8 with BOM or GB18030; commas, tabs, semicolons or bars; quotes as in RFC 4180."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from twinwheel.errors import Problem, RegisterError
from twinwheel.messages import message
from twinwheel.registers.formats import Lines, Raw, broken
from twinwheel.registers.formats.encoding import TextFile, as_utf8
from twinwheel.registers.formats.engine import connect_to
from twinwheel.registers.limits import BLOCK_ROWS, MAX_COLUMNS, MAX_LINE_BYTES
from twinwheel.registers.problems import quoted

_READ = """
    SELECT {columns} FROM read_csv($path, columns = $columns, auto_detect = false, header = true,
        delim = $delimiter, quote = '"', escape = '"', nullstr = '\x01',
        strict_mode = true, max_line_size = $longest, compression = 'none'{more})"""
_NO_HEADING = message("The first line must hold the headings, the subject's id among them.")
_ADVICE = {
    "MISSING COLUMNS": message("Every row needs as many cells as there are headings."),
    "TOO MANY COLUMNS": message(
        "Quote a cell that holds the delimiter; every row needs as many cells as there are headings."
    ),
    "UNQUOTED VALUE": message('Close the quote, and write a quote inside a cell twice: "".'),
    "LINE SIZE OVER MAXIMUM": message(
        "A line holds at most {most:,} bytes. Is a quote left open before it?", most=MAX_LINE_BYTES
    ),
}
_AGAIN = message("Export the file again.")
_UNEQUAL = re.compile(r"Expected Number of Columns: ([0-9]+) Found: ([0-9]+)")


def open_delimited(path: Path, label: str, folder: Path) -> Raw:
    """Open a CSV or TSV file.

    Raises:
        RegisterError: an encoding that is not known, no headings, or rows of unequal length.
    """
    text = as_utf8(path, label, folder)
    delimiter, headings = _headings(text, label)
    connection, link = connect_to(text.path, folder)
    parameters: dict[str, object] = {
        "path": link,
        "columns": {str(position): "VARCHAR" for position in range(len(headings))},
        "delimiter": delimiter,
        "longest": MAX_LINE_BYTES,
    }

    def blocks(positions: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = range(len(headings)) if positions is None else positions
        sql = _READ.format(columns=", ".join(f'"{position}"' for position in wanted), more="")
        records = 0
        try:
            for batch in connection.sql(sql, params=parameters).to_arrow_reader(BLOCK_ROWS):
                records += batch.num_rows
                yield batch
        except (duckdb.Error, pa.ArrowException) as error:
            raise _explain(connection, parameters, label, error) from error
        lines.records = records

    lines = Lines(text.lines)
    return Raw(label, text.hash, headings, blocks, lines=lines)


def _headings(text: TextFile, label: str) -> tuple[str, tuple[str, ...]]:
    """The delimiter that divides the heading most, and the headings."""
    with text.path.open("r", encoding="utf-8", newline="") as file:
        start = file.read(MAX_LINE_BYTES)
    if "\n" not in start and len(start) >= MAX_LINE_BYTES:
        raise broken(
            label,
            message("the first line has more than {most:,} characters", most=MAX_LINE_BYTES),
            _NO_HEADING,
            line=1,
        )
    best: tuple[str, list[str]] = (",", [])
    for delimiter in (",", "\t", ";", "|"):
        try:
            row = next(csv.reader(start.splitlines(keepends=True), delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        if len(row) > len(best[1]):
            best = delimiter, row
    if not any(cell.strip() for cell in best[1]):
        raise broken(label, message("the first line holds no headings"), _NO_HEADING, line=1)
    if len(best[1]) > MAX_COLUMNS:
        raise broken(
            label,
            message("{count:,} columns", count=len(best[1])),
            message("At most {most:,} are taken.", most=MAX_COLUMNS),
            line=1,
        )
    return best[0], tuple(cell.strip() for cell in best[1])


def _explain(
    connection: duckdb.DuckDBPyConnection, parameters: dict[str, object], label: str, error: Exception
) -> RegisterError:
    """Every line that does not fit, as far as a screen holds them. Run only after reading has failed."""
    sql = _READ.format(columns="count(*)", more=", store_rejects = true, rejects_limit = 20")
    found: list[tuple[int, str, str]] = []
    try:
        connection.sql(sql, params=parameters).fetchall()
        found = connection.sql(
            "SELECT DISTINCT line, error_type, error_message FROM reject_errors ORDER BY line"
        ).fetchall()
    except duckdb.Error:
        pass  # what cannot even be skipped is told by the first error
    if not found:
        line = _line_in(str(error))
        return broken(
            label,
            message("the CSV cannot be read: {error}", error=_first_line(error)),
            _AGAIN,
            line=line,
        )
    return RegisterError(
        Problem(label, line, None, None, _told(error), _ADVICE.get(kind, _AGAIN))
        for line, kind, error in found
    )


def _told(error: str) -> str:
    """What DuckDB says of a line; what it says most is a message."""
    words = _first_line(error)
    if unequal := _UNEQUAL.fullmatch(words):
        return message(
            "Expected Number of Columns: {wanted} Found: {found}", wanted=unequal[1], found=unequal[2]
        )
    return message("Value with unterminated quote found.") if "unterminated quote" in words else words


def _line_in(error: str) -> int | None:
    _, _, rest = error.partition("CSV Error on Line: ")
    number = rest.split("\n", 1)[0].strip()
    return int(number) if number.isdigit() else None


def _first_line(error: object) -> str:
    return quoted(str(error).strip().split("\n", 1)[0]).strip('"')
