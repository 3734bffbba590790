"""A file of subjects goes in; canonical batches come out, and everything that was left out of them."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from twinwheel.errors import Problem, RegisterError
from twinwheel.messages import message
from twinwheel.packs import Pack
from twinwheel.registers import beside, canonical
from twinwheel.registers.advance import Advance, ignore
from twinwheel.registers.columns import SUBJECT_ID, plan, subject_of
from twinwheel.registers.convert import Converter
from twinwheel.registers.formats import Local, Raw, broken, hash_of, open_raw
from twinwheel.registers.formats.parquet import read_schema
from twinwheel.registers.ids import Ids
from twinwheel.registers.limits import BLOCK_ROWS
from twinwheel.registers.problems import CellProblem, Findings, printable, quoted


@dataclass(frozen=True)
class Register:
    """Subjects of one type, ready to be matched.

    ``hash`` is the SHA-256 of the file as it was given. ``columns`` are the fields present, in the order of
    the pack. ``problems`` is what was wrong and left out: a cell in it is missing here, never guessed.
    The canonical form of the columns is told in ``canonical``.
    """

    subject: str
    rows: int
    hash: str
    columns: tuple[str, ...]
    problems: tuple[Problem, ...]
    path: Path = field(repr=False)
    """The canonical Parquet file: the one given, or a temporary one that goes with this object."""
    lasting: bool = field(default=False, repr=False)
    """``path`` is the file that was given, so what is worked out from it may be kept beside it."""

    @property
    def cells(self) -> int:
        """How many cells could not be read and are missing here."""
        kinds = (each for each in self.problems if isinstance(each, CellProblem) and each.kind != "note")
        return sum(each.cells for each in kinds)

    def batches(
        self, rows: int = 131_072, columns: Sequence[str] | None = None, words: Collection[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """Batches of at most ``rows`` subjects, in the order of the file; ``columns`` picks some of them.

        The texts and lists of texts in ``words`` come as dictionaries, which is faster where few occur. They are read while they are asked for: memory is bounded by one batch.

        Raises:
            RegisterError: the file is broken further on, or its mark was forged: it holds NaN.
        """
        yield from self._sound(canonical.read_batches(self.path, rows, columns, words))

    @cached_property
    def _groups(self) -> canonical.Groups:
        try:
            return canonical.Groups(self.path)
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(str(self.path), error) from error

    def row_groups(self) -> list[int]:
        """The rows of each row group of the file; each can be read apart, by several threads at once."""
        return self._groups.rows

    def row_group(self, number: int, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Some columns of a row group in one or more batches, texts as dictionaries.

        Raises:
            RegisterError: as :meth:`batches`.
        """
        yield from self._sound(self._groups.read(number, columns))

    def names_of(self, fields: Collection[str]) -> list[str]:
        """The columns of the file that hold some fields, in its order, the ends of bands among them."""
        names: list[str] = self._groups.schema.names
        return [each for each in names if each.removesuffix("[min]").removesuffix("[max]") in fields]

    def _sound(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            for batch in batches:
                if name := canonical.nonsense(batch):
                    what = message(
                        'column "{name}" holds NaN or infinity, which no register has', name=printable(name)
                    )
                    raise broken(str(self.path), what, message("Export it again from where it came from."))
                yield batch
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(str(self.path), error) from error

    def find(self, subject_id: str) -> dict[str, object] | None:
        """One subject's canonical values, the id and the ends of bands among them; None: not in the register."""
        row = 0
        for batch in self.batches(columns=[SUBJECT_ID]):
            place = pc.index(batch.column(0), subject_id).as_py()
            if place >= 0:
                return canonical.read_row(self.path, row + place)
            row += batch.num_rows
        return None


def open_register(
    pack: Pack,
    path: Path | str,
    *,
    subject: str | None = None,
    mapping: Path | None = None,
    advance: Advance = ignore,
) -> Register:
    """Open a register of any format for matching; ``-`` is standard input.

    A cell that cannot be read becomes missing and is told in ``problems``. A register that was written by
    ``register sample`` or ``register check -o`` for this very pack is streamed as it lies. ``advance`` is told the rows of each block that is converted.

    Raises:
        RegisterError: the file or its mapping cannot be read, a row has no id, or an id occurs twice.
        UsageError: the pack has no such subject type.
    """
    folder = Path(tempfile.mkdtemp(prefix="twinwheel-"))
    try:
        local = Local.of(path, folder)
        subject = marked_subject(pack, local, subject)
        register = None if mapping else _as_it_lies(pack, local, subject)
        register = register or _converted(pack, open_raw(local), subject, mapping, folder, advance)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if register.path.is_relative_to(folder):
        weakref.finalize(register, shutil.rmtree, folder, ignore_errors=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return register


def marked_subject(pack: Pack, local: Local, wanted: str | None) -> str:
    """The subject type: asked for, or as a written register says of itself, or the pack's usual one."""
    mark = canonical.mark_of(read_schema(local.path, local.label)) if _is_parquet(local.path) else None
    if mark is None:
        return subject_of(pack, wanted)
    if wanted is not None and mark.subject != wanted:
        raise broken(
            local.label,
            message(
                "this register holds subjects of type {subject}, not {wanted}",
                subject=mark.subject,
                wanted=wanted,
            ),
            message("Give --subject {subject}, or another register.", subject=mark.subject),
        )
    return subject_of(pack, mark.subject)


def _as_it_lies(pack: Pack, local: Local, subject: str) -> Register | None:
    """A register written for this pack, checked by type alone; None: it has to be read in full."""
    if not _is_parquet(local.path):
        return None
    schema = read_schema(local.path, local.label)
    mark = canonical.mark_of(schema)
    if mark is None or mark.pack != pack.hash or not canonical.fits(schema, pack, subject):
        return None
    with ThreadPoolExecutor(1) as other:
        hashing = other.submit(hash_of, local.path)
        # What was worked out from this very file lies beside it: then its ids have been looked at before.
        if not (any(beside.files(local.path)) and beside.any_of(local.path, hashing.result())):
            _check_ids(local)
        register_hash = hashing.result()
    rows = pq.read_metadata(local.path).num_rows
    columns = canonical.fields_in(schema, pack, subject)
    return Register(subject, rows, register_hash, columns, (), local.path, lasting=True)


def _check_ids(local: Local) -> None:
    ids, rows = Ids(local.label, lambda row: None), 0
    try:
        for batch in canonical.read_batches(local.path, BLOCK_ROWS, [SUBJECT_ID]):
            ids.add(batch.column(0), range(rows + 1, rows + 1 + batch.num_rows))
            rows += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(local.label, error) from error
    ids.refuse()


def _converted(
    pack: Pack, raw: Raw, subject: str, mapping: Path | None, folder: Path, advance: Advance
) -> Register:
    """Any other file, converted once into a canonical one in ``folder``."""
    findings = Findings(raw.file, raw.line_of)
    for what in raw.notes:
        findings.note(what, message("Put the register on the first sheet, or export the sheet you mean."))
    converter = Converter(plan(pack, subject, raw.headings, findings, mapping).columns)
    ids, rows, path = Ids(raw.file, raw.line_of), 0, folder / "register.parquet"
    with canonical.writer(path, converter.schema, pack, subject) as out:
        for block in converter.blocks(raw):
            ids.add(block.batch.column(SUBJECT_ID), block.rows)
            for column, bad in block.bad:
                findings.cells(column.field, column.heading, bad, block.rows[bad.rows])
            if not ids.missing:
                out.write_batch(block.batch, canonical.ROW_GROUP)
            rows += block.batch.num_rows
            advance(block.batch.num_rows)
    ids.refuse()
    if converter.empty:
        findings.note(message("{count:,} empty rows are left out", count=converter.empty), "")
    present = canonical.fields_in(converter.schema, pack, subject)
    return Register(subject, rows, raw.hash, present, findings.problems(), path)


def _unreadable(file: str, error: Exception) -> RegisterError:
    return broken(
        file,
        message("the Parquet file cannot be read: {error}", error=quoted(str(error))),
        message("Write it again."),
    )


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"
