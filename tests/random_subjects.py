"""Random expressions, packs and subjects, small (drawn by hypothesis) and by the thousand (seeded).

``Writer`` writes typed expressions as text: they pass the checker by construction. It takes its choices
from a function, so that hypothesis can shrink them and a seed can repeat them::

    Writer(lambda options: draw(st.sampled_from(options)))     # or seeded(7)

``register`` makes canonical columns for a real pack: around every threshold its measures use, with gaps,
bands and lists that are not fully known, and close enough to the measures' examples that some are met.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from twinwheel.criteria import logic
from twinwheel.criteria.subject import Band, Scalar, Subject
from twinwheel.criteria.values import canonical
from twinwheel.criteria.vocabulary import FieldType
from twinwheel.matching.plan import Plan
from twinwheel.packs import Pack
from twinwheel.packs.model import (
    CodeList,
    DefinitionSpec,
    FieldGroup,
    MeasureSpec,
    PackInfo,
    ParameterSpec,
    SubjectType,
)

T = TypeVar("T")
Choose = Callable[[Sequence[T]], T]

DAY = date(2026, 11, 21)
NUMBERS = (
    0.0,
    1.0,
    2.0,
    0.1,
    0.7,
    0.8,
    3.0,
    5.0,
    10.0,
    20.0,
    49.0,
    50.0,
    -1.0,
    -0.5,
    99.9,
    100.0,
    1000.0,
    4e9,
)
SHARES = (0.0, 0.05, 0.1, 0.3, 0.5, 0.7, 1.0)
COUNTS = (0.0, 1.0, 9.0, 10.0, 20.0, 49.0, 50.0, 300.0)
DATES = tuple(
    date.fromisoformat(day)
    for day in (
        "2020-02-29",
        "2024-02-28",
        "2024-02-29",
        "2024-03-01",
        "2025-11-21",
        "2026-11-20",
        "2026-11-21",
    )
)
CODES = ("制造业", "软件业", "O'Neil 型", 'a "b"', "01")
TITLES = ("高新技术企业", "专精特新", "小巨人", "it's")
TEXTS = ("", "北京", "北京市海淀区", "100%_", "x'y")


def seeded(seed: int) -> Choose[Any]:
    return random.Random(seed).choice


# --- a small vocabulary --------------------------------------------------------------------------

_QUESTION = {"zh": "?", "en": "?"}


def _field(type: str, **more: object) -> dict[str, object]:
    return {"type": type, "en": "x", "question": _QUESTION, **more}


_FIELDS: dict[str, dict[str, object]] = {
    "收入": _field("number", unit="万元", band=True),
    "支出": _field("number", unit="万元", band=True),
    "资产": _field("number", unit="万元"),
    "占比": _field("ratio", band=True),
    "份额": _field("ratio"),
    "人数": _field("number", unit="人", integer=True, band=True),
    "成立日期": _field("date"),
    "截止日期": _field("date"),
    "甲": _field("bool"),
    "乙": _field("bool"),
    "丙": _field("bool"),
    "行业": _field("code", codes="industries"),
    "地区": _field("code", codes="regions"),
    "资质": _field("codes", codes="titles"),
    "标签": _field("codes", codes="titles"),
    "名称": _field("text"),
    "推算数": _field("number", unit="万元"),
    "推算类": _field("code", codes="industries"),
    "推算否": _field("bool"),
}
_LISTS = {"industries": (CODES, False), "regions": (TEXTS[1:], True), "titles": (TITLES, False)}
_PARAMETERS = {
    "门槛": ("万元", [("2018-01-01", 20), ("2026-01-01", 49)]),
    "起算日": (None, [("2018-01-01", date(2024, 2, 29))]),
}
DEFINED = ("推算数", "推算类", "推算否")


def random_pack(choose: Choose[Any], measures: int = 0, *, plain: bool = False) -> Pack:
    """A pack in memory: a fixed vocabulary, up to three random definitions, and random measures.

    ``plain`` leaves out what makes knowledge go back: tests for absence, NULL and division.
    """
    writer = Writer(choose, absence=not plain, gaps=not plain)
    definitions = {}
    for name, write in (("推算数", writer.money), ("推算类", writer.code), ("推算否", writer.condition)):
        if choose((True, False)):
            definitions[name] = DefinitionSpec(value=write(2), cite="random")
            writer.defined += (name,)  # a definition may use the ones before it
    specs = {f"m{n}": _measure(writer, n) for n in range(measures)}
    lists = {
        id: CodeList.model_validate(
            {
                "title": _QUESTION,
                "open": open,
                "codes": [{"value": each, "en": f"en {each}"} for each in values],
            }
        )
        for id, (values, open) in _LISTS.items()
    }
    parameters = {
        name: ParameterSpec.model_validate(
            {
                "label": _QUESTION,
                "unit": unit,
                "values": [{"since": since, "value": value, "source": "x"} for since, value in values],
            }
        )
        for name, (unit, values) in _PARAMETERS.items()
    }
    return Pack(
        Path(),
        PackInfo(id="random", title=_TEXT, description=_TEXT, version="1", reviewed=DAY),
        "random",
        subjects={"firm": SubjectType(label=_TEXT, key="编号")},
        code_lists=lists,
        groups={
            "firm": FieldGroup.model_validate({"title": _QUESTION, "subjects": ["firm"], "fields": _FIELDS})
        },
        definitions=definitions,
        parameters=parameters,
        measures=specs,
        own=frozenset(specs),
    )


_TEXT: Any = {"zh": "?", "en": "?"}


def _measure(writer: Writer, number: int) -> MeasureSpec:
    choose = writer.choose
    rivals = [f"m{each}" for each in range(max(number - 4, 0), number)]
    rules = [
        {"id": f"c{n}", "label": _QUESTION, "when": writer.condition(choose((1, 2, 3)))}
        for n in range(choose((1, 2, 4)))
    ]
    if choose((True, False, False, False)):
        rules.append({"id": "human", "label": _QUESTION, "kind": "human"})
    amount = {
        "base": choose((writer.money(2), 12.5)),
        "rate": choose((1, 0.5, 0.15, "CASE WHEN 甲 THEN 0.1 ELSE 0.2 END")),
        "cap": choose((None, 30, writer.money(0))),
        "floor": choose((None, None, 3)),
    }
    return MeasureSpec.model_validate(
        {
            "id": f"m{number}",
            "excludes": [each for each in rivals if choose((True, False, False))],
            "title": _QUESTION,
            "theme": "tax",
            "level": "national",
            "issuer": ["x"],
            "subject": "firm",
            "valid": {},
            "source": {"document": "x", "date": None, "confidence": "C"},
            "criteria": rules,
            "benefit": [{"kind": "tax", "title": _QUESTION, "amount": choose((amount, None))}],
        }
    )


# --- expressions ---------------------------------------------------------------------------------


@dataclass
class Writer:
    """Writes expressions over the small vocabulary. ``depth`` bounds how far one nests."""

    choose: Choose[Any]
    absence: bool = True  # IS NULL and coalesce
    gaps: bool = True  # NULL, a CASE without ELSE, and division by what may be zero
    defined: tuple[str, ...] = field(default=())

    def condition(self, depth: int = 3) -> str:
        kinds = ["flag", "money", "share", "count", "date", "code", "list", "text"]
        if depth > 0:
            kinds += ["and", "or", "not", "case", "and", "or", "between", "numbers", "days"]
        if self.absence:
            kinds += ["absent"] + (["coalesce"] if depth > 0 else [])
        kind = self.choose(kinds)
        deeper = depth - 1
        match kind:
            case "flag":
                name = self.choose(("甲", "乙", "丙", *self._known("推算否")))
                return self.choose((name, f"NOT {name}", f"{name} = FALSE", f"TRUE <> {name}"))
            case "and" | "or":
                parts = [self.condition(deeper) for _ in range(self.choose((2, 2, 3)))]
                return f"({f' {kind.upper()} '.join(parts)})"
            case "not":
                return f"NOT ({self.condition(deeper)})"
            case "case":
                return self._case(self.condition, deeper, "(TRUE)")
            case "coalesce":
                return f"coalesce({self.choose(('甲', '乙'))}, {self.choose(('丙', 'TRUE'))})"
            case "absent":
                names = ("收入", "人数", "甲", "行业", "资质")
                return f"{self.choose(names)} IS {self.choose(('', 'NOT '))}NULL"
            case "between":
                return f"{self.money(deeper)} {self.choose(('', 'NOT '))}BETWEEN {self.money(0)} AND {self.money(0)}"
            case "numbers":
                listed = ", ".join(_number(self.choose(NUMBERS)) for _ in range(2))
                return f"{self.money(deeper)} IN ({listed})"
            case "days":
                return f"{self.day()} - {self.choose(('成立日期', '截止日期'))} {self.comparison()} {self.choose(('0', '365', '-1'))}"
            case "date":
                return f"{self.choose(('成立日期', '截止日期'))} {self.comparison()} {self.day()}"
            case "money":
                return f"{self.money(depth)} {self.comparison()} {self.money(depth)}"
            case "share":
                return f"{self.share(depth)} {self.comparison()} {self.share(0)}"
            case "count":
                return f"人数 {self.comparison()} {_number(self.choose(COUNTS))}"
            case "code":
                name = self.choose(("行业", *self._known("推算类")))
                listed = ", ".join(map(_quoted, (self.choose(CODES), self.choose(CODES))))
                return self.choose(
                    (
                        f"{name} = {_quoted(self.choose(CODES))}",
                        f"{name} <> {_quoted(self.choose(CODES))}",
                        f"{name} IN ({listed})",
                        f"{name} NOT IN ({listed})",
                        f"starts_with({name}, {_quoted(self.choose(CODES)[:1])})",
                        f"{self.code(depth)} IN ({listed})",
                    )
                )
            case "list":
                name = self.choose(("资质", "标签"))
                two = ", ".join(map(_quoted, (self.choose(TITLES), self.choose(TITLES))))
                return self.choose(
                    (
                        f"has({name}, {_quoted(self.choose(TITLES))})",
                        f"has_any({name}, {two})",
                        f"has_all({name}, {two})",
                    )
                )
            case _:
                text = _quoted(self.choose(TEXTS))
                return self.choose(
                    (f"名称 = {text}", f"starts_with(名称, {text})", f"starts_with(地区, {text})")
                )

    def comparison(self) -> str:
        return self.choose((">=", "<", ">", "<=", "=", "<>"))

    def money(self, depth: int) -> str:
        """A number in 万元."""
        kinds = ["field", "number", "field"]
        if depth > 0:
            kinds += ["+", "-", "times", "minus", "extreme", "case"]
            kinds += ["coalesce"] if self.absence else []
            kinds += ["over"] if self.gaps else []
        deeper = depth - 1
        match self.choose(kinds):
            case "field":
                return self.choose(("收入", "支出", "资产", *self._known("推算数")))
            case "number":
                return self.choose((_number(self.choose(NUMBERS)), ":门槛"))
            case "+":
                return f"({self.money(deeper)} + {self.money(deeper)})"
            case "-":
                return f"({self.money(deeper)} - {self.money(deeper)})"
            case "times":
                return f"{self.share(deeper)} * ({self.money(deeper)} + {self.choose(('收入', '资产'))})"
            case "minus":
                return f"(- {self.money(deeper)})"
            case "over":
                return f"(({self.money(deeper)} + 支出) / {self.share(deeper)})"
            case "extreme":
                return f"{self.choose(('least', 'greatest'))}({self.money(deeper)}, {self.money(0)})"
            case "coalesce":
                return f"coalesce({self.choose(('收入', '资产'))}, {self.money(deeper)})"
            case _:
                return self._case(self.money, deeper, "")

    def share(self, depth: int) -> str:
        kinds = ["field", "field", "number"] + (["case"] if depth > 0 else [])
        kinds += ["ratio"] if self.gaps and depth > 0 else []
        match self.choose(kinds):
            case "field":
                return self.choose(("占比", "份额"))
            case "number":
                return _number(self.choose(SHARES))
            case "ratio":
                return f"({self.choose(('收入', '支出'))} / {self.choose(('资产', '收入'))})"
            case _:
                return self._case(self.share, depth - 1, "")

    def code(self, depth: int) -> str:
        """A code, as a CASE of codes."""
        if depth <= 0:
            return _quoted(self.choose(CODES))
        return self._case(self.code, depth - 1, "")

    def day(self) -> str:
        written = f"DATE '{self.choose(DATES)}'"
        moved = f":as_of {self.choose('+-')} INTERVAL {self.choose((1, 2, 30))} {self.choose(('YEAR', 'MONTH', 'DAY'))}"
        return self.choose((written, ":as_of", moved, ":起算日", "成立日期"))

    def _case(self, write: Callable[[int], str], depth: int, otherwise: str) -> str:
        branches = [
            f"WHEN {self.condition(min(depth, 1))} THEN {write(depth)}" for _ in range(self.choose((1, 1, 2)))
        ]
        last = self.choose(("value", "value", "value", "none", "null")) if self.gaps else "value"
        ends = {"value": f" ELSE {write(depth)}", "none": "", "null": " ELSE NULL"}
        return f"CASE {' '.join(branches)}{ends[last]} END"

    def _known(self, *names: str) -> tuple[str, ...]:
        return tuple(name for name in names if name in self.defined)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- subjects of the small vocabulary ------------------------------------------------------------


def random_subject(choose: Choose[Any], *, defined: bool = True) -> Subject:
    """Canonical values; about a third of the fields are missing, half of the numbers that may be are bands."""
    values: dict[str, Scalar] = {}
    for name, spec in _FIELDS.items():
        if (name in DEFINED and not defined) or choose(
            (True, False, False) if name not in DEFINED else (True, True, False)
        ):
            continue
        values[name] = random_value(choose, name, spec)
    return values


def random_value(
    choose: Choose[Any], name: str, spec: dict[str, object] | None = None, *, exact: bool = False
) -> Scalar:
    """A value of a field; ``exact`` wants one that leaves nothing open."""
    spec = spec or _FIELDS[name]
    match spec["type"]:
        case "number" | "ratio":
            pool = SHARES if spec["type"] == "ratio" else COUNTS if name == "人数" else NUMBERS
            if not exact and spec.get("band") and choose((True, False)):
                low, high = sorted((choose(pool), choose(pool)))
                return choose(
                    (Band(low, high), Band(low, inf), Band(-inf, high))
                    if name != "占比"
                    else (Band(low, high),)
                )
            return choose(pool)
        case "date":
            return choose(DATES)
        case "bool":
            return choose((True, False))
        case "code":
            return choose(CODES if name != "地区" else TEXTS[1:])
        case "codes":
            pool = TITLES if exact else (*TITLES, None)
            return tuple(choose(pool) for _ in range(choose((0, 1, 2))))
    return choose(TEXTS)


# --- registers of a real pack --------------------------------------------------------------------


def cut_points(plan: Plan) -> dict[str, set[float]]:
    """The numbers and dates (as ordinals) that the conditions of a plan compare each field with."""
    found: dict[str, set[float]] = {}
    for atom in _atoms(plan):
        if isinstance(atom, logic.InRange):
            ends = {end for end in (atom.low, atom.high) if abs(end) < 1e300}
            for name in logic.read_fields(atom.term):
                found.setdefault(name, set()).update(ends)
    return found


def _atoms(plan: Plan) -> Iterable[logic.Part]:
    for candidate in plan.candidates:
        for rule in candidate.rules:
            yield from logic.walk(rule.condition)
        for amount in candidate.amounts:
            for term in (amount.base, amount.rate, amount.floor, amount.cap):
                yield from logic.walk(term) if term is not None else ()


def read_by(plan: Plan) -> list[str]:
    """The fields that the conditions and amounts of a plan read."""
    names: set[str] = set()
    for part in _atoms(plan):
        names |= logic.read_fields(part)
    return sorted(names)


def register(plan: Plan, rows: int, seed: int = 1, *, bands: bool = True) -> pa.RecordBatch:
    """Canonical columns for everything a plan reads.

    Each row starts from the example of one measure and has some of its values replaced: none, few or all.
    """
    rng = np.random.default_rng(seed)
    vocabulary = plan.pack.vocabulary
    cuts = cut_points(plan)
    examples = [candidate.spec.example for candidate in plan.candidates]
    which = rng.integers(0, max(len(examples), 1), rows)
    loose = rng.choice([0.0, 0.05, 0.3, 1.0], rows)
    columns: dict[str, pa.Array] = {}
    for name in read_by(plan):
        kind = vocabulary.fields[name]
        anew = _random_values(kind, sorted(cuts.get(name, ())), rows, rng)
        gaps = rng.random(rows) < (0.8 if name in vocabulary.definitions else 0.15)
        shown = [canonical(kind, example[name]) if name in example else None for example in examples]
        has = np.array([value is not None for value in shown] or [False])[which % max(len(shown), 1)]
        keep = has & (rng.random(rows) >= loose)
        values = [
            shown[w] if k else None if g else v for w, k, g, v in zip(which, keep, gaps, anew, strict=True)
        ]
        columns |= _columns(name, kind, values, bands=bands, rng=rng)
    if not columns:
        columns["-"] = pa.nulls(rows)
    return pa.RecordBatch.from_pydict(columns)


def _random_values(kind: FieldType, cuts: list[float], rows: int, rng: np.random.Generator) -> list[Any]:
    match kind.kind:
        case "number":
            step = 0.01 if kind.unit == "比例" else 1.0
            near = rng.choice(cuts or [100.0], rows) + rng.choice([0, 0, -1, 1, 0.5, -0.5, 30], rows) * step
            return [float(value) for value in np.round(near, 6)]
        case "date":
            near = rng.choice(cuts, rows) if cuts else DAY.toordinal() - rng.integers(0, 3000, rows)
            near = np.clip(near + rng.choice([0, 0, 1, -1, 400, -400], rows), 1, 3_000_000)
            return [date.fromordinal(int(value)) for value in near]
        case "bool":
            return [bool(value) for value in rng.random(rows) < 0.6]
        case "code":
            return list(rng.choice(list(kind.labels) or ["x"], rows))
        case "codes":
            pool = [*kind.labels, None]
            return [
                tuple(pool[each] for each in rng.integers(0, len(pool), count))
                for count in rng.integers(0, 4, rows)
            ]
    return list(rng.choice(["", "北京", "甲'乙"], rows))


def _columns(
    name: str, kind: FieldType, values: list[Any], *, bands: bool, rng: np.random.Generator
) -> dict[str, pa.Array]:
    types = {"number": pa.float64(), "date": pa.date32(), "bool": pa.bool_(), "codes": pa.list_(pa.string())}
    if kind.kind == "number" and kind.band and bands:
        exact = np.array([np.nan if value is None else value for value in values])
        band = ~np.isnan(exact) & (rng.random(len(values)) < 0.2)
        high = exact + rng.choice([0, 5, 1000, inf], len(values))
        return {
            name: pa.array(exact, mask=band | np.isnan(exact)),
            f"{name}[min]": pa.array(exact, mask=~band),
            f"{name}[max]": pa.array(high, mask=~band),
        }
    return {name: pa.array(values, types.get(kind.kind, pa.string()))}


def subjects_of(plan: Plan, batch: pa.RecordBatch, rows: Iterable[int]) -> list[Subject]:
    """Some rows of canonical columns as subjects, one by one."""
    names = set(batch.schema.names)
    result: list[Subject] = []
    for row in rows:
        values: dict[str, Scalar] = {}
        for name in read_by(plan):
            value = batch.column(name)[row].as_py()
            if value is None and f"{name}[min]" in names:
                low, high = (batch.column(f"{name}[{end}]")[row].as_py() for end in ("min", "max"))
                value = None if low is None else Band(low, high)
            if value is not None:
                values[name] = tuple(value) if isinstance(value, list) else value
        result.append(values)
    return result
