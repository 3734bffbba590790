"""Two texts of the same article, character against character.

Runs of six characters that stand once in each text are seeds; each grows as far as the texts agree. The
heaviest rising chain of them is the common order; what else is long enough has been moved, and is kept as a
jump. Between two neighbours the rest is aligned by the fewest edits, and chance agreements between two
edits (a lone 的 in a rewritten clause) are given up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from twinwheel.reading.renditions.letters import code_points
from twinwheel.reading.renditions.settling import settle
from twinwheel.reading.renditions.sketches import Hashes, hashed

SEED = 6
"""Characters of a seed."""
JUMP = 12
"""A passage that stands elsewhere in the other text is at least so long."""
_AGAIN = 64
"""In a gap at least so long on both sides, seeds are looked for again: what is common in the whole text may
stand once in it."""
_DEPTH = 4
_MOST_EDITS = 400_000_000
"""A gap whose sides multiply to more is not aligned at all: it would take minutes, and mean nothing."""
_ISLAND = 5
"""An agreement between two edits longer than this is never chance."""
_MOVED = 2
"""A mark that has moved so far is one change."""
_ONE_SIDED = 4
"""What only one text has counts as an edit of at most this size: long additions do not swallow what is beside."""
_WORD = 6
"""What differs at the end of a passage that was moved is a word of at most so many characters."""


class Run(NamedTuple):
    """``one[i : i + size] == other[j : j + size]``."""

    i: int
    j: int
    size: int


class Edit(NamedTuple):
    """Where one text has ``[i0, i1)`` and the other ``[j0, j1)``; one of them may be empty."""

    i0: int
    i1: int
    j0: int
    j1: int


class Seeds(NamedTuple):
    """``grams``, rising hashes, and where in the text each stands."""

    grams: Hashes
    at: NDArray[np.int64]


Places = NDArray[np.int32]
"""For each character of one text its place in the other, or -1."""


def aligned(one: str, other: str) -> Places:
    """Where each character of ``one`` stands in ``other``: int32, -1 for nowhere; each place at most once.

    The places rise but where a passage was moved. Takes about linear time, and the product of the two sides
    for the gaps between seeds.
    """
    if one == other:
        return np.arange(len(one), dtype=np.int32)
    at = _places(_aligned(one, other, 0), len(one))
    settle(at, one, other, edits(at, len(other)))
    return at


def passages(one: str, other: str, seeds: Seeds, other_seeds: Seeds) -> Places:
    """As ``aligned``, of texts that are not the same article but may share passages: what lies far from any seed
    that both have stands nowhere. Faster by far where they share little."""
    return _places(_near(one, other, seeds, other_seeds), len(one))


def _places(runs: Iterable[Run], size: int) -> Places:
    at = np.full(size, -1, dtype=np.int32)
    for run in runs:
        at[run.i : run.i + run.size] = np.arange(run.j, run.j + run.size, dtype=np.int32)
    return at


def edits(at: Places, other_size: int) -> list[Edit]:
    """The differences that places leave, in the order of the first text.

    A character that stands nowhere in the other text is in exactly one of them, and so is each character of
    the other text that is no character's place.
    """
    back = np.full(other_size, -1, dtype=np.int64)
    matched = np.flatnonzero(at >= 0)
    back[at[matched]] = matched
    holes = dict(_holes(at))
    starts = {end: start for start, end in holes.items()}
    found = []
    for j0, j1 in _holes(back):
        right = int(back[j1]) if j1 < other_size else len(at)
        left = int(back[j0 - 1]) + 1 if j0 else starts.get(right, right)
        # Where a passage was moved, a hole ends at the jump: one side of it is enough.
        before = starts.get(right, right)
        if holes.get(left) == right:
            del holes[left]
            found.append(Edit(left, right, j0, j1))
        elif j0 and _as_long(left, holes.get(left, left), j1 - j0):
            found.append(Edit(left, holes.pop(left), j0, j1))
        elif before in holes and _as_long(before, right, j1 - j0):
            del holes[before]
            found.append(Edit(before, right, j0, j1))
        else:
            found.append(Edit(left, left, j0, j1))
    for i0, i1 in holes.items():
        j = int(at[i0 - 1]) + 1 if i0 else (int(at[i1]) if i1 < len(at) else 0)
        found.append(Edit(i0, i1, j, j))
    return sorted(found)


def _as_long(start: int, end: int, size: int) -> bool:
    """Whether a hole is a short one, and about as long as another."""
    return 0 < end - start <= _WORD and abs(end - start - size) <= _MOVED


def _holes(at: NDArray[np.signedinteger]) -> list[tuple[int, int]]:
    """The runs of -1."""
    edge = np.flatnonzero(np.diff(np.concatenate([[False], at < 0, [False]]).astype(np.int8)))
    return list(zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True))


def _near(one: str, other: str, seeds: Seeds, other_seeds: Seeds) -> Iterator[Run]:
    runs = sorted(_ordered(_blocks(one, other, seeds, other_seeds), len(other)))
    yield from runs
    for i0, i1, j0, j1 in _gaps(runs, len(one), len(other)) if runs else ():
        if min(i1 - i0, j1 - j0) < _AGAIN:
            for run in short_runs(one[i0:i1], other[j0:j1]):
                yield Run(run.i + i0, run.j + j0, run.size)


def _aligned(one: str, other: str, depth: int) -> Iterator[Run]:
    blocks = _blocks(one, other, seeds_of(one), seeds_of(other))
    if not blocks:
        yield from short_runs(one, other)
        return
    runs = sorted(_ordered(blocks, len(other)))
    yield from runs
    for i0, i1, j0, j1 in _gaps(runs, len(one), len(other)):
        again = depth < _DEPTH and min(i1 - i0, j1 - j0) >= _AGAIN
        mine, theirs = one[i0:i1], other[j0:j1]
        for run in _aligned(mine, theirs, depth + 1) if again else short_runs(mine, theirs):
            yield Run(run.i + i0, run.j + j0, run.size)


def _blocks(one: str, other: str, seeds: Seeds, other_seeds: Seeds) -> list[Run]:
    """Runs that agree, grown from the seeds; in the order of ``one``, without overlap there."""
    i, j = _common(seeds, other_seeds)
    if not len(i):
        return []
    breaks = np.flatnonzero((np.diff(i) != 1) | (np.diff(j) != 1)) + 1
    firsts = np.concatenate([[0], breaks])
    starts = np.concatenate([i[firsts], [len(one)]]).tolist()
    others = j[firsts].tolist()
    sizes = (np.diff(np.concatenate([firsts, [len(i)]])) + SEED - 1).tolist()
    blocks: list[Run] = []
    for turn, (a, b, size) in enumerate(zip(starts[:-1], others, sizes, strict=True)):
        done = blocks[-1].i + blocks[-1].size if blocks else 0
        if a < done:  # the seed overlaps what the last one has grown to
            a, b, size = done, b + done - a, size - (done - a)
        if size <= 0 or one[a : a + size] != other[b : b + size]:
            continue
        while a > done and b > 0 and one[a - 1] == other[b - 1]:
            a, b, size = a - 1, b - 1, size + 1
        end = starts[turn + 1]
        while a + size < end and b + size < len(other) and one[a + size] == other[b + size]:
            size += 1
        if blocks and a == done and blocks[-1].j + blocks[-1].size == b:
            a, b, size = blocks[-1].i, blocks[-1].j, blocks[-1].size + size
            blocks.pop()
        blocks.append(Run(a, b, size))
    return blocks


def _common(mine: Seeds, theirs: Seeds) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the seeds of both stand in one text and in the other, in the order of the one."""
    _, in_a, in_b = np.intersect1d(mine.grams, theirs.grams, assume_unique=True, return_indices=True)
    i, j = mine.at[in_a], theirs.at[in_b]
    order = np.argsort(i, kind="stable")
    return i[order], j[order]


def seeds_of(text: str) -> Seeds:
    """The runs of six that stand once in the text."""
    grams, at, count = np.unique(hashed(code_points(text), SEED), return_index=True, return_counts=True)
    return Seeds(grams[count == 1], at[count == 1])


def _ordered(blocks: list[Run], other_size: int) -> list[Run]:
    """The blocks of the heaviest rising chain, and of the others those that have been moved."""
    chosen: list[Run] = []
    chain = _chain(blocks)
    for turn in chain:
        i, j, size = blocks[turn]
        over = max(0, chosen[-1].j + chosen[-1].size - j) if chosen else 0
        if size > over:
            chosen.append(Run(i + over, j + over, size - over))
    taken = np.zeros(other_size, dtype=bool)
    for run in chosen:
        taken[run.j : run.j + run.size] = True
    in_chain = set(chain)
    moved = [run for turn, run in enumerate(blocks) if turn not in in_chain and run.size >= JUMP]
    for run in sorted(moved, key=lambda run: (-run.size, run)):
        start, end = max(_free(taken[run.j : run.j + run.size]), key=lambda f: f[1] - f[0], default=(0, 0))
        if end - start >= JUMP:
            taken[run.j + start : run.j + end] = True
            chosen.append(Run(run.i + start, run.j + start, end - start))
    return chosen


def _free(taken: NDArray[np.bool_]) -> list[tuple[int, int]]:
    return _holes(np.where(taken, 0, -1))


def _chain(blocks: list[Run]) -> list[int]:
    """Which blocks make the heaviest chain that rises in both texts; blocks are in the order of the first."""
    ranks = {j: rank for rank, j in enumerate(sorted({run.j for run in blocks}), start=1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)  # a Fenwick tree of maxima
    before: list[int] = []
    for turn, run in enumerate(blocks):
        best, at = (0, -1), ranks[run.j] - 1
        while at > 0:
            best = max(best, tree[at])
            at -= at & -at
        before.append(best[1])
        here, at = (best[0] + run.size, turn), ranks[run.j]
        while at < len(tree):
            tree[at] = max(tree[at], here)
            at += at & -at
    best, at = (0, -1), len(ranks)
    while at > 0:
        best = max(best, tree[at])
        at -= at & -at
    chain, turn = [], best[1]
    while turn >= 0:
        chain.append(turn)
        turn = before[turn]
    return chain[::-1]


def _gaps(runs: list[Run], size: int, other_size: int) -> Iterator[Edit]:
    """What lies between neighbouring runs on both sides; each stretch of the other text is used once."""
    by_other = sorted(runs, key=lambda run: run.j)
    edges = [0, *(edge for run in by_other for edge in (run.j, run.j + run.size)), other_size]
    free = dict(zip(edges[::2], edges[1::2], strict=True))
    starts = {end: start for start, end in free.items()}
    stops = [Run(0, 0, 0), *runs, Run(size, other_size, 0)]
    for last, following in pairwise(stops):
        i0, i1 = last.i + last.size, following.i
        if i0 == i1:
            continue
        after, before = last.j + last.size, starts.get(following.j, -1)
        start = max((j for j in (after, before) if j in free), key=lambda j: free[j] - j, default=None)
        if start is not None and free[start] > start:
            yield Edit(i0, i1, start, free.pop(start))


def short_runs(one: str, other: str) -> Iterator[Run]:
    """The agreements of two short texts that the fewest edits leave, without those of chance."""
    if not one or not other or len(one) * len(other) > _MOST_EDITS:
        return
    found: list[Edit] = []
    for op in Levenshtein.opcodes(one, other):
        if op.tag == "equal":
            continue
        edit = Edit(op.src_start, op.src_end, op.dest_start, op.dest_end)
        while found and _one_change(found[-1], edit, one, other):
            last = found.pop()
            edit = Edit(last.i0, edit.i1, last.j0, edit.j1)
        found.append(edit)
    i = j = 0
    for edit in [*found, Edit(len(one), len(one), len(other), len(other))]:
        if edit.i0 > i:
            yield Run(i, j, edit.i0 - i)
        i, j = edit.i1, edit.j1


def _one_change(last: Edit, edit: Edit, one: str, other: str) -> bool:
    """Two edits are one where hardly anything between them agrees, or where a mark has moved."""
    between = edit.i0 - last.i1
    if between > _ISLAND:
        return False
    if between * 2 < _weight(last) + _weight(edit):
        return True
    if _one_way(last) * _one_way(edit) < 0 and between <= max(_weight(last), _weight(edit)):
        return True  # 质量 for 品质: one character out, one in, and between them one that both have
    mine = one[last.i0 : last.i1] + one[edit.i0 : edit.i1]
    theirs = other[last.j0 : last.j1] + other[edit.j0 : edit.j1]
    return between <= _MOVED and mine == theirs and not mine.isalnum()


def _one_way(edit: Edit) -> int:
    """1 for an addition, -1 for an omission, 0 for anything else."""
    return (edit.i0 == edit.i1) - (edit.j0 == edit.j1)


def _weight(edit: Edit) -> int:
    mine, theirs = edit.i1 - edit.i0, edit.j1 - edit.j0
    return max(mine, theirs) if mine and theirs else min(max(mine, theirs), _ONE_SIDED)
