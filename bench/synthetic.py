"""Invented measures over invented fields, from a seed: what is asked, in no engine's language.

A measure is met when all its criteria are; a criterion is an atom, several joined by OR, or one under NOT.
Every contender writes these few atoms in its own form, so none is fed another's translation. Sizes and shares
follow what was seen in real packs: 40 fields, 3 to 8 criteria, three measures in four bound to a region, and
round thresholds of which a few are used everywhere (1/rank), so that measures share much of what they ask.

Nothing but the standard library: this module is read in both virtual environments.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

NUMBERS = tuple(f"number_{i:02}" for i in range(1, 19))
DATES = tuple(f"date_{i}" for i in range(1, 4))
FLAGS = tuple(f"flag_{i}" for i in range(1, 10))
PROVINCES = tuple(f"P{i:02}" for i in range(1, 32))
CITIES = tuple(f"{province}C{i}" for province in PROVINCES for i in range(1, 11))
TEXTS: dict[str, tuple[str, ...]] = {
    "province": PROVINCES,
    "city": CITIES,
    "industry": tuple(f"{'ABCDEFGHIJKLMNOPQRST'[i // 5]}{i:02}" for i in range(100)),
    **{f"text_{i}": tuple(f"{chr(96 + i)}{j:02}" for j in range(5 * i)) for i in range(1, 8)},
}
RATIOS = tuple(
    zip(NUMBERS[:5], (NUMBERS[16], NUMBERS[16], NUMBERS[17], NUMBERS[17], NUMBERS[15]), strict=True)
)
DIVISORS = tuple(sorted({divisor for _, divisor in RATIOS}))

FIRST_DAY = date(2000, 1, 1)
AS_OF = date(2026, 11, 21)
NULLS = 0.10  # of every field
ZERO_DIVISORS = 0.02

SLACK = 1e-9
"""A computed number meets a bound it misses by less than this. Twinwheel does so of itself (0.1 + 0.7 is not
0.8 in doubles; ``criteria.lower.TOLERANCE``); the others are told to, or the answers could differ."""

Kind = Literal["at_least", "at_most", "between", "ratio", "since", "until", "flag", "one_of", "prefix"]


@dataclass(frozen=True)
class Atom:
    """One question about one field; a ratio divides it by ``over``, and is unknown where that is 0 or NULL.

    ``value``: a number, a pair (between), a date, a tuple of texts (one_of), a prefix, None (flag).
    """

    kind: Kind
    field: str
    value: Any = None
    over: str = ""


@dataclass(frozen=True)
class AnyOf:
    atoms: tuple[Atom, ...]


@dataclass(frozen=True)
class Not:
    atom: Atom


Criterion = Atom | AnyOf | Not


@dataclass(frozen=True)
class Measure:
    id: str
    criteria: tuple[Criterion, ...]

    def fields(self) -> tuple[str, ...]:
        """The fields it reads, each once, in order."""
        found = [
            name for each in self.criteria for atom in atoms(each) for name in (atom.field, atom.over) if name
        ]
        return tuple(dict.fromkeys(found))


def atoms(criterion: Criterion) -> tuple[Atom, ...]:
    match criterion:
        case AnyOf(items):
            return items
        case Not(atom):
            return (atom,)
    return (criterion,)


def written(criterion: Criterion, atom: Callable[[Atom], str], words: tuple[str, str] = ("OR", "NOT")) -> str:
    """A criterion as text, where ``atom`` writes the atoms."""
    match criterion:
        case AnyOf(items):
            return f"({f' {words[0]} '.join(map(atom, items))})"
        case Not(item):
            return f"({words[1]} {atom(item)})"
    return atom(criterion)


def sql(atom: Atom) -> str:
    """An atom in SQL, as a criterion of a pack writes it."""
    match atom:
        case Atom("at_least", field, value):
            return f"{field} >= {value}"
        case Atom("at_most", field, value):
            return f"{field} <= {value}"
        case Atom("between", field, (low, high)):
            return f"{field} BETWEEN {low} AND {high}"
        case Atom("ratio", field, value, over):
            return f"{field} / {over} >= {value}"
        case Atom("since", field, value):
            return f"{field} >= DATE '{value}'"
        case Atom("until", field, value):
            return f"{field} <= DATE '{value}'"
        case Atom("one_of", field, values):
            listed = ", ".join(f"'{each}'" for each in values)
            return f"{field} IN ({listed})" if len(values) > 1 else f"{field} = {listed}"
        case Atom("prefix", field, value):
            return f"starts_with({field}, '{value}')"
    return atom.field  # a flag


@dataclass(frozen=True)
class Size:
    """How large a world is. The same size and seed make the same world."""

    rows: int
    measures: int
    seed: int = 7


def size_of(folder: Path) -> Size:
    """The size that the world in ``folder`` was written with."""
    return Size(**json.loads((folder / "size.json").read_text()))


def measures(count: int, seed: int) -> list[Measure]:
    """``count`` measures; the first of them are the same whatever the count."""
    rng = random.Random(f"measures {seed}")
    return [Measure(f"m-{i:05}", tuple(dict.fromkeys(_criteria(rng)))) for i in range(1, count + 1)]


def _criteria(rng: random.Random) -> Iterator[Criterion]:
    size = rng.randint(3, 8)
    scope = rng.random()
    if scope < 0.35:
        yield Atom("one_of", "province", (rng.choice(PROVINCES),))
    elif scope < 0.75:
        yield Atom("one_of", "city", (rng.choice(CITIES),))
    for _ in range(size - (scope < 0.75)):
        form = rng.random()
        if form < 0.12:
            yield Not(_atom(rng, narrow=True))
        elif form < 0.26:
            yield AnyOf(tuple(dict.fromkeys(_atom(rng) for _ in range(rng.randint(2, 4)))))
        else:
            yield _atom(rng)


_KINDS: dict[Kind, int] = {
    "at_least": 24, "at_most": 14, "between": 6, "ratio": 8, "since": 4, "until": 12, "flag": 14, "one_of": 16, "prefix": 4,
}  # fmt: skip
_FLOORS = (
    200,
    500,
    100,
    1000,
    50,
    300,
    20,
    10,
    2000,
    150,
    30,
    400,
    80,
    60,
    250,
    600,
    5,
    800,
    1500,
    3000,
    120,
    40,
)
_CEILINGS = (
    300,
    500,
    200,
    1000,
    2000,
    3000,
    5000,
    800,
    400,
    100,
    1500,
    4000,
    600,
    250,
    6000,
    50,
    8000,
    150,
    7000,
)
_SHARES = (0.05, 0.1, 0.03, 0.2, 0.04, 0.5, 0.02, 0.06, 0.3, 0.6, 0.7, 0.15, 0.25, 0.08, 0.01)
_YEARS = (2020, 2024, 2018, 2022, 2015, 2023, 2021, 2010, 2025, 2016, 2019, 2017, 2012)

T = TypeVar("T")


def _favourite(rng: random.Random, items: Sequence[T]) -> T:
    """One of them, the first the likeliest: 1/rank."""
    return rng.choices(items, [1 / rank for rank in range(1, len(items) + 1)])[0]


def _atom(rng: random.Random, *, narrow: bool = False) -> Atom:
    """Any atom; a ``narrow`` one is met by few, so that most pass its negation."""
    kinds = ("flag", "one_of", "prefix") if narrow else tuple(_KINDS)
    kind: Kind = rng.choices(kinds, [_KINDS[each] for each in kinds])[0]
    match kind:
        case "at_least":
            return Atom(kind, _favourite(rng, NUMBERS), _favourite(rng, _FLOORS))
        case "at_most":
            return Atom(kind, _favourite(rng, NUMBERS), _favourite(rng, _CEILINGS))
        case "between":
            return Atom(
                kind,
                _favourite(rng, NUMBERS),
                (_favourite(rng, (10, 50, 20, 100, 5)), _favourite(rng, (1000, 500, 2000, 300))),
            )
        case "ratio":
            field, over = _favourite(rng, RATIOS)
            return Atom(kind, field, _favourite(rng, _SHARES), over)
        case "since" | "until":
            return Atom(kind, rng.choice(DATES), date(_favourite(rng, _YEARS), rng.choice((1, 1, 7)), 1))
        case "flag":
            return Atom(kind, _favourite(rng, FLAGS))
        case "prefix":
            return Atom(kind, "industry", rng.choice("ABCDEFGHIJKLMNOPQRST"))
    field = _favourite(rng, [name for name in TEXTS if name not in {"province", "city"}])
    domain = TEXTS[field]
    size = max(1, len(domain) // (8 if narrow else 3))
    listed = random.Random(f"{field} {_favourite(rng, range(20))} {narrow}").sample(domain, size)
    return Atom(kind, field, tuple(sorted(listed)))
