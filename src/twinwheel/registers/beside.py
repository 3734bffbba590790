"""The folder beside a register for what was worked out from it: ``firms.parquet.codes`` beside ``firms.parquet``.

Every file in it is named after the hash of the register it was made from, so that what belongs to an earlier
version of the register is never taken for what belongs to this one. The folder may be deleted at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

SUFFIX = ".codes"
_LETTERS = 32  # of a hash in a file name: 128 bits


def folder_of(register: Path) -> Path:
    """Where the files for a register lie, or would."""
    return register.with_name(register.name + SUFFIX)


def prefix(register_hash: str) -> str:
    """How the names of all files begin that were made from the register with this hash."""
    return f"{register_hash[:_LETTERS]}-"


def name_of(register_hash: str, key: str) -> str:
    """The file name, without suffix, of what ``key`` (a hash) stands for."""
    return prefix(register_hash) + key[:_LETTERS]


def files(register: Path) -> Iterator[Path]:
    """All files of ours in the folder, whichever version of the register they were made from."""
    for path in folder_of(register).glob("*.npy"):
        version, dash, rest = path.name.partition("-")
        if dash and len(version) == _LETTERS and len(rest.split(".")[0]) == _LETTERS:
            yield path


def any_of(register: Path, register_hash: str) -> bool:
    """Was anything made from the register with this hash? Then it has been opened before, and all of it checked."""
    return any(path.name.startswith(prefix(register_hash)) for path in files(register))
