"""What four engines write differently; everything else in ``sql`` they read alike.

Measured, not read off manuals: the conformance kit runs every case on each of them. A dialect is looked up by
name in ``DIALECTS``; a fifth is a class here and a back end in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isinf
from typing import ClassVar

from twinwheel.criteria.vocabulary import Kind
from twinwheel.errors import UsageError
from twinwheel.messages import message

FILED = "[filed]"
"""Ends the name of a column that says whether a list was filed, on an engine whose lists cannot be NULL."""

EPOCH = 719_163  # date(1970, 1, 1).toordinal()


class Dialect:
    """DuckDB's SQL, which the others change in places."""

    name: ClassVar[str] = "duckdb"
    types: ClassVar[Mapping[Kind, str]] = {
        "number": "DOUBLE",
        "date": "DATE",
        "bool": "BOOLEAN",
        "code": "VARCHAR",
        "text": "VARCHAR",
        "codes": "VARCHAR[]",
    }
    infinity: ClassVar[str] = "CAST('inf' AS DOUBLE)"
    lists_are_null: ClassVar[bool] = True
    """Whether a list column can be NULL."""
    fence: ClassVar[str] = ""
    """Ends a stage so that its columns are worked out once, not written into every place that reads them."""

    def text(self, value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    def column(self, name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    def table(self, name: str) -> str:
        """``schema.table``, each part quoted."""
        return ".".join(self.column(part) for part in name.split("."))

    def number(self, value: float) -> str:
        """A double, exactly."""
        if isinf(value):
            return self.infinity if value > 0 else f"(-{self.infinity})"
        return self._finite(value) if value >= 0 else f"({self._finite(value)})"

    def _finite(self, value: float) -> str:
        text = repr(value)
        return text if "e" in text else f"{text}e0"  # the exponent keeps DuckDB from reading a decimal

    def null(self, kind: Kind) -> str:
        return self.cast("NULL", kind)

    def cast(self, value: str, kind: Kind) -> str:
        return f"CAST({value} AS {self.types[kind]})"

    def day(self, ordinal: float) -> str | None:
        """A date literal; None where there is no such day."""
        if ordinal != int(ordinal) or not 1 <= ordinal <= date.max.toordinal():
            return None
        return f"DATE '{date.fromordinal(int(ordinal)).isoformat()}'"

    def days(self, column: str) -> str:
        """A date as its ordinal, 0001-01-01 being 1."""
        return f"(DATE_DIFF('day', DATE '0001-01-01', {column}) + 1)"

    def starts_with(self, column: str, prefix: str) -> str:
        return f"STARTS_WITH({column}, {self.text(prefix)})"

    def holds(self, column: str, value: str, filed: str) -> str:
        """Whether a list holds a value: NULL if it is NULL, or shows no such value but an unknown element."""
        found = f"LIST_CONTAINS({column}, {self.text(value)})"
        whole = f"LIST_AGGREGATE({column}, 'count') = LEN({column})"
        return f"(CASE WHEN {found} THEN TRUE WHEN {whole} THEN FALSE END)"

    def rows(self, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
        """A small table of a code and what is true of it, to select from. The values are SQL already."""
        listed = ",\n    ".join(f"({', '.join(row)})" for row in rows)
        return f"(VALUES\n    {listed}) AS listed({', '.join(names)})"


class Postgres(Dialect):
    """PostgreSQL 11 and later. It writes a stage into the next unless a fence keeps it from that."""

    name = "postgres"
    types: ClassVar[Mapping[Kind, str]] = {
        "number": "DOUBLE PRECISION",
        "date": "DATE",
        "bool": "BOOLEAN",
        "code": "TEXT",
        "text": "TEXT",
        "codes": "TEXT[]",
    }
    infinity = "CAST('Infinity' AS DOUBLE PRECISION)"
    fence = "\n  OFFSET 0"
    longest = (
        63  # bytes of a name; PostgreSQL cuts what is longer, and so do we, but keep [min] and [max] apart
    )

    def column(self, name: str) -> str:
        base, bracket, end = name.partition("[")
        room = self.longest - len((bracket + end).encode())
        if len(base.encode()) > room:
            name = base.encode()[:room].decode("utf-8", "ignore") + bracket + end
        return super().column(name)

    def text(self, value: str) -> str:
        # E'…' means the same whatever standard_conforming_strings says.
        return "E" + super().text(value.replace("\\", "\\\\")) if "\\" in value else super().text(value)

    def _finite(self, value: float) -> str:
        return f"CAST({value!r} AS DOUBLE PRECISION)"

    def days(self, column: str) -> str:
        return f"({column} - DATE '0001-01-01' + 1)"

    def holds(self, column: str, value: str, filed: str) -> str:
        return f"({self.text(value)} = ANY({column}))"  # three-valued as it is


class Spark(Dialect):
    """Spark SQL 3.5 and later, whose strings know backslashes and would join two that stand side by side."""

    name = "spark"
    types: ClassVar[Mapping[Kind, str]] = {
        "number": "DOUBLE",
        "date": "DATE",
        "bool": "BOOLEAN",
        "code": "STRING",
        "text": "STRING",
        "codes": "ARRAY<STRING>",
    }
    infinity = "CAST('Infinity' AS DOUBLE)"

    def text(self, value: str) -> str:
        # Before anything is parsed ${env:HOME} is replaced, between quotes too; a backslash keeps it from that.
        escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("${", "$\\{")
        return f"'{escaped}'"

    def column(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def _finite(self, value: float) -> str:
        return f"{value!r}D"

    def days(self, column: str) -> str:
        return f"(DATEDIFF({column}, DATE '0001-01-01') + 1)"

    def starts_with(self, column: str, prefix: str) -> str:
        return f"STARTSWITH({column}, {self.text(prefix)})"

    def holds(self, column: str, value: str, filed: str) -> str:
        return f"ARRAY_CONTAINS({column}, {self.text(value)})"  # three-valued as it is

    def rows(self, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
        listed = ",\n    ".join(f"({', '.join(row)})" for row in rows)
        return f"VALUES\n    {listed} AS listed({', '.join(names)})"


class ClickHouse(Dialect):
    """ClickHouse 25 and later. Its types say whether NULL is allowed, and an Array never is NULL."""

    name = "clickhouse"
    types: ClassVar[Mapping[Kind, str]] = {
        "number": "Nullable(Float64)",
        "date": "Nullable(Date32)",
        "bool": "Nullable(Bool)",
        "code": "Nullable(String)",
        "text": "Nullable(String)",
        "codes": "Array(Nullable(String))",
    }
    infinity = "inf"
    lists_are_null = False

    def text(self, value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def column(self, name: str) -> str:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _finite(self, value: float) -> str:
        return repr(value)

    def day(self, ordinal: float) -> str | None:
        return None  # a literal outside 1900 to 2299 would be moved to the nearest day inside

    def days(self, column: str) -> str:
        return f"(toInt32({column}) + {EPOCH})"

    def starts_with(self, column: str, prefix: str) -> str:
        return f"startsWith({column}, {self.text(prefix)})"

    def holds(self, column: str, value: str, filed: str) -> str:
        found = f"has({column}, {self.text(value)})"
        return f"(CASE WHEN NOT {filed} THEN NULL WHEN {found} THEN TRUE WHEN has({column}, NULL) THEN NULL ELSE FALSE END)"

    def rows(self, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
        structure = ", ".join(f"{name} {'Bool' if n else 'String'}" for n, name in enumerate(names))
        listed = ",\n    ".join(f"({', '.join(row)})" for row in rows)
        return f"values({self.text(structure)},\n    {listed})"


DIALECTS: Mapping[str, Dialect] = {each.name: each() for each in (Dialect, Postgres, Spark, ClickHouse)}


def dialect_named(name: str) -> Dialect:
    """Raises UsageError where there is no such dialect."""
    if name not in DIALECTS:
        raise UsageError(
            message('no SQL dialect "{name}"', name=name),
            message("Dialects: {names}.", names=", ".join(DIALECTS)),
        )
    return DIALECTS[name]
