"""The unified social credit code (统一社会信用代码, GB 32100-2015) and the organisation code inside it (GB 11714).

Eighteen characters: one for the registering department, one for the kind of organisation, six for the
place, nine for the organisation code with its own check digit, and a check digit over all. Libraries that
want digits in the first eight places refuse real codes: rural collectives begin with N, the army with A,
others with Y.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from twinwheel.messages import message

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
FIRST = "123456789ANY"
WEIGHTS = tuple(3**place % 31 for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
HEADING = "统一社会信用代码"

_SHARED = {char: number for number, char in enumerate(ALPHABET)}
_ORGANISATION = {char: number for number, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def check_digit(code: str) -> str:
    """The 18th character, from the first 17.

    >>> check_digit("91350100M000100Y4")
    '3'
    """
    total = sum(weight * _SHARED[char] for weight, char in zip(WEIGHTS, code, strict=False))
    return ALPHABET[-total % 31]


def organisation_digit(code: str) -> str:
    """The ninth character of an organisation code, from its first eight.

    >>> organisation_digit("M000100Y")
    '4'
    """
    total = sum(
        weight * _ORGANISATION[char] for weight, char in zip(ORGANISATION_WEIGHTS, code, strict=False)
    )
    return "0123456789X0"[-total % 11]


def complete(start: str) -> str:
    """A valid code from its first 16 characters.

    >>> complete("91350100M000100Y")
    '91350100M000100Y43'
    """
    inner = start + organisation_digit(start[8:16])
    return inner + check_digit(inner)


def fault(code: str) -> str | None:
    """What is wrong with a code; None: both check digits fit.

    >>> fault("91350100M000100Y43"), fault("91350100M000100Y44")
    (None, 'the last check digit should be 3')
    """
    if len(code) != 18:
        return message("it has {count} characters instead of 18", count=len(code))
    odd = next((char for char in code if char not in _SHARED), None)
    if odd is not None:
        return message(
            "{sign!r} is not among its characters (digits and capitals without I, O, S, V, Z)", sign=odd
        )
    if code[0] not in FIRST:
        return message("no registering department has the sign {sign}", sign=code[0])
    if code[16] != organisation_digit(code[8:16]):
        return message(
            "the check digit of the organisation code, place 17, should be {digit}",
            digit=organisation_digit(code[8:16]),
        )
    if code[17] != check_digit(code):
        return message("the last check digit should be {digit}", digit=check_digit(code))
    return None


def valid(codes: pa.Array) -> npt.NDArray[np.bool_]:
    """Which codes have no fault, a million in well under a second. Null is not valid."""
    sized = pc.fill_null(pc.match_substring_regex(codes, f"^[{FIRST}][{ALPHABET}]{{17}}$"), False)
    good: npt.NDArray[np.bool_] = sized.to_numpy(zero_copy_only=False).copy()
    text = "".join(codes.filter(sized).to_pylist()).encode("ascii")
    places = np.frombuffer(text, dtype=np.uint8).reshape(-1, 18)
    shared = _table(_SHARED)[places[:, :17]] @ np.array(WEIGHTS)
    inner = _table(_ORGANISATION)[places[:, 8:16]] @ np.array(ORGANISATION_WEIGHTS)
    last = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)[-shared % 31]
    before = np.frombuffer(b"0123456789X0", dtype=np.uint8)[-inner % 11]
    good[good] = (last == places[:, 17]) & (before == places[:, 16])
    return good


def _table(numbers: dict[str, int]) -> npt.NDArray[np.int64]:
    table = np.zeros(128, dtype=np.int64)
    table[[ord(char) for char in numbers]] = list(numbers.values())
    return table
