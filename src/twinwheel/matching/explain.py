"""Why, criterion by criterion, for one subject: the same rules that decided, read once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from twinwheel.criteria import logic, tree
from twinwheel.criteria.describe import describe
from twinwheel.criteria.sentence import sentence
from twinwheel.criteria.shortfall import Shortfall, shortfall
from twinwheel.criteria.subject import Scalar, Subject, Verdict
from twinwheel.matching.combination import Combination, best
from twinwheel.matching.one import Decision, decide
from twinwheel.matching.plan import Outcome, Plan, Rule
from twinwheel.matching.ways import advice
from twinwheel.matching.ways.advice import plain
from twinwheel.matching.ways.counterfactual import Ways, nearest_ways
from twinwheel.packs.model import CriterionSpec, MeasureSpec, Text


@dataclass(frozen=True)
class Reason:
    """One criterion for one subject. ``verdict`` None: only a person can decide it.

    ``rule`` is the expression as a sentence, beside the label its author wrote. ``observed`` holds the
    values it read; ``shortfalls`` what a criterion that is not met lacks.
    """

    spec: CriterionSpec
    verdict: Verdict | None
    rule: Text | None
    observed: Mapping[str, Scalar]
    shortfalls: tuple[Shortfall, ...]
    cite: str


@dataclass(frozen=True)
class Explanation:
    """Everything that can be said about one subject on a day."""

    plan: Plan
    decisions: tuple[Decision, ...]
    reasons: Mapping[str, tuple[Reason, ...]]
    best: Combination
    subject: Subject

    def ways(self, decision: Decision) -> Ways:
        """How the subject could become eligible; for one that is ineligible or unknown, and found when asked for."""
        return nearest_ways(self.plan, decision.candidate, self.subject)


def explain(plan: Plan, subject: Subject) -> Explanation:
    """Decide every candidate of a plan for one subject, and say why."""
    vocabulary = plan.pack.vocabulary
    decisions = tuple(decide(candidate, subject, vocabulary) for candidate in plan.candidates)
    eligible = {each.candidate.id: each.amount for each in decisions if each.outcome is Outcome.ELIGIBLE}
    return Explanation(
        plan,
        decisions,
        {each.candidate.id: tuple(_reasons(plan, each, subject)) for each in decisions},
        best(eligible, plan.pack.exclusions),
        subject,
    )


def citation(measure: MeasureSpec, criterion: CriterionSpec | None = None) -> str:
    """Document, number and article, as a clerk would cite them."""
    source = measure.source
    parts = [f"《{source.document}》" if "《" not in source.document else source.document]
    parts += [source.number] if source.number else []
    parts += [criterion.cite] if criterion is not None and criterion.cite else []
    return " ".join(parts)


def _reasons(plan: Plan, decision: Decision, subject: Subject) -> list[Reason]:
    rules = {rule.spec.id: rule for rule in decision.candidate.rules}
    measure = decision.candidate.spec
    return [
        _reason(plan, rules[spec.id], decision.verdicts[spec.id], subject, measure)
        if spec.id in rules
        else Reason(spec, None, None, {}, (), citation(measure, spec))
        for spec in measure.criteria
    ]


def _reason(plan: Plan, rule: Rule, verdict: Verdict, subject: Subject, measure: MeasureSpec) -> Reason:
    vocabulary = plan.pack.vocabulary
    words = Text(
        zh=sentence(rule.node, vocabulary, "zh", plan.as_of),
        en=sentence(rule.node, vocabulary, "en", plan.as_of),
    )
    lacks: tuple[Shortfall, ...] = ()
    if verdict is Verdict.NOT_MET:
        lacks = tuple(shortfall(rule.node, plan.pack.lowering(plan.as_of), subject))
    fields = (tree.names(rule.node) | logic.read_fields(rule.condition)) & subject.keys()
    observed = {name: subject[name] for name in sorted(fields)}
    return Reason(rule.spec, verdict, words, observed, lacks, citation(measure, rule.spec))


def as_json(found: Explanation, subject_id: str) -> dict[str, Any]:
    """An explanation for programs: what ``twinwheel explain --json`` prints."""
    plan = found.plan
    return {
        "subject_id": subject_id,
        "as_of": plan.as_of.isoformat(),
        "pack": {"id": plan.pack.info.id, "hash": plan.pack.hash},
        "decisions": [_decision_json(found, each) for each in found.decisions],
        "best": {
            "chosen": list(found.best.chosen),
            "dropped": [
                {"measure": each.measure, "because": list(each.because), "amount_yuan": _money(each.amount)}
                for each in found.best.dropped
            ],
            "amount_yuan": _money(found.best.amount),
            "amount_unknown": list(found.best.open),
            "doubtful": list(found.best.doubtful),
        },
    }


def _decision_json(found: Explanation, decision: Decision) -> dict[str, Any]:
    spec = decision.candidate.spec
    vocabulary = found.plan.pack.vocabulary
    result: dict[str, Any] = {
        "measure": spec.id,
        "title": spec.title.model_dump(),
        "outcome": decision.outcome.value,
        "amount_yuan": _money(decision.amount),
        "missing": list(decision.missing),
        "confidence": spec.source.confidence,
        "date_precision": spec.valid.precision,
        "criteria": [
            {
                "id": each.spec.id,
                "label": each.spec.label.model_dump(),
                "kind": each.spec.kind,
                "verdict": each.verdict.value if each.verdict else None,
                "rule": each.rule.model_dump() if each.rule else None,
                "observed": {name: plain(value) for name, value in each.observed.items()},
                "shortfall": [
                    {lang: describe(lack, vocabulary, lang) for lang in ("zh", "en")}
                    | {"met_from": lack.met_from.isoformat() if lack.met_from else None}
                    for lack in each.shortfalls
                ],
                "cite": each.cite,
            }
            for each in found.reasons[spec.id]
        ],
    }
    return result | _ways_json(found, decision)


def _ways_json(found: Explanation, decision: Decision) -> dict[str, Any]:
    """How to become eligible; nothing for what is so already."""
    if decision.outcome not in (Outcome.INELIGIBLE, Outcome.UNKNOWN):
        return {"ways": [], "obstacles": []}
    return advice.as_json(found.ways(decision), found.plan.pack.vocabulary)


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
