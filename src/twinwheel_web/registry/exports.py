"""A list of the register as a file that ``register check`` reads again; every time it is noted who took it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, Http404

from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import Actor
from twinwheel_web.registers.cells import harmless
from twinwheel_web.registers.models import Export, Subject
from twinwheel_web.registers.service import standing
from twinwheel_web.registry.listing import Listing
from twinwheel_web.registry.values import cell

CHUNK = 500
Cell = str | float | bool | None


def export(actor: Actor, listing: Listing, form: str) -> FileResponse:
    """The list with every value that stands today, as ``csv`` or ``xlsx``."""
    write = {"csv": _csv, "xlsx": _xlsx}.get(form)
    if write is None:
        raise Http404(form)
    ids = listing.all()
    filters = {"q": listing.q, "by": listing.by, "measure": listing.measure}
    if listing.measure:
        filters["outcome"] = listing.outcome
    Export.objects.create(
        type=listing.type,
        filters={name: value for name, value in filters.items() if value},
        form=form,
        rows=len(ids),
        user=actor.user,
        organisation=actor.organisation,
        at=clock.now(),
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    write(file, _lines(listing.type, ids))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{listing.type}-{clock.today():%Y%m%d}.{form}")


def _lines(type: str, ids: list[int]) -> Iterator[list[Cell]]:
    """The headings, then a line for each subject."""
    spec = pack.current().subjects[type]
    fields, day = list(pack.current().fields_of(type)), clock.today()
    yield [spec.key, spec.name or "", *fields]
    for start in range(0, len(ids), CHUNK):
        found = Subject.objects.in_bulk(ids[start : start + CHUNK])
        for id in ids[start : start + CHUNK]:
            values = standing(found[id], day)
            yield [found[id].code, found[id].name, *(cell(field, values.get(field)) for field in fields)]


def _csv(file: IO[bytes], lines: Iterator[list[Cell]]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows([harmless(each) for each in line] for line in lines)
    text.detach()


def _xlsx(file: IO[bytes], lines: Iterator[list[Cell]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(lines):
            for column, each in enumerate(line):
                if isinstance(each, str):
                    sheet.write_string(row, column, each)
                elif each is not None:
                    sheet.write(row, column, each)
