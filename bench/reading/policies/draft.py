"""What ``twinwheel draft`` wrote into a folder, as the scorer needs it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.reading.policies.gold import Range
from twinwheel.packs.model import Amount, MeasureSpec
from twinwheel.packs.yaml12 import load


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

    def criteria(self) -> list[Criterion]:
        """Every criterion once: those for all measures stand in each of them."""
        return list(dict.fromkeys(self._every()))

    def _every(self) -> Iterator[Criterion]:
        for measure in self.measures:
            yield from measure.criteria


def read_draft(folder: Path, text: str) -> Draft:
    """The draft of a text in a folder: its YAML with ``spans.json`` and ``coverage.json``.

    Raises:
        ValueError: a file is not as `twinwheel draft` writes it, or the offsets are of another text.
    """
    spans = _json(folder / "spans.json")
    if (folder / spans["text"]).read_bytes().decode("utf-8") != text:
        raise ValueError(f"{folder}: the offsets of the draft are of another text")
    measures = tuple(
        _measure(path, spans["measures"][path.stem]) for path in sorted((folder / "measures").glob("*.yaml"))
    )
    sentences = _json(folder / "coverage.json")["sentences"]
    fates = [(each["fate"] == "out_of_scope", _ranges(each["spans"])) for each in sentences]
    first = _spec(next((folder / "measures").glob("*.yaml"))) if measures else None
    return Draft(
        measures,
        tuple(each for out, ranges in fates if not out for each in ranges),
        tuple(each for out, ranges in fates if out for each in ranges),
        first.source.number if first else None,
        "、".join(first.issuer) if first else "",
    )


def _measure(path: Path, spans: dict[str, Any]) -> Measure:
    spec = _spec(path)
    criteria = [Criterion(each.when, _ranges(spans["criteria"][each.id]["spans"])) for each in spec.criteria]
    places = [_ranges(each) for each in spans["benefit"]] or [()] * len(spec.benefit)
    benefits = [
        Benefit(
            each.kind, each.amount, tuple(each.values.items()), each.years, each.grants, place, each.title.zh
        )
        for each, place in zip(spec.benefit, places, strict=True)
    ]
    return Measure(
        spec.id,
        spec.title.zh,
        spec.kind,
        spec.subject,
        tuple(criteria),
        tuple(benefits),
        spec.department.zh if spec.department else "",
        *(str(each) if each else None for each in (spec.process.opens, spec.process.closes)),
        *(str(each) if each else None for each in (spec.valid.since, spec.valid.until)),
    )


def _spec(path: Path) -> MeasureSpec:
    document = load(path, path.name)
    if document.problems:
        raise ValueError(str(document.problems[0]))
    return MeasureSpec.model_validate(document.value)


def _ranges(found: list[list[int]]) -> tuple[Range, ...]:
    return tuple((start, end) for start, end in found)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
