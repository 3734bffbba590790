"""Every error Twinwheel raises on purpose, in one tree, drawn once.

::

    TwinwheelError                      code, title, exit_code
    ├── DataError(problems)             what was read is wrong           exit 1
    │   ├── PackError                   a pack
    │   ├── RegisterError               a register or its mapping
    │   ├── DocumentError               a document that cannot be read
    │   └── NotFound                    a pack, register, measure or subject that is not there
    ├── ExpressionError(what, advice)   one expression of a pack         exit 1
    ├── UsageError(what, advice)        the command or call is wrong     exit 2
    ├── OutputError(what, advice)       a result could not be written    exit 1
    └── EngineError(what, advice)       an engine did not do its part    exit 1

An error keeps its facts as attributes, so that the command line, a report and a web page print them
alike. ``str(error)`` is what a person reads: what is wrong, where, and what to do; it is a message, which
can be said in Chinese too. The reference page
``docs/reference/errors.md`` is generated from ``code`` and ``title`` of these classes.

This module lies under all rooms and imports none of them, but for ``messages`` beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from twinwheel.messages import joined, message


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file: where, what, and what to do about it.

    ``line`` counts the lines of a text file from 1. ``row`` counts the records of a table from 1,
    without its heading; it is used where a line number means nothing (Parquet, Excel).

    >>> print(Problem("packs/cn/pack.yaml", 3, None, "reviewed", "no such day", "Write it as 2026-11-21."))
    packs/cn/pack.yaml:3: no such day
      Write it as 2026-11-21.
    """

    file: str
    line: int | None
    row: int | None
    field: str | None
    what: str
    advice: str

    @property
    def place(self) -> str:
        """File and position as a terminal or editor can follow it: ``file:line``, or ``file, row 5, "field"``."""
        if self.line is not None:
            return message("{file}:{line}", file=self.file, line=self.line)
        if self.row is None:
            return self.file
        where = (
            message("row {row}", row=self.row)
            if self.field is None
            else message('row {row}, "{field}"', row=self.row, field=self.field)
        )
        return message("{file}, {where}", file=self.file, where=where) if self.file else where

    def __str__(self) -> str:
        head = message("{place}: {what}", place=self.place, what=self.what) if self.place else self.what
        return _with_advice(head, self.advice)


def _with_advice(what: str, advice: str) -> str:
    return joined("\n  ", [what, advice]) if advice else what


class TwinwheelError(Exception):
    """Base of all errors raised on purpose; anything else that escapes is a defect of Twinwheel."""

    code: ClassVar[str] = "error"
    """Short stable name, for ``--json`` and for searching."""

    title: ClassVar[str] = "Something is wrong."
    """The kind of error in one sentence."""

    exit_code: ClassVar[int] = 1
    """Exit code of the command line: 1, the data is wrong; 2, the command is wrong."""

    def facts(self) -> dict[str, object]:
        """The attributes a program needs, ready for JSON. The same keys for every error, plus its own."""
        return {"code": self.code, "title": self.title, "message": str(self)}


class DataError(TwinwheelError):
    """What was read is wrong. All problems of one run are collected, in the order of the files."""

    code = "data"
    title = "The data is wrong."

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)  # as given: an error survives pickling between processes

    def __str__(self) -> str:
        return joined("\n", map(str, self.problems))

    def facts(self) -> dict[str, object]:
        return super().facts() | {
            "problems": [
                {
                    "file": p.file,
                    "line": p.line,
                    "row": p.row,
                    "field": p.field,
                    "what": p.what,
                    "advice": p.advice,
                }
                for p in self.problems
            ]
        }


class PackError(DataError):
    """A pack does not follow the format or contradicts itself."""

    code = "pack"
    title = "The pack has errors."


class RegisterError(DataError):
    """A register cannot be read at all. Single bad rows do not raise; they go to the rejects."""

    code = "register"
    title = "The register cannot be used."


class DocumentError(DataError):
    """A document cannot be read: damaged, locked, too large, or of a form nobody here knows."""

    code = "document"
    title = "The document cannot be read."

    @classmethod
    def of(cls, file: str, what: str, advice: str) -> DocumentError:
        """One document, one reason."""
        return cls([Problem(file, None, None, None, what, advice)])


class NotFound(DataError):
    """A pack, register, measure or subject that was named is not there."""

    code = "not-found"
    title = "What was named does not exist."


class _Plain(TwinwheelError):
    """An error about no file: what is wrong, and what to do."""

    def __init__(self, what: str, advice: str = "") -> None:
        self.what = what
        self.advice = advice
        super().__init__(what, advice)

    def __str__(self) -> str:
        return _with_advice(self.what, self.advice)

    def facts(self) -> dict[str, object]:
        return super().facts() | {"what": self.what, "advice": self.advice}


class ExpressionError(_Plain):
    """An expression cannot be read, or means nothing for the fields it names. The pack adds file and line."""

    code = "expression"
    title = "The expression has an error."


class UsageError(_Plain):
    """The command, or the call of a function, cannot mean anything."""

    code = "usage"
    title = "The command is wrong."
    exit_code = 2


class OutputError(_Plain):
    """A result could not be written. What was there before is untouched."""

    code = "output"
    title = "The result could not be written."


class EngineError(_Plain):
    """A database could not be reached, lacks what is asked of it, or refused a query. Never shows a password."""

    code = "engine"
    title = "The engine did not do its part."
