"""One measure for one subject: the plain reading, which the columnar one must equal bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from twinwheel.criteria.columns import Batch
from twinwheel.criteria.missing import missing
from twinwheel.criteria.subject import Subject, Verdict, verdict
from twinwheel.criteria.values import to_batch
from twinwheel.criteria.vocabulary import Vocabulary
from twinwheel.matching import amount
from twinwheel.matching.plan import Candidate, Outcome


@dataclass(frozen=True)
class Decision:
    """The outcome of one measure for one subject, with the verdict of every rule by criterion id.

    ``amount`` is in yuan; None where it is unknown, where the measure states none, and where the subject
    cannot have it. ``missing`` are the fields an unknown outcome waits for.
    """

    candidate: Candidate
    outcome: Outcome
    verdicts: Mapping[str, Verdict]
    amount: Decimal | None
    missing: tuple[str, ...]


def decide(candidate: Candidate, subject: Subject, vocabulary: Vocabulary) -> Decision:
    """Decide one candidate for one subject."""
    verdicts = {rule.spec.id: verdict(rule.condition, subject) for rule in candidate.rules}
    found = outcome(set(verdicts.values()), human=bool(candidate.humans))
    waits: frozenset[str] = frozenset()
    if found is Outcome.UNKNOWN:
        defined = frozenset(vocabulary.definitions)
        waits = frozenset().union(*(missing(rule.condition, subject, defined) for rule in candidate.rules))
    money = None
    if found in {Outcome.ELIGIBLE, Outcome.NEEDS_REVIEW}:
        fen, known = amount.total(candidate.amounts, Batch(to_batch(vocabulary, [subject])))
        money = amount.yuan(fen[0]) if known[0] else None
    return Decision(candidate, found, verdicts, money, tuple(sorted(waits)))


def outcome(verdicts: set[Verdict], *, human: bool) -> Outcome:
    """Rules joined by AND; a human criterion keeps what is otherwise eligible open.

    >>> outcome({Verdict.MET, Verdict.UNKNOWN}, human=False).value
    'unknown'
    """
    if Verdict.NOT_MET in verdicts:
        return Outcome.INELIGIBLE
    if Verdict.UNKNOWN in verdicts:
        return Outcome.UNKNOWN
    return Outcome.NEEDS_REVIEW if human else Outcome.ELIGIBLE
