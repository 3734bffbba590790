"""What is decided in a run: the measures in force on a day, and the logic of each of their criteria."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from twinwheel.criteria import logic, tree
from twinwheel.criteria.logic import Logic, Term, conjunction
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.errors import UsageError
from twinwheel.matching.bits.program import Program, compile_program
from twinwheel.messages import message
from twinwheel.packs import Pack
from twinwheel.packs.model import Amount, CriterionSpec, MeasureSpec


class Outcome(StrEnum):
    """What a measure is for a subject on a day."""

    ELIGIBLE = "eligible"
    NEEDS_REVIEW = "needs_review"
    """Every rule is met; a criterion only a person can decide is open."""
    UNKNOWN = "unknown"
    """No rule fails, but a value is missing."""
    INELIGIBLE = "ineligible"


@dataclass(frozen=True)
class Rule:
    """A criterion that fields decide, ready to be read by any back end."""

    spec: CriterionSpec
    node: tree.Node
    condition: Logic


@dataclass(frozen=True)
class AmountTerms:
    """The parts of an amount as terms; None where the measure does not say."""

    spec: Amount
    base: Term | None
    rate: Term
    floor: Term | None
    cap: Term | None


@dataclass(frozen=True)
class Candidate:
    """One measure of a run."""

    id: str
    spec: MeasureSpec
    rules: tuple[Rule, ...]
    humans: tuple[CriterionSpec, ...]
    amounts: tuple[AmountTerms, ...]

    @cached_property
    def condition(self) -> Logic:
        return conjunction(*(rule.condition for rule in self.rules))


@dataclass(frozen=True)
class Plan:
    """The measures of a pack that are decided for one type of subject as of a day."""

    pack: Pack
    subject: str
    as_of: date
    candidates: tuple[Candidate, ...]

    @cached_property
    def defined(self) -> frozenset[str]:
        """Fields that follow from others."""
        return frozenset(self.pack.definitions)

    @cached_property
    def program(self) -> Program:
        """One root per rule, candidates in order, rules in order."""
        conditions = [rule.condition for candidate in self.candidates for rule in candidate.rules]
        return compile_program(conditions, self.defined)

    @cached_property
    def roots(self) -> tuple[tuple[int, ...], ...]:
        """For each candidate the program nodes of its rules."""
        result, position = [], 0
        for candidate in self.candidates:
            result.append(self.program.roots[position : position + len(candidate.rules)])
            position += len(candidate.rules)
        return tuple(result)


def plan(pack: Pack, subject: str, as_of: date, *, only: str | None = None) -> Plan:
    """Choose and prepare the measures in force.

    Raises:
        UsageError: the pack has no such type of subject, or no such measure.
    """
    if subject not in pack.subjects:
        raise UsageError(
            message('no subject type "{subject}"', subject=subject),
            message("Types: {names}.", names=", ".join(pack.subjects)),
        )
    if only is not None and only not in pack.measures:
        from twinwheel.criteria.nearest import nearest

        guess = nearest(only, pack.measures)
        raise UsageError(
            message('no measure "{measure}"', measure=only),
            message('Did you mean "{guess}"?', guess=guess) if guess else "",
        )
    lowering = pack.lowering(as_of)
    chosen = pack.in_force(subject, as_of)
    return Plan(
        pack,
        subject,
        as_of,
        tuple(candidate(id, spec, lowering) for id, spec in chosen.items() if only in {None, id}),
    )


def candidate(id: str, spec: MeasureSpec, lowering: Lowering) -> Candidate:
    """One measure, its expressions lowered."""
    rules = []
    for criterion in spec.criteria:
        if criterion.when is not None:
            node = parse(criterion.when)
            rules.append(Rule(criterion, node, lowering.condition(node)))
    humans = tuple(each for each in spec.criteria if each.kind == "human")
    amounts = tuple(
        _terms(benefit.amount, lowering) for benefit in spec.benefit if benefit.amount is not None
    )
    return Candidate(id, spec, tuple(rules), humans, amounts)


def _terms(amount: Amount, lowering: Lowering) -> AmountTerms:
    def term(value: object) -> Term | None:
        if value is None:
            return None
        return lowering.term(parse(value)) if isinstance(value, str) else logic.Constant(float(str(value)))

    rate = term(amount.rate)
    assert rate is not None
    return AmountTerms(amount, term(amount.base), rate, term(amount.floor), term(amount.cap))
