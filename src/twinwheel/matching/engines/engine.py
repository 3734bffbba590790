"""What a database has to do for a run: say which columns a table has, and stream the answer of a query."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import ClassVar
from urllib.parse import SplitResult, unquote, urlsplit

import pyarrow as pa

from twinwheel.criteria.dialects import FILED, Dialect
from twinwheel.criteria.stages import KEY
from twinwheel.errors import EngineError, UsageError
from twinwheel.matching.engines.statements import Table
from twinwheel.packs import Pack

ROWS = 65_536
"""Rows of a batch that is worked on at a time."""


@dataclass(frozen=True)
class Address:
    """A URL of an engine, in parts. Its password is in no ``repr`` and in no message."""

    scheme: str
    url: str = field(repr=False)

    @property
    def parts(self) -> SplitResult:
        """Raises ValueError where it is no URL."""
        return urlsplit(self.url)

    @property
    def place(self) -> str:
        """Where the engine is, without user and password: ``localhost:5432/zone``. Empty where they may be in it."""
        after = self._rest.removeprefix(self._credentials).removeprefix("@")
        there, _, options = after.partition("?")
        return "" if "@" in options and self.scheme != "duckdb" else there.partition("#")[0]

    @property
    def _rest(self) -> str:
        return self.url.partition("://")[2]

    @property
    def _credentials(self) -> str:
        """User and password. One that was not escaped may hold what would end the host's part of a URL."""
        if self.scheme == "duckdb":  # a path
            return ""
        options = re.search(r"\?[^@]*=", self._rest)  # an @ behind ?user= is no longer theirs
        return (self._rest[: options.start()] if options else self._rest).rpartition("@")[0]

    def hidden(self, text: str) -> str:
        """``text`` without this address's secrets, however they are spelt."""
        password = self._credentials.partition(":")[2]
        # A client that cuts the URL elsewhere shows a piece of it.
        written = {password, *re.split(r"[/?#@\[\]]", password)}
        written |= set(re.findall(r"(?i)password=([^&]*)", self.url))
        secrets = written | set(map(unquote, written))
        text = text.replace(self.url, f"{self.scheme}://{self.place}")
        for secret in sorted(secrets - {""}, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text


class Engine(ABC):
    """A connection. ``Engine(address)`` opens it; use it as a context.

    Raises:
        EngineError: the engine cannot be reached; later, that it refused something.
    """

    name: ClassVar[str]
    dialect: ClassVar[Dialect]
    package: ClassVar[str]
    """What has to be installed, as Python imports it."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    @property
    @abstractmethod
    def version(self) -> str:
        """What the engine says it is."""

    @abstractmethod
    def batches(self, query: str) -> Iterator[pa.RecordBatch]:
        """The answer of a query as it comes."""

    @abstractmethod
    def names(self, table: str) -> list[str]:
        """The columns of a table, given as SQL."""

    @abstractmethod
    def close(self) -> None: ...

    def named(self, table: str) -> str:
        """The name of a table as SQL."""
        return self.dialect.table(table)

    def table(self, name: str, pack: Pack, subject: str) -> Table:
        """A register on the engine, as far as a pack knows its columns.

        Raises:
            EngineError: there is no such table, or it lacks what every register has.
        """
        written = self.named(name)
        there = {self.dialect.column(each) for each in self.names(written)}
        fields = pack.fields_of(subject)
        lists = [each for each, spec in fields.items() if spec.type == "codes"]
        bands = [each for each, spec in fields.items() if spec.band]
        known = [KEY, *fields, *(f"{each}[{end}]" for each in bands for end in ("min", "max"))]
        known += [] if self.dialect.lists_are_null else [each + FILED for each in lists]
        columns = frozenset(each for each in known if self.dialect.column(each) in there)
        cut = Counter(self.dialect.column(each) for each in columns)
        if twice := [each for each, times in cut.items() if times > 1]:
            what = f"{name}: two fields of the pack are both called {twice[0]} there"
            raise EngineError(what, f"{self.name} cuts names that are so long; rename one of the fields.")
        if KEY not in columns:
            raise EngineError(f'{name}: no column "{KEY}"', "Every register has one: the id of each subject.")
        unsaid = [each for each in lists if each in columns and each + FILED not in columns]
        if unsaid and not self.dialect.lists_are_null:
            what = f'{name}: the list "{unsaid[0]}" has no column "{unsaid[0]}{FILED}"'
            raise EngineError(what, f"A list cannot be NULL on {self.name}: say there whether one was filed.")
        return Table(written, columns - {KEY})

    def size(self, name: str) -> int:
        """How many subjects a table has.

        Raises:
            EngineError: one has no id, or two have the same.
        """
        counts = f"COUNT(*) AS n, COUNT({KEY}) AS ids, COUNT(DISTINCT {KEY}) AS different"
        (row,) = pa.Table.from_batches(self.batches(f"SELECT {counts} FROM {self.named(name)}")).to_pylist()
        rows, ids, different = (int(each) for each in row.values())
        if rows != ids:
            raise EngineError(f"{name}: {rows - ids:,} rows have no {KEY}", "Every subject needs its id.")
        if ids != different:
            what = f"{name}: {ids - different:,} rows repeat a {KEY}"
            raise EngineError(what, "A subject stands in a register once; keep one row of each.")
        return rows

    @contextmanager
    def guarded(self, what: str, advice: str = "") -> Iterator[None]:
        """Any failure of the client as one of ours, without secrets."""
        try:
            yield
        except EngineError:
            raise
        except Exception as error:  # noqa: BLE001 - every client has a tree of its own
            told = " ".join(self.address.hidden(str(error)).split())[:400]
            # Its own text may hold the URL, so the cause is not shown beside it.
            place = f" at {self.address.place}" if self.address.place else ""
            raise EngineError(f"{self.name}{place}: {what}: {told}", advice) from None


_ENGINES = {
    "duckdb": ("on_duckdb", "DuckDb"),
    "postgres": ("on_postgres", "Postgres"),
    "postgresql": ("on_postgres", "Postgres"),
    "spark": ("on_spark", "Spark"),
    "clickhouse": ("on_clickhouse", "ClickHouse"),
}


def open_engine(url: str) -> Engine:
    """The engine a URL names.

    Raises:
        UsageError: it names none, or one whose client is not installed.
        EngineError: the engine cannot be reached.
    """
    scheme = url.partition("://")[0]
    if "://" not in url or scheme not in _ENGINES:
        kinds = ", ".join(f"{each}://…" for each in _ENGINES if each != "postgresql")
        raise UsageError(f'no engine for a URL that begins with "{scheme[:20]}"', f"Engines: {kinds}.")
    module, attribute = _ENGINES[scheme]
    make: Callable[[Address], Engine] = getattr(import_module(f"{__package__}.{module}"), attribute)
    package: str = make.package  # type: ignore[attr-defined]
    try:
        import_module(package)
    except ImportError as error:
        what = f"{scheme}:// needs the Python package {package.partition('.')[0]}"
        raise UsageError(what, "Install the clients: pip install 'twinwheel[engines]'.") from error
    return make(Address(scheme, url))
