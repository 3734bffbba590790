"""The packs decide as the facts do.

``facts/measures.yaml`` (beside the project, see the fixture ``shared``) states what each measure asks, in a
form of its own. It is read here by an interpreter that shares nothing with ours, and both decide a few hundred
random subjects per measure. Where a pack adds criteria that only a person decides, needs_review is eligible.
"""

from __future__ import annotations

import operator
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from twinwheel.criteria.columns import Batch
from twinwheel.criteria.values import canonical_subject, to_batch
from twinwheel.errors import ExpressionError
from twinwheel.matching.decide import verdicts
from twinwheel.matching.plan import Plan, candidate
from twinwheel.matching.trial import trial_day
from twinwheel.packs import Pack, read_pack
from twinwheel.packs.model import MeasureSpec, TestCase

PACKS = Path(__file__).parents[2] / "packs"
SUBJECTS = 300

Fact = dict[str, Any]
Values = Mapping[str, Any]
Answer = bool | None  # None: unknown


# --- the interpreter of the facts -----------------------------------------------------------------


def eligible(eligibility: Fact, subject: Values) -> Answer:
    """``all`` of them, ``any`` of them and ``none`` of them; what is missing is unknown."""
    parts = [every([holds(each, subject) for each in eligibility.get("all", [])])]
    if "any" in eligibility:
        parts.append(some([holds(each, subject) for each in eligibility["any"]]))
    parts += [opposite(holds(each, subject)) for each in eligibility.get("none", [])]
    return every(parts)


def holds(condition: Fact, subject: Values) -> Answer:
    if "all" in condition:
        return every([holds(each, subject) for each in condition["all"]])
    if "any" in condition:
        return some([holds(each, subject) for each in condition["any"]])
    answer = compared(condition, subject)
    if "when" in condition:  # a precondition: where it does not hold, the condition does not apply
        answer = some([opposite(every([holds(each, subject) for each in condition["when"]])), answer])
    return answer


def compared(condition: Fact, subject: Values) -> Answer:
    found, wanted = subject.get(condition["field"]), condition["value"]
    if condition["op"] == "exists":
        return (found is not None) is wanted
    if isinstance(wanted, str) and wanted.startswith("tier."):
        return None if found is None else agreed({found <= cap for cap in equity_caps(subject)})
    if found is None:
        return None
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "==": operator.eq,
        "!=": operator.ne,
        ">=": operator.ge,
        ">": operator.gt,
        "<=": operator.le,
        "<": operator.lt,
        "in": lambda one, listed: one in listed,
        "contains": lambda listed, one: one in listed,
        "contains_any": lambda listed, some: not set(listed).isdisjoint(some),
    }
    return tests[condition["op"]](found, wanted)


def every(answers: list[Answer]) -> Answer:
    return False if False in answers else None if None in answers else True


def some(answers: list[Answer]) -> Answer:
    return True if True in answers else None if None in answers else False


def opposite(answer: Answer) -> Answer:
    return None if answer is None else not answer


def agreed(answers: set[bool]) -> Answer:
    return answers.pop() if len(answers) == 1 else None


def equity_caps(subject: Values) -> set[float]:
    """``tier.equity_cap`` of the two negative lists, whose tiers are phrases: read once, by hand.

    All caps that what is filed leaves possible. Basic telecom has no number (the Chinese side holds control), so
    none is exceeded; a person decides it.
    """
    opened = {"国内多方通信", "存储转发", "呼叫中心"}
    closed = {"互联网新闻信息", "网络出版", "网络视听", "互联网文化经营"}
    trade = ("EDI", "经营类电子商务")

    def options(name: str, *others: str) -> tuple[str, ...]:
        return others if subject.get(name) is None else (subject[name],)

    found = set()
    for kind in options("电信业务大类", "基础", "增值"):
        for service in options("电信业务类别", "呼叫中心", "EDI", "ISP"):
            for item in options("业务细项", "经营类电子商务", "网络出版", "-"):
                is_open = service in opened or (service, item) == trade
                found.add(1.0 if is_open else 0.0 if item in closed else 1.0 if kind == "基础" else 0.5)
    return found


# --- both sides -----------------------------------------------------------------------------------


@cache
def zone() -> Pack:
    return read_pack(PACKS / "beijing-sti")


@cache
def facts(shared: Path) -> dict[str, Fact]:
    with (shared / "facts" / "measures.yaml").open(encoding="utf-8") as file:
        return {each["id"]: each for each in yaml.load(file, yaml.CSafeLoader)}


def conditions(fact: Fact) -> Iterator[Fact]:
    """Every comparison of a fact, those of preconditions too."""
    todo = [each for key in ("all", "any", "none") for each in fact["eligibility"].get(key, [])]
    while todo:
        each = todo.pop()
        todo += [*each.get("all", []), *each.get("any", []), *each.get("when", [])]
        if "field" in each:
            yield each


EXTRA_FIELDS = {
    "nat-neglist-telecom-2021": ("电信业务大类", "业务细项"),
    "nat-neglist-telecom-2024": ("电信业务大类", "业务细项"),
}
"""Fields that phrases of a fact speak of, beside its conditions."""


def subjects(id: str, fact: Fact) -> list[dict[str, Any]]:
    """Random subjects in the words of the facts: at every value a condition names, beside it, and missing.

    Half of them start from the pack's own example, so that some are eligible.
    """
    rng = random.Random(zlib.crc32(id.encode()))
    pools = pools_of(id, fact)
    example = {name: value for name, value in zone().measures[id].example.items() if name in pools}
    result = []
    for _ in range(SUBJECTS):
        loose = rng.choice((0.1, 0.3, 1.0)) if example else 1.0
        drawn = {name: rng.choice(pools[name]) for name in pools if rng.random() >= 0.12}
        kept = {name: value for name, value in example.items() if rng.random() >= loose}
        result.append({name: value for name, value in (drawn | kept).items() if value is not None})
    return result


def completions(id: str, fact: Fact, row: Values) -> Iterator[dict[str, Any]]:
    """A subject with every gap filled, in a hundred ways."""
    rng = random.Random(1)
    pools = pools_of(id, fact)
    for _ in range(100):
        yield {name: row[name] if name in row else rng.choice(values) for name, values in pools.items()}


def pools_of(id: str, fact: Fact) -> dict[str, list[Any]]:
    """For every field a fact speaks of, the values to draw from."""
    named: dict[str, list[Any]] = {name: [] for name in EXTRA_FIELDS.get(id, ())}
    for each in conditions(fact):
        value = each["value"] if isinstance(each["value"], list) else [each["value"]]
        named.setdefault(each["field"], []).extend(v for v in value if not str(v).startswith("tier."))
    return {
        name: [value for value in pool(name, values) if fits(name, value)] for name, values in named.items()
    }


def pool(name: str, values: list[Any]) -> list[Any]:
    """Values to draw from for one field, those that conditions name several times over."""
    field = zone().vocabulary.fields[declared(name)]
    match field.kind:
        case "bool":
            return [True, False]
        case "number":
            step = 0.01 if field.unit == "比例" else 1
            steps = (0, 0, -step, step) if field.integer else (0, 0, -step, step, step / 2)
            return [round(float(value) + each, 6) for value in values or [0.5] for each in steps]
        case "date":
            days = [date.fromisoformat(str(value)).toordinal() for value in values]
            return [date.fromordinal(day + each).isoformat() for day in days for each in (-1, 0, 1)]
        case "codes":
            known = [*values, *list(field.labels)[:4]]
            return [[], *([each] for each in known), *([each, known[-1]] for each in known)]
    return [*values, *values, *list(field.labels)[:6]]


def fits(name: str, value: Any) -> bool:
    try:
        canonical_subject(zone().vocabulary, {declared(name): value})
    except ExpressionError:
        return False
    return True


@cache
def spellings() -> dict[str, str]:
    """Field by any name it goes by."""
    named = {alias: name for name, spec in zone().fields.items() for alias in spec.aliases}
    return named | {name: name for name in zone().fields}


def declared(name: str) -> str:
    return spellings()[name]


def decided(id: str, measure: MeasureSpec, rows: list[dict[str, Any]]) -> list[Answer]:
    """What the pack says: eligible or needs_review, ineligible, unknown."""
    pack = zone()
    day = trial_day(pack, measure, TestCase(name="-", expect={"outcome": "unknown"}))
    plan = Plan(pack, measure.subject, day, (candidate(id, measure, pack.lowering(day)),))
    values = [{declared(name): value for name, value in row.items()} for row in rows]
    batch = Batch(to_batch(pack.vocabulary, [canonical_subject(pack.vocabulary, each) for each in values]))
    (found,) = verdicts(plan, batch)
    sure, possible = (
        np.unpackbits(bits, count=len(rows), bitorder="little") for bits in (found.sure, found.possible)
    )
    return [True if t else None if p else False for t, p in zip(sure, possible, strict=True)]


KNOWN_DIFFERENCES: dict[str, tuple[set[tuple[Answer, Answer]], str]] = {
    "nat-sme-size-2011": (
        {(None, True)},
        "The fact asks for the industry and leaves the size to its table of tiers. The pack decides by the table too: "
        "eligible means that a size follows, so it stays unknown while the figures for it are missing.",
    ),
}
"""By measure the pairs (pack, facts) that may differ, and why."""


def ids(kind: str) -> list[str]:
    return sorted(id for id, measure in zone().measures.items() if measure.kind == kind)


@pytest.mark.parametrize("id", ids("rule"))
def test_the_pack_decides_as_the_facts_do(id: str, shared: Path) -> None:
    """Where the facts are open the pack may know more, if whatever is missing turns out as it says.

    Implications one by one are unknown while a tier is, a CASE knows what all tiers agree on.
    """
    fact, measure = facts(shared)[id], zone().measures[id]
    allowed, _ = KNOWN_DIFFERENCES.get(id, (set(), ""))
    rows = subjects(id, fact)
    seen: Counter[tuple[Answer, Answer]] = Counter()
    for row, ours in zip(rows, decided(id, measure, rows), strict=True):
        theirs = eligible(fact["eligibility"], row)
        seen[ours, theirs] += 1
        if theirs is None and ours is not None:
            theirs = agreed(
                {bool(eligible(fact["eligibility"], each)) for each in completions(id, fact, row)}
            )
        assert ours is theirs or (ours, theirs) in allowed, f"pack {ours}, facts {theirs}: {row}"
    assert allowed <= set(seen), "a known difference that is none any more"
    assert {answer for _, answer in seen} >= {True, False}, (
        f"the subjects are too one-sided to prove anything: {seen}"
    )


# --- everything else a fact says ------------------------------------------------------------------


def test_every_fact_is_a_measure_and_every_measure_a_fact(shared: Path) -> None:
    assert len(facts(shared)) == 122
    assert set(zone().measures) == set(facts(shared))


@pytest.mark.parametrize("id", sorted(zone().measures))
def test_the_head_of_a_measure_is_that_of_the_fact(id: str, shared: Path) -> None:
    fact, measure = facts(shared)[id], zone().measures[id]
    day = lambda text: text and date.fromisoformat(text)  # noqa: E731
    assert tells_the_same(measure.title.zh, fact["title"]["zh"]), (
        f"{measure.title.zh} | {fact['title']['zh']}"
    )
    assert (measure.level, measure.theme, measure.subject) == (
        fact["level"],
        fact["theme"],
        fact["subject_type"],
    )
    assert (measure.valid.since, measure.valid.until) == (day(fact["valid_from"]), day(fact["valid_to"]))
    assert measure.valid.precision == fact["date_precision"]
    assert measure.source.confidence == fact["source"]["confidence"]
    assert tells_the_same(measure.source.number or "", fact["number"] or "")
    assert (measure.source.number is None) == (fact["number"] is None)
    assert (measure.kind == "programme") == (fact["checkable"] == "programme")
    assert set(measure.supersedes) == set(fact.get("supersedes") or [])
    assert len(measure.benefit) >= len(fact["benefit"])


def tells_the_same(title: str, words: str) -> bool:
    """Every character of the fact's title stands in ours, in that order; punctuation is free, and ours may say more."""
    letters = (each for each in title if each.isalnum())
    return all(each in letters for each in words if each.isalnum())


@pytest.mark.parametrize("id", sorted(zone().measures))
def test_measures_that_exclude_each_other_in_the_facts_do_so_in_the_packs(id: str, shared: Path) -> None:
    wanted = set((facts(shared)[id].get("stacking") or {}).get("excludes") or [])
    for other in wanted & set(zone().measures):
        assert frozenset({id, other}) in zone().exclusions


@pytest.mark.parametrize("id", sorted(zone().measures))
def test_every_number_of_a_benefit_stands_in_the_measure(id: str, shared: Path) -> None:
    (path,) = PACKS.glob(f"*/measures/**/{id}.yaml")
    written = {float(each) for each in re.findall(r"\d+(?:\.\d+)?", path.read_text(encoding="utf-8"))}
    numbers = {number for benefit in facts(shared)[id]["benefit"] for number in numbers_in(benefit)}
    assert {each for each in numbers if not {each, round(each * 100, 6)} & written} == set()


def numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def test_every_field_of_the_facts_loads(shared: Path) -> None:
    """As a field or as an alias of one, with the unit it had."""
    with (shared / "facts" / "fields.yaml").open(encoding="utf-8") as file:
        groups = yaml.load(file, yaml.CSafeLoader)
    listed = {name: spec for group in groups.values() for name, spec in group.items()}
    assert [name for name in listed if name not in spellings()] == []
    kinds = {
        "bool": {"bool"},
        "num": {"number"},
        "int": {"number"},
        "ratio": {"number"},
        "date": {"date"},
        "list": {"codes"},
    }
    for name, spec in listed.items():
        field = zone().vocabulary.fields[declared(name)]
        assert field.kind in kinds.get(spec["type"], {"code", "text"}), name
        assert field.unit == spec.get("unit"), name
