"""One engine a file, each with the same measures in its own form; ``CONTENDERS`` lists them.

To add one: copy the smallest file, give the class ``load``, ``run`` and ``answers``, and add a line below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy.typing as npt

Rails = tuple[npt.NDArray[Any], npt.NDArray[Any]]
"""(T, P) of one measure: the subjects that surely meet it, and those that possibly do. Booleans, one a subject, or
bytes of eight subjects each, the first in the lowest bit."""


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

    ``needs`` is a module that may be missing.
    """

    id: str
    label: str
    attribute: str
    world: World
    package: str
    venv: str = ".venv"
    needs: str = ""

    def make(self) -> Contender:
        module, name = self.attribute.split(":")
        made: Contender = getattr(import_module(f"bench.contenders.{module}"), name)()
        return made


BENCH = ".venv-bench"  # what Twinwheel itself does not need; `make bench` installs it
KEPT = "Twinwheel, codes kept"

CONTENDERS = (
    Entry("numpy", f"{KEPT}, NumPy, one thread", "twinwheel:NumPy", "large", "numpy"),
    Entry("numba-1", f"{KEPT}, numba, one thread", "twinwheel:Numba1", "large", "numba", needs="numba"),
    Entry("numba-2", f"{KEPT}, numba, two threads", "twinwheel:Numba2", "large", "numba", needs="numba"),
    Entry("encoding", "Twinwheel, compiling and encoding too", "twinwheel:Encoding", "large", "numpy"),
    Entry("command", "Twinwheel, files to decisions.parquet", "twinwheel:NoReport", "large", "pyarrow"),
    Entry("report", "Twinwheel, files to decisions and report", "twinwheel:Command", "large", "pyarrow"),
    Entry("polars", "Polars, texts kept as Enum, two threads", "polars:Polars", "large", "polars", BENCH),
    Entry(
        "polars-text",
        "Polars, texts as they are read, two threads",
        "polars:PolarsText",
        "large",
        "polars",
        BENCH,
    ),
    Entry(
        "openfisca",
        "OpenFisca-Core, NumPy in formulas",
        "openfisca:OpenFisca",
        "large",
        "openfisca-core",
        BENCH,
    ),
    Entry("arrow", "pyarrow.compute, Kleene kernels", "arrow:Arrow", "large", "pyarrow"),
    Entry("duckdb", "DuckDB, 50 measures a query, two threads", "duckdb:DuckDb", "large", "duckdb"),
    Entry("numpy-small", f"{KEPT}, NumPy, one thread", "twinwheel:NumPy", "small", "numpy"),
    Entry("numba-small", f"{KEPT}, numba, one thread", "twinwheel:Numba1", "small", "numba", needs="numba"),
    Entry("python", "plain Python, compiled source", "python:Python", "small", ""),
    Entry("zen", "zen-engine, one expression for all", "zen:Zen", "small", "zen-engine", BENCH),
    Entry("jsonlogic", "JsonLogic, one rule for all", "jsonlogic:JsonLogic", "small", "datalogic-py", BENCH),
    Entry("cel", "CEL, error is unknown", "cel:Cel", "small", "common-expression-language", BENCH),
    Entry("real-bits", "Twinwheel, compiling and encoding too", "real:Bits", "real", "numpy"),
    Entry("real-run", "Twinwheel, with amounts and missing fields", "real:Decisions", "real", "pyarrow"),
    Entry("real-duckdb", "DuckDB, the statements of `twinwheel sql`", "real:DuckDb", "real", "duckdb"),
)
"""The first of each world is what the others are held against."""


def entry(id: str) -> Entry:
    (found,) = (each for each in CONTENDERS if each.id == id)
    return found
