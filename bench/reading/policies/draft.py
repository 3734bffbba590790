"""What ``twinwheel draft`` wrote into a folder, as the scorer needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from bench.reading.policies.gold import Range
from twinwheel.packs.model import Amount


@dataclass(frozen=True)
class Criterion:
    """A condition; ``when`` is None where it is left to a person."""

    when: str | None
    spans: tuple[Range, ...]


@dataclass(frozen=True)
class Benefit:
    kind: str
    amount: Amount | None
    values: tuple[tuple[str, object], ...]
    years: Decimal | str | None
    grants: str | None
    spans: tuple[Range, ...]
    title: str = ""


@dataclass(frozen=True)
class Measure:
    id: str
    title: str
    kind: str
    subject: str
    criteria: tuple[Criterion, ...]
    benefits: tuple[Benefit, ...]
    department: str = ""
    opens: str | None = None
    closes: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Draft:
    """``claimed`` and ``out_of_scope`` are ranges of the text."""

    measures: tuple[Measure, ...]
    claimed: tuple[Range, ...] = ()
    out_of_scope: tuple[Range, ...] = ()
    number: str | None = None
    issuers: str = ""
    by_measure: dict[str, Measure] = field(default_factory=dict)

    def criteria(self) -> list[Criterion]:
        """Every criterion once: those for all measures stand in each of them."""
        return list(dict.fromkeys(self._every()))

    def _every(self) -> Iterator[Criterion]:
        for measure in self.measures:
            yield from measure.criteria
