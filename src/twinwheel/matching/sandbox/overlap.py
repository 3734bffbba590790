"""What those who gain already have, and what a change is worth where measures exclude each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twinwheel.matching.bits.kernel import Bits, count, positions
from twinwheel.matching.combination import groups, losers
from twinwheel.matching.plan import Candidate, Outcome
from twinwheel.matching.sandbox.sandbox import Effect, Effects, Sandbox


@dataclass(frozen=True)
class Overlap:
    """Another measure that subjects are eligible for which a change brings in. ``excluded``: not beside this one."""

    measure: str
    subjects: int
    excluded: bool


@dataclass(frozen=True)
class Lawful:
    """Known money over all measures that exclude one that changed, in fen: each subject takes its best lawful
    combination. ``torn`` subjects have to choose, before and after."""

    before: int
    after: int
    torn_before: int
    torn_after: int


def overlaps(sandbox: Sandbox, effects: Effects, effect: Effect) -> tuple[Overlap, ...]:
    """The other measures that those who gain surely have already, the commonest first."""
    exclusions = effects.plan.pack.exclusions
    result = []
    for place, other in enumerate(sandbox.plan.candidates):
        if other.id != effect.id and not other.humans:
            both = count(effect.gained & sandbox.bitmaps.sure[place])
            if both:
                result.append(Overlap(other.id, both, frozenset((effect.id, other.id)) in exclusions))
    return tuple(sorted(result, key=lambda each: (-each.subjects, each.measure)))


def lawful(sandbox: Sandbox, effects: Effects) -> Lawful | None:
    """Known money where those who may not have everything take the best; None where nothing is excluded."""
    changed = {each.id for each in effects.measures}
    old, new = sandbox.plan.pack.exclusions, effects.plan.pack.exclusions
    ids = [each.id for each in sandbox.plan.candidates]
    ids += [each.id for each in effects.plan.candidates if each.id not in ids]
    concerned = {
        id for pairs in (old, new) for group in groups(ids, pairs) if changed & set(group) for id in group
    }
    if not concerned:
        return None
    members = [id for id in ids if id in concerned]
    before = {each.id: each for each in sandbox.plan.candidates}
    after = {each.id: each for each in effects.plan.candidates}
    was = _best(sandbox, members, before, old)
    now = _best(sandbox, members, after, new)
    return Lawful(was[0], now[0], was[1], now[1])


def _best(
    sandbox: Sandbox,
    members: Sequence[str],
    candidates: dict[str, Candidate],
    exclusions: frozenset[frozenset[str]],
) -> tuple[int, int]:
    """The money of the best lawful combinations of some measures, and how many subjects have to choose."""
    found = [sandbox.side(candidates.get(id)) for id in members]
    sure = [each.sure if each.outcomes[Outcome.ELIGIBLE] else sandbox.whole.blank for each in found]
    torn = _torn(members, sure, exclusions, sandbox.whole.blank)
    total = 0
    for side, bits in zip(found, sure, strict=True):
        if side.prices is not None:
            total += side.prices.known_sum(bits)
    rows = positions(torn, sandbox.whole.rows)
    eligible = np.stack(
        [np.unpackbits(bits, count=sandbox.whole.rows, bitorder="little")[rows].view(bool) for bits in sure],
        axis=1,
    )
    fen = np.stack(
        [each.prices.fen[rows] if each.prices else np.zeros(len(rows), np.int64) for each in found], axis=1
    )
    left_out = losers(members, eligible, np.where(eligible, fen, 0), exclusions)
    dropped = int(np.where(left_out, fen, 0).astype(object).sum()) if len(rows) else 0
    return total - dropped, len(rows)


def _torn(
    members: Sequence[str], sure: Sequence[Bits], exclusions: frozenset[frozenset[str]], blank: Bits
) -> Bits:
    """Subjects that are eligible for two measures that exclude each other."""
    result = blank
    for place, one in enumerate(members):
        for at in range(place + 1, len(members)):
            if frozenset((one, members[at])) in exclusions:
                result = result | (sure[place] & sure[at])
    return result
