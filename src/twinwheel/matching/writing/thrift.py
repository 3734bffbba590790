"""As much of Thrift's compact protocol as it takes to write the headers and the footer of a Parquet file.

https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class I32:
    """A 32-bit integer, of which enumerations are written too."""

    value: int


@dataclass(frozen=True)
class I64:
    value: int


@dataclass(frozen=True)
class Struct:
    """Fields by number, ascending; one that is None is left out."""

    fields: Mapping[int, Value | None]


Value = I32 | I64 | str | bytes | Struct | Sequence["Value"]
"""A sequence is a list whose elements are all of one type."""

_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12


def encode(struct: Struct) -> bytes:
    """A structure as bytes."""
    out, last = bytearray(), 0
    for number, value in struct.fields.items():
        if value is not None:
            assert 0 < number - last < 16
            out.append((number - last) << 4 | _type(value))
            out += _encoded(value)
            last = number
    return bytes(out) + b"\0"


def varint(value: int) -> bytes:
    """Seven bits to a byte, the lowest first; the highest bit says that there is more.

    >>> varint(300).hex()
    'ac02'
    """
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes((*out, value))


def _type(value: Value) -> int:
    match value:
        case I32():
            return _I32
        case I64():
            return _I64
        case str() | bytes():
            return _BINARY
        case Struct():
            return _STRUCT
    return _LIST


def _encoded(value: Value) -> bytes:
    match value:
        case I32(number) | I64(number):
            return varint(number << 1 if number >= 0 else (-number << 1) - 1)  # zigzag
        case str():
            return _encoded(value.encode())
        case bytes():
            return varint(len(value)) + value
        case Struct():
            return encode(value)
    kind = _type(value[0]) if value else _STRUCT
    assert all(_type(each) == kind for each in value)
    head = bytes([len(value) << 4 | kind]) if len(value) < 15 else bytes([0xF0 | kind]) + varint(len(value))
    return head + b"".join(map(_encoded, value))
