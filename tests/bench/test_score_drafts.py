"""The scorer of drafts, on drafts whose faults are known: the right one has none, and each fault is counted as itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bench.reading.policies import draft as drafts
from bench.reading.policies.gold import FOLDER, HALVES, PolicyText, read, texts
from bench.reading.policies.same import Same
from bench.reading.policies.score import Score, score

from twinwheel.packs.model import Amount
from twinwheel.packs.reader import read_pack

EVERY = [each for half in HALVES for each in texts(half)]


@pytest.fixture(scope="module")
def same(root: Path) -> Same:
    return Same(read_pack(root / "packs/beijing-sti"), date(2027, 6, 1))


def right(given: PolicyText) -> drafts.Draft:
    """The draft that says all of the gold and nothing else."""
    gold = given.gold

    def at(quote: str) -> tuple[tuple[int, int], ...]:
        return (given.places(quote)[0],)

    measures = []
    for number, measure in enumerate(gold.rules):
        criteria = [drafts.Criterion(each.when, at(each.quote)) for each in (*gold.common, *measure.criteria)]
        benefits = [
            drafts.Benefit(
                each.kind,
                Amount.model_validate(
                    {
                        key: value
                        for key in ("base", "rate", "floor", "cap", "unit")
                        if (value := getattr(each, key)) is not None
                    }
                ),
                (),
                each.years,
                each.grants,
                at(each.quote),
                each.quote,
            )
            for each in measure.benefits
        ]
        window, valid = measure.window or gold.window, gold.valid
        measures.append(
            drafts.Measure(
                f"m{number}",
                measure.title,
                "rule",
                measure.subject or "",
                tuple(criteria),
                tuple(benefits),
                "、".join((*gold.departments, *measure.departments)),
                str(window.opens) if window and window.opens else None,
                str(window.closes) if window and window.closes else None,
                str(valid.since) if valid and valid.since else None,
                str(valid.to) if valid and valid.to else None,
            )
        )
    return drafts.Draft(
        tuple(measures), ((0, len(given.text)),), (), gold.document.number, "、".join(gold.document.issuer)
    )


@pytest.mark.parametrize("given", EVERY, ids=lambda each: each.name)
def test_the_right_draft_has_no_fault(given: PolicyText, same: Same) -> None:
    found = score(given, right(given), same)
    assert found.wrong == []
    assert found.share("exact", "checkable") == 1
    assert found.counts["invented"] == found.counts["invented numbers"] == 0


@pytest.fixture(scope="module")
def given() -> PolicyText:
    return read(FOLDER / "dev" / "notice-specialised.txt")


@pytest.fixture
def scored(given: PolicyText, same: Same) -> Callable[..., Score]:
    """The score of the right draft with its criteria changed: old expression to new ones, None for a person."""

    def change(**changes: list[str | None]) -> Score:
        draft = right(given)
        measure = draft.measures[0]
        criteria: list[drafts.Criterion] = []
        names = {name.replace("_", " ") for name in changes}
        for each in measure.criteria:
            key = (each.when or "person").split(" ")[0]
            made = changes.get(key, [each.when])
            criteria += [replace(each, when=when) for when in made]
        assert names <= {(each.when or "person").split(" ")[0] for each in measure.criteria}
        return score(given, replace(draft, measures=(replace(measure, criteria=tuple(criteria)),)), same)

    return change


def test_another_operator_or_number_is_partly_right(scored: Callable[..., Score]) -> None:
    found = scored(细分市场年限=["细分市场年限 > 2"], 研发费用占营业收入比=["研发费用占营业收入比 >= 0.35"])
    assert (found.counts["partly"], found.counts["invented"]) == (2, 0)
    assert found.counts["measure"] == 0


def test_a_rule_that_is_too_strict_refuses_whom_the_text_lets_in(scored: Callable[..., Score]) -> None:
    strict = scored(细分市场年限=["细分市场年限 >= 3"]).counts
    lax = scored(细分市场年限=["细分市场年限 >= 1"]).counts
    assert (strict["lets in of"] - strict["lets in"], lax["lets in of"] - lax["lets in"]) == (1, 0)
    assert strict["partly"] == lax["partly"] == 1


def test_a_number_the_text_does_not_bear_out_is_invented(scored: Callable[..., Score]) -> None:
    assert scored(研发费用=["研发费用 >= 130"]).counts["invented numbers"] == 1
    assert scored(研发费用=["研发费用 >= 60"]).counts["invented numbers"] == 0


def test_a_criterion_left_out_is_lost(scored: Callable[..., Score]) -> None:
    assert scored(细分市场年限=[]).counts["lost"] == 1


def test_a_criterion_left_to_a_person_is_kept_but_not_right(scored: Callable[..., Score]) -> None:
    found = scored(细分市场年限=[None])
    assert (found.counts["left to a person"], found.counts["lost"]) == (1, 0)


def test_another_way_to_write_it_is_right(scored: Callable[..., Score]) -> None:
    found = scored(研发费用=["NOT 研发费用 < 120"], 细分市场年限=["细分市场年限 BETWEEN 2 AND 10000"])
    assert found.counts["exact"] == found.counts["checkable"] - 1, "10000 years are no bound of the domain"


def test_a_criterion_split_in_two_is_right(scored: Callable[..., Score]) -> None:
    found = scored(独立法人=["独立法人", "企业规模类型 IN ('中型', '小型', '微型')"])
    assert found.share("exact", "checkable") == 1 and found.counts["measure"] == 1


def test_criteria_merged_into_one_are_right(given: PolicyText, same: Same) -> None:
    draft = right(given)
    measure = draft.measures[0]
    expense, share = (each for each in measure.criteria if (each.when or "").startswith("研发费用"))
    merged = drafts.Criterion(f"{share.when} AND {expense.when}", ((expense.spans[0][0], share.spans[0][1]),))
    rest = [each for each in measure.criteria if each not in (expense, share)]
    found = score(given, replace(draft, measures=(replace(measure, criteria=(merged, *rest)),)), same)
    assert found.wrong == [] and found.share("exact", "checkable") == 1


def test_what_nobody_asked_for_is_invented(scored: Callable[..., Score]) -> None:
    found = scored(细分市场年限=["细分市场年限 >= 2", "从业人数 >= 2"])
    assert (found.counts["invented"], found.counts["exact"]) == (1, found.counts["checkable"])
    assert found.counts["measure"] == 0


def test_a_rule_made_of_words_for_a_person_is_counted_apart(scored: Callable[..., Score]) -> None:
    found = scored(person=["自主品牌"])
    assert (found.counts["read into human"], found.counts["invented"], found.counts["human kept"]) == (
        1,
        0,
        0,
    )


def test_a_criterion_in_the_wrong_measure_spoils_the_measures(same: Same) -> None:
    given = read(FOLDER / "dev" / "steps-startup.txt")
    draft = right(given)
    first, second, *rest = draft.measures
    moved = replace(second, criteria=(*second.criteria, first.criteria[-1]))
    first = replace(first, criteria=first.criteria[:-1])
    found = score(given, replace(draft, measures=(first, moved, *rest)), same)
    assert found.share("exact", "checkable") == 1
    assert found.counts["measure of"] - found.counts["measure"] == 2


def test_a_benefit_with_another_cap_is_found_but_not_right(given: PolicyText, same: Same) -> None:
    draft = right(given)
    measure = draft.measures[0]
    reward = next(each for each in measure.benefits if each.kind == "reward")
    other = replace(reward, amount=Amount.model_validate({"base": 30}), title="")
    found = score(given, replace(draft, measures=(replace(measure, benefits=(other,)),)), same)
    assert (found.counts["benefit"], found.counts["benefit kind"], found.counts["benefit figures"]) == (
        1,
        1,
        0,
    )
    assert found.counts["benefit of"] == 2


def test_a_sentence_nobody_claims_is_seen(given: PolicyText, same: Same) -> None:
    start, _ = given.places("企业须对材料的真实性负责")[0]
    found = score(given, replace(right(given), claimed=((0, start),)), same)
    assert found.wrong[0] == "sentence: 企业须对材料的真实性负责。"


def test_no_draft_at_all_loses_everything(given: PolicyText, same: Same) -> None:
    found = score(given, drafts.Draft(()), same)
    assert found.counts["lost"] == found.counts["checkable"] == 12 - 1
    assert found.counts["sentence"] == found.counts["benefit"] == found.counts["measure"] == 0
