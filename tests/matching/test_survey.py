"""The survey counts what a person would count who decides every subject one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from random_subjects import register
from twinwheel.criteria import tree
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.parse import parse
from twinwheel.criteria.subject import Subject, Verdict, truth
from twinwheel.criteria.values import from_row, to_batch
from twinwheel.errors import PackError
from twinwheel.matching import amount, decide
from twinwheel.matching.bits import kernel
from twinwheel.matching.breakdown import NONE, NOT_FILED, Placed
from twinwheel.matching.examples import KINDS
from twinwheel.matching.gaps import gap
from twinwheel.matching.one import Decision
from twinwheel.matching.one import decide as decide_one
from twinwheel.matching.plan import Candidate, Outcome, Plan, Rule, plan
from twinwheel.matching.run import run, tallies
from twinwheel.matching.sampling import Lots, Sample
from twinwheel.matching.survey import SAMPLE, Findings, Survey
from twinwheel.packs import Pack, read_pack

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 21)
SUBJECTS = ("enterprise", "person", "project", "dataset", "foreign_investment", "incubator")
ROWS = 240


@cache
def pack() -> Pack:
    return read_pack(ROOT / "packs" / "beijing-sti")


@cache
def on(subject: str) -> Plan:
    return plan(pack(), subject, DAY)


@cache
def rows_of(subject: str, rows: int = ROWS) -> pa.RecordBatch:
    """Random subjects with an id, and with every field that results are broken down by."""
    batch = register(on(subject), rows, seed=11)
    names, columns = list(batch.schema.names), list(batch.columns)
    rng = np.random.default_rng(5)
    for name in pack().subjects[subject].by:
        if name not in names:
            field = pack().vocabulary.fields[name]
            values = rng.choice([*list(field.labels)[:4], None], rows).tolist()
            listed = [None if each is None else [each, each] for each in values]
            columns.append(
                pa.array(listed, pa.list_(pa.string()))
                if field.kind == "codes"
                else pa.array(values, pa.string())
            )
            names.append(name)
    ids = pa.array([f"s{number}" for number in range(rows)])
    return pa.RecordBatch.from_arrays([*columns, ids], names=[*names, "subject_id"])


def surveyed(on: Plan, batches: list[pa.RecordBatch]) -> Findings:
    survey = Survey(on)
    for _ in run(on, batches, tallies(on), observers=[survey]):
        pass
    return survey.findings()


@cache
def found(subject: str) -> Findings:
    return surveyed(on(subject), [rows_of(subject)])


@cache
def decisions(subject: str) -> tuple[tuple[Subject, tuple[Decision, ...]], ...]:
    vocabulary = pack().vocabulary
    subjects = [from_row(vocabulary, row) for row in rows_of(subject).to_pylist()]
    return tuple(
        (each, tuple(decide_one(candidate, each, vocabulary) for candidate in on(subject).candidates))
        for each in subjects
    )


def is_nearly(decision: Decision) -> bool:
    verdicts = list(decision.verdicts.values())
    return verdicts.count(Verdict.NOT_MET) == 1 and Verdict.MET in verdicts


def worth(candidate: Candidate, subject: Subject) -> int | None:
    fen, known = amount.total(candidate.amounts, Batch(to_batch(pack().vocabulary, [subject])))
    return int(fen[0]) if known[0] else None


@pytest.mark.parametrize("subject", SUBJECTS)
def test_outcomes_and_rules_are_counted_as_one_by_one(subject: str) -> None:
    outcomes: dict[str, Counter[Outcome]] = {each.id: Counter() for each in on(subject).candidates}
    nearly: Counter[str] = Counter()
    rules: Counter[tuple[str, str, str]] = Counter()
    for _, decided in decisions(subject):
        for each in decided:
            id = each.candidate.id
            outcomes[id][each.outcome] += 1
            nearly[id] += is_nearly(each)
            failing = [rule for rule, verdict in each.verdicts.items() if verdict is Verdict.NOT_MET]
            for rule, verdict in each.verdicts.items():
                rules[id, rule, verdict] += 1
                rules[id, rule, "only"] += failing == [rule]
    for id, counts in found(subject).measures.items():
        assert +counts.outcomes == +outcomes[id]
        assert counts.nearly == nearly[id]
        for rule, each in counts.rules.items():
            expected = rules[id, rule, "not_met"], rules[id, rule, "unknown"], rules[id, rule, "only"]
            assert (each.not_met, each.unknown, each.only) == expected, (id, rule)
    assert any(nearly.values())


@pytest.mark.parametrize("subject", SUBJECTS)
def test_missing_fields_and_what_they_unlock_are_counted_as_one_by_one(subject: str) -> None:
    waiting: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    fen: Counter[str] = Counter()
    unpriced: Counter[str] = Counter()
    measures: Counter[tuple[str, str]] = Counter()
    for values, decided in decisions(subject):
        for each in decided:
            for name in each.missing:
                waiting[name] += 1
                measures[name, each.candidate.id] += 1
            if len(each.missing) == 1:
                (name,) = each.missing
                alone[name] += 1
                if each.candidate.amounts:
                    money = worth(each.candidate, values)
                    fen[name] += money or 0
                    unpriced[name] += money is None
    fields = found(subject).fields
    assert {name: each.waiting for name, each in fields.items()} == waiting
    assert {name: each.alone for name, each in fields.items() if each.alone} == +alone
    assert {name: each.fen for name, each in fields.items() if each.fen} == +fen
    assert {name: each.unpriced for name, each in fields.items() if each.unpriced} == +unpriced
    assert {(name, id): n for name, each in fields.items() for id, n in each.measures.items()} == measures


@pytest.mark.parametrize("subject", SUBJECTS)
def test_money_awaiting_review_is_what_the_decisions_say(subject: str) -> None:
    fen: Counter[str] = Counter()
    unpriced: Counter[str] = Counter()
    for _, decided in decisions(subject):
        for each in decided:
            if each.outcome is Outcome.NEEDS_REVIEW and each.candidate.amounts:
                fen[each.candidate.id] += int((each.amount or Decimal(0)) * 100)
                unpriced[each.candidate.id] += each.amount is None
    for id, counts in found(subject).measures.items():
        assert (counts.review_fen, counts.review_unpriced) == (fen[id], unpriced[id])


def values_of(name: str, subject: Subject) -> set[str | None]:
    """The values a subject stands under, by the plain reading of the rules."""
    field = pack().vocabulary.fields[name]
    value = subject.get(name)
    if isinstance(value, tuple):
        return set(value) or {NONE}
    if value is not None:
        return {str(value)}
    if name in pack().definitions:
        lowering = pack().lowering(DAY)
        for label in field.labels:
            if truth(lowering.condition(tree.In(tree.Name(name), (tree.Literal(label),))), subject):
                return {label}
    return {NOT_FILED}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_breakdowns_are_counted_as_one_by_one(subject: str) -> None:
    themes: Counter[str] = Counter()
    reach: Counter[int] = Counter()
    subjects: Counter[tuple[str, str | None]] = Counter()
    pairs: Counter[tuple[str, str, str | None]] = Counter()
    reached: Counter[tuple[str, str, str | None]] = Counter()
    for values, decided in decisions(subject):
        eligible = Counter(each.candidate.spec.theme for each in decided if each.outcome is Outcome.ELIGIBLE)
        themes.update(eligible.keys())
        reach[eligible.total()] += 1
        for name in pack().subjects[subject].by:
            for value in values_of(name, values):
                subjects[name, value] += 1
                for theme, number in eligible.items():
                    pairs[name, theme, value] += number
                    reached[name, theme, value] += 1
    all_found = found(subject)
    assert all_found.subjects == ROWS
    assert +all_found.themes == themes
    assert all_found.reach == reach
    assert [each.name for each in all_found.breakdowns] == pack().subjects[subject].by
    assert {(each.name, v): n for each in all_found.breakdowns for v, n in each.subjects.items()} == subjects
    assert {
        (each.name, *key): n for each in all_found.breakdowns for key, n in each.pairs.items() if n
    } == pairs
    assert {
        (each.name, *key): n for each in all_found.breakdowns for key, n in each.reached.items() if n
    } == reached


def test_a_defined_size_is_worked_out_where_it_was_not_filed() -> None:
    (sizes,) = (each for each in found("enterprise").breakdowns if each.name == "企业规模类型")
    filed = Counter(rows_of("enterprise").column("企业规模类型").to_pylist())
    assert sum(sizes.subjects[size] for size in ("大型", "中型", "小型", "微型")) > ROWS - filed[None]


def test_batches_and_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows_of("enterprise")
    cuts = [0, 7, 8, 100, ROWS]
    parts = [whole.slice(start, stop - start) for start, stop in pairwise(cuts)]
    assert_same(surveyed(on("enterprise"), parts), found("enterprise"))

    monkeypatch.setattr(decide, "blocks", lambda program, codes: kernel.blocks(program, codes, 64))
    assert_same(surveyed(on("enterprise"), [whole]), found("enterprise"))


def assert_same(one: Findings, other: Findings) -> None:
    assert (one.subjects, one.measures, one.fields) == (other.subjects, other.measures, other.fields)
    assert (one.breakdowns, one.reach, one.themes) == (other.breakdowns, other.reach, other.themes)
    assert one.examples == other.examples
    for key, sample in one.samples.items():
        assert sample.rows() == other.samples[key].rows()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_examples_are_the_highest_and_no_subject_stands_twice(subject: str) -> None:
    scores: dict[str, list[int]] = {kind: [] for kind in KINDS}
    exclusions = [pair for pair in pack().exclusions if pair <= {each.id for each in on(subject).candidates}]
    for _, decided in decisions(subject):
        eligible = {each.candidate.id for each in decided if each.outcome is Outcome.ELIGIBLE}
        scores["eligible"].append(len(eligible))
        scores["nearly"].append(sum(map(is_nearly, decided)))
        scores["unknown"].append(sum(each.outcome is Outcome.UNKNOWN for each in decided))
        scores["ineligible"].append(sum(each.outcome is Outcome.INELIGIBLE for each in decided))
        scores["conflict"].append(sum(pair <= eligible for pair in exclusions))
    examples = found(subject).examples
    assert len({each.row for each in examples}) == len(examples)
    assert [each.kind for each in examples] == [kind for kind in KINDS if any(scores[kind])]
    taken: set[int] = set()
    for each in reversed(examples):
        free = [(-score, row) for row, score in enumerate(scores[each.kind]) if row not in taken]
        assert (-each.score, each.row) == min(free)
        assert each.values["subject_id"] == f"s{each.row}"
        taken.add(each.row)


def test_an_empty_register_is_no_problem() -> None:
    empty = surveyed(on("enterprise"), [rows_of("enterprise").slice(0, 0)])
    assert (empty.subjects, empty.fields, empty.examples) == (0, {}, ())
    assert surveyed(on("enterprise"), []).subjects == 0


def test_a_pack_cannot_break_results_down_by_a_number() -> None:
    original = pack()
    broken = original.subjects["enterprise"].model_copy(update={"by": ["注册区", "资产总额"]})
    other = Plan(
        Pack(**{**vars_of(original), "subjects": {"enterprise": broken}}),
        "enterprise",
        DAY,
        on("enterprise").candidates,
    )
    with pytest.raises(PackError, match=r'subjects\.yaml:\d+: results cannot be broken down by "资产总额"'):
        Survey(other)


def vars_of(pack: Pack) -> dict[str, object]:
    return {name: getattr(pack, name) for name in Pack.__dataclass_fields__}


# --- samples and distances -------------------------------------------------------------------


def test_samples_hold_subjects_that_fail_this_rule() -> None:
    rules = {(each.id, rule.spec.id): rule for each in on("enterprise").candidates for rule in each.rules}
    seen = 0
    for key, sample in found("enterprise").samples.items():
        rows = sample.rows()
        assert len(rows) == min(SAMPLE, found("enterprise").measures[key[0]].rules[key[1]].only)
        for row in rows:
            assert truth(rules[key].condition, from_row(pack().vocabulary, row)) is False
            seen += 1
    assert seen


@pytest.mark.parametrize("density", [0.0, 0.0004, 0.02, 0.5, 1.0])
@pytest.mark.parametrize("parts", [1, 3])
def test_a_sample_is_the_rows_of_least_priority(density: float, parts: int) -> None:
    rows, limit = 30_000, 50
    chosen = np.random.default_rng(3).random(rows) < density
    table = pa.RecordBatch.from_pydict({"number": np.arange(rows)})
    sample = Sample(limit, ["number", "not there"])
    edges = np.linspace(0, rows, parts + 1).astype(int)
    for start, stop in pairwise(edges.tolist()):
        bits = np.packbits(chosen[start:stop], bitorder="little")
        sample.offer(bits, int(chosen[start:stop].sum()), Lots(start, stop - start), start, table)
    priorities = Lots(0, rows).priorities
    every = np.flatnonzero(chosen)
    expected = every[np.argsort(priorities[every])][:limit]
    assert [row["number"] for row in sample.rows()] == expected.tolist()


def test_a_sample_is_even() -> None:
    """Of 100,000 rows the sample takes as many from each tenth as chance would."""
    rows, limit = 100_000, 1_000
    lots = Lots(0, rows)
    full = np.packbits(np.ones(rows, bool), bitorder="little")
    tenths = np.bincount(lots.least(full, rows, limit, 2**64 - 1) // (rows // 10), minlength=10)
    assert tenths.min() > 60
    assert tenths.max() < 140


def rule_of(expression: str) -> Rule:
    node = parse(expression)
    spec = on("enterprise").candidates[0].rules[0].spec
    return Rule(spec, node, pack().lowering(DAY).condition(node))


def test_the_median_distance_is_one_that_was_found() -> None:
    rows: list[dict[str, object]] = [{"研发费用占销售收入比": each} for each in (0.049, 0.042, 0.03, 0.01)]
    summed = gap(rule_of("研发费用占销售收入比 >= 0.05"), pack().lowering(DAY), rows)
    assert summed is not None
    assert (summed.field, summed.unit, summed.median) == ("研发费用占销售收入比", "比例", Decimal("0.008"))
    assert summed.steps == (1, 1, 1, 1, 0)
    assert (summed.known, summed.sampled, summed.choice) == (4, 4, False)


def test_of_several_ways_the_commonest_distance_is_told_as_one_of_several() -> None:
    rows: list[dict[str, object]] = [
        {"营业收入": 1000.0, "近两年新增股权融资": 0.0, "资产总额": 1.0},
        {"营业收入": 1400.0, "资产总额": 1.0, "近两年新增股权融资": 1.0},
    ]
    summed = gap(rule_of("营业收入 >= 1500 OR 近两年新增股权融资 >= 2000"), pack().lowering(DAY), rows)
    assert summed is not None
    assert summed.choice
    assert summed.median == 100


def test_what_is_no_number_has_no_distance() -> None:
    assert gap(rule_of("居民企业"), pack().lowering(DAY), [{"居民企业": False}]) is None
    assert gap(rule_of("资产总额 >= 1"), pack().lowering(DAY), []) is None


def test_rows_are_counted_once_per_value() -> None:
    placed = Placed(np.array([0, 0, 1, 3]), np.array([0, 1, 0, 2]), ["a", "b", None])
    assert placed.count() == {"a": 2, "b": 1, None: 1}
    assert placed.count(np.array([5, 1, 7, 2], np.uint16)) == {"a": 6, "b": 5, None: 2}
    assert placed.part(1, 4).rows.tolist() == [0, 2]
