"""One engine a file, each with the same measures in its own form; ``CONTENDERS`` lists them.

To add one: copy the smallest file, give the class ``load``, ``run`` and ``answers``, and add a line below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

Rails = tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]
"""(T, P) of one measure: the subjects that surely meet it, and those that possibly do."""


class Contender(Protocol):
    """One engine in one process."""

    def load(self, folder: Path) -> None:
        """Read the world in ``folder`` into memory, in the form the engine likes best. Not timed."""

    def run(self) -> Any:
        """Decide every measure for every subject, planning included. This is what is timed."""

    def answers(self, result: Any) -> Iterable[Rails]:
        """What ``run`` returned, measure after measure, subjects in the order of the register. Not timed."""


World = Literal["large", "small", "real"]


@dataclass(frozen=True)
class Entry:
    """One line of the table. ``world``: the one it is timed on. ``package``: the engine, as it is installed.

    What is not ``quick`` takes long however small the world is.
    """

    id: str
    label: str
    attribute: str
    world: World
    package: str
    venv: str = ".venv"
    quick: bool = True

    def make(self) -> Contender:
        module, name = self.attribute.split(":")
        made: Contender = getattr(import_module(f"bench.contenders.{module}"), name)()
        return made


BENCH = ".venv-bench"  # what Twinwheel itself does not need; `make bench` installs it

CONTENDERS = (
    Entry("codes", "Twinwheel, codes kept", "twinwheel:Codes", "large", "numpy"),
    Entry("encoding", "Twinwheel, compiling and encoding too", "twinwheel:Encoding", "large", "numpy"),
    Entry("end-to-end", "Twinwheel, files to decisions.parquet", "twinwheel:EndToEnd", "large", "pyarrow"),
    Entry(
        "command", "Twinwheel, the command `match` with its report", "twinwheel:Command", "large", "pyarrow"
    ),
    Entry("polars", "Polars, texts kept as Enum", "polars:Polars", "large", "polars", BENCH),
    Entry("polars-text", "Polars, texts as they are read", "polars:PolarsText", "large", "polars", BENCH),
    Entry("duckdb", "DuckDB, 50 measures a query", "duckdb:DuckDb", "large", "duckdb"),
    Entry("openfisca", "OpenFisca-Core", "openfisca:OpenFisca", "large", "openfisca-core", BENCH),
    Entry("codes-small", "Twinwheel, codes kept", "twinwheel:Codes", "small", "numpy"),
    Entry("python", "plain Python, compiled source", "python:Python", "small", ""),
    Entry("real-bits", "Twinwheel, compiling and encoding too", "real:Bits", "real", "numpy"),
    Entry("real-run", "Twinwheel, with amounts and missing fields", "real:Decisions", "real", "pyarrow"),
    Entry("real-duckdb", "DuckDB, 50 measures a query", "real:DuckDb", "real", "duckdb", quick=False),
)
"""The first of each world is what the others are held against."""
