"""JSON: an array of objects, or one object a line (NDJSON). A key is a heading; an absent key is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from twinwheel.messages import heard, message
from twinwheel.registers.formats import Raw, broken
from twinwheel.registers.formats.encoding import TextFile, as_utf8
from twinwheel.registers.formats.engine import connect_to
from twinwheel.registers.limits import BLOCK_ROWS, MAX_COLUMNS, MAX_LINE_BYTES
from twinwheel.registers.problems import printable, quoted

_OBJECTS = """
    read_json_objects($path, format = $format, maximum_object_size = $longest, compression = 'none')"""
# Objects of one register mostly have the same keys: what is asked of keys is asked once a shape.
_SHAPES = f"""
    CREATE OR REPLACE TEMP TABLE shapes AS
    SELECT DISTINCT json_type(json) AS type, json_keys(json) AS keys FROM {_OBJECTS}"""
_KEYS = f"SELECT DISTINCT unnest(keys) FROM shapes LIMIT {MAX_COLUMNS + 1}"
_IS_ODD = "type <> 'OBJECT' OR len(keys) <> list_unique(keys)"
_ODD_SHAPE = f"SELECT 1 FROM shapes WHERE {_IS_ODD} LIMIT 1"
_ODD = f"""
    SELECT row, type, keys FROM (
        SELECT row_number() OVER () AS row, json_type(json) AS type, json_keys(json) AS keys FROM {_OBJECTS})
    WHERE {_IS_ODD} ORDER BY row LIMIT 1"""
_READ = f"SELECT {{columns}} FROM (SELECT json_extract_string(json, $pointers) AS cell FROM {_OBJECTS})"
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHAPE = message('Write [{{"subject_id": "…", …}}, …], or one such object a line.')


def open_json(path: Path, label: str, folder: Path) -> Raw:
    """Open a JSON or NDJSON file.

    Raises:
        RegisterError: it is not JSON, not a list of objects, or an object has a key twice.
    """
    text = as_utf8(path, label, folder)
    connection, link = connect_to(text.path, folder)
    with text.path.open("r", encoding="utf-8") as file:
        start = file.read(65_536).lstrip()
    form = (
        "array" if start.startswith("[") else "newline_delimited" if _object_a_line(start) else "unstructured"
    )
    parameters: dict[str, object] = {"path": link, "format": form, "longest": MAX_LINE_BYTES}
    try:
        connection.execute(_SHAPES, parameters)
        if connection.sql(_ODD_SHAPE).fetchall():
            _refuse(connection.sql(_ODD, params=parameters).fetchall()[0], label)
        headings = sorted(key for (key,) in connection.sql(_KEYS).fetchall())
    except duckdb.Error as error:
        raise _explain(text, form, label, error) from error
    if not headings:
        raise broken(label, message("there is no object with keys in this file"), _SHAPE)

    def blocks(positions: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        wanted = list(range(len(headings)) if positions is None else positions)
        pointers = ["/" + headings[position].replace("~", "~0").replace("/", "~1") for position in wanted]
        columns = ", ".join(f'cell[{index}] AS "{position}"' for index, position in enumerate(wanted, 1))
        sql = _READ.format(columns=columns)
        try:
            yield from connection.sql(sql, params=parameters | {"pointers": pointers}).to_arrow_reader(
                BLOCK_ROWS
            )
        except (duckdb.Error, pa.ArrowException) as error:
            raise _explain(text, form, label, error) from error

    return Raw(label, text.hash, tuple(heading.strip() for heading in headings), blocks)


def _object_a_line(start: str) -> bool:
    """Is the first line a whole object? Otherwise an object goes over several lines."""
    try:
        return isinstance(json.loads(start.split("\n", 1)[0]), dict)
    except (ValueError, RecursionError):
        return "\n" not in start


def _refuse(odd: tuple[int, str, list[str] | None], label: str) -> None:
    row, kind, keys = odd
    if kind != "OBJECT":
        raise broken(label, message("this is no object but {kind}", kind=kind.lower()), _SHAPE, row=row)
    twice = next(key for key in keys or [] if (keys or []).count(key) > 1)
    raise broken(
        label,
        message("the key {key} occurs twice in one object", key=quoted(twice)),
        message("Keep one of them."),
        row=row,
    )


def _half(value: object) -> str | None:
    """The first surrogate without its partner in what Python read of JSON, as JSON writes it."""
    found = _SURROGATE.search(json.dumps(value, ensure_ascii=False))
    return f"\\u{ord(found[0]):04x}" if found else None


def _explain(text: TextFile, form: str, label: str, error: Exception) -> Exception:
    """Where the JSON breaks off. Run only after reading has failed: it reads the file the slow way."""
    advice = message("Export the file again as JSON or CSV.")
    with text.path.open("r", encoding="utf-8") as file:
        parts = enumerate(file, 1) if form == "newline_delimited" else [(1, file.read())]
        for number, part in parts:
            try:
                if part.strip() and (half := _half(json.loads(part.rstrip()))):
                    return broken(
                        label,
                        message("{code} is half a character, and its other half is missing", code=half),
                        advice,
                        line=number + part[: part.lower().find(half)].count("\n"),
                    )
            except json.JSONDecodeError as broke:
                line = number + broke.lineno - 1
                return broken(
                    label,
                    message(
                        "this is not JSON, at character {column}: {what}",
                        column=broke.colno,
                        what=heard(broke.msg),
                    ),
                    advice,
                    line=line,
                )
            except RecursionError:
                return broken(
                    label,
                    message("the JSON is nested too deeply"),
                    message("A cell is a value or a list of values."),
                    line=number,
                )
            if form == "newline_delimited" and len(part.encode()) > MAX_LINE_BYTES:
                return broken(
                    label,
                    message("the object is too long"),
                    message("At most {most:,} bytes.", most=MAX_LINE_BYTES),
                    line=number,
                )
    reason = str(error).strip().split("\n", 1)[0].replace(str(text.path), label)[:200]
    return broken(label, message("the JSON cannot be read: {reason}", reason=printable(reason)), advice)
