"""A workbook about one subject comes in; its values, what is wrong with them, and what would change come out.

Two forms are read: a register of one row, as everywhere; and the template, one field a line with its value beside it,
which is turned into such a row first. What a cell means is the library's to say.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from twinwheel.messages import altered
from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import field_name, said
from twinwheel_web.mine.inputs import Cell
from twinwheel_web.mine.profile import has_ended
from twinwheel_web.mine.values import AS_TEXT, number_text
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.rows import from_batch
from twinwheel_web.registers.service import standing

if TYPE_CHECKING:
    from twinwheel.registers.formats import Raw

SUFFIXES = {".xlsx", ".xlsm", ".xls", ".csv"}
SHEET = "Profile"
_UNIT = re.compile(r"\s*[(（][^()（）]*[)）]$")


class Unreadable(Exception):
    """The file cannot be used; the words are for the reader."""


@dataclass(frozen=True)
class Trouble:
    """One cell that was not taken."""

    field: str
    value: str
    what: str


@dataclass(frozen=True)
class Difference:
    """A field whose value in the file is another; ``locked``: a certificate stands, the file changes nothing."""

    field: str
    now: Any
    then: Any
    locked: bool


@dataclass(frozen=True)
class Incoming:
    """What a file says of a subject. ``values`` are the fields that would be filed."""

    differences: tuple[Difference, ...]
    troubles: tuple[Trouble, ...]
    notes: tuple[str, ...]

    @property
    def values(self) -> dict[str, Any]:
        return {each.field: each.then for each in self.differences if not each.locked}


def read(subject: Subject, file: UploadedFile[Any], day: date) -> Incoming:
    """Read an uploaded workbook. A cell without a value says nothing: it takes no value back.

    Raises:
        Unreadable: it is no workbook, is broken, holds several subjects or another one.
    """
    from twinwheel.errors import RegisterError, TwinwheelError
    from twinwheel.registers import open_register
    from twinwheel.registers.problems import CellProblem

    name = file.name or ""
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Unreadable(_("Choose an Excel workbook (xlsx, xlsm, xls) or a CSV file."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{suffix}"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        try:
            upright = _upright(subject, path, Path(folder))
            register = open_register(pack.current(), upright or path, subject=subject.type)
            if register.rows != 1:
                raise Unreadable(
                    _("The file holds %(rows)s rows; it may hold one, your own.") % {"rows": register.rows}
                )
            code, _name, values = next(row for batch in register.batches() for row in from_batch(batch))
        except TwinwheelError as error:
            if isinstance(error, RegisterError) and any(
                each.field == "subject_id" for each in error.problems
            ):
                # the library advises a command that sorts rows out; here there is but one
                raise Unreadable(_("The file may hold one row, your own, with your code in it.")) from error
            why = said(altered(str(error), lambda text: text.replace(str(path), name).replace(folder, "…")))
            raise Unreadable(_("The file cannot be read: %(why)s") % {"why": why}) from error
        problems = [each for each in register.problems if isinstance(each, CellProblem)]
    if code != subject.code:
        raise Unreadable(
            _("The file is about %(code)s, this profile about %(own)s.") % {"code": code, "own": subject.code}
        )
    fields = pack.current().fields_of(subject.type)
    troubles = tuple(
        Trouble(each.field, each.value or "", Cell(each.field, fields[each.field]).in_words(each.kind))
        for each in problems
        if each.kind != "note" and each.field in fields
    )
    notes = tuple(each.what for each in problems if each.kind == "note")
    return Incoming(tuple(_differences(subject, values, day)), troubles, notes)


def _differences(subject: Subject, values: dict[str, Any], day: date) -> Iterable[Difference]:
    known = standing(subject, day)
    for name, value in values.items():
        if value is not None and known.get(name) != value:
            certificate = subject.certificates.get(name)
            locked = certificate is not None and not has_ended(certificate, day)
            yield Difference(name, known.get(name), value, locked)


def _upright(subject: Subject, path: Path, folder: Path) -> Path | None:
    """The template turned into a register of one row; None: the file is such a register already."""
    from twinwheel.registers.formats import Local, open_raw

    raw = open_raw(Local.of(path, folder))
    fields = pack.current().fields_of(subject.type)
    labels = {label for name, spec in fields.items() for label in (name, spec.en, *spec.aliases)}

    def is_field(heading: str) -> bool:
        return heading in labels or _UNIT.sub("", heading) in labels

    if len(raw.headings) < 2 or sum(map(is_field, raw.headings)) > 1:
        return None
    lines = [raw.headings[:2], *_pairs(raw)]
    if not any(is_field(name) for name, _value in lines):
        return None
    row = {"subject_id": subject.code}
    row |= {name: value for name, value in lines if name == "subject_id" or is_field(name)}
    out = folder / "upright.csv"
    with out.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(row)
        writer.writerow(row.values())
    return out


def _pairs(raw: Raw) -> list[tuple[str, str]]:
    import pyarrow as pa

    pairs = []
    for batch in raw.blocks([0, 1]):
        names, values = (column.cast(pa.string()).to_pylist() for column in batch.columns[:2])
        pairs += [((name or "").strip(), value or "") for name, value in zip(names, values, strict=True)]
    return pairs


def template(subject: Subject, day: date) -> bytes:
    """A workbook to fill in: one field a line with what is known, its unit, what it takes and its question."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, AS_TEXT) as book:
        sheet = book.add_worksheet(SHEET)
        _head(book, sheet, subject)
        _fields(book, sheet, subject, standing(subject, day))
    return out.getvalue()


def _head(book: Any, sheet: Any, subject: Subject) -> None:
    grey = book.add_format({"font_color": "#666666", "text_wrap": True, "valign": "top"})
    headings = [_("Field"), _("To be filled in"), _("Unit"), _("Takes"), _("Question")]
    sheet.write_row(0, 0, headings, book.add_format({"bold": True, "bottom": 1}))
    sheet.write_row(1, 0, ["subject_id", subject.code])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 26, book.add_format({"align": "left"}))
    sheet.set_column(2, 2, 12, grey)
    sheet.set_column(3, 4, 48, grey)
    sheet.freeze_panes(1, 1)


def _fields(book: Any, sheet: Any, subject: Subject, known: Mapping[str, Any]) -> None:
    """The fields of the pack under the titles of their groups, from the third line on."""
    title = book.add_format({"bold": True, "bg_color": "#eeeeee"})
    forms = {
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "ratio": book.add_format({"num_format": "0.##%", "align": "left"}),
    }
    row = 2
    for group in pack.current().groups.values():
        if subject.type not in group.subjects:
            continue
        sheet.write(row, 0, said(group.title), title)
        for name, spec in group.fields.items():
            row += 1
            cell = Cell(name, spec)
            choices = [label.strip() for _value, label in cell.options]
            if spec.type == "bool":
                choices = [_("yes"), _("no")]
            shown = _(", ").join(choices[:12]) + ("…" if len(choices) > 12 else "")
            sheet.write(row, 0, field_name(name))
            _write(sheet, row, spec, known.get(name), forms)
            sheet.write_row(row, 2, [cell.unit, shown or cell.limits, said(spec.question)])
            if spec.type in {"bool", "code"}:
                _offer(sheet, row, choices, closed=not (spec.type == "code" and cell.is_open))
        row += 1


def _offer(sheet: Any, row: int, choices: list[str], *, closed: bool) -> None:
    """Let Excel offer the choices, as far as it can: in one text of 255 characters, with commas between them."""
    if choices and len(",".join(choices)) < 255 and not any("," in each for each in choices):
        stop = "stop" if closed else "warning"
        sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": choices, "error_type": stop})


def _write(sheet: Any, row: int, spec: Any, value: Any, forms: dict[str, Any]) -> None:
    """A known value as Excel keeps it: numbers as numbers, days as days."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, 1, _("yes") if value else _("no"))
    elif spec.type == "date":
        sheet.write_datetime(row, 1, date.fromisoformat(value), forms["date"])
    elif isinstance(value, int | float):
        sheet.write_number(row, 1, value, *([forms["ratio"]] if spec.type == "ratio" else []))
    elif spec.type == "codes":
        sheet.write_string(row, 1, "、".join(each for each in value if each) or "[]")
    elif isinstance(value, list):
        sheet.write_string(row, 1, number_text(spec, value))
    else:
        sheet.write_string(row, 1, value)
