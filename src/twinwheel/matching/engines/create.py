"""A table for a register on an engine: what to create before its rows are loaded."""

from __future__ import annotations

from twinwheel.criteria.dialects import FILED, Dialect
from twinwheel.criteria.stages import KEY
from twinwheel.packs import Pack

_AFTER = {"spark": "\nUSING parquet", "clickhouse": f"\nENGINE = MergeTree ORDER BY {KEY}"}


def columns_of(pack: Pack, subject: str, dialect: Dialect) -> dict[str, str]:
    """Every column a register of some subjects may have, and its type in a dialect. The key is not among them."""
    vocabulary, found = pack.vocabulary.fields, {}
    for name, spec in pack.fields_of(subject).items():
        kind = vocabulary[name].kind
        found[name] = dialect.types[kind]
        if kind == "codes" and not dialect.lists_are_null:
            found[name + FILED] = "Bool"
        for end in ("min", "max") if spec.band else ():
            found[f"{name}[{end}]"] = dialect.types["number"]
    return found


def create_table(dialect: Dialect, name: str, columns: dict[str, str]) -> str:
    """``CREATE TABLE`` for the key and some columns."""
    key = "String" if dialect.name == "clickhouse" else f"{dialect.types['text']} NOT NULL"
    if dialect.name in ("duckdb", "postgres"):
        key += " PRIMARY KEY"
    listed = [f"  {KEY} {key}", *(f"  {dialect.column(each)} {kind}" for each, kind in columns.items())]
    body = ",\n".join(listed)
    return f"CREATE TABLE {dialect.table(name)} (\n{body}\n){_AFTER.get(dialect.name, '')}"
