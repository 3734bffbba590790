"""A trial equals two full runs, a sweep equals a trial at every point, and bounds hold whatever is unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from random_subjects import register
from registers_on_disk import as_register
from small_pack import Write
from small_pack import small_pack as small_pack
from twinwheel.criteria.shortfall import shortfall
from twinwheel.criteria.subject import Band, Subject, Verdict
from twinwheel.criteria.values import from_row, to_batch
from twinwheel.errors import UsageError
from twinwheel.matching import combination
from twinwheel.matching.bits.kernel import count, positions
from twinwheel.matching.one import Decision, decide
from twinwheel.matching.plan import Outcome, Plan, plan
from twinwheel.matching.run import run, tallies
from twinwheel.matching.sandbox.near import near_misses
from twinwheel.matching.sandbox.overlap import lawful, overlaps
from twinwheel.matching.sandbox.proposal import Proposal, propose
from twinwheel.matching.sandbox.sandbox import Effects, Sandbox
from twinwheel.matching.sandbox.sweep import read_range, sweep, table
from twinwheel.matching.sandbox.tried import compared, tried
from twinwheel.matching.sandbox.tried_files import as_json, listed
from twinwheel.packs import Pack, read_pack
from twinwheel.packs.model import CriterionSpec

ROOT = Path(__file__).parents[3]
DAY = date(2026, 11, 21)
ROWS = 900


@cache
def pack() -> Pack:
    return read_pack(ROOT / "packs" / "beijing-sti")


@cache
def on() -> Plan:
    return plan(pack(), "enterprise", DAY)


@cache
def batch() -> pa.RecordBatch:
    """Random enterprises around every threshold, with what results are broken down by."""
    found = register(on(), ROWS, seed=4)
    rng = np.random.default_rng(3)
    names, columns = list(found.schema.names), list(found.columns)
    parks = ["中关村软件园", "中关村生命科学园", "昌平园", "怀柔园"]
    for name in pack().subjects["enterprise"].by:
        if name not in names:
            field = pack().vocabulary.fields[name]
            if field.kind == "codes":
                values = [
                    None if n < 0 else [parks[n], parks[(n * 7) % 4]] for n in rng.integers(-1, 4, ROWS)
                ]
                columns.append(pa.array(values, pa.list_(pa.string())))
            else:
                columns.append(
                    pa.array(rng.choice([*list(field.labels)[:4], None], ROWS).tolist(), pa.string())
                )
            names.append(name)
    return pa.RecordBatch.from_arrays(columns, names=names)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    path = tmp_path_factory.mktemp("register") / "r.parquet"
    return Sandbox(on(), as_register(path, "enterprise", batch()))


PROPOSALS = (
    ["nat-cit-small-2023/staff-cap=off"],
    ["nat-cit-small-2023/income-cap.threshold=100", "nat-cit-small-2023/amount.cap=20"],
    ["nat-hnte-2016/rd-ratio.threshold=0.04"],
    ["nat-hnte-2016/rd-ratio.threshold[2]=0.2"],
    ["nat-hnte-2016/innovation-score=off", "nat-hnte-2016/staff-ratio.threshold=0.3"],
    ["nat-hnte-cit15/amount.rate=0.3"],
    ["nat-hnte-cit15/amount.cap=10"],
    [":企业所得税法定税率=0.2"],
)


def fully(
    policy: Pack,
) -> tuple[dict[str, Counter[str]], dict[str, int], dict[tuple[str, str], tuple[str, Decimal | None]]]:
    """A full run: outcomes, known money of those that meet all rules, and every decision."""
    full = plan(policy, "enterprise", DAY)
    tally = tallies(full)
    ids = pa.array([f"s{number}" for number in range(ROWS)])
    whole = pa.RecordBatch.from_arrays([*batch().columns, ids], names=[*batch().schema.names, "subject_id"])
    decisions = {}
    money: Counter[str] = Counter()
    for part in run(full, [whole], tally, ineligible=True):
        for row in part.to_pylist():
            met = row["outcome"] in ("eligible", "needs_review")
            decisions[row["measure_id"], row["subject_id"]] = (
                row["outcome"],
                row["amount_yuan"] if met else None,
            )
            if met and row["amount_yuan"] is not None:
                money[row["measure_id"]] += int(row["amount_yuan"] * 100)
    return {id: Counter(each.outcomes) for id, each in tally.items()}, money, decisions


BEFORE = cache(lambda: fully(pack()))


@pytest.mark.parametrize("settings", PROPOSALS, ids=lambda each: " ".join(each))
def test_a_trial_equals_two_full_runs(sandbox: Sandbox, settings: list[str]) -> None:
    proposal = propose(pack(), DAY, settings)
    effects = sandbox.effects(proposal)
    old_outcomes, old_money, old = BEFORE()
    new_outcomes, new_money, new = fully(proposal.pack)
    changed = {id for id in new_outcomes if any(old[id, f"s{n}"] != new[id, f"s{n}"] for n in range(ROWS))}
    assert changed <= {each.id for each in effects.measures}
    for each in effects.measures:
        for side, outcomes, money in (
            (each.before, old_outcomes, old_money),
            (each.after, new_outcomes, new_money),
        ):
            assert {o.value: n for o, n in side.outcomes.items() if n} == {
                k: n for k, n in outcomes[each.id].items() if n
            }
            assert (side.budget.known if side.budget else 0) == money[each.id]
        assert_winners(effects, each.id, old, new)


def assert_winners(
    effects: Effects,
    id: str,
    old: dict[tuple[str, str], tuple[str, Decimal | None]],
    new: dict[tuple[str, str], tuple[str, Decimal | None]],
) -> None:
    each = next(each for each in effects.measures if each.id == id)
    met = ("eligible", "needs_review")
    wanted: dict[str, set[int]] = {"gained": set(), "lost": set(), "more": set(), "less": set()}
    for number in range(ROWS):
        (was, paid), (now, pays) = old[id, f"s{number}"], new[id, f"s{number}"]
        if (was in met) != (now in met):
            wanted["gained" if now in met else "lost"].add(number)
        elif was in met and paid is not None and pays is not None and paid != pays:
            wanted["more" if pays > paid else "less"].add(number)
    for name, rows in wanted.items():
        assert set(positions(getattr(each, name), ROWS).tolist()) == rows, name


def test_the_trials_above_move_something(sandbox: Sandbox) -> None:
    for settings in PROPOSALS:
        found = sandbox.effects(propose(pack(), DAY, settings)).measures
        assert any(each.winners or each.losers for each in found), settings


def test_places_add_up_and_clusters_follow_from_parks(sandbox: Sandbox) -> None:
    (found,) = sandbox.effects(propose(pack(), DAY, PROPOSALS[1])).measures
    for division, shares in zip(sandbox.divisions, found.shares, strict=True):
        if not division.several:
            assert sum(each.before for each in shares) == found.before.reached
            assert sum(each.after for each in shares) == found.after.reached
            assert found.after.budget is not None
            assert sum(each.fen_after for each in shares) == found.after.budget.known
        assert all(each.after == each.before + each.gained - each.lost for each in shares)
    clusters = next(each for each in sandbox.divisions if each.title is not None)
    parks = batch().column("所在功能区").to_pylist()
    inside = {"中关村科学城", "中关村软件园", "中关村综合保税区", "大模型产业集聚区", "人工智能原点社区"}
    haidian = sum(each is not None and bool(inside & set(each)) for each in parks)
    changping = sum(each is not None and "中关村生命科学园" in each for each in parks)
    counts = dict(zip(clusters.values, clusters.count(sandbox.whole.full).tolist(), strict=True))
    assert (counts["zgc-science-city"], counts["life-science-park-area"]) == (haidian, changping)
    assert haidian * changping > 0


def test_what_means_the_same_is_no_change(sandbox: Sandbox) -> None:
    found = sandbox.effects(propose(pack(), DAY, ["nat-cit-small-2023/staff-cap.threshold=300.0"]))
    assert (found.measures, found.unchanged) == ((), ("nat-cit-small-2023",))


def test_a_measure_that_is_not_decided_is_named(sandbox: Sandbox) -> None:
    with pytest.raises(UsageError, match="not in force on 2026-11-21"):
        sandbox.effects(propose(pack(), DAY, ["nat-cit-small-2022/staff-cap.threshold=1"]))
    with pytest.raises(UsageError, match="it is about person"):
        sandbox.effects(propose(pack(), DAY, ["nat-work-permit-b/adult=off"]))


# --- sweeps -------------------------------------------------------------------------------------

SWEEPS = (
    "nat-cit-small-2023/staff-cap.threshold=0..600",
    "nat-hnte-2016/rd-ratio.threshold=0.02..0.07",
    "nat-hnte-2016/rd-ratio.threshold[1]=1000..20000",
)


@pytest.mark.parametrize("text", SWEEPS)
def test_a_sweep_equals_a_trial_at_every_point(sandbox: Sandbox, text: str) -> None:
    over = read_range(text, points=9)
    (curve,) = sweep(sandbox, over)
    assert len({each.reached for each in curve.points}) > 1
    for point in curve.points:
        alone = sandbox.pairs(propose(pack(), DAY, [f"{over.setting.target}={point.value}"]))
        new = next(new for id, _, new in alone if id == curve.measure)
        assert new is not None
        side = sandbox.side(new)
        assert (point.reached, point.possible, point.budget) == (
            side.reached,
            count(side.possible),
            side.budget,
        )
    rows = table([curve]).to_pylist()
    assert [row["reached"] for row in rows] == [each.reached for each in curve.points]


def test_a_sweep_starts_from_what_is_set_beside_it(sandbox: Sandbox) -> None:
    over = read_range(SWEEPS[0], points=3)
    beside = propose(pack(), DAY, ["nat-cit-small-2023/assets-cap=off"])
    (alone,), (with_it,) = sweep(sandbox, over), sweep(sandbox, over, beside.settings)
    assert alone.present == with_it.present
    assert all(a.reached < b.reached for a, b in zip(alone.points[1:], with_it.points[1:], strict=True))


@pytest.mark.parametrize(
    ("text", "step", "points", "values"),
    [
        ("a/b.threshold=0.03..0.06", None, None, ["0.03", "0.031", "0.06"]),
        ("a/b.threshold=100..500", None, None, ["100", "110", "500"]),
        ("a/b.threshold=0..3", None, None, ["0", "1", "3"]),
        ("a/b.threshold=0..1", Decimal("0.4"), None, ["0", "0.4", "1"]),
        (":p=0..1", None, 3, ["0", "0.5", "1"]),
    ],
)
def test_ranges_have_round_steps(
    text: str, step: Decimal | None, points: int | None, values: list[str]
) -> None:
    found = read_range(text, step=step, points=points).values
    assert [found[0], found[1], found[-1]] == list(map(Decimal, values))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a/b.threshold=3", "no range"),
        ("a/b=off", "cannot be swept"),
        ("a/amount.cap=1..10", "cannot be swept"),
        ("a/b.threshold=5..3", r"does not run upwards\n.*=3\.\.5"),
        ("a/b.threshold=6%..3%", r"does not run upwards\n.*=3%\.\.6%"),
        ("a/b.threshold=3..3", r"is one value\n.*--set a/b\.threshold=3"),
        ("a/b.threshold=2024-01-01..2025-01-01", "numbers are wanted"),
    ],
)
def test_what_is_no_range_is_refused(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        read_range(text)


def test_too_many_points_are_refused() -> None:
    with pytest.raises(UsageError, match="too many"):
        read_range("a/b.threshold=0..1", step=Decimal("0.0001"))
    with pytest.raises(UsageError, match="too many"):
        read_range("a/b.threshold=0..1", points=1_000_000)


def test_what_moves_nothing_or_moves_amounts_cannot_be_swept(sandbox: Sandbox) -> None:
    with pytest.raises(UsageError, match="moves nothing"):
        sweep(sandbox, read_range(":创投被投企业从业人数上限=1..3"))
    with pytest.raises(UsageError, match="moves the amounts"):
        sweep(sandbox, read_range(":企业所得税法定税率=0.1..0.3", points=3))


def test_an_amount_is_told_in_words_with_the_parameters_of_each_side(sandbox: Sandbox) -> None:
    found = tried(sandbox, propose(pack(), DAY, [":企业所得税法定税率=0.2"]))
    (rate,) = next(each for each in found.measures if each.effect.id == "nat-tech-service-2017").wording
    assert rate.before is not None
    assert rate.after is not None
    assert rate.before.en == "25% (Statutory rate of corporate income tax) − 15%"
    assert rate.after.en == "20% (Statutory rate of corporate income tax) − 15%"
    assert rate.after.zh == "20%（企业所得税法定税率） − 15%"


# --- near misses and overlaps ---------------------------------------------------------------------


@cache
def decisions(id: str) -> list[tuple[Subject, Decision]]:
    candidate = next(each for each in on().candidates if each.id == id)
    subjects = [from_row(pack().vocabulary, row) for row in batch().to_pylist()]
    return [(each, decide(candidate, each, pack().vocabulary)) for each in subjects]


@pytest.mark.parametrize("id", ["nat-cit-small-2023", "nat-hnte-2016"])
def test_near_misses_are_those_a_person_would_count(sandbox: Sandbox, id: str) -> None:
    candidate = next(each for each in on().candidates if each.id == id)
    rules = {rule.spec.id: rule for rule in candidate.rules}
    sure: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    gaps: dict[str, list[float]] = {}
    for subject, decision in decisions(id):
        failed = [key for key, verdict in decision.verdicts.items() if verdict is Verdict.NOT_MET]
        if len(failed) == 1:
            possible[failed[0]] += 1
            sure[failed[0]] += all(v is Verdict.MET for k, v in decision.verdicts.items() if k != failed[0])
            lacks = shortfall(rules[failed[0]].node, pack().lowering(DAY), subject)
            if (
                len(lacks) == 1
                and lacks[0].gap is not None
                and not isinstance(subject.get(lacks[0].fields[0]), Band)
            ):
                gaps.setdefault(failed[0], []).append(float(lacks[0].gap))
    found = near_misses(sandbox.whole, pack(), candidate)
    assert {each.criterion: each.possible for each in found} == possible
    assert {each.criterion: each.sure for each in found if each.sure} == {k: n for k, n in sure.items() if n}
    measured = [each for each in found if each.distances is not None]
    assert measured
    for each in measured:
        assert each.distances is not None
        assert sum(each.distances.counts) + each.distances.unknown == each.possible
        if len(gaps.get(each.criterion, [])) == each.possible:
            ordered = sorted(gaps[each.criterion])
            assert float(each.distances.median) == pytest.approx(ordered[(len(ordered) - 1) // 2], rel=1e-6)


def test_overlaps_and_lawful_money_equal_a_count_by_hand(sandbox: Sandbox) -> None:
    settings = ["nat-cit-small-2023/staff-cap=off", "nat-cit-small-2023/assets-cap=off"]
    proposal = propose(pack(), DAY, settings)
    effects = sandbox.effects(proposal)
    (effect,) = effects.measures
    _, _, old = BEFORE()
    _, _, new = fully(proposal.pack)
    gained = [f"s{n}" for n in positions(effect.gained, ROWS)]
    assert gained
    wanted: Counter[str] = Counter()
    for (id, subject), (outcome, _) in old.items():
        if subject in gained and outcome == "eligible" and id != effect.id:
            wanted[id] += 1
    assert {each.measure: each.subjects for each in overlaps(sandbox, effects, effect)} == wanted
    found = lawful(sandbox, effects)
    assert found is not None
    group = next(
        g for g in combination.groups([c.id for c in on().candidates], pack().exclusions) if effect.id in g
    )
    assert found.before == _best(old, group, pack())
    assert found.after == _best(new, group, proposal.pack)


def _best(
    found: dict[tuple[str, str], tuple[str, Decimal | None]], group: Sequence[str], policy: Pack
) -> int:
    total = Decimal(0)
    for number in range(ROWS):
        eligible = {}
        for id in group:
            outcome, paid = found[id, f"s{number}"]
            if outcome == "eligible":
                eligible[id] = paid
        total += combination.best(eligible, policy.exclusions).amount
    return int(total * 100)


# --- bounds ---------------------------------------------------------------------------------------

AMOUNTS = """\
fields:
  人数: {type: number, unit: 人, en: Staff, integer: true, min: 0, question: {zh: 几人?, en: How many?}}
  收入: {type: number, unit: 万元, en: Revenue, band: true, min: 0, question: {zh: 多少?, en: How much?}}
"""


def bounded(small_pack: Write, tmp_path: Path, amount: str, subjects: list[Subject]) -> Sandbox:
    measure = "measures/tax/m1.yaml"
    folder = small_pack(
        {
            "fields/firm.yaml": "title: {zh: 企业, en: Firm}\nsubjects: [firm]\n" + AMOUNTS,
            "definitions.yaml": None,
        },
        edits={measure: ("amount: {rate: 0.1, base: 收入, cap: 50}", f"amount: {amount}")},
    )
    text = (folder / measure).read_text(encoding="utf-8")
    (folder / measure).write_text(text[: text.index("example:")], encoding="utf-8")
    policy = read_pack(folder)
    rows = to_batch(policy.vocabulary, subjects)
    return Sandbox(plan(policy, "firm", DAY), as_register(tmp_path / "r.parquet", "firm", rows))


SUBJECTS: list[Subject] = [
    {"人数": 10.0, "收入": 200.0},
    {"人数": 10.0, "收入": Band(100.0, 300.0)},
    {"人数": 10.0},
    {"收入": 400.0},
    {"人数": 400.0, "收入": 900.0},
]


@pytest.mark.parametrize(
    ("amount", "known", "unpriced", "low", "high", "unbounded"),
    [
        ("{rate: 0.1, base: 收入, cap: 50}", 20, 2, 20 + 10 + 0, 20 + 30 + 50 + 40, 0),
        ("{rate: 0.1, base: 收入, floor: 25, cap: 50}", 25, 2, 25 + 25 + 25, 25 + 30 + 50 + 40, 0),
        ("{rate: 0.1, base: 收入}", 20, 2, 20 + 10 + 0, None, 1),
        ("{rate: 0.1, base: 收入, cap: 50, upto: true}", 20, 2, 0, 20 + 30 + 50 + 40, 0),
        ("{base: 3}", 9, 0, 9, 12, 0),
        ("{cap: 50}", 0, 3, 0, 200, 0),
    ],
)
def test_bounds_of_a_budget(
    small_pack: Write,
    tmp_path: Path,
    amount: str,
    known: int,
    unpriced: int,
    low: int,
    high: int | None,
    unbounded: int,
) -> None:
    sandbox = bounded(small_pack, tmp_path, amount, SUBJECTS)
    budget = sandbox.side(sandbox.plan.candidates[0]).budget
    assert budget is not None
    unit = 1_000_000  # fen in 万元
    assert (budget.known, budget.unpriced, budget.low) == (known * unit, unpriced, low * unit)
    assert (budget.high, budget.unbounded) == (None if high is None else high * unit, unbounded)


def test_whatever_is_filed_in_the_end_the_budget_lies_between_its_bounds(
    small_pack: Write, tmp_path: Path
) -> None:
    sandbox = bounded(small_pack, tmp_path, "{rate: 0.1, base: 收入, cap: 50}", SUBJECTS)
    budget = sandbox.side(sandbox.plan.candidates[0]).budget
    assert budget is not None
    assert budget.high is not None
    candidate = sandbox.plan.candidates[0]
    for staff, revenue, other in product((0.0, 300.0, 301.0), (100.0, 300.0), (0.0, 1e6)):
        filed = [
            SUBJECTS[0],
            {"人数": 10.0, "收入": revenue},
            {"人数": 10.0, "收入": other},
            {"人数": staff, "收入": 400.0},
            SUBJECTS[4],
        ]
        paid = [decide(candidate, each, sandbox.plan.pack.vocabulary).amount for each in filed]
        total = int(sum((each for each in paid if each is not None), Decimal(0)) * 100)
        assert budget.low <= total <= budget.high


def test_a_person_who_decides_leaves_no_lower_bound(small_pack: Write, tmp_path: Path) -> None:
    sandbox = bounded(small_pack, tmp_path, "{base: 3}", SUBJECTS)
    policy = sandbox.plan.pack
    spec = policy.measures["m1"]
    expert = CriterionSpec.model_validate(
        {"id": "expert", "label": {"zh": "评审", "en": "review"}, "kind": "human"}
    )
    changed = spec.model_copy(update={"criteria": [*spec.criteria, expert]})
    other = replace(policy, measures={"m1": changed})
    (found,) = sandbox.effects(Proposal((), other, None)).measures
    assert (found.before.reached, found.after.reached, found.winners) == (3, 3, 0)
    assert found.after.outcomes[Outcome.NEEDS_REVIEW] == 3
    assert found.before.budget is not None
    assert found.after.budget is not None
    assert (found.before.budget.low, found.after.budget.low) == (9_000_000, 0)
    assert found.before.budget.known == found.after.budget.known


# --- the whole trial ------------------------------------------------------------------------------


def test_a_second_pack_is_compared_measure_by_measure(small_pack: Write, tmp_path: Path) -> None:
    one = read_pack(small_pack())
    m2 = (
        (Path("pack") / "measures/tax/m1.yaml")
        .read_text(encoding="utf-8")
        .replace("id: m1", "id: m2")
        .replace("cap: 50", "cap: 5")
    )
    other = read_pack(small_pack({"measures/tax/m2.yaml": m2, "measures/tax/m1.yaml": None}, at="other"))
    rows = to_batch(one.vocabulary, [{"人数": 10.0, "收入": 200.0}, {"人数": 400.0, "收入": 1.0}])
    sandbox = Sandbox(plan(one, "firm", DAY), as_register(tmp_path / "r.parquet", "firm", rows))
    found = tried(sandbox, compared(one, other))
    gone, new = found.measures
    assert (gone.effect.id, gone.effect.before.reached, gone.effect.after.reached) == ("m1", 1, 0)
    assert (new.effect.id, new.effect.before.reached, new.effect.after.reached) == ("m2", 0, 1)
    assert [each.wording[0].after and each.wording[0].after.en for each in (gone, new)] == [
        "not in force",
        "in force",
    ]
    assert listed(found, winners=True).to_pylist()[0] == {
        "subject_id": "s0",
        "measure_id": "m2",
        "before": "ineligible",
        "after": "eligible",
        "amount_before_yuan": None,
        "amount_after_yuan": Decimal("50000.00"),
    }
    assert as_json(found)["with"] == {"id": "small", "hash": other.hash}


def test_packs_that_read_a_register_differently_are_not_compared(small_pack: Write) -> None:
    one = read_pack(small_pack())
    other = read_pack(
        small_pack(
            edits={"fields/firm.yaml": ("人数: {type: number, unit: 人", "人数: {type: number, unit: 个")},
            at="other",
            changes={"parameters/limits.yaml": None, "measures/tax/m1.yaml": None},
        )
    )
    with pytest.raises(UsageError, match='field "人数"'):
        compared(one, other)


def test_costs_per_subject(sandbox: Sandbox) -> None:
    found = tried(sandbox, propose(pack(), DAY, ["nat-cit-small-2023/staff-cap=off"]))
    (each,) = found.measures
    before, after = each.effect.before.budget, each.effect.after.budget
    assert before is not None
    assert after is not None
    more = each.effect.after.reached - each.effect.before.reached
    priced = each.effect.after.reached - after.unpriced
    assert each.per_reached == round(Decimal(after.known) / priced) / Decimal(100)
    assert each.per_additional is not None
    assert abs(each.per_additional * more * 100 - (after.known - before.known)) <= more
    assert each.effect.after.outcomes[Outcome.ELIGIBLE] == each.effect.after.reached
