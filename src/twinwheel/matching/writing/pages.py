"""Writes ``decisions.parquet`` where only matches are listed, straight from the bits they were made of.

A general writer is given a value for every row and finds out again what was known before: that the rows of a
subject stand together, that a measure is one of some thousand, that nothing is missing. Here that is written down
as it is, and costs an eighth of the time:

============ ========================================================================================
subject_id   one run per subject, of as many rows as it has matches
measure_id   sixteen bits a row; Parquet lets positions in a dictionary be wider than they need be
outcome      one bit a row
amount_yuan  one bit a row says whether it is known; the known ones as nine bytes
missing      one run of empty lists
============ ========================================================================================

The file has the columns of ``run.SCHEMA``, one dictionary and one data page a column in each row group.
https://github.com/apache/parquet-format
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from twinwheel.matching.writing.thrift import I32, I64, Struct, Value, encode, varint

MAGIC = b"PAR1"
LEVEL = 1  # of zstd

Positions = npt.NDArray[np.unsignedinteger]

# Numbers of the enumerations of Parquet's format.
_BYTE_ARRAY, _FIXED = 6, 7
_REQUIRED, _OPTIONAL, _REPEATED = 0, 1, 2
_PLAIN, _RLE, _DICTIONARY = 0, 3, 8
_ZSTD = 6
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2

Fields = Mapping[int, Value | None]

_TEXT: Fields = {6: I32(0), 10: Struct({1: Struct({})})}
_LIST: Fields = {6: I32(3), 10: Struct({3: Struct({})})}
_YUAN: Fields = {6: I32(5), 7: I32(2), 8: I32(20), 10: Struct({5: Struct({1: I32(2), 2: I32(20)})})}
_YUAN_BYTES = 9  # of a decimal of twenty digits


def _element(
    name: str, repetition: int, kind: int | None, more: Fields, children: int | None = None
) -> Struct:
    fields: Fields = {
        1: None if kind is None else I32(kind),
        2: I32(_YUAN_BYTES) if kind == _FIXED else None,
        3: I32(repetition),
        4: name,
        5: None if children is None else I32(children),
    }
    return Struct({**fields, **more})


_SCHEMA = [
    Struct({3: I32(_REQUIRED), 4: "schema", 5: I32(5)}),
    *(_element(name, _REQUIRED, _BYTE_ARRAY, _TEXT) for name in ("subject_id", "measure_id", "outcome")),
    _element("amount_yuan", _OPTIONAL, _FIXED, _YUAN),
    _element("missing", _REQUIRED, None, _LIST, 1),
    _element("list", _REPEATED, None, {}, 1),
    _element("element", _OPTIONAL, _BYTE_ARRAY, _TEXT),
]


@dataclass(frozen=True)
class Matches:
    """Matches of some subjects, in the order of subjects, then measures.

    ``subjects`` are those that have any, ``numbers`` how many each has; the rest has an element per match:
    positions in ``measures`` and ``outcomes``, whole fen, and whether they are known (both None: of none).
    """

    subjects: pa.Array
    numbers: npt.NDArray[np.int64]
    measures: pa.Array
    measure: Positions
    outcomes: pa.Array
    outcome: npt.NDArray[np.bool_]
    fen: npt.NDArray[np.int64] | None = None
    known: npt.NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.measure)


def write(groups: Iterable[Matches], path: Path) -> int:
    """Write a file of a row group for each of ``groups``; the number of its rows."""
    with path.open("wb") as file:
        file.write(MAGIC)
        made = [_Group(file).write(each) for each in groups if len(each)]
        rows = sum(rows for rows, _ in made)
        orders = [Struct({1: Struct({})})] * 5
        footer = encode(
            Struct({
                1: I32(2), 2: _SCHEMA, 3: I64(rows), 4: [group for _, group in made], 6: "twinwheel", 7: orders
            })
        )  # fmt: skip
        file.write(footer + len(footer).to_bytes(4, "little") + MAGIC)
    return rows


class _Group:
    """One row group."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.began = file.tell()
        self.chunks: list[Struct] = []
        self.bytes = 0

    def write(self, found: Matches) -> tuple[int, Struct]:
        rows = len(found)
        self._texts("subject_id", found.subjects, _runs(found.numbers), rows)
        width = 8 * found.measure.itemsize
        self._texts(
            "measure_id", found.measures, bytes([width]) + _packed(found.measure.tobytes(), width), rows
        )
        self._texts("outcome", found.outcomes, b"\1" + _packed(_bits(found.outcome), 1), rows)
        if found.fen is None or found.known is None:
            levels, values, nulls = _run(rows), b"", rows
        else:
            levels, values = _packed(_bits(found.known), 1), _decimals(found.fen[found.known])
            nulls = rows - int(np.count_nonzero(found.known))
        statistics = Struct({3: I64(nulls)})
        self._chunk("amount_yuan", _FIXED, None, _level(levels) + values, rows, statistics)
        # A list that has no element is one place at which nothing is repeated and nothing defined.
        self._chunk(
            "missing.list.element", _BYTE_ARRAY, None, 2 * _level(_run(rows)), rows, Struct({3: I64(rows)})
        )
        size = self.file.tell() - self.began
        fields: Fields = {1: self.chunks, 2: I64(self.bytes), 3: I64(rows)}
        return rows, Struct({**fields, 5: I64(self.began), 6: I64(size)})

    def _texts(self, name: str, texts: pa.Array, page: bytes, rows: int) -> None:
        ends = pc.min_max(texts).as_py()
        statistics = Struct({3: I64(0), 5: ends["max"], 6: ends["min"]})
        self._chunk(name, _BYTE_ARRAY, texts, page, rows, statistics)

    def _chunk(
        self, name: str, kind: int, dictionary: pa.Array | None, page: bytes, rows: int, statistics: Struct
    ) -> None:
        began, before = self.file.tell(), self.bytes
        if dictionary is not None:
            header = {7: Struct({1: I32(len(dictionary)), 2: I32(_PLAIN)})}
            self._page(_DICTIONARY_PAGE, _plain(dictionary), header)
        at = self.file.tell()
        encoding = _PLAIN if dictionary is None else _DICTIONARY
        self._page(
            _DATA_PAGE, page, {5: Struct({1: I32(rows), 2: I32(encoding), 3: I32(_RLE), 4: I32(_RLE)})}
        )
        self.chunks.append(
            Struct({
                2: I64(0),
                3: Struct({
                    1: I32(kind), 2: [I32(each) for each in sorted({_PLAIN, _RLE, encoding})], 3: name.split("."),
                    4: I32(_ZSTD), 5: I64(rows), 6: I64(self.bytes - before), 7: I64(self.file.tell() - began),
                    9: I64(at), 11: None if dictionary is None else I64(began), 12: statistics,
                }),
            })
        )  # fmt: skip

    def _page(self, kind: int, content: bytes, header: Fields) -> None:
        packed = pa.Codec("zstd", compression_level=LEVEL).compress(content, asbytes=True)
        fields: Fields = {1: I32(kind), 2: I32(len(content)), 3: I32(len(packed))}
        head = encode(Struct({**fields, **header}))
        self.file.write(head + packed)
        self.bytes += len(head) + len(content)


def _packed(bits: bytes, width: int) -> bytes:
    """Values of ``width`` bits each as one bit-packed run; they come in groups of eight."""
    groups = -(-len(bits) // width)
    return varint(groups << 1 | 1) + bits.ljust(groups * width, b"\0")


def _run(rows: int) -> bytes:
    """``rows`` times 0, for values of up to eight bits."""
    return varint(rows << 1) + b"\0"


def _level(run: bytes) -> bytes:
    return len(run).to_bytes(4, "little") + run


def _bits(flags: npt.NDArray[np.bool_]) -> bytes:
    return np.packbits(flags, bitorder="little").tobytes()


def _runs(numbers: npt.NDArray[np.int64]) -> bytes:
    """0 as often as the first number says, 1 as often as the second, and so on; the width stands in front."""
    size = 1 if len(numbers) <= 1 << 8 else 2 if len(numbers) <= 1 << 16 else 4
    parts = np.zeros((len(numbers), 3 + size), np.uint8)
    lengths = numbers << 1
    parts[:, 0], parts[:, 1], parts[:, 2] = lengths & 127, lengths >> 7 & 127, lengths >> 14
    assert lengths.max(initial=0) < 1 << 21
    longer, longest = lengths >= 1 << 7, lengths >= 1 << 14
    parts[:, 0] |= longer.view(np.uint8) << 7
    parts[:, 1] |= longest.view(np.uint8) << 7
    values = np.arange(len(numbers), dtype=np.uint32).view(np.uint8).reshape(-1, 4)
    parts[:, 3:] = values[:, :size]
    used = np.ones(parts.shape, bool)
    used[:, 1], used[:, 2] = longer, longest
    return bytes([8 * size]) + parts[used].tobytes()


def _plain(texts: pa.Array) -> bytes:
    """Each text after its length in four bytes."""
    ends = np.frombuffer(texts.buffers()[1], np.int32, len(texts) + 1, 4 * texts.offset)
    lengths = np.diff(ends)
    starts = ends[:-1] - ends[0] + 4 * np.arange(len(texts), dtype=np.int32)
    out = np.zeros(int(ends[-1] - ends[0]) + 4 * len(texts), np.uint8)
    is_text = np.ones(len(out), bool)
    for place in range(4):
        out[starts + place] = lengths >> 8 * place & 255
        is_text[starts + place] = False
    if texts.buffers()[2] is not None:
        out[is_text] = np.frombuffer(texts.buffers()[2], np.uint8)[ends[0] : ends[-1]]
    return out.tobytes()


def _decimals(fen: npt.NDArray[np.int64]) -> bytes:
    """Big-endian, with the sign in front of the eight bytes."""
    out = np.zeros((len(fen), _YUAN_BYTES), np.uint8)
    out[:, 0] = (fen >> 63).astype(np.uint8)
    out[:, 1:] = fen.astype(">i8").view(np.uint8).reshape(-1, 8)
    return out.tobytes()
