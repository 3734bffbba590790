"""What one subject can get, sorted for its reader. Every number is the library's explanation, nothing is decided here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from twinwheel_web import pack
from twinwheel_web.mine.values import lang

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Subject as Values
    from twinwheel.matching.combination import Combination
    from twinwheel.matching.explain import Reason
    from twinwheel.matching.one import Decision
    from twinwheel.matching.plan import Plan
    from twinwheel.packs.model import CriterionSpec, MeasureSpec, Text

NEARLY = "nearly"
ORDER = ("eligible", NEARLY, "needs_review", "unknown", "ineligible")
"""The groups of the page, in the order people want them. ``nearly`` takes its measures from unknown and ineligible."""


@dataclass(frozen=True)
class Item:
    """One measure for one subject."""

    plan: Plan
    values: Values
    decision: Decision

    @property
    def id(self) -> str:
        return self.decision.candidate.id

    @property
    def spec(self) -> MeasureSpec:
        return self.decision.candidate.spec

    @property
    def outcome(self) -> str:
        return self.decision.outcome.value

    @property
    def amount(self) -> Decimal | None:
        return self.decision.amount

    @property
    def gives_money(self) -> bool:
        """Whether the measure states money at all: without it, there is no amount to be unknown."""
        return bool(self.decision.candidate.amounts)

    @property
    def missing(self) -> tuple[str, ...]:
        return self.decision.missing

    @cached_property
    def failed(self) -> tuple[CriterionSpec, ...]:
        """The criteria that are not met."""
        verdicts = self.decision.verdicts
        return tuple(each for each in self.spec.criteria if verdicts.get(each.id) == "not_met")

    @cached_property
    def near(self) -> bool:
        """One step away: one criterion fails and no other is open, or one field alone is missing."""
        if self.outcome == "ineligible":
            return len(self.failed) == 1 and "unknown" not in self.decision.verdicts.values()
        return self.outcome == "unknown" and len(self.missing) == 1

    @property
    def group(self) -> str:
        return NEARLY if self.near else self.outcome

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Every criterion explained; worked out when asked for, since the words take longer than the decision."""
        from twinwheel.matching.explain import explain

        alone = replace(self.plan, candidates=(self.decision.candidate,))
        return explain(alone, self.values).reasons[self.id]

    @property
    def cited(self) -> str:
        """Document and number, as a clerk would cite the measure."""
        from twinwheel.matching.explain import citation

        return citation(self.spec)

    @property
    def telling(self) -> list[Reason]:
        """The reasons worth paper: all of them, or what is not met or not known where the answer is a plain no."""
        if self.group != "ineligible":
            return list(self.reasons)
        return [each for each in self.reasons if each.verdict != "met"]

    @property
    def lacking(self) -> list[Reason]:
        """The reasons of what is not met."""
        return [each for each in self.reasons if each.verdict == "not_met"]


@dataclass(frozen=True)
class Results:
    """Everything on the page: decisions and the best lawful combination are those of ``twinwheel explain``."""

    plan: Plan
    items: tuple[Item, ...]
    best: Combination

    @cached_property
    def groups(self) -> dict[str, list[Item]]:
        groups: dict[str, list[Item]] = {name: [] for name in ORDER}
        for each in self.items:
            groups[each.group].append(each)
        for items in groups.values():
            items.sort(key=lambda each: (-(each.amount or 0), len(each.failed), len(each.missing)))
        return groups

    @cached_property
    def outcomes(self) -> Counter[str]:
        """How many of each outcome."""
        return Counter(each.outcome for each in self.items)

    @property
    def nearly(self) -> int:
        return len(self.groups[NEARLY])

    @cached_property
    def missing(self) -> frozenset[str]:
        """The fields that can still change a decision: those that unknown ones wait for."""
        return frozenset(name for each in self.items for name in each.missing)

    @cached_property
    def chosen(self) -> list[Item]:
        by_id = {each.id: each for each in self.items}
        return [by_id[id] for id in self.best.chosen]

    @cached_property
    def dropped(self) -> list[tuple[Item, list[Item]]]:
        """What was left out, and the chosen ones it cannot be had beside."""
        by_id = {each.id: each for each in self.items}
        return [(by_id[each.measure], [by_id[id] for id in each.because]) for each in self.best.dropped]


def results_of(type: str, values: Values, day: date) -> Results:
    """Decide every measure in force for some values."""
    from twinwheel.matching.combination import best
    from twinwheel.matching.one import decide

    plan = pack.plan(type, day)
    vocabulary, exclusions = plan.pack.vocabulary, plan.pack.exclusions
    items = tuple(Item(plan, values, decide(each, values, vocabulary)) for each in plan.candidates)
    return Results(
        plan, items, best({each.id: each.amount for each in items if each.outcome == "eligible"}, exclusions)
    )


def one_measure(type: str, values: Values, day: date, id: str) -> Item | None:
    """One measure alone; None: it is not in force for such subjects that day."""
    from twinwheel.matching.one import decide

    plan = pack.plan(type, day)
    found = next((each for each in plan.candidates if each.id == id), None)
    return Item(plan, values, decide(found, values, plan.pack.vocabulary)) if found else None


def ways_of(item: Item) -> tuple[list[str], list[str]]:
    """The nearest ways to become eligible in words, the nearest first; or what stands in the way of all."""
    from twinwheel.matching.ways.advice import obstacle_in_words, way_in_words
    from twinwheel.matching.ways.counterfactual import nearest_ways

    if item.outcome not in {"ineligible", "unknown"}:
        return [], []
    found = nearest_ways(item.plan, item.decision.candidate, item.values)
    vocabulary = item.plan.pack.vocabulary
    labels = {each.id: getattr(each.label, lang()) for each in item.spec.criteria}
    obstacles = [
        (f"{labels[each.criterion]}: " if each.criterion else "")
        + obstacle_in_words(each, vocabulary, lang())
        for each in found.obstacles
    ]
    return [way_in_words(each, vocabulary, lang()) for each in found.ways], obstacles


def shortfalls(reason: Reason) -> list[str]:
    """What a criterion that is not met lacks, in words."""
    from twinwheel.criteria.describe import describe

    return [describe(each, pack.current().vocabulary, lang()) for each in reason.shortfalls]


def sentence(rule: Text | None) -> str:
    return getattr(rule, lang()) if rule else ""


def programmes(type: str, day: date) -> list[MeasureSpec]:
    """Programmes to know of: shown, never matched."""
    return [
        each
        for each in pack.current().measures_of(type).values()
        if each.kind == "programme" and each.valid.covers(day)
    ]
