"""What a run found out about a register: counted beside the run, from the bits it has already made.

For every measure and criterion: whom it reaches, whom it fails, whom it fails by this criterion alone. For
every missing field: what waits for it. By place, industry and size: which themes reach whom. And a few
subjects and samples to look at. Nothing here is decided anew.

"Nearly" is: exactly one rule is not met, at least one is met, and the rest are met or unknown. To fail the
only rule there is, or the only one that is known, is not nearly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from twinwheel.criteria import logic
from twinwheel.criteria.columns import Batch
from twinwheel.criteria.logic import Logic
from twinwheel.matching import amount
from twinwheel.matching.bits.kernel import Bits, Block, count
from twinwheel.matching.breakdown import Breakdown, Categories, Placed
from twinwheel.matching.decide import Verdicts
from twinwheel.matching.examples import Example, Picks
from twinwheel.matching.plan import Candidate, Outcome, Plan
from twinwheel.matching.run import Part, money
from twinwheel.matching.sampling import Lots, Sample

SAMPLE = 100
"""Subjects kept per criterion to say by how little it is failed."""


@dataclass
class RuleCount:
    """Subjects by the verdict of one rule. ``only``: it is the one rule of its measure that is not met."""

    not_met: int = 0
    unknown: int = 0
    only: int = 0


@dataclass
class MeasureCount:
    """Subjects by the outcome of one measure, and what a person's approval would be worth.

    ``review_fen`` adds the known amounts of those that need review; ``review_unpriced`` counts the others.
    """

    outcomes: Counter[Outcome]
    rules: dict[str, RuleCount]
    nearly: int = 0
    review_fen: int = 0
    review_unpriced: int = 0


@dataclass
class FieldCount:
    """Undecided pairs of subject and measure that wait for one field.

    ``alone``: they wait for nothing else, so this field decides them. ``fen`` is what those would be worth
    at most, if all were decided well; ``unpriced`` counts the ones of which even that is not known.
    """

    waiting: int = 0
    alone: int = 0
    fen: int = 0
    unpriced: int = 0
    measures: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Findings:
    """What a survey found. ``reach[n]`` is the number of subjects with exactly n eligible measures,
    ``themes`` how many have at least one of a theme."""

    plan: Plan
    subjects: int
    measures: dict[str, MeasureCount]
    fields: dict[str, FieldCount]
    breakdowns: tuple[Breakdown, ...]
    reach: Counter[int]
    themes: Counter[str]
    samples: dict[tuple[str, str], Sample]
    examples: tuple[Example, ...]


class Survey:
    """Watches a run; see ``run.Observer``."""

    def __init__(self, plan: Plan) -> None:
        """Raises PackError where the pack breaks results down by a field that cannot be counted by."""
        self.plan = plan
        self.measures = {
            each.id: MeasureCount(Counter(), {rule.spec.id: RuleCount() for rule in each.rules})
            for each in plan.candidates
        }
        self.fields: dict[str, FieldCount] = {}
        self._categories = [Categories(plan, name) for name in plan.pack.subjects[plan.subject].by]
        self._breakdowns = tuple(Breakdown(each.field) for each in self._categories)
        self._samples = {
            (each.id, rule.spec.id): Sample(SAMPLE, _columns(rule.condition))
            for each in plan.candidates
            for rule in each.rules
            if _is_measured(rule.condition)
        }
        ids = [each.id for each in plan.candidates]
        self._rivals = [
            (ids.index(one), ids.index(other))
            for one, other in map(sorted, plan.pack.exclusions)
            if one in ids and other in ids
        ]
        self._picks = Picks()
        self._reach: Counter[int] = Counter()
        self._themes: Counter[str] = Counter()
        self._subjects = 0
        self._batch: Batch | None = None
        self._placed: list[Placed] = []
        self._now: _Now | None = None

    def see(self, found: Verdicts, batch: Batch, parts: Sequence[Part]) -> None:
        """One candidate over one block."""
        if self._now is None or self._now.block is not found.block:
            self._leave()
            self._enter(found.block, batch)
        assert self._now is not None
        measure = self.measures[found.candidate.id]
        nearly = self._nearly(found, measure, self._now)
        met, possible = count(found.sure), count(found.possible)
        measure.outcomes[Outcome.NEEDS_REVIEW if found.candidate.humans else Outcome.ELIGIBLE] += met
        measure.outcomes[Outcome.UNKNOWN] += possible - met
        measure.outcomes[Outcome.INELIGIBLE] += found.block.rows - possible
        self._now.add(found, nearly)
        for part in parts:
            self._money_and_missing(found.candidate, measure, part, batch)

    def findings(self) -> Findings:
        """What has been counted so far; to be asked when the run is over."""
        self._leave()
        return Findings(
            self.plan,
            self._subjects,
            self.measures,
            self.fields,
            self._breakdowns,
            self._reach,
            self._themes,
            self._samples,
            self._picks.chosen(),
        )

    # --- one candidate --------------------------------------------------------------------

    def _nearly(self, found: Verdicts, measure: MeasureCount, now: _Now) -> Bits:
        """Count every rule; the rows that are nearly eligible."""
        rules = list(zip(found.candidate.rules, self.plan.roots[found.position], strict=True))
        met, once, twice = now.blank, now.blank, now.blank
        for rule, root in rules:
            failed, failures, unknowns = now.failed(root)
            counts = measure.rules[rule.spec.id]
            counts.not_met += failures
            counts.unknown += unknowns
            twice = twice | (once & failed)
            once = once | failed
            met = met | now.block.rails(root)[0]
        single = once & ~twice
        if single.any():
            for rule, root in rules:
                self._only(found.candidate.id, rule.spec.id, single & now.failed(root)[0], measure, now)
        nearly: Bits = single & met
        measure.nearly += count(nearly)
        return nearly

    def _only(self, measure_id: str, rule_id: str, only: Bits, measure: MeasureCount, now: _Now) -> None:
        number = count(only)
        measure.rules[rule_id].only += number
        sample = self._samples.get((measure_id, rule_id))
        if number and sample is not None:
            sample.offer(only, number, now.lots, now.block.start, now.batch.table)

    def _money_and_missing(
        self, candidate: Candidate, measure: MeasureCount, part: Part, batch: Batch
    ) -> None:
        if part.outcome is Outcome.NEEDS_REVIEW and candidate.amounts:
            assert part.fen is not None
            assert part.known is not None
            measure.review_fen += amount.added(part.fen[part.known])
            measure.review_unpriced += int((~part.known).sum())
        if part.waits is not None:
            self._missing(candidate, part, part.waits, batch)

    def _missing(self, candidate: Candidate, part: Part, waits: npt.NDArray[np.int64], batch: Batch) -> None:
        numbers = np.bincount(waits, minlength=len(part.lists)).tolist()
        for names, number in zip(part.lists, numbers, strict=True):
            for name in names:
                counts = self.fields.setdefault(name, FieldCount())
                counts.waiting += number
                counts.measures[candidate.id] += number
            if len(names) == 1:
                self.fields[names[0]].alone += number
        if candidate.amounts:
            self._unlocked(candidate, part, waits, batch)

    def _unlocked(self, candidate: Candidate, part: Part, waits: npt.NDArray[np.int64], batch: Batch) -> None:
        """What the pairs that wait for a single field would be worth."""
        single = np.array([len(names) == 1 for names in part.lists])
        alone = single[waits]
        fen, known = money(candidate, part.rows[alone], batch)
        for position in np.flatnonzero(single).tolist():
            here = waits[alone] == position
            counts = self.fields[part.lists[position][0]]
            counts.fen += amount.added(fen[here & known])
            counts.unpriced += int((here & ~known).sum())

    # --- one block ------------------------------------------------------------------------

    def _enter(self, block: Block, batch: Batch) -> None:
        if batch is not self._batch:
            self._batch = batch
            self._placed = [each.of(batch) for each in self._categories]
        positions = {position for pair in self._rivals for position in pair}
        self._now = _Now(block, batch, self._subjects, frozenset(positions))

    def _leave(self) -> None:
        now, self._now = self._now, None
        if now is None:
            return
        self._subjects += now.block.rows
        for breakdown, placed in zip(self._breakdowns, self._placed, strict=True):
            breakdown.add(placed.part(now.block.start, now.block.stop), now.by_theme)
        for theme, numbers in now.by_theme.items():
            self._themes[theme] += int(np.count_nonzero(numbers))
        eligible = now.eligible
        for number, subjects in enumerate(np.bincount(eligible).tolist()):
            if subjects:
                self._reach[number] += subjects
        for kind, scores in (
            ("eligible", eligible),
            ("nearly", now.nearly),
            ("unknown", now.unknown),
            ("ineligible", len(self.plan.candidates) - now.possible),
            ("conflict", now.conflicts(self._rivals)),
        ):
            self._picks.offer(kind, scores.astype(np.int64), now.first, now.block.start, now.batch.table)


class _Now:
    """What is counted per subject while one block is worked on. ``first`` is its first row in the register."""

    def __init__(self, block: Block, batch: Batch, first: int, rivals: frozenset[int]) -> None:
        self.block, self.batch, self.first = block, batch, first
        self.lots = Lots(first, block.rows)
        self.blank = np.zeros((block.rows + 7) // 8, np.uint8)
        self._full = np.packbits(np.ones(block.rows, bool), bitorder="little")
        self._failed: dict[int, tuple[Bits, int, int]] = {}
        self._rivals = rivals
        self._sure: dict[int, Bits] = {}
        self.by_theme: dict[str, npt.NDArray[np.uint16]] = {}
        self.nearly, self.possible, self.unknown = (np.zeros(block.rows, np.uint16) for _ in range(3))

    def failed(self, root: int) -> tuple[Bits, int, int]:
        """Where a rule is not met, how often, and how often it is unknown; measures share rules."""
        if root not in self._failed:
            sure, possible = self.block.rails(root)
            number = count(possible)
            self._failed[root] = self._full & ~possible, self.block.rows - number, number - count(sure)
        return self._failed[root]

    def add(self, found: Verdicts, nearly: Bits) -> None:
        self._bump(self.nearly, nearly)
        self._bump(self.possible, found.possible)
        self._bump(self.unknown, found.unknown)
        if not found.candidate.humans:
            theme = found.candidate.spec.theme
            if theme not in self.by_theme:
                self.by_theme[theme] = np.zeros(self.block.rows, np.uint16)
            self._bump(self.by_theme[theme], found.sure)
            if found.position in self._rivals:
                self._sure[found.position] = found.sure

    def _bump(self, counter: npt.NDArray[np.uint16], bits: Bits) -> None:
        counter += np.unpackbits(bits, count=self.block.rows, bitorder="little")

    @property
    def eligible(self) -> npt.NDArray[np.uint16]:
        return sum(self.by_theme.values(), start=np.zeros(self.block.rows, np.uint16))

    def conflicts(self, rivals: Sequence[tuple[int, int]]) -> npt.NDArray[np.uint16]:
        """For each subject how many pairs of its eligible measures exclude each other."""
        counter = np.zeros(self.block.rows, np.uint16)
        for one, other in rivals:
            if one in self._sure and other in self._sure:
                self._bump(counter, self._sure[one] & self._sure[other])
        return counter


def _is_measured(condition: Logic) -> bool:
    """Does it compare a number or a date, so that one can say by how much it fails?"""
    return any(isinstance(each, logic.InRange) for each in logic.atoms(condition))


def _columns(condition: Logic) -> list[str]:
    fields = sorted(logic.read_fields(condition))
    return [column for name in fields for column in (name, f"{name}[min]", f"{name}[max]")]
